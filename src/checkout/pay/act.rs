//! What the device has to do to pay, done and drawn.

use crate::ui::{Node, live, view};
use leptos::prelude::*;
use picklive_contract::{
    Lang,
    payments::{Action, ClientKind},
};

use super::Desk;
use crate::{
    checkout::stage::{code_link, code_picture, may_go_to, pending},
    platform::{
        client,
        navigation::{self, Aside},
        task, wechat,
    },
    text::{Say, checkout as words},
};

impl Desk {
    /// Does what a payment that was just started asks for. What only needs to be shown is drawn anyway. A page is shown
    /// in the window that was opened for it, else in the place of this one.
    pub(super) fn act(self, action: Action, aside: Option<Aside>) {
        match action {
            Action::Redirect { url } => match (self.page(&url), aside) {
                (Some(url), Some(aside)) => aside.go(&url),
                (Some(url), None) => self.leaving.set(navigation::leave(&url)),
                (None, _) => self.say(words::UNSAFE),
            },
            Action::WechatJsapi { params } => {
                task::detach(async move {
                    match wechat::pay(params).await {
                        wechat::Closed::Done => {}
                        wechat::Closed::Cancelled => self.say(words::BRIDGE_CANCELLED),
                        wechat::Closed::Failed => self.say(words::BRIDGE_FAILED),
                        wechat::Closed::NoBridge => self.say(words::NO_BRIDGE),
                    }
                    // Whatever the bridge says: the server knows.
                    self.poll.soon();
                });
            }
            Action::None { .. } | Action::Qr { .. } | Action::Unknown => {}
        }
    }

    fn say(&self, say: Say) {
        self.said.set(Some(say.to(self.lang()).into()));
    }

    /// The address of the provider's page, if it is one that may be opened.
    fn page(&self, url: &str) -> Option<String> {
        let setup = untrack(|| self.setup.get())?;
        let url = setup.api.url(url);
        let own = url.starts_with('/') && !url.starts_with("//");
        let trusted = [navigation::origin(), setup.api.url("/")];
        (own || may_go_to(&url, &[&trusted[0], &trusted[1]])).then_some(url)
    }
}

/// Id of what is to be done.
pub(super) const ID: &str = "pay-action";

/// What is to be done for the payment under way; nothing when none is.
pub(super) fn panel(desk: Desk, lang: Lang) -> Node {
    live(move || {
        let order = desk.order.get()?;
        let action = pending(&order)?.action.clone();
        Some(view! { <div class="pay-action" id=ID tabindex="-1">{todo(desk, lang, action)}</div> })
    })
}

fn todo(desk: Desk, lang: Lang, action: Action) -> Node {
    let waiting = move || {
        let say = if desk.shaky.get() { words::RECONNECTING } else { words::WAITING };
        view! { <p class="quiet pay-waiting" role="status">{say.to(lang)}</p> }
    };
    match action {
        Action::None { instructions } => {
            let text = instructions.map(|text| text.get(lang).to_owned());
            view! { <p class="pay-text">{text}</p> {waiting} }
        }
        Action::Redirect { url } => match desk.page(&url) {
            Some(url) => view! {
                <p role="status">{move || desk.leaving.get().then(|| words::LEAVING.to(lang))}</p>
                <a class="button button-wide" href=url rel="external noopener" target=desk.stays().then_some("_blank")>
                    {words::CONTINUE.to(lang)}
                </a>
                {waiting}
            },
            None => view! { <p role="alert">{words::UNSAFE.to(lang)}</p> },
        },
        Action::Qr { .. } => view! { {code(lang, &action)} {waiting} },
        Action::WechatJsapi { params } => {
            let open = move |_| desk.act(Action::WechatJsapi { params: params.clone() }, None);
            view! {
                <button type="button" class="button button-wide" on:click=open>{words::BRIDGE_OPEN.to(lang)}</button>
                {waiting}
            }
        }
        Action::Unknown => {
            view! { <p role="alert">{words::UNKNOWN_ACTION.to(lang)}</p> }
        }
    }
}

/// A code to scan; on a phone, which cannot scan itself, a link first.
fn code(lang: Lang, action: &Action) -> Node {
    let phone = client::kind() != ClientKind::Desktop;
    let link = code_link(action).map(|link| {
        let class = if phone { "button button-wide" } else { "link" };
        view! { <a class=class href=link.to_owned() target="_blank" rel="noopener">{words::ON_THIS_PHONE.to(lang)}</a> }
    });
    let bare = match action {
        Action::Qr { content, .. } if code_picture(action).is_none() && link.is_none() => {
            Some(view! { <code class="pay-text">{content.clone()}</code> })
        }
        _ => None,
    };
    let (before, after) = if phone { (link, None) } else { (None, link) };
    let picture = code_picture(action).map(|picture| {
        view! {
            <img class="pay-code" src=picture.to_owned() alt=words::QR_ALT.to(lang) width="220" height="220" />
            <p>{words::SCAN.to(lang)}</p>
        }
    });
    view! { {before} {picture} {bare} {after} }
}
