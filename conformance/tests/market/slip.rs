//! The ways in which the live room of the small shop can be broken.

/// One way. Each is a mistake that servers make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    /// Every room can be entered, also one that is not there.
    EnterAnywhere,
    /// Whoever enters is told to be the host.
    EverybodyHosts,
    /// Nobody needs a ticket.
    NoTicket,
    /// Lines are counted as viewers.
    CountsLines,
    /// What is pinned is not told.
    PinUntold,
    /// Comments are cut.
    CutsComments,
    /// The host's comments look like everybody's.
    HostUnmarked,
    /// Each request writes a comment.
    SaysTwice,
    /// Comments are not looked at.
    AnyComment,
    /// Names are not looked at.
    AnyName,
    /// One may write as fast as one can.
    TalksFast,
    /// Each call counts as one like.
    OneLike,
    /// Likes are counted as they come.
    EndlessLikes,
    /// Whoever has the room's id is its host.
    AnyoneActs,
    /// Each request is an act.
    ActsTwice,
    /// Acts are not looked at.
    AnyAct,
    /// Whatever is acted on is taken for the room's.
    AnyGoods,
    /// What is pinned stays.
    PinStays,
    /// A shelf is sorted by id.
    SortsShelf,
    /// What was announced stays.
    AnnouncementStays,
    /// A paused room stays live.
    NeverPauses,
    /// Whoever has the room's id sees its figures.
    OpenFigures,
    /// Orders of the room are not counted.
    UncountedOrders,
    /// What is removed stays in the room.
    RemovedStays,
    /// Who is muted goes on.
    MutesNobody,
    /// Comments are not slowed.
    NeverSlow,
    /// Words are blocked as they are written.
    BlocksByCase,
    /// A room's price is never taken back.
    PriceStays,
    /// A room's price counts everywhere.
    PriceEverywhere,
    /// Orders do not know their room.
    ForgetsRoom,
    /// The shop's drops have the room's deal.
    DealListed,
    /// A room's deal is sold without end.
    DealOversells,
    /// A deal that is closed is over for everybody.
    NoAllowance,
    /// A deal that is closed goes on for old playbacks.
    EndlessAllowance,
    /// Coupons that can be claimed are not told.
    CouponUntold,
    /// Whoever asks has a coupon.
    CouponForAnyone,
    /// Each request takes a coupon.
    CouponAgain,
    /// More have a coupon than there are.
    CouponOverdrawn,
    /// A coupon counts again and again.
    CouponForever,
    /// An order that is called off keeps its coupon.
    CouponKept,
    /// Bags that are open are not told.
    BagUntold,
    /// Whoever asks enters a bag.
    BagForAnyone,
    /// Nonces are not looked at.
    AnyNonce,
    /// Each request is an entry.
    EntersTwice,
    /// A seed is told with its hash.
    SeedEarly,
    /// A bag that was taken back stays.
    BagKept,
    /// A bag is entered after its draw.
    EntersLate,
    /// The list of entries ends early.
    ListForgets,
    /// Who wins is the shop's own choice.
    OwnWinner,
    /// A bag is drawn over lines with ids, which the server chooses.
    IdsInList,
    /// Who has won is given nothing.
    PrizeForgotten,
    /// Whoever asks follows.
    FollowForAnyone,
    /// Each request is a follower.
    FollowsTwice,
    /// Who follows, follows for ever.
    FollowKept,
    /// Who comes back is not told what was removed.
    ForgetsRemovals,
    /// What was removed is told more than a second later.
    RemovesLate,
    /// What viewers open is not counted.
    TapsForgotten,
    /// Everybody is told that they host the room.
    HostedByAll,
    /// A room that has ended goes on.
    TalksOn,
}
