//! The one list of endpoints, with what their types do not say. `OpenAPI` and the samples are made from
//! it, and a test holds it against the `impl Endpoint` lines, so that none can be forgotten.

/// Who may call an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    /// Anybody; who is signed in makes no difference.
    Anyone,
    /// Anybody; the answer knows who is signed in.
    MaybePerson,
    /// Only a signed-in person.
    Person,
    /// The person whose order it is, or whoever has the order's secret.
    OrderOwner,
    /// Whoever has a viewer's ticket to the room.
    Viewer,
    /// The person who hosts the room.
    Host,
}

/// What the list says about one endpoint.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// The capability it belongs to; `core` is what every backend has.
    pub capability: &'static str,
    /// Who may call it.
    pub caller: Caller,
    /// HTTP statuses of the refusals of its own, beside those any endpoint can give.
    pub refuses: &'static [u16],
    /// What it does, in one line.
    pub summary: &'static str,
}

/// Calls a macro once an endpoint, as `name!(type, facts)`.
#[macro_export]
macro_rules! for_each_endpoint {
    ($name:ident) => {
        $crate::for_each_endpoint! { @each $name
            storefront::GetStorefront, core, Anyone, [], "Who the shop is and what it can do.";
            storefront::GetTime, core, Anyone, [], "Server time, never from a cache.";
            picks::GetToday, core, Anyone, [404], "The latest published edition.";
            picks::GetEdition, core, Anyone, [400, 404], "The published edition of a date.";
            product::GetProduct, core, Anyone, [404], "One product, whole.";
            deals::ListDrops, deals, Anyone, [422], "Drops announced, open and lately closed, by start.";
            search::SearchProducts, search, Anyone, [400], "Products that have all words of a text, best first.";
            events::ListEvents, events, Anyone, [400, 404, 503], "What happened after a cursor, as a stream or at once.";
            account::SendCode, account, Anyone, [422, 429], "Sends a one-time code to a contact.";
            account::GetSession, account, MaybePerson, [], "Who is signed in.";
            account::SignIn, account, Anyone, [422, 429], "Signs in with a one-time code.";
            account::SignOut, account, MaybePerson, [], "Signs out; also when nobody was signed in.";
            quotes::GetQuote, orders, MaybePerson, [422], "What a purchase would cost now; holds nothing.";
            orders::PlaceOrder, orders, MaybePerson, [401, 409, 422, 429], "Places an order and holds its units.";
            orders::ListOrders, orders, Person, [401, 422], "The signed-in person's orders, newest first.";
            orders::GetOrder, orders, OrderOwner, [404], "One order, for its owner.";
            orders::Cancel, orders, OrderOwner, [404, 409], "Calls an unpaid order off and frees its units.";
            returns::AskReturn, returns, OrderOwner, [404, 409, 422, 429], "Asks to give units of an order back.";
            returns::WithdrawReturn, returns, OrderOwner, [404, 409], "Takes a return back that is still open.";
            messages::SendMessage, messages, OrderOwner, [404, 422, 429], "Writes to the shop about an order.";
            addresses::GetAddresses, addresses, Person, [401], "The signed-in person's address book.";
            addresses::AddAddress, addresses, Person, [401, 409, 422], "Keeps another address.";
            addresses::ChangeAddress, addresses, Person, [401, 404, 422], "Changes an address of the book.";
            addresses::RemoveAddress, addresses, Person, [401, 404], "Forgets an address of the book.";
            live::ListRooms, rooms, Anyone, [422], "Rooms on the air, to come, and those that were.";
            live::GetRoom, rooms, Anyone, [404, 422], "A room as it is now, with the cursor of its events.";
            live::EnterRoom, rooms, MaybePerson, [404], "A viewer's ticket to a room.";
            live::LikeRoom, rooms, Viewer, [401, 404, 409, 422], "Adds likes.";
            comments::WriteComment, rooms, Viewer, [401, 403, 404, 409, 422, 429], "Says something in a room.";
            host::ActInRoom, rooms, Host, [404, 409, 422], "What the host of a room does.";
            coupons::ClaimCoupon, coupons, Person, [401, 404, 409], "Claims a coupon that a room's host dropped.";
            coupons::ListCoupons, coupons, Person, [401], "The coupons that the signed-in person has.";
            bags::GetBag, bags, Anyone, [404], "A lucky bag: its rules, and once drawn its seed and winners.";
            bags::EnterBag, bags, Person, [401, 403, 404, 409, 422], "Enters a lucky bag.";
            bags::GetEntry, bags, Person, [401, 404], "The signed-in person's entry in a lucky bag.";
            bags::ListEntries, bags, Anyone, [404, 409, 422], "All entries of a bag that was drawn, by number.";
            figures::ListHosted, rooms, Person, [401, 422], "The rooms that the signed-in person hosts.";
            follows::GetFollow, follows, MaybePerson, [404], "Whether one follows a room's host, and how many do.";
            follows::FollowHost, follows, Person, [401, 403, 404, 429], "Follows a room's host.";
            follows::UnfollowHost, follows, Person, [401, 404, 429], "Follows a room's host no more.";
            figures::GetFigures, rooms, Host, [404], "How a room goes, for its host.";
            payments::StartPayment, orders, OrderOwner, [404, 409, 422, 429, 503], "Starts an attempt to pay an order.";
        }
    };
    (@each $name:ident $($module:ident :: $endpoint:ident, $capability:ident, $caller:ident,
        [$($status:literal),*], $summary:literal;)+) => {$(
        $name!(
            $crate::$module::$endpoint,
            $crate::endpoints::Facts {
                capability: stringify!($capability),
                caller: $crate::endpoints::Caller::$caller,
                refuses: &[$($status),*],
                summary: $summary,
            }
        );
    )+};
}

/// The name of an endpoint in samples and `OpenAPI`: `GetProduct` is `get-product`.
pub fn name<E>() -> String {
    let path = core::any::type_name::<E>();
    let mut name = String::new();
    for c in path.rsplit("::").next().unwrap_or(path).chars() {
        if c.is_ascii_uppercase() && !name.is_empty() {
            name.push('-');
        }
        name.push(c.to_ascii_lowercase());
    }
    name
}
