//! What is within the thumb's reach: undoing, what is unsent, the next product, going on and off the air, the tabs.

use leptos::prelude::*;
use picklive_contract::{
    ProductId,
    host::{Act, ActKind},
    live::RoomState,
};

use super::{
    console::Console,
    model::{card, is_on, of_product, queue::Waiting},
    page::Tab,
    parts::{armed, told_of},
};
use crate::{
    signal::{Derived, Var},
    text::{Say, desk as words},
    ui::{Node, live, view},
};

/// The foot of the console; of a room that is over, only the tabs.
pub(super) fn foot(console: Console, tab: Var<Tab>, over: bool) -> Node {
    untrack(|| {
        let acts = (!over).then(|| {
            view! { <div class="desk-acts">{next(console)} {air(console)}</div> }
        });
        view! {
            <footer class="desk-foot">
                {unsent(console)}
                {undo(console)}
                {acts}
                {tabs(console, tab)}
            </footer>
        }
    })
}

/// What was done last, and undoing it. Its place is always there: nothing moves when it comes and goes.
fn undo(console: Console) -> Node {
    let lang = console.lang();
    let shown = live(move || {
        console.undo.get().map(|undo| {
            view! {
                <p class="desk-bar desk-undo">
                    <span>{told_of(console, &undo.done)}</span>
                    <button type="button" class="desk-bar-button" on:click=move |_| console.take_back()>
                        {words::UNDO.to(lang)}
                    </button>
                </p>
            }
        })
    });
    view! { <div class="desk-undo-place" role="status">{shown}</div> }
}

/// Acts that have not arrived, and those that an earlier page has left.
fn unsent(console: Console) -> Node {
    let (lang, line) = (console.lang(), console.line);
    let told = move |say: Say, acts: &[Waiting]| {
        let first = acts.first().map(|it| told_of(console, &it.act))?;
        Some(say.with(lang, &[&acts.len().to_string(), &first]))
    };
    let failed = Derived::new(move || line.failed.with(Option::is_some));
    let stuck = Derived::new(move || {
        let stuck = line.queue.with(|queue| told(words::UNSENT, &queue.acts));
        stuck.filter(|_| failed.get())
    });
    let left = Derived::new(move || line.queue.with(|queue| told(words::LEFT, &queue.left)));
    view! {
        {unsent_bar(stuck, move || {
            view! {
                <button type="button" class="desk-bar-button" on:click=move |_| line.wake()>
                    {words::TRY_NOW.to(lang)}
                </button>
            }
        })}
        {unsent_bar(left, move || {
            view! {
                <button type="button" class="desk-bar-button" on:click=move |_| line.settle_left(true)>
                    {words::SEND.to(lang)}
                </button>
                <button type="button" class="desk-bar-button" on:click=move |_| line.settle_left(false)>
                    {words::DROP.to(lang)}
                </button>
            }
        })}
    }
}

/// A bar that stays the same while what it tells changes: its buttons keep focus, and it is read out when it differs.
fn unsent_bar(told: Derived<Option<String>>, buttons: impl Fn() -> Node + Send + 'static) -> Node {
    let is_there = Derived::new(move || told.with(Option::is_some));
    live(move || {
        is_there.get().then(|| {
            view! {
                <p class="desk-bar desk-unsent" role="alert"><span>{move || told.get()}</span> {buttons()}</p>
            }
        })
    })
}

/// The product to show next, by one tap.
fn next(console: Console) -> Node {
    let lang = console.lang();
    // Nothing can be shown before the show begins.
    let next = console.derived(|room| card::next(room).filter(|_| is_on(room)));
    let title = move || {
        let id = next.get()?;
        console.with(|room| card::product(room, &id).map(|it| it.title.get(lang).to_owned()))
    };
    let on = console.derived(is_on);
    let label = move || match title() {
        Some(title) => words::NEXT.with(lang, &[&title]),
        None if on.get() => words::NO_NEXT.to(lang).into(),
        None => words::PIN_LATER.to(lang).into(),
    };
    let waits = move || next.get().is_some_and(|id| pinning(console, &id));
    let pin = move |_| {
        if let Some(id) = next.get_untracked() {
            console.tap(of_product(ActKind::Pin, &id));
        }
    };
    view! {
        <button type="button" class="button desk-next" disabled=move || next.with(Option::is_none)
            aria-busy=move || waits().then_some("true") on:click=pin>
            <span>{label}</span>
        </button>
    }
}

/// Whether showing a product is on its way; tracked.
pub(super) fn pinning(console: Console, id: &ProductId) -> bool {
    let this = |act: &Act| act.kind == ActKind::Pin && act.product.as_ref() == Some(id);
    console.line.queue.with(|queue| queue.has(this))
}

/// On the air, a break, and on again. The first time it asks: nobody goes live by chance.
fn air(console: Console) -> Node {
    let lang = console.lang();
    let state = console.derived(|room| Some(room.state.clone()));
    live(move || {
        // What is on its way changes what the button says: until then it says the old thing.
        let act = move |kind: ActKind| {
            let airs = |act: &Act| matches!(act.kind, ActKind::Start | ActKind::Pause);
            if !console.line.queue.with_untracked(|queue| queue.has(airs)) {
                console.tap(Act::new(kind));
            }
        };
        match state.get()? {
            RoomState::Scheduled => Some(armed(
                "button desk-air-button",
                move || words::START.to(lang).into(),
                move || words::START_SURE.to(lang).into(),
                move || act(ActKind::Start),
            )),
            RoomState::Live => Some(view! {
                <button type="button" class="button button-quiet desk-air-button"
                    on:click=move |_| act(ActKind::Pause)>{words::PAUSE.to(lang)}</button>
            }),
            RoomState::Paused => Some(view! {
                <button type="button" class="button desk-air-button"
                    on:click=move |_| act(ActKind::Start)>{words::GO_ON.to(lang)}</button>
            }),
            _ => None,
        }
    })
}

fn tabs(console: Console, tab: Var<Tab>) -> Node {
    let lang = console.lang();
    let all = [
        (Tab::Shelf, words::TAB_SHELF),
        (Tab::Comments, words::COMMENTS),
        (Tab::Tools, words::TAB_TOOLS),
    ];
    let one = |(which, say): (Tab, Say)| {
        view! {
            <button type="button" class="desk-tab" aria-pressed=move || if tab.get() == which { "true" } else { "false" }
                on:click=move |_| tab.set(which)>{say.to(lang)}</button>
        }
    };
    view! { <nav class="desk-tabs" aria-label=words::TABS.to(lang)>{all.into_iter().map(one).collect::<Node>()}</nav> }
}
