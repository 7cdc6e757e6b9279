//! An address is a value: every link is written and read here, with the base path and the shop in it.

mod query;
mod site;

use picklive_contract::{
    BagId, Date, Lang, OrderId, PolicyId, ProductId, RoomId, Slug, VariantId,
    endpoint::encode,
    quotes::{LineAsk, QUANTITY_MAX},
};

pub use query::Query;
pub use site::{Now, Site};

/// What is to be bought at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purchase {
    /// The product, to return to.
    pub product: ProductId,
    /// What is bought: one line at least.
    pub lines: Vec<LineAsk>,
    /// Whether it comes out of the cart, which is lighter by it once the order is placed.
    pub from_cart: bool,
}

impl Purchase {
    /// One unit or more of one variant.
    pub fn of(product: ProductId, variant: VariantId, quantity: u32) -> Self {
        Self { product, lines: vec![LineAsk { variant, quantity }], from_cart: false }
    }
}

/// Every page of the app.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Page {
    /// Today's edition.
    #[default]
    Today,
    /// The edition of a date.
    Edition(Date),
    /// Flash deals by hour.
    Deals,
    /// One product.
    Product(ProductId),
    /// Live rooms: on the air, to come, and to be seen again.
    Rooms,
    /// One live room.
    Room(RoomId),
    /// A lucky bag of a room, whose draw is computed again.
    Bag(RoomId, BagId),
    /// What the shop has for a text; everything when it is empty.
    Search(String),
    /// What was put aside to be bought together.
    Cart,
    /// Checkout of one purchase.
    Buy(Purchase),
    /// My orders.
    Orders,
    /// One order.
    Order(OrderId),
    /// Who is signed in, language, policies.
    Account,
    /// One of the shop's policies.
    Policy(PolicyId),
    /// An address that leads nowhere.
    Unknown,
}

impl Page {
    /// Whether the page is one person's: it is never drawn into HTML that others may get.
    pub fn is_personal(&self) -> bool {
        matches!(self, Self::Cart | Self::Buy(_) | Self::Orders | Self::Order(_) | Self::Account)
    }

    /// The path within the shop, without a leading slash, with its query.
    fn path(&self) -> String {
        let with = |prefix: &str, id: &str| {
            let mut path = String::from(prefix);
            encode(id, &mut path);
            path
        };
        match self {
            Self::Today | Self::Unknown => String::new(),
            Self::Edition(date) => format!("editions/{date}"),
            Self::Deals => "deals".into(),
            Self::Product(id) => with("products/", id.as_str()),
            Self::Rooms => "live".into(),
            Self::Room(id) => with("live/", id.as_str()),
            Self::Bag(room, id) => {
                let mut path = with("live/", room.as_str());
                path.push_str("/bags/");
                encode(id.as_str(), &mut path);
                path
            }
            Self::Search(text) if text.is_empty() => "search".into(),
            Self::Search(text) => with("search?q=", text),
            Self::Cart => "cart".into(),
            Self::Buy(what) => {
                let mut path = with("buy?product=", what.product.as_str());
                for line in &what.lines {
                    path.push_str("&variant=");
                    encode(line.variant.as_str(), &mut path);
                    path.push_str(&format!("&quantity={}", line.quantity));
                }
                if what.from_cart {
                    path.push_str("&from=cart");
                }
                path
            }
            Self::Orders => "orders".into(),
            Self::Order(id) => with("orders/", id.as_str()),
            Self::Account => "account".into(),
            Self::Policy(id) => with("policies/", id.as_str()),
        }
    }

    /// The address for `href` and for navigation: base path, shop, page.
    pub fn href(&self, site: &Site) -> String {
        let mut href = String::from(&*site.base);
        if let Some(shop) = &site.shop {
            href.push_str("s/");
            encode(shop.as_str(), &mut href);
            href.push('/');
        }
        href.push_str(&self.path());
        href
    }

    /// The address of this page in another language, for links that work before the app runs.
    pub fn href_in(&self, site: &Site, lang: Lang) -> String {
        let href = self.href(site);
        let join = if href.contains('?') { '&' } else { '?' };
        format!("{href}{join}lang={}", lang.tag())
    }

    /// Reads an address: the shop whose link it is, and the page. `path` starts with `base`, else the
    /// page is [`Page::Unknown`]; `search` may start with `?`.
    pub fn read(base: &str, path: &str, search: &str) -> (Option<Slug>, Self) {
        let Some(rest) =
            path.strip_prefix(base).or_else(|| (path == base.trim_end_matches('/')).then_some(""))
        else {
            return (None, Self::Unknown);
        };
        let rest = rest.trim_end_matches('/');
        let mut parts: Vec<String> = rest.split('/').map(query::decode).collect();
        let mut shop = None;
        if parts.len() >= 2 && parts[0] == "s" && !parts[1].is_empty() {
            shop = Some(Slug(parts.remove(1)));
            parts.remove(0);
        }
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        (shop, Self::of_parts(&parts, &Query::read(search)))
    }

    fn of_parts(parts: &[&str], query: &Query) -> Self {
        match parts {
            [] | [""] => Self::Today,
            ["editions", date] => Date::parse(date).map_or(Self::Unknown, Self::Edition),
            ["deals"] => Self::Deals,
            ["products", id] if !id.is_empty() => Self::Product((*id).into()),
            ["live"] => Self::Rooms,
            ["live", id] if !id.is_empty() => Self::Room((*id).into()),
            ["live", room, "bags", id] if !room.is_empty() && !id.is_empty() => {
                Self::Bag((*room).into(), (*id).into())
            }
            ["search"] => Self::Search(query.get("q").unwrap_or_default().into()),
            ["cart"] => Self::Cart,
            ["buy"] => Self::buy(query).unwrap_or(Self::Unknown),
            ["orders"] => Self::Orders,
            ["orders", id] if !id.is_empty() => Self::Order((*id).into()),
            ["account"] => Self::Account,
            ["policies", id] if !id.is_empty() => Self::Policy((*id).into()),
            _ => Self::Unknown,
        }
    }

    fn buy(query: &Query) -> Option<Self> {
        let (mut product, mut lines) = ("", Vec::<LineAsk>::new());
        for (name, value) in query.pairs() {
            match name.as_str() {
                "product" => product = value,
                "variant" if value.is_empty() => return None,
                "variant" => {
                    lines.push(LineAsk { variant: value.as_str().into(), quantity: 1 });
                }
                // Of the variant before it.
                "quantity" => {
                    let quantity = value.parse().ok()?;
                    lines.last_mut()?.quantity =
                        (1..=QUANTITY_MAX).contains(&quantity).then_some(quantity)?;
                }
                _ => {}
            }
        }
        let from_cart = query.get("from") == Some("cart");
        let whole = !product.is_empty() && !lines.is_empty();
        whole.then(|| Self::Buy(Purchase { product: product.into(), lines, from_cart }))
    }
}

#[cfg(test)]
mod tests;
