//! What stands beside a price, wherever one is drawn.

use super::say;

say! {
    in 15;

    PRICE: "价格", "Price";
    FROM_BEFORE: "", "from ";
    FROM_AFTER: "起", "";
    WAS: "对比价", "compared with";
    LOWEST_7: "近 7 天最低价", "lowest of the last 7 days";
    EDITION_PRICE: "今日价", "today's price";
    ROOM_PRICE: "直播价", "Room price";
}
