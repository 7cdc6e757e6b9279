//! The ways in which the small shop can be broken.

use super::slip::Slip;

/// One way. Each is a mistake that servers make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A body that is no JSON is told like a wrong field.
    BrokenJsonInvalid,
    /// What is no number of units is taken for one.
    GuessesUnits,
    /// The content type is not looked at.
    AnyContentType,
    /// Bodies of any size are read.
    AnySize,
    /// Fields it does not know are refused.
    StrictFields,
    /// Query parameters it does not know are refused.
    StrictQuery,
    /// Orders come without the end of their hold.
    NoHold,
    /// Orders are counted.
    CountedIds,
    /// The sum in the question is the sum of the order.
    TrustsTotal,
    /// 409 comes without a quote.
    NoQuote,
    /// Only the first wrong field is named.
    FirstField,
    /// Addresses are not looked at.
    AnyAddress,
    /// Parcels go everywhere.
    ShipsAnywhere,
    /// Parcels go to every part of a country.
    ShipsToExcluded,
    /// A part of a country is known by one of its names.
    OneSpelling,
    /// Notes are cut.
    CutsNotes,
    /// Notes may be of any length.
    LongNotes,
    /// Control characters are kept.
    TakesControls,
    /// Keys of orders are not remembered.
    ForgetsKeys,
    /// A key stands for any body.
    KeyForAnyBody,
    /// A key need not come.
    KeyOptional,
    /// A key may look like anything.
    AnyKey,
    /// A key is looked up, and written later.
    KeyRace,
    /// Keys are everybody's.
    SharedKeys,
    /// Stock is never looked at.
    Oversells,
    /// Stock is read, and written later.
    StockRace,
    /// Too few units are told like a wrong field.
    SoldOutInvalid,
    /// The answer to cancelling shows the order as it was.
    CancelUntold,
    /// A cancelled order keeps its units.
    CancelKeepsUnits,
    /// Cancelling twice gives units back twice.
    CancelTwice,
    /// A hold never lapses.
    HoldsForever,
    /// A hold lapses as soon as it is looked at.
    HoldsNever,
    /// Secrets are not known again.
    ForgetsSecrets,
    /// Whoever has the id sees the order.
    OpenOrders,
    /// Any secret will do.
    AnySecret,
    /// Whoever is signed in sees persons' orders.
    AnyPerson,
    /// Another's order is 403.
    TellsOthers,
    /// Whoever has the id cancels.
    AnyoneCancels,
    /// Whoever has the id pays.
    AnyonePays,
    /// The secret stands in every answer.
    ShowsSecret,
    /// There is no secret.
    NoSecret,
    /// A repeat of placing has another secret.
    NewSecret,
    /// The list has everybody's orders.
    ListsAll,
    /// The list begins with the oldest.
    OldestFirst,
    /// The second page is the first.
    PagesLoop,
    /// Guests have limited deals.
    GuestDeals,
    /// Limits are read, and written later.
    LimitRace,
    /// Limits are never looked at.
    NoLimit,
    /// A limit that is reached is told like another price.
    LimitUntold,
    /// The session does not name deals that are used up.
    UsedUpUntold,
    /// What was called off stays used up.
    UsedUpStays,
    /// A payment is of another sum.
    OtherSum,
    /// A payment's action is of a kind of its own.
    OwnAction,
    /// A payment asks for something else than the storefront said.
    OtherAction,
    /// Any openid is believed.
    BelievesOpenid,
    /// Nowhere does one get an openid.
    NoOpenidPage,
    /// The page for an openid returns to anywhere.
    OpenidAnywhere,
    /// Each request starts a payment.
    PaysTwice,
    /// Any way to pay is taken.
    AnyMethod,
    /// An order is paid when the question says so.
    BelievesPlacing,
    /// A payment is made when the question says so.
    BelievesPaying,
    /// Nothing is ever paid.
    NeverPaid,
    /// Whatever its state, an order can be paid.
    PaysAny,
    /// Paid orders can be cancelled.
    CancelsPaid,
    /// Payments return to anywhere.
    OpenRedirect,
    /// The contact stands in full in the answer about its code.
    CodeToInFull,
    /// Each request sends a code.
    SendsTwice,
    /// Codes are sent as often as they are asked for.
    NoRest,
    /// 429 comes without Retry-After.
    NoRetryAfter,
    /// A wrong code is told like a wrong field, the first time.
    CodeInvalid,
    /// A code signs in again and again.
    CodeAgain,
    /// A code can be guessed at without end.
    EndlessTries,
    /// Signing in gives neither token nor cookie.
    NoToken,
    /// A repeated sign-in is another session.
    NewSession,
    /// The contact stands in full in the session.
    ContactInFull,
    /// An unknown token is refused where it is only asked about.
    StrangeRefused,
    /// Signing out removes nothing.
    NeverEnds,
    /// Other origins get a cookie as well.
    CookieAcross,
    /// A preflight does not allow the key.
    ForgetsHeader,
    /// Other origins may send credentials.
    Credentials,
    /// Scripts can read the cookie.
    PlainCookie,
    /// A cookie is taken from everywhere.
    CookieAnywhere,
    /// Answers to one person may be stored.
    Stored,
    /// Nothing is told of.
    NeverTells,
    /// What is told of a product leaves its variants out.
    TellsNoVariants,
    /// Who cannot stream is told other numbers.
    OtherNumbers,
    /// Who cannot stream is answered at once.
    NeverWaits,
    /// Who waits is not told before the wait is over.
    NeverWakes,
    /// Messages are not looked at.
    AnyText,
    /// Messages are cut.
    CutsMessages,
    /// Each request writes a message.
    WritesTwice,
    /// Whoever has the id writes.
    AnyoneWrites,
    /// Guests have an empty address book.
    GuestBook,
    /// An address that is changed stays as it was.
    NeverChanges,
    /// Each request adds an address.
    AddsTwice,
    /// Another default leaves the one before.
    TwoDefaults,
    /// Addresses that are kept are not looked at.
    AnyHome,
    /// Whoever has its id changes an address.
    AnyBook,
    /// A book is never full.
    EndlessBook,
    /// What is removed stays.
    KeepsRemoved,
    /// A return is asked for whatever the order's state.
    ReturnsUnpaid,
    /// The lines of a return are not looked at.
    AnyLines,
    /// Whoever has the id returns.
    AnyoneReturns,
    /// The answer to asking for a return shows the order as it was.
    ReturnUntold,
    /// Keys of returns are not remembered.
    AsksTwice,
    /// A unit may be in two returns.
    ReturnsTwice,
    /// What is returnable is read, and written later.
    ReturnRace,
    /// Any sum can be asked for.
    AnyAmount,
    /// The sum that is asked for is not kept.
    ForgetsAmount,
    /// Pictures are not looked at.
    AnyPicture,
    /// Pictures are not kept.
    LosesPictures,
    /// A return that is withdrawn goes on.
    NeverWithdrawn,
    /// One request of a crowd is never answered.
    Drops,
    /// Something in the live room.
    InRoom(Slip),
}
