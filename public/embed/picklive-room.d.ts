// Types of the element <picklive-room>; docs/widget.md says what each thing means.

/** A sum in the currency's smallest unit, e.g. `{ amount: 5800, currency: "CNY" }` is 58 yuan. */
export interface PickliveMoney {
  amount: number;
  currency: string;
}

/** Where a room stands. A later server may know other words. */
export type PickliveRoomState = "scheduled" | "live" | "paused" | "ended" | "replay" | (string & {});

/** The room is drawn. */
export interface PickliveReady {
  room: string;
  title: string;
  state: PickliveRoomState;
}

/** Where the room stands, at the beginning and whenever that changes. */
export interface PickliveState {
  room: string;
  state: PickliveRoomState;
}

/** The product on show, as the viewer sees it by now; every other field is null while there is none. */
export interface PicklivePin {
  room: string;
  product: string | null;
  title: string | null;
  /** What it costs this viewer now. */
  price: PickliveMoney | null;
}

/** A variant that was chosen, and how many of it. */
export interface PickliveChoice {
  room: string;
  product: string;
  variant: string;
  quantity: number;
  /** What one of it costs this viewer now. */
  price: PickliveMoney;
}

/** An order that was placed here, when it was placed and when it was paid. */
export interface PickliveOrder {
  room: string;
  id: string;
  number: string;
  state: "awaiting_payment" | "paid" | "completed" | (string & {});
  total: PickliveMoney;
}

/** What went wrong; the element says it to the viewer itself. */
export interface PickliveError {
  room: string | null;
  /** `program`: its files did not come. `unreachable`: the API does not answer. `not-found`: there is no such room.
   * `broken`: the program broke. */
  reason: "program" | "unreachable" | "not-found" | "broken";
}

export interface PickliveEventMap {
  "picklive:ready": CustomEvent<PickliveReady>;
  "picklive:state": CustomEvent<PickliveState>;
  "picklive:pin": CustomEvent<PicklivePin>;
  "picklive:add": CustomEvent<PickliveChoice>;
  /** Can be stopped: `preventDefault()` hands the purchase to the page. */
  "picklive:buy": CustomEvent<PickliveChoice>;
  "picklive:order": CustomEvent<PickliveOrder>;
  "picklive:error": CustomEvent<PickliveError>;
}

export interface PickliveRoomElement extends HTMLElement {
  /** With `for`: which moment is seen of the page's own video, in milliseconds since 1970. */
  at?: () => number | null | undefined;
  /** Opens the room, as a tap on the poster does. */
  open(): Promise<void>;
}

declare global {
  interface HTMLElementTagNameMap {
    "picklive-room": PickliveRoomElement;
  }
  // Events are composed and bubble: they can be heard anywhere above the element.
  interface GlobalEventHandlersEventMap extends PickliveEventMap {}
}
