//! Saying something: by a name that is remembered; what is typed stays until it is taken.

use leptos::{html, prelude::*};
use picklive_contract::comments::{COMMENT_MAX, CommentAsk, NAME_MAX};

use crate::{
    api::ApiError,
    checkout::Wish,
    live::{
        act, follow,
        marks::{SEND, mark},
        room::Live,
    },
    platform::{
        focus, json, random,
        storage::{self, Keep},
        task,
    },
    signal::{Derived, Var},
    text::beside,
    ui::{Data, Node, live as drawn, view},
};

/// Under which name the browser remembers what somebody calls themselves.
const NAMED: &str = "room-name";
/// Ids of the fields.
const NAME: &str = "room-name";
const TEXT: &str = "room-say";

/// What somebody calls themselves, as far as the browser remembers.
pub(in crate::live) fn named() -> String {
    storage::read(Keep::Forever, NAMED).unwrap_or_default()
}

/// What is being written.
#[derive(Clone, Copy)]
pub(in crate::live) struct Writing {
    live: Live,
    name: Var<String>,
    text: Var<String>,
    /// The name is asked for.
    naming: Var<bool>,
    /// Somebody is writing.
    open: Var<bool>,
    busy: Var<bool>,
    wrong: Var<Option<String>>,
    /// What was sent last: sent again after a lost answer it is written once.
    wish: Data<Wish>,
    scroller: NodeRef<html::Div>,
}

impl Writing {
    /// Nothing is written yet.
    pub fn new(live: Live, scroller: NodeRef<html::Div>) -> Self {
        let name = named();
        Self {
            live,
            naming: Var::new(name.is_empty()),
            name: Var::new(name),
            text: Var::new(String::new()),
            open: Var::new(false),
            busy: Var::new(false),
            wrong: Var::new(None),
            wish: Data::new(Wish::default()),
            scroller,
        }
    }

    /// Back to what was said last.
    pub fn follow(self) {
        self.live.talk.update(|talk| talk.follow());
        if let Some(scroller) = self.scroller.get_untracked() {
            scroller.set_scroll_top(0);
        }
    }

    /// The form, while the room is on.
    pub fn form(self) -> Node {
        let is_on = self.live.is_on();
        drawn(move || is_on.get().then(|| untrack(|| self.fields())))
    }

    fn fields(self) -> Node {
        let lang = self.live.lang;
        let slow = Derived::new(move || self.live.room.with(|room| room.slow_seconds));
        let hint = move || match slow.get() {
            0 => beside::SAY.to(lang).to_owned(),
            seconds => beside::SAY_SLOWLY.with(lang, &[&seconds.to_string()]),
        };
        let send = move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            self.send();
        };
        let typed = move |event| {
            self.text.set(event_target_value(&event));
            self.open.change(true);
        };
        let label = move || if self.busy.get() { beside::SENDING } else { beside::SEND }.to(lang);
        view! {
            <form class="talk-form" novalidate on:submit=send>
                {move || self.wrong.get().map(|wrong| view! { <p class="talk-wrong" role="alert">{wrong}</p> })}
                {self.name_row()}
                <div class="talk-bar">
                    <input id=TEXT type="text" autocomplete="off" enterkeyhint="send" aria-label=beside::SAY.to(lang)
                        placeholder=hint maxlength=COMMENT_MAX.to_string() prop:value=move || self.text.get()
                        on:focus=move |_| self.open.change(true) on:input=typed />
                    <button type="submit" aria-label=label class:talk-ready=move || !self.text.get().trim().is_empty()
                        aria-disabled=move || self.busy.get().then_some("true")>
                        {mark(SEND)}
                    </button>
                </div>
            </form>
        }
    }

    /// By which name one speaks; asked for once, before the first comment.
    fn name_row(self) -> Node {
        let lang = self.live.lang;
        drawn(move || {
            if !self.open.get() {
                return None;
            }
            if !self.naming.get() {
                let rename = move |_| {
                    self.naming.set(true);
                    request_animation_frame(|| focus::by_id(NAME));
                };
                return Some(view! {
                    <p class="talk-name">
                        <b>{move || self.name.get()}</b> " "
                        <button type="button" class="link" on:click=rename>{beside::RENAME.to(lang)}</button>
                    </p>
                });
            }
            Some(view! {
                <div class="talk-name">
                    <input id=NAME type="text" autocomplete="nickname" maxlength=NAME_MAX.to_string()
                        aria-label=beside::NAME.to(lang) placeholder=beside::NAME_HINT.to(lang)
                        prop:value=move || self.name.get_untracked()
                        on:input=move |event| self.name.set(event_target_value(&event)) />
                </div>
            })
        })
    }

    /// Sends what is typed; a second tap while it is under way does nothing.
    fn send(self) {
        let lang = self.live.lang;
        let named = self.name.get_untracked().trim().to_owned();
        let text = self.text.get_untracked().trim().to_owned();
        if self.busy.get_untracked() || text.is_empty() {
            return;
        }
        if named.is_empty() {
            self.open.change(true);
            self.naming.change(true);
            self.wrong.set(Some(beside::NO_NAME.to(lang).into()));
            return request_animation_frame(|| focus::by_id(NAME));
        }
        let ask = CommentAsk { name: named, text };
        let Some(body) = json::write(&ask) else { return };
        let mut wish = untrack(|| self.wish.with(Clone::clone));
        let key = wish.key_for(body, random::key);
        self.wish.set(wish);
        self.busy.set(true);
        self.wrong.set(None);
        task::detach(async move {
            let answer = act::write(self.live, &ask, key).await;
            if self.busy.is_gone() {
                return;
            }
            self.busy.set(false);
            if !matches!(&answer, Err(error) if error.may_have_happened() || error.is_passing()) {
                self.wish.set(Wish::default());
            }
            match answer {
                Ok(said) => {
                    storage::write(Keep::Forever, NAMED, &ask.name);
                    self.naming.change(false);
                    // What was typed meanwhile is the next one.
                    if self.text.get_untracked().trim() == ask.text {
                        self.text.set(String::new());
                        self.open.set(false);
                    }
                    follow::own(self.live, said);
                    self.follow();
                }
                Err(error) => self.wrong.set(Some(told(&error, lang))),
            }
        });
    }
}

/// Why it was not taken, and what to do.
fn told(error: &ApiError, lang: picklive_contract::Lang) -> String {
    let say = match error.status() {
        Some(403) => beside::MUTED,
        Some(409) => beside::CLOSED,
        Some(422) if error.field("name", lang).is_none() => beside::NOT_TAKEN,
        _ => return error.told(lang, None),
    };
    say.to(lang).into()
}
