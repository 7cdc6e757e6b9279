//! The photographs of a return: made small before they are sent, and there until then, though the sheet is closed.

use leptos::prelude::*;
use picklive_contract::{
    Lang,
    returns::{PICTURE_BYTES_MAX, PICTURES_MAX},
};

use super::model::{LeftOut, left_out};
use crate::{
    platform::{focus, photo, task},
    signal::{Derived, Var},
    text::service,
    ui::{Node, view},
};

/// Id of the input.
const INPUT: &str = "return-pictures";

/// Photographs that were chosen.
#[derive(Clone, Copy)]
pub(super) struct Photos {
    /// As files in base64.
    pub all: Var<Vec<String>>,
    /// How many choices are being made small.
    working: Var<usize>,
    left_out: Var<LeftOut>,
}

impl Photos {
    /// None yet.
    pub fn new() -> Self {
        Self {
            all: Var::new(Vec::new()),
            working: Var::new(0),
            left_out: Var::new(LeftOut::default()),
        }
    }

    /// Whether some are not ready yet; tracked.
    pub fn is_working(&self) -> bool {
        self.working.get() > 0
    }

    /// Forgets them: they are sent.
    pub fn clear(&self) {
        self.all.set(Vec::new());
        self.left_out.set(LeftOut::default());
    }

    fn add(self, event: &leptos::ev::Event) {
        let files = photo::chosen(event);
        self.left_out.set(LeftOut::default());
        self.working.update(|working| *working += 1);
        // Not with the sheet, which may be closed meanwhile.
        task::detach(async move {
            let full = || self.all.with_untracked(|all| all.len() >= PICTURES_MAX);
            let mut out = LeftOut::default();
            for file in files {
                let small =
                    if full() { None } else { photo::shrunk(file, PICTURE_BYTES_MAX).await };
                match small {
                    _ if full() => out.over += 1,
                    Some(small) => self.all.update(|all| all.push(small)),
                    None => out.unread += 1,
                }
            }
            self.left_out.set(out);
            self.working.update(|working| *working = working.saturating_sub(1));
        });
    }

    /// Draws the input and what was chosen; `wrong` is what the server found.
    pub fn draw(self, lang: Lang, wrong: Derived<Option<String>>) -> Node {
        let shown = move || {
            let all = self.all.get();
            let one = |(at, picture): (usize, &String)| {
                let remove = move |_| {
                    self.all.update(|all| drop(all.remove(at)));
                    request_animation_frame(|| focus::by_id(INPUT));
                };
                view! {
                    <li>
                        <img src=photo::shown(picture) alt=service::PICTURE.with(lang, &[&(at + 1).to_string()]) />
                        <button type="button" class="link" on:click=remove>{service::REMOVE.to(lang)}</button>
                    </li>
                }
            };
            view! { <ul class="return-pictures">{all.iter().enumerate().map(one).collect::<Node>()}</ul> }
        };
        let said = move || {
            let said = self.left_out.with(|out| left_out(lang, out)).or_else(|| wrong.get())?;
            Some(view! { <p class="note-bar" role="alert">{said}</p> })
        };
        view! {
            <div class="field">
                <label for=INPUT>{service::PICTURES.to(lang)}</label>
                {shown}
                // The browser's own button speaks the browser's language.
                <input id=INPUT class="unseen" type="file" accept="image/*" multiple on:change=move |event| self.add(&event) />
                <label for=INPUT class="button button-quiet">{service::PICTURES_ADD.to(lang)}</label>
                {said}
            </div>
        }
    }
}
