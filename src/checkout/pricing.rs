//! The quote of a purchase as it is shown: asked for at first, again when something it depends on has
//! changed, and taken from a refusal that brings one.

use std::time::Duration;

use leptos::prelude::*;
use picklive_contract::{
    UnixMillis,
    address::Region,
    events::{Event, EventKind},
    quotes::{GetQuote, LineAsk, Quote, QuoteAsk},
};

use super::{
    changes::{Change, changes},
    heard::{is_about, touches},
    room::InRoom,
};
use crate::{
    address::Now,
    api::{Api, ApiError, Extra},
    platform::{random, task, timer},
    signal::{Derived, Var, effect},
    ui::Data,
};

/// How long typing has to rest before the quote is asked for again.
const REST: Duration = Duration::from_millis(400);

/// The quote, and how it is doing.
#[derive(Clone, Copy)]
pub struct Pricing {
    /// The latest quote; stays while the next one is under way.
    pub quote: Data<Option<Quote>>,
    /// Whether there is one.
    pub there: Var<bool>,
    /// Why the latest question brought no answer.
    pub failed: Var<Option<ApiError>>,
    /// Whether what is shown may not be for what was typed.
    pub asking: Var<bool>,
    /// What changed since the buyer last agreed.
    pub changed: Data<Vec<Change>>,
    /// What is to be bought.
    pub lines: Data<Vec<LineAsk>>,
    region: Derived<Option<Region>>,
    guest: Derived<bool>,
    room: Option<InRoom>,
    /// A question after what the shop told waits for its moment.
    due: Var<bool>,
    /// An answer is waited for.
    waiting: Var<bool>,
    /// What was told while an answer is waited for, the latest of each product: the answer may be from before.
    told: Var<Vec<(Event, Now)>>,
    api: Data<Api>,
    latest: Var<u32>,
    owner: StoredValue<Owner>,
}

impl Pricing {
    /// Asks at once, and again a moment after the lines, the region or `guest` (what the person may buy)
    /// changed.
    pub fn new(
        api: Api,
        lines: Vec<LineAsk>,
        region: Derived<Option<Region>>,
        guest: Derived<bool>,
        room: Option<InRoom>,
    ) -> Self {
        let this = Self {
            quote: Data::new(None),
            there: Var::new(false),
            failed: Var::new(None),
            asking: Var::new(true),
            changed: Data::new(Vec::new()),
            lines: Data::new(lines),
            region,
            guest,
            room,
            due: Var::new(false),
            waiting: Var::new(false),
            told: Var::new(Vec::new()),
            api: Data::new(api),
            latest: Var::new(0),
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
        };
        let mut begun = false;
        effect(move || {
            this.lines.get();
            region.get();
            guest.get();
            if !std::mem::replace(&mut begun, true) {
                this.again();
            } else {
                // What was asked for until now is no longer what is wanted.
                this.next();
                timer::after(REST, move || this.again());
            }
        });
        this
    }

    /// Asks again when a price may have changed, spread over two seconds.
    pub fn follow(self, now: Now) {
        let over = Derived::new(move || {
            let end = self.quote.with(|quote| first_end(quote.as_ref()?));
            end.is_some_and(|end| now.certain().is_some_and(|now| now >= end))
        });
        effect(move || {
            if over.get() {
                let delay = Duration::from_millis((random::fraction() * 2_000.0) as u64);
                timer::after(delay, move || self.again());
            }
        });
    }

    /// Takes what the shop tells: asks again, within a second or two, when a line can no longer be as it was
    /// quoted. Until the answer comes what is shown stays, and can be agreed to. While one is waited for this is
    /// decided when it is there.
    pub fn heard(self, event: &Event, now: Now) {
        let (at, guest) = untrack(|| (now.at(), self.guest.get()));
        let all = event.kind == EventKind::Resync;
        if self.waiting.get_untracked() {
            if all || untrack(|| self.lines.with(|lines| is_about(event, lines))) {
                self.told.update(|told| {
                    told.retain(|before| before.0.product != event.product);
                    told.push((event.clone(), now));
                });
            }
            return;
        }
        let quoted = |quote: &Option<Quote>| {
            quote
                .as_ref()
                .is_some_and(|quote| touches(event, quote, at, guest, self.room.is_some()))
        };
        let touched = all || untrack(|| self.quote.with(quoted));
        if touched {
            self.soon();
        }
    }

    /// Asks again within a second or two; once, however often that is wished until then.
    pub fn soon(self) {
        let Some(owner) = self.owner.try_get_value().filter(|_| !self.due.get_untracked()) else {
            return;
        };
        self.due.set(true);
        let delay = Duration::from_millis(200 + (random::fraction() * 1_000.0) as u64);
        owner.with(|| {
            timer::after(delay, move || {
                self.due.set(false);
                // What is waited for was asked since, and what is about to be asked will be.
                if !self.waiting.get_untracked() && !self.asking.get_untracked() {
                    // Of two answers the later question's counts.
                    self.ask(self.number());
                }
            });
        });
    }

    /// Asks again at once.
    pub fn again(self) {
        self.ask(self.next());
    }

    /// Asks; the answer counts unless a later question or answer takes the place of this `number`.
    fn ask(self, number: u32) {
        let (Some(api), Some(owner)) = (untrack(|| self.api.get()), self.owner.try_get_value())
        else {
            return;
        };
        let ask = untrack(|| QuoteAsk {
            lines: self.lines.with(Clone::clone),
            region: self.region.get(),
            room: self.room.and_then(|room| room.id()),
            at_stream_time: self.room.and_then(|room| room.time()),
        });
        if ask.lines.is_empty() {
            self.waiting.set(false);
            return self.asking.set(false);
        }
        self.waiting.set(true);
        // Not with the effect that asked: its next run must not abort the answer.
        owner.with(|| {
            task::spawn(async move {
                let answer = api.call::<GetQuote>(&(), &ask, Extra::default()).await;
                if self.latest.get_untracked() != number {
                    return;
                }
                self.waiting.set(false);
                // A quote of other things than were asked about is none.
                let fits = |quote: &Quote| {
                    let asked = ask.lines.iter().map(|line| &line.variant);
                    quote.lines.iter().map(|line| &line.variant).eq(asked)
                };
                match answer.and_then(|it| fits(&it).then_some(it).ok_or(ApiError::Unreadable)) {
                    Ok(quote) => self.show(quote),
                    Err(error) => {
                        self.asking.set(false);
                        self.failed.set(Some(error));
                    }
                }
                for (event, now) in self.told.take() {
                    self.heard(&event, now);
                }
            });
        });
    }

    /// Takes a quote that came with a refusal.
    pub fn take(self, quote: Quote) {
        self.next();
        self.waiting.set(false);
        self.show(quote);
    }

    /// From now on earlier answers do not count.
    fn number(&self) -> u32 {
        let number = self.latest.get_untracked().wrapping_add(1);
        self.latest.set(number);
        number
    }

    /// The same, and what is shown may not be what is wanted.
    fn next(&self) -> u32 {
        self.asking.set(true);
        self.number()
    }

    fn show(&self, quote: Quote) {
        let old = untrack(|| self.quote.get());
        let changed = old.as_deref().and_then(Option::as_ref).map(|old| changes(old, &quote));
        if let Some(changed) = changed.filter(|changed| !changed.is_empty()) {
            self.changed.set(changed);
        }
        self.quote.set(Some(quote));
        self.asking.set(false);
        self.failed.set(None);
        if !self.there.get_untracked() {
            self.there.set(true);
        }
    }
}

/// When the first of the prices in a quote may change: one ends, or a lower one opens.
fn first_end(quote: &Quote) -> Option<UnixMillis> {
    quote.lines.iter().flat_map(|line| [line.offer.closes_at, line.changes_at]).flatten().min()
}
