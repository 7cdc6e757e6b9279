//! Flash deals.

use super::say;

say! {
    in 2;

    TITLE: "限时好价", "Flash deals";
    LEDE: "到点自己开，不用刷新。时间以店铺为准。", "They open by themselves, by the shop's clock. No need to reload.";
    OPENS_AT: "{} 开抢", "Opens at {}";
    CLOSES_AT: "{} 结束", "Ends at {}";
    OPEN: "进行中", "On now";
    CLOSED: "已结束", "Over";
    OPENS_IN: "距开抢", "Opens in";
    ENDS_IN: "距结束", "Ends in";
    LEFT_OF: "剩 {} / {}", "{} of {} left";
    GONE: "抢完了", "All gone";
    HELD: "都有人在付款", "All being paid";
    HAD: "你已买满", "You have had yours";
    VERIFIED_ONLY: "限已验证的顾客", "For verified contacts";
    NOT_OPEN: "还没到点", "Not yet";
    LIMIT: "限已验证的顾客，每人 {} 件", "For verified contacts, {} per person";
    BUY: "马上抢", "Buy now";
    REMIND: "提醒我", "Remind me";
    REMIND_HINT: "下载日历文件，开抢前 5 分钟提醒", "A calendar file that reminds you 5 minutes before";
    REMIND_WECHAT: "微信里不能直接添加日历：请点右上角“…”，选择“在浏览器打开”。", "WeChat cannot add to the calendar: tap … at the top right and choose “Open in browser”.";
    READY: "已验证，到点直接买", "Verified: ready to buy";
    VERIFY_FIRST: "限购商品需先验证联系方式，提前验证更从容。", "Limited deals need a verified contact. Verify now and be ready at the hour.";
    VERIFY: "现在验证", "Verify now";
    NONE: "今天的限时还没有安排", "No drops are planned yet";
    NONE_HINT: "有新的会出现在这里，先看看今日精选。", "New ones show up here. Have a look at today's picks.";
    LATER: "更多场次", "Later drops";
    NEXT_ONES: "回到最近", "Back to the next";
    EVERYDAY: "平时 {}", "usually {}";
}
