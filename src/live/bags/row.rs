//! One bag in the sheet: what is won, who may enter, what the odds are, and how it ended.

use leptos::prelude::untrack;
use picklive_contract::{
    BagId,
    bags::{Bag, BagFor, Won},
};

use super::Bags;
use crate::{
    address::Page,
    live::model::bags::Stands,
    platform::navigation,
    signal::Derived,
    text::{self, beside, live as words, money},
    ui::{Node, countdown, live as drawn, view},
};

impl Bags {
    /// A bag: what cannot change is drawn once, and the button stays where it is.
    pub(super) fn row(self, id: BagId) -> Option<Node> {
        let (lang, setup) = (self.live.lang, self.live.given()?);
        let bag = untrack(|| self.bag(&id))?;
        let site = setup.purchase.site;
        let (zone, now) = (setup.purchase.storefront.zone.as_ref(), untrack(|| site.now.at()));
        let when = |at| text::when(lang, zone, at, now);
        let prize = &bag.prize;
        let prize = beside::BAG_PRIZE.with(
            lang,
            &[
                &bag.winners.to_string(),
                &money(prize.off),
                &money(prize.minimum),
                &when(prize.valid_until),
            ],
        );
        let who = match bag.who {
            BagFor::Everyone => beside::BAG_EVERYONE.to(lang),
            BagFor::Buyers => beside::BAG_BUYERS.to(lang),
            BagFor::Other(_) => "",
        };
        let closes = words::ENDS_AT.with(lang, &[&when(bag.closes_at)]);
        let (of, one) = (id.clone(), id.clone());
        let stands = Derived::new(move || self.bag(&of).map(|bag| self.stands(&bag)));
        let (until, clocked) = (bag.closes_at, site.clone());
        let clock = drawn(move || {
            let open = matches!(stands.get(), Some(Stands::Open | Stands::In(_)));
            let label = Some(words::ENDS_IN.to(lang));
            open.then(|| countdown(&clocked, label, until, Some(closes.clone())))
        });
        let entries = Derived::new(move || self.bag(&one).map_or(0, |bag| bag.entries));
        let winners = bag.winners;
        let odds = move || {
            beside::BAG_ODDS.with(lang, &[&entries.get().to_string(), &winners.to_string()])
        };
        Some(view! {
            <li class="room-item room-ticket">
                <div class="room-item-text">
                    <h3>{bag.title.clone()}</h3>
                    <p>{prize} " " {who}</p>
                    <p class="room-facts">{clock} <span>{odds}</span></p>
                    <div role="status">{self.told_of(id.clone(), stands)}</div>
                    {self.recheck(&bag)}
                </div>
                {self.button(id, stands)}
            </li>
        })
    }

    /// The button that enters; it is there as long as the bag is open.
    fn button(self, id: BagId, stands: Derived<Option<Stands>>) -> Node {
        let lang = self.live.lang;
        let there =
            Derived::new(move || matches!(stands.get(), Some(Stands::Open | Stands::In(_))));
        drawn(move || {
            let id = id.clone();
            // One that is disabled would lose the focus.
            let idle = Derived::new(move || stands.get() == Some(Stands::Open) && !self.busy.get());
            let enter = move |_| {
                if idle.get_untracked() {
                    let id = id.clone();
                    self.person.run(move || self.enter(id.clone()));
                }
            };
            let label = move || {
                let is_in = matches!(stands.get(), Some(Stands::In(_)));
                if is_in { beside::BAG_ENTERED } else { beside::BAG_ENTER }.to(lang)
            };
            there.get().then(|| {
                view! {
                    <button type="button" class="button" aria-disabled=move || (!idle.get()).then_some("true")
                        on:click=enter>{label}</button>
                }
            })
        })
    }

    /// How it stands, in words; read out when it changes.
    fn told_of(self, id: BagId, stands: Derived<Option<Stands>>) -> Node {
        let lang = self.live.lang;
        drawn(move || {
            let stands = stands.get()?;
            let bag = untrack(|| self.bag(&id))?;
            let drawn = matches!(stands, Stands::Won | Stands::Lost | Stands::Drawn);
            let told = match stands {
                Stands::Open | Stands::Drawn => None,
                Stands::In(number) => Some(beside::BAG_NUMBER.with(lang, &[&number.to_string()])),
                Stands::Closed => Some(beside::BAG_CLOSED.to(lang).into()),
                Stands::Won => Some(beside::BAG_YOU_WON.with(lang, &[&money(bag.prize.off)])),
                Stands::Lost => Some(beside::BAG_LOST.to(lang).into()),
            };
            let won = drawn.then(|| winners(&bag, lang));
            Some(view! {
                {told.map(|told| view! { <p class:lucky-won=stands == Stands::Won><b>{told}</b></p> })}
                {won.map(|won| view! { <p>{won}</p> })}
            })
        })
    }

    /// The seed's fingerprint, told before anybody enters, and where the draw is computed again.
    fn recheck(self, bag: &Bag) -> Option<Node> {
        let (lang, setup) = (self.live.lang, self.live.given()?);
        let page = Page::Bag(bag.room.clone(), bag.id.clone());
        let href = page.href(&setup.purchase.site);
        let browse = setup.browse;
        // Where there is a shop around the room it goes on in its corner; elsewhere the page opens beside it.
        let follow = move |event: leptos::ev::MouseEvent| {
            // Whoever wants it in a tab of its own has the browser open one.
            if let Some(browse) = browse.filter(|_| navigation::is_plain(&event)) {
                event.prevent_default();
                self.sheet.close();
                browse.run(page.clone());
            }
        };
        Some(view! {
            <p class="lucky-hash">{beside::BAG_HASH.to(lang)} " " <code>{bag.seed_hash.clone()}</code></p>
            <a class="lucky-check" href=href target=browse.is_none().then_some("_blank") on:click=follow>
                {beside::BAG_RECHECK.to(lang)}
            </a>
        })
    }
}

/// Who has won, by number and what is told of the name.
pub(in crate::live) fn winners(bag: &Bag, lang: picklive_contract::Lang) -> String {
    if bag.won.is_empty() {
        return beside::BAG_NOBODY.to(lang).into();
    }
    let one = |won: &Won| {
        let number = beside::BAG_OF.with(lang, &[&won.number.to_string()]);
        [number.as_str(), won.name.as_str()].join(" ").trim().to_owned()
    };
    let all = bag.won.iter().map(one).collect::<Vec<_>>().join(" · ");
    beside::BAG_WINNERS.with(lang, &[&all])
}
