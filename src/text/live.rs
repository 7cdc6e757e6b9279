//! What is seen first of a live room, wherever it stands. What opens over it has sentences of its own (`beside.rs`), and
//! so has what the shop has around it (`rooms.rs`).

use super::say;

say! {
    in 11;

    BEGINS: "{} 开始", "Begins {}";
    WATCHING: "{} 人在看", "{} watching";
    ALL_ROOMS: "全部直播间", "All live rooms";
    DEMO: "演示", "demo";
    VIDEO: "直播画面", "The stream";
    TO_SOUND: "点一下打开声音", "Tap for sound";
    TO_PLAY: "点一下播放", "Tap to play";
    LOADING: "画面马上来……", "The picture is on its way…";
    STALLED: "画面卡住了，正在恢复……", "The picture got stuck; mending it…";
    NO_PICTURE: "画面暂时来不了，正在重试。商品照常买。", "There is no picture just now; trying again. You can still buy.";
    NO_SOURCE: "这个直播间没有画面，商品照常买。", "This room has no picture. You can still buy.";
    NEWS: "公告", "Announcement";
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
    HOST: "主播", "Host";
    UNREAD: "{} 条新消息", "{} new";
    TO_LATEST: "回到最新", "Back to the latest";

    // What is sold.
    SHELF_OF: "全部商品 · {}", "Products · {}";
    NOW_SHOWN: "正在讲", "On show";
    SHOWN: "正在讲：{}", "On show: {}";
    BUY: "购买", "Buy";
    GONE: "售完", "Sold out";
    DEAL: "限时", "Deal";
    ENDS_IN: "距结束", "Ends in";
    ENDS_AT: "{} 结束", "Ends at {}";
    LEFT: "剩 {} 件", "{} left";
    USUAL: "平时 {}", "usually {}";

    // Watching again.
    CHAPTERS: "精彩片段", "Chapters";
}
