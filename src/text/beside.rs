//! What stands beside the picture of a room and opens over it (`src/live/rest.rs`). On somebody else's page these come
//! with that, and not before.

use super::say;

say! {
    in 14;

    // Following, what steers the picture, sharing and likes.
    FOLLOW: "＋ 关注", "+ Follow";
    FOLLOWING: "已关注", "Following";
    FOLLOW_SELF: "这是你自己的直播间，不用关注。", "This is your own room; there is nobody to follow.";
    BROWSE: "去逛店铺，画面留在角落里", "Look around in the shop; the picture stays in a corner";
    PLAY: "播放画面", "Play the picture";
    PAUSE: "暂停画面", "Pause the picture";
    SOUND_ON: "打开声音", "Turn the sound on";
    SOUND_OFF: "关闭声音", "Turn the sound off";
    FLOAT: "小窗播放", "Picture in picture";
    SHARE: "分享直播间", "Share this room";
    LIKE: "点赞", "Like";
    LIKES: "{} 个赞", "{} likes";

    // Talk.
    SAY: "说点什么……", "Say something…";
    SAY_SLOWLY: "每 {} 秒可以说一句", "One comment every {} s";
    NAME: "你的称呼", "Your name";
    NAME_HINT: "大家会看到这个称呼", "Everybody sees this name";
    RENAME: "改称呼", "Change your name";
    SEND: "发送", "Send";
    SENDING: "正在发送……", "Sending…";
    MUTED: "主播让你先歇一歇，暂时不能发言。", "The host has muted you in this room.";
    NOT_TAKEN: "这句话里有直播间不收的词，请换个说法。", "There are words in it that this room does not take. Please put it another way.";
    CLOSED: "现在不能发言，直播开始后再来。", "Nobody can talk here just now. Come back when the room is on.";
    NO_NAME: "请先写个称呼", "Please give a name first";

    // The shelf.
    SHELF: "商品", "Products";
    SHELF_EMPTY: "主播还没有上架商品。", "The host has put nothing on the shelf yet.";

    // Coupons.
    COUPONS: "优惠券", "Coupons";
    COUPON_OFF: "减 {}", "{} off";
    COUPON_FROM: "满 {} 可用", "from {}";
    COUPON_RULES: "满 {} 可用，每人一张，下单自动抵扣，{} 前有效。", "For goods of {} or more; one a person. It counts by itself, until {}.";
    COUPON_LEFT: "剩 {} / {} 张", "{} of {} left";
    COUPON_OVER: "现在没有可领的券。", "There is none to claim just now.";
    CLAIM: "领取", "Claim";
    CLAIMED: "已领取", "Claimed";
    HAS_CLAIMED: "已领取：减 {}", "Claimed: {} off";
    ALL_CLAIMED: "领完了", "All claimed";

    // Lucky bags.
    BAGS: "福袋", "Lucky bags";
    BAG_CHIP: "福袋 · 抽 {} 人", "Lucky bag · winners: {}";
    BAG_IN: "福袋 · 已参加", "Lucky bag · you are in";
    BAG_CLOSED: "福袋 · 正在开奖……", "Lucky bag · being drawn…";
    BAG_WON: "福袋 · 你中了！", "Lucky bag · you won!";
    BAG_DRAWN: "福袋 · 已开奖", "Lucky bag · drawn";
    BAG_PRIZE: "抽 {} 人，每人一张券：减 {}，满 {} 可用，{} 前有效。", "Winners: {}. Each gets a coupon: {} off goods of {} or more, until {}.";
    BAG_EVERYONE: "登录就能参加，不用付钱。", "Everybody who signs in may enter; nothing is paid.";
    BAG_BUYERS: "在本店买过的人可以参加，不用再付钱。", "Only people who have bought here may enter; it costs nothing more.";
    BAG_ODDS: "{} 人参加，抽 {} 人", "Entered: {} · winners: {}";
    BAG_ENTER: "参加", "Enter";
    BAG_ENTERED: "已参加", "You are in";
    BAG_NUMBER: "你是 {} 号，开奖后在这里告诉你。", "You are no. {}. The draw is told here.";
    BAG_YOU_WON: "你中了！减 {} 的券归你了，下单自动抵扣。", "You won! A coupon of {} off is yours; it counts by itself.";
    BAG_LOST: "这次没有抽中，谢谢参加。", "You did not win this time. Thank you for entering.";
    BAG_WINNERS: "中奖：{}", "Won: {}";
    BAG_OF: "{} 号", "no. {}";
    BAG_NOBODY: "没有人参加。", "Nobody was in.";
    BAG_HASH: "种子的指纹，开奖前公布", "The seed's fingerprint, told before the draw";
    BAG_RECHECK: "核对开奖", "Check the draw";
    BAG_OVER: "现在没有福袋。", "There is none just now.";
    BAG_FULL: "参加的人满了。", "It is full.";
    BAG_LATE: "已经截止了。", "It is closed already.";
    BAG_NOT_YOU: "主播自己不能参加。", "Hosts cannot enter their own bag.";
    BAG_NOT_BOUGHT: "在本店买过的人才能参加，先下一单吧。", "Only people who have bought here can enter: an order comes first.";

    // The order.
    HELD: "你有一笔订单待付款", "You have an order to pay";
    TO_PAY: "去付款", "Pay";
    NOT_PAID: "那笔订单没有付成。", "That order was not paid.";
    SEE_ORDER: "那笔订单有了变化。", "There is news of that order.";
    LOOK: "看看", "Look";
    PAID: "已付款，谢谢！", "Paid. Thank you!";
    ORDER: "我的订单", "Your order";

    // Watching again.
    SOLD_NO_MORE: "这里已不再出售", "No longer sold here";
    THEN: "当时 {}", "then {}";
    NOW: "现在 {}", "now {}";
}
