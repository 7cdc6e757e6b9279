// The element <picklive-room>: a live room on any page (docs/widget.md). It shows a poster, fetches the program when it
// comes near or is tapped, and mounts the room in its shadow root. The page gets nothing else: no style, no global, no
// listener that outlives it. The names of the files beside this one are filled in when it is built.
import { elsewhere, poster, sized, styled, WORDS } from "./look.js";
import { programs } from "./program.js";

const files = {};
const folder = new URL(".", import.meta.url).href;
const home = new URL("..", folder).href;
const NEAR = "300px"; // So far before it is seen the program is fetched.

const { program, sentences, watch } = programs(folder, files);

class PickliveRoom extends HTMLElement {
  static observedAttributes = ["api", "room", "shop", "lang", "theme", "cart", "poster", "for", "autoplay"];

  #frame;
  #poster;
  #near;
  #unmount;
  #again = false;
  /** Rises with every beginning and end: what was waited for before counts no more. */
  #turn = 0;

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    sized(root);
    const frame = document.createElement("div");
    frame.className = "frame";
    frame.part = "room";
    frame.hidden = true;
    frame.tabIndex = -1;
    frame.addEventListener("click", elsewhere, true);
    root.append(frame);
    this.#frame = frame;
  }

  /** Fetches the sheet of style, unless it is there; what is not styled is not shown. */
  async #style() {
    await styled(this.#frame, folder + files.sheet);
    this.#frame.hidden = false;
  }

  get #lang() {
    const lang = this.getAttribute("lang") || this.parentElement?.closest("[lang]")?.lang || "zh";
    return /^en\b/i.test(lang) ? "en" : "zh";
  }

  get #api() {
    return new URL(this.getAttribute("api") || home, document.baseURI).href.replace(/\/+$/, "");
  }

  connectedCallback() {
    // Moved within one task, everything goes on.
    if (!this.#poster && !this.#unmount) this.#begin();
  }

  disconnectedCallback() {
    queueMicrotask(() => this.isConnected || this.#end());
  }

  attributeChangedCallback(name, before, now) {
    if (before === now || !this.isConnected) return;
    if (name === "theme") return this.#look();
    if (this.#again) return;
    this.#again = true;
    queueMicrotask(() => {
      this.#again = false;
      if (!this.isConnected) return;
      // A tap that still waits for the program counts.
      const on = !!this.#unmount || this.#poster?.hasAttribute("aria-busy");
      this.#end();
      this.#begin();
      if (on) this.open();
    });
  }

  #look() {
    this.#frame.dataset.theme = this.getAttribute("theme") || "auto";
    this.#frame.lang = this.#lang === "en" ? "en" : "zh-CN";
  }

  #begin() {
    this.#turn += 1;
    this.#look();
    if (!this.getAttribute("room")) return;
    this.#style().catch(() => {});
    this.#show("");
    this.#near = new IntersectionObserver((seen) => {
      if (!seen.some((one) => one.isIntersecting)) return;
      this.#near?.disconnect();
      this.#style().catch(() => {});
      if (this.hasAttribute("autoplay") || this.hasAttribute("for")) this.open();
      else program(this.#api, this.#lang).catch(() => {});
    }, { rootMargin: NEAR });
    this.#near.observe(this);
  }

  /** The poster, with words when something went wrong. */
  #show(words) {
    const button = poster({ label: WORDS[this.#lang].play, words, picture: this.getAttribute("poster") });
    // Over a video of the page's own nothing hides that, unless there is something to be said.
    button.hidden = !words && this.hasAttribute("for");
    button.addEventListener("click", () => this.open());
    const led = this.#poster && this.shadowRoot.activeElement === this.#poster;
    this.#poster?.remove();
    this.#frame.append(button);
    this.#poster = button;
    if (led) button.focus({ preventScroll: true });
  }

  /** Opens the room, as a tap on the poster does. */
  async open() {
    if (!this.isConnected || this.#unmount || !this.#poster || this.#poster.getAttribute("aria-busy")) return;
    const turn = this.#turn;
    this.#poster.setAttribute("aria-busy", "true");
    try {
      const [script] = await Promise.all([program(this.#api, this.#lang), this.#style()]);
      if (turn !== this.#turn) return;
      this.#mount(script);
    } catch (error) {
      if (turn !== this.#turn) return;
      // For whoever builds the page: most often its policy does not allow something (docs/widget.md).
      console.warn("picklive-room:", error);
      // Also when it was the sheet of style that did not come.
      this.#frame.hidden = false;
      this.#show(WORDS[this.#lang].fail);
      this.#tell("picklive:error", { room: this.getAttribute("room"), reason: "program" });
    }
  }

  /** The moment that is seen of the page's own video, in milliseconds since 1970, where it is known: by the page
   * (`element.at`), else by a browser that plays the stream itself. */
  #at() {
    const at = this.at?.();
    if (Number.isFinite(+at) && at != null) return +at;
    const video = this.getRootNode().getElementById?.(this.getAttribute("for"));
    const begin = video?.getStartDate?.().getTime();
    return Number.isFinite(begin) ? begin + video.currentTime * 1000 : undefined;
  }

  #mount(script) {
    const led = this.shadowRoot.activeElement === this.#poster;
    const lang = this.#lang;
    const given = {
      api: this.#api, home, lang,
      at: this.hasAttribute("for") ? () => this.#at() : undefined,
      rest: () => this.#rest(lang),
      room: this.getAttribute("room") ?? "", shop: this.getAttribute("shop") ?? "", cart: this.hasAttribute("cart"),
    };
    this.#unmount = script.mount(this, this.#frame, given);
    if (!this.#unmount) throw new Error("no room");
    this.#poster.remove();
    this.#poster = undefined;
    if (led) this.#frame.focus({ preventScroll: true });
    watch(this, script);
  }

  /** What comes behind the room: the sheet of style of what opens over it, and its sentences. */
  async #rest(lang) {
    const [said] = await Promise.all([
      sentences(lang === "en" ? files.restEn : files.restZh), styled(this.#frame, folder + files.restSheet),
    ]);
    return said;
  }

  #end() {
    this.#turn += 1;
    this.#near?.disconnect();
    this.#near = undefined;
    watch(this);
    const unmount = this.#unmount;
    this.#unmount = undefined;
    try {
      unmount?.();
    } catch {
      // Of a program that has broken nothing is left to be taken away but what is seen.
    }
    this.#frame.replaceChildren();
    this.#poster = undefined;
  }

  broke() {
    // What is healthy is taken away in good order: of a program that has broken `#end` expects nothing.
    this.#end();
    if (!this.isConnected) return;
    this.#show(WORDS[this.#lang].broke);
    this.#tell("picklive:error", { room: this.getAttribute("room"), reason: "broken" });
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail }));
  }
}

if (!customElements.get("picklive-room")) customElements.define("picklive-room", PickliveRoom);
