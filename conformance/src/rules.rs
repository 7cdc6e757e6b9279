//! The rules, each with a stable id. Ids are never reused or changed.

use crate::Level;

/// One promise of the contract that can be checked.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Its stable id.
    pub id: &'static str,
    /// The level that checks it.
    pub level: Level,
    /// What the contract promises.
    pub promise: &'static str,
}

macro_rules! rules {
    ($($level:ident { $($name:ident = $id:literal, $promise:literal;)+ })+) => {
        $($(
            #[doc = $promise]
            pub const $name: Rule = Rule { id: $id, level: Level::$level, promise: $promise };
        )+)+
        /// Every rule, in the order a report lists them.
        pub const ALL: &[Rule] = &[$($($name),+),+];
    };
}

rules! {
    Read {
        REACHABLE = "core.reachable", "The API answers at its base.";
        NO_FAULT = "answer.no-fault", "Nothing that is asked makes the server fail (5xx).";
        JSON = "answer.media-type", "Answers are application/json.";
        QUERY = "query.unknown-ignored", "An unknown query parameter changes nothing.";
        CORS = "cors.exposed", "A server that answers other origins exposes Picklive-Time to them.";
        TIME_HEADER = "time.header", "Every answer carries Picklive-Time in whole milliseconds since 1970.";
        TIME_STEADY = "time.steady", "Picklive-Time runs as time does, within a second.";
        TIME_BODY = "time.body", "GET /v1/time says now, as its header does.";
        TIME_STORE = "time.no-store", "GET /v1/time is never stored by a cache.";
        TIME_FORMAT = "time.format", "Times in bodies are RFC 3339 in UTC, ending in Z.";
        TIME_NOT_IN_BODY = "time.not-in-body-etag", "A body that did not change keeps its bytes and its entity tag.";
        ETAG_304 = "etag.304", "If-None-Match with the present entity tag is answered 304 without a body.";
        ETAG_304_TIME = "etag.304-keeps-time", "A 304 carries Picklive-Time too.";
        ETAG_OTHER = "etag.other-tag", "If-None-Match with another entity tag is answered 200 with the body.";
        MONEY_WHOLE = "money.whole", "An amount is a whole JSON number of minor units, its currency three capitals.";
        MONEY_CURRENCY = "money.currency", "Every price is in the storefront's currency.";
        MONEY_SIGN = "money.not-negative", "No price is below zero.";
        STOREFRONT = "storefront.shape", "GET /v1/storefront is a storefront.";
        STOREFRONT_NAME = "storefront.name", "The shop has a name.";
        LANGUAGES = "storefront.languages", "Languages are tags (zh, en, zh-Hans), each once.";
        ZONE = "storefront.zone", "The zone has a name, a possible offset, and both parts of a change or none.";
        PUBLISH_AT = "storefront.publish-at", "The hour of editions is HH:MM.";
        SHIPPING = "storefront.shipping", "Countries parcels go to are ISO 3166-1 alpha-2 codes, each once.";
        POLICIES = "storefront.policies", "Policies have an id of their own, a title and a text.";
        METHODS = "storefront.payment-methods", "A shop with orders lists ways to pay, each with its own id and a label.";
        CONTACT_KINDS = "storefront.contact-kinds", "A shop with accounts says which contacts it verifies.";
        TODAY = "edition.today.shape", "GET /v1/editions/today is an edition, or 404 before the first.";
        TODAY_DATE = "edition.today.date", "Today's edition is of a day that has begun in the shop's zone.";
        TODAY_LATEST = "edition.today.latest", "Today's edition is the latest: published, not closed, none after it.";
        PICKS = "edition.picks", "An edition lists each product once.";
        BY_DATE = "edition.by-date", "GET /v1/editions/{date} answers the edition of that date.";
        NEIGHBOURS = "edition.previous", "The edition before is earlier, can be read, and names the one after.";
        UNPUBLISHED = "edition.unpublished", "An edition before its day, or a day without one, is 404.";
        BAD_DATE = "edition.bad-date", "A day that is not in the calendar is 400 or 404.";
        PRODUCT = "product.shape", "GET /v1/products/{id} is a product.";
        PRODUCT_ID = "product.id", "A product answers under the id it names.";
        PRODUCT_TITLE = "product.title", "A product has a title.";
        OPTIONS = "product.options", "Every axis has a name and values.";
        VARIANTS = "product.variants", "Variants have ids of their own and one value an axis, no two alike.";
        OFFERS = "product.offers", "An offer opens before it closes; a drop's price names its deal.";
        REFERENCE = "product.reference", "A struck-through price has its basis; a list price names its source.";
        SOLD = "product.sold", "The number sold is left out below 10.";
        PICTURES = "product.pictures", "Pictures have an address; a variant's picture is one of the product's.";
        PICTURE_LOADS = "picture.loads", "The address of a picture answers a picture.";
        BODY_SAFE = "product.body-sanitised", "A description holds no script, handler or script address.";
        BUY_URL = "product.buy-url", "Where else it can be bought is an http(s) address.";
        SAME = "product.same-everywhere", "A product is the same in a list and on its own: kind, title, variants, prices.";
        DROPS_SHAPE = "list.shape", "GET /v1/drops is {items, next} of drops.";
        LIST_NEXT = "list.next", "Following next with ?after= brings further items, none twice, and ends.";
        DROPS_SORTED = "drops.sorted", "Drops come by start.";
        DROPS_WINDOW = "drops.window", "A drop opens before it closes, and has not closed a day ago.";
        DROPS_UNIQUE = "drops.unique", "Drops and deals have ids of their own.";
        DEALS = "drops.deals", "A deal names a variant of its product; 0 <= left <= quota; a limit is at least 1.";
        DEAL_OFFER = "drops.one-price", "The price of a deal to come is among its variant's offers, with the drop's window.";
        CALENDAR = "drops.calendar", "A drop's calendar address answers an iCalendar file.";
        PROBLEM_MEDIA = "problem.media-type", "A refusal is application/problem+json.";
        PROBLEM_SHAPE = "problem.shape", "A refusal has type, title and status.";
        PROBLEM_STATUS = "problem.status", "The status in a refusal is the HTTP status.";
        PROBLEM_404 = "problem.404", "What does not exist is 404 of type urn:picklive:not-found.";
        PROBLEM_NUL = "problem.nul", "An id with a NUL byte in it is 400, 404 or 422, never found and never a fault.";
        PROBLEM_405 = "problem.405", "A method that is not offered is 405 of type urn:picklive:method-not-allowed.";
        SESSION_GUEST = "session.guest", "GET /v1/session without credentials names nobody and gives no token.";
        ORDERS_GUEST = "orders.guest", "GET /v1/orders without credentials is 401 of type urn:picklive:sign-in-needed.";
        ORDER_HIDDEN = "orders.hidden", "An order that is not the caller's is 404, as one that does not exist.";
        QUOTE = "quote.shape", "POST /v1/quotes is a quote of the lines asked, in their order.";
        QUOTE_SUMS = "quote.sums", "A line is offer times quantity, goods the sum of lines, total goods and shipping.";
        QUOTE_PRICE = "quote.one-price", "A quote has the price that the product's offers give a guest now.";
    }
    Write {
        WRITE = "write", "Orders, holds, idempotency, payments, sign-in.";
    }
    Load {
        LOAD = "load", "Stock stays exact under a crowd.";
    }
}
