//! How a shop is reached otherwise than by the app.

use picklive_contract::{Lang, storefront::ShopContact};

use super::{Node, view};
use crate::text::service;

/// Mail, telephone, WeChat and hours; `None` where a shop has said nothing that reaches it.
pub fn ways(lang: Lang, contact: ShopContact) -> Option<Node> {
    let ShopContact { email, phone, wechat, hours } = contact;
    let mail = email.map(|to| {
        let href = format!("mailto:{to}");
        view! { <p><a href=href rel="external">{to}</a></p> }
    });
    let call = phone.map(|to| {
        let digits: String = to.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        view! { <p><a href=format!("tel:{digits}") rel="external">{to}</a></p> }
    });
    let wechat =
        wechat.map(|name| view! { <p>{service::WECHAT.to(lang)} " " <code>{name}</code></p> });
    let some = mail.is_some() || call.is_some() || wechat.is_some();
    let hours = hours.map(|hours| view! { <p class="quiet">{hours.get(lang).to_owned()}</p> });
    some.then(|| view! { <div class="contact-ways">{mail} {call} {wechat} {hours}</div> })
}
