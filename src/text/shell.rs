//! The frame: navigation, waiting, the clock.

use super::say;

say! {
    in 0;

    TAB_TODAY: "今日", "Today";
    TAB_DEALS: "限时", "Deals";
    TAB_ORDERS: "订单", "Orders";
    TAB_ACCOUNT: "我的", "Me";
    NAVIGATION: "主导航", "Main";
    SKIP: "跳到正文", "Skip to the content";
    WAITING: "正在打开……", "Opening…";
    RETRY: "再试一次", "Try again";
    CLOSE: "关闭", "Close";
    BACK: "返回", "Back";
    NOT_FOUND: "页面不存在", "Page not found";
    NOT_FOUND_HINT: "链接可能抄错了，或内容已下架。", "The link may be incomplete, or the page was taken down.";
    TO_TODAY: "看看今天的精选", "See today's picks";
    OFFLINE: "网络断开了，连上后会自动更新。", "You are offline. The page updates by itself once you are back.";
    CLOCK_UNSURE: "正在与店铺对时……", "Setting the clock by the shop's…";
    LANGUAGE: "语言", "Language";
    COPIED: "链接已复制", "Link copied";
    COPY_BY_HAND: "请复制这个链接：", "Copy this link:";
    DEMO: "演示店铺：不会发货，也不会扣款。", "Demo shop: nothing is shipped, no money moves.";
    OTHER_LANGUAGE: "English", "中文";
    SEARCH: "搜索", "Search";
    UPDATED_AGO: "没能更新，下面是{}的内容。", "Could not update; this is how it was {}.";
    JUST_NOW: "刚才", "a moment ago";
    MINUTES_AGO: " {} 分钟前", "{} min ago";
    HOURS_AGO: " {} 小时前", "{} h ago";
    DAYS_AGO: " {} 天前", "{} days ago";
}
