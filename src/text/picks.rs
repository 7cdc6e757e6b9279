//! Today's edition.

use super::say;

say! {
    in 1;

    TITLE: "今日精选", "Today's picks";
    YESTERDAY: "看前一期", "The edition before";
    NEXT: "看后一期", "The edition after";
    BESIDE: "前后各期", "Editions beside this one";
    BACK_TO_TODAY: "回到今天", "Back to today";
    PAST: "这是往期，价格以今天为准。", "A past edition. Prices are today's.";
    NEXT_AT: "下一期 {} 见", "The next edition comes at {}";
    LOOK: "看看", "View";
    NONE_YET: "第一期还没有发布", "The first edition is not out yet";
    NONE_YET_HINT: "每天 {} 上新，到点这里会自己更新。", "New picks come at {} each day; this page updates by itself.";
    NONE_YET_SOON: "上新后这里会自己更新。", "This page updates by itself when it comes.";
    EVERYTHING: "看看店里的全部商品", "See everything in the shop";
    NO_EDITION: "这一天没有精选", "There was no edition that day";
    DROP_OPENS: "{} 限时开抢", "Drop at {}";
    DROP_OPEN: "限时进行中", "Drop is on";
    DROP_LEFT: "还剩", "ends in";
    DROP_IN: "还有", "in";
    END: "今天就这些，挑好了就去过日子吧。", "That is all for today. Choose well, and go live your day.";
}
