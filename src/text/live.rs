//! Live rooms.

use super::say;

say! {
    in 11;

    TAB: "直播", "Live";
    TITLE: "直播间", "Live rooms";
    LEDE: "边看边买，不用离开。", "Watch, talk and buy without leaving.";

    // The list.
    ON_AIR: "正在直播", "On the air";
    TO_COME: "即将开始", "Coming up";
    BEFORE: "看回放", "Watch again";
    OVER: "已结束", "Over";
    PAUSED_SHORT: "休息中", "On a break";
    BEGINS: "{} 开始", "Begins {}";
    BEGAN: "{} 的直播", "Live on {}";
    WATCHING: "{} 人在看", "{} watching";
    NONE: "还没有直播安排", "No live rooms yet";
    NONE_HINT: "有新的会出现在这里，先看看今日精选。", "New ones show up here. Have a look at today's picks.";
    OLDER: "更早的直播", "Older rooms";
    ALL_ROOMS: "全部直播间", "All live rooms";

    // The room.
    LEAVE: "离开直播间", "Leave the room";
    SHARE: "分享直播间", "Share this room";
    DEMO: "演示", "demo";
    VIDEO: "直播画面", "The stream";
    TO_SOUND: "点一下打开声音", "Tap for sound";
    TO_PLAY: "点一下播放", "Tap to play";
    PLAY: "播放画面", "Play the picture";
    PAUSE: "暂停画面", "Pause the picture";
    SOUND_ON: "打开声音", "Turn the sound on";
    SOUND_OFF: "关闭声音", "Turn the sound off";
    FLOAT: "小窗播放", "Picture in picture";
    LOADING: "画面马上来……", "The picture is on its way…";
    STALLED: "画面卡住了，正在恢复……", "The picture got stuck; mending it…";
    NO_PICTURE: "画面暂时来不了，正在重试。商品照常买。", "There is no picture just now; trying again. You can still buy.";
    NO_SOURCE: "这个直播间没有画面，商品照常买。", "This room has no picture. You can still buy.";
    NEWS: "公告", "Announcement";
    LIKE: "点赞", "Like";
    LIKES: "{} 个赞", "{} likes";
    NOT_FOUND: "没有这个直播间", "There is no such room";
    NOT_FOUND_HINT: "链接可能抄错了，或直播间已经撤下。", "The link may be incomplete, or the room was taken down.";

    // Where it stands.
    BEGINS_IN: "距开播", "Begins in";
    BEGINS_AT: "{} 准时开播，到点自动开始，不用刷新。", "Begins {} by itself. No need to reload.";
    LATE: "主播马上就来，开播后画面自动出现。", "The host is about to begin. The picture comes by itself.";
    LOOK_AROUND: "先看看今天卖什么", "See what will be sold";
    PAUSED: "主播休息一下，马上回来", "The host takes a short break";
    PAUSED_HINT: "商品照常买，也可以继续聊。", "You can go on buying and talking.";
    ENDED: "直播结束了，谢谢观看", "The room is over. Thank you for watching";
    ENDED_HINT: "已下的订单照常处理，可以看看其他直播间。", "Your orders are handled as always. Have a look at the other rooms.";

    // Talk.
    TALK: "聊天", "Talk";
    SAY: "说点什么……", "Say something…";
    SAY_SLOWLY: "每 {} 秒可以说一句", "One comment every {} s";
    NAME: "你的称呼", "Your name";
    NAME_HINT: "大家会看到这个称呼", "Everybody sees this name";
    RENAME: "改称呼", "Change your name";
    SEND: "发送", "Send";
    SENDING: "正在发送……", "Sending…";
    HOST: "主播", "Host";
    UNREAD: "{} 条新消息", "{} new";
    TO_LATEST: "回到最新", "Back to the latest";
    MUTED: "主播让你先歇一歇，暂时不能发言。", "The host has muted you in this room.";
    NOT_TAKEN: "这句话里有直播间不收的词，请换个说法。", "There are words in it that this room does not take. Please put it another way.";
    CLOSED: "现在不能发言，直播开始后再来。", "Nobody can talk here just now. Come back when the room is on.";
    NO_NAME: "请先写个称呼", "Please give a name first";

    // What is sold.
    SHELF: "商品", "Products";
    SHELF_OF: "全部商品 · {}", "Products · {}";
    SHELF_EMPTY: "主播还没有上架商品。", "The host has put nothing on the shelf yet.";
    NOW_SHOWN: "正在讲", "On show";
    SHOWN: "正在讲：{}", "On show: {}";
    BUY: "购买", "Buy";
    GONE: "售完", "Sold out";
    ROOM_PRICE: "直播价", "Room price";
    DEAL: "限时", "Deal";
    ENDS_IN: "距结束", "Ends in";
    ENDS_AT: "{} 结束", "Ends at {}";
    LEFT: "剩 {} 件", "{} left";
    USUAL: "平时 {}", "usually {}";

    // Coupons.
    COUPONS: "优惠券", "Coupons";
    COUPON_OFF: "减 {}", "{} off";
    COUPON_FROM: "满 {} 可用", "from {}";
    COUPON_RULES: "满 {} 可用，每人一张，下单自动抵扣，{} 前有效。", "For goods of {} or more; one a person. It counts by itself, until {}.";
    COUPON_LEFT: "剩 {} / {} 张", "{} of {} left";
    COUPON_OVER: "现在没有可领的券。", "There is none to claim just now.";
    CLAIM: "领取", "Claim";
    CLAIMED: "已领取", "Claimed";
    ALL_CLAIMED: "领完了", "All claimed";

    // The order.
    HELD: "你有一笔订单待付款", "You have an order to pay";
    TO_PAY: "去付款", "Pay";
    ORDER: "我的订单", "Your order";

    // Watching again.
    CHAPTERS: "精彩片段", "Chapters";
    THEN: "当时 {}", "then {}";
    NOW: "现在 {}", "now {}";
}
