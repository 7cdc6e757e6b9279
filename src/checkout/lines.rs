//! The lines of a purchase or an order, and what they come to.

use leptos::prelude::untrack;
use picklive_contract::{
    Lang, Money, Text, Zone,
    coupons::CouponOff,
    orders::OrderLine,
    quotes::{Quote, QuoteLine, Trouble},
};

use crate::{
    address::{Page, Site},
    api::asset,
    text::{self, Say, checkout as words, money},
    ui::{IntoNode, Node, offer_name, picture, view},
};

/// One line: picture, what it is, its price by the name of its offer. `leads` is whether its name leads to the
/// product; a room is not left. `more` stands below.
pub fn line(site: &Site, line: &QuoteLine, leads: bool, more: Node) -> Node {
    let lang = site.lang;
    let said = |text: &Text| text.get(lang).to_owned();
    let variant = line.variant_name.as_ref().map(said).filter(|name| !name.is_empty());
    let offer = offer_name(&line.offer, lang);
    let count = words::QUANTITY.with(lang, &[&line.quantity.to_string()]);
    let each = (line.quantity > 1).then(|| words::EACH.with(lang, &[&money(line.offer.price)]));
    let shown = line.picture.clone().map(|mut shown| {
        // The name beside it says what it is.
        shown.alt = None;
        shown
    });
    let title = said(&line.title);
    let title = if leads {
        let href = Page::Product(line.product.clone()).href(site);
        view! { <a class="line-title" href=href>{title}</a> }
    } else {
        view! { <span class="line-title">{title}</span> }
    };
    view! {
        <li class="line">
            <div class="line-picture">{picture(shown.as_ref(), lang, asset(site), false)}</div>
            <div class="line-what">
                {title}
                <p class="quiet">{variant} " " <span class="line-count">{count}</span></p>
                {offer.map(|name| view! { <span class="tag">{name}</span> })}
            </div>
            <div class="line-price">
                <b>{money(line.total)}</b>
                {each.map(|each| view! { <small class="quiet">{each}</small> })}
            </div>
            {more}
        </li>
    }
}

/// Why a line cannot be bought as asked, if it cannot.
pub fn trouble_told(lang: Lang, line: &QuoteLine) -> Option<String> {
    let title = line.title.get(lang);
    let left = line.available.unwrap_or(0).max(0);
    Some(match line.trouble.as_ref()? {
        Trouble::SoldOut if left > 0 => words::ONLY_LEFT.with(lang, &[title, &left.to_string()]),
        Trouble::SoldOut => words::SOLD_OUT.with(lang, &[title]),
        Trouble::LimitReached => words::LIMITED.with(lang, &[title, &left.to_string()]),
        Trouble::ContactNeeded => words::NEEDS_CONTACT.to(lang).into(),
        Trouble::Gone | Trouble::Other(_) => words::GONE.with(lang, &[title]),
    })
}

/// The lines of an order, with what was given for them: a course's text, a voucher's codes. `leads` is whether they
/// lead to their products.
pub fn order_lines(site: &Site, zone: Option<&Zone>, lines: &[OrderLine], leads: bool) -> Node {
    let one = |item: &OrderLine| line(site, &item.bought, leads, given(site, zone, item).node());
    view! { <ul class="lines">{lines.iter().map(one).collect::<Node>()}</ul> }
}

fn given(site: &Site, zone: Option<&Zone>, line: &OrderLine) -> Node {
    let (lang, now) = (site.lang, untrack(|| site.now.at()));
    let access = line.access.as_ref().map(|access| access.get(lang).to_owned());
    let codes = line.codes.iter().map(|code| {
        let moment = |at| text::moment(lang, zone, at, now);
        let used = code.redeemed_at.map(|at| words::REDEEMED.with(lang, &[&moment(at)]));
        let until = code.valid_until.map(|at| words::VALID_UNTIL.with(lang, &[&moment(at)]));
        view! {
            <li><code>{code.code.clone()}</code> " " <small class="quiet">{used.or(until)}</small></li>
        }
    });
    let codes = codes.collect::<Node>();
    view! {
        {access.map(|text| view! {
            <div class="given">
                <h3>{words::ACCESS.to(lang)}</h3>
                {linked(&text)}
            </div>
        })}
        {(!line.codes.is_empty()).then(|| view! {
            <div class="given">
                <h3>{words::CODES.to(lang)}</h3>
                <ul class="codes">{codes}</ul>
            </div>
        })}
    }
}

/// A text in paragraphs, its web addresses as links.
fn linked(text: &str) -> Node {
    let paragraph = |line: &str| {
        let mut rest = line;
        let mut parts = Vec::new();
        while let Some((before, address, after)) = address_in(rest) {
            let (href, shown) = (address.to_owned(), address.to_owned());
            parts.push(before.to_owned().node());
            parts.push(view! { <a href=href target="_blank" rel="noopener">{shown}</a> });
            rest = after;
        }
        parts.push(rest.to_owned().node());
        view! { <p>{parts.into_iter().collect::<Node>()}</p> }
    };
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.map(paragraph).collect::<Node>()
}

/// What a quote comes to.
pub fn quote_sums(lang: Lang, quote: &Quote) -> Node {
    let shipping = match quote.shipping {
        _ if !quote.needs_address => None,
        Some(fee) => Some(fee_told(lang, fee)),
        None => Some(words::SHIPPING_LATER.to(lang).into()),
    };
    let free = quote.free_from.filter(|_| quote.shipping.is_some_and(|fee| fee.amount > 0));
    let free = free.and_then(|from| from.minus(quote.goods)).filter(|more| more.amount > 0);
    let free = free.map(|more| words::FREE_FROM.with(lang, &[&money(more)]));
    sums(lang, (quote.goods, quote.coupon.as_ref()), shipping, quote.total, free)
}

/// The fee in words.
pub fn fee_told(lang: Lang, fee: Money) -> String {
    if fee.amount == 0 { words::SHIPPING_FREE.to(lang).into() } else { money(fee) }
}

/// Sums as a list: goods, what a coupon takes off them, shipping, total, and a line below.
pub fn sums(
    lang: Lang,
    (goods, coupon): (Money, Option<&CouponOff>),
    shipping: Option<String>,
    total: Money,
    below: Option<String>,
) -> Node {
    let row = |name: Say, value: String| {
        view! { <div><dt>{name.to(lang)}</dt><dd>{value}</dd></div> }
    };
    view! {
        <dl class="sums">
            {(shipping.is_some() || coupon.is_some()).then(|| row(words::GOODS, money(goods)))}
            {coupon.map(|coupon| row(words::COUPON, format!("−{}", money(coupon.off))))}
            {shipping.map(|fee| row(words::SHIPPING, fee))}
            <div class="sums-total"><dt>{words::TOTAL.to(lang)}</dt><dd>{money(total)}</dd></div>
        </dl>
        {below.map(|below| view! { <p class="quiet">{below}</p> })}
    }
}

/// The first web address in a line, with what stands before and after it. Chinese is written without spaces,
/// so an address ends where Chinese begins: within an address it is percent-encoded. A full stop at its end
/// belongs to the sentence, as does a bracket that was not opened in it.
fn address_in(line: &str) -> Option<(&str, &str, &str)> {
    let start = line.find("https://").into_iter().chain(line.find("http://")).min()?;
    let (before, rest) = (line.get(..start)?, line.get(start..)?);
    let never = |one: char| !one.is_ascii_graphic() || "<>\"".contains(one);
    let mut address = rest.get(..rest.find(never).unwrap_or(rest.len()))?;
    while let Some(last) = address.chars().last() {
        let count = |bracket| address.matches(bracket).count();
        let strange = last == ')' && count('(') < count(')');
        if !strange && !".,;:!?'".contains(last) {
            break;
        }
        address = address.get(..address.len() - 1)?;
    }
    Some((before, address, rest.get(address.len()..)?))
}

#[cfg(test)]
mod tests {
    use super::address_in;

    #[test]
    fn an_address_is_found_in_either_language() {
        let found = |line| address_in(line).map(|(_, address, after)| (address, after));
        assert_eq!(
            found("课堂地址：https://learn.example/bread，口令在下面"),
            Some(("https://learn.example/bread", "，口令在下面"))
        );
        assert_eq!(found("See (http://a.example/b?c=d)."), Some(("http://a.example/b?c=d", ").")));
        assert_eq!(
            found("https://a.example http://b.example"),
            Some(("https://a.example", " http://b.example"))
        );
        let tea = "https://a.example/Tea_(drink)";
        let end = format!("{tea}.");
        assert_eq!(found(&end), Some((tea, ".")));
        assert_eq!(found("<https://a.example/b>"), Some(("https://a.example/b", ">")));
        assert_eq!(found("no address here, nor http:/ there"), None);
    }
}
