//! What went wrong and what to do, in plain words.

use super::say;

say! {
    in 7;

    OFFLINE: "连不上店铺。请检查网络，再试一次。", "Cannot reach the shop. Check your connection and try again.";
    SLOW: "店铺很久没有回应。再试一次，不会重复下单。", "The shop is slow to answer. Try again; nothing is ordered twice.";
    UNREADABLE: "返回的内容有误，可能是当前网络需要登录。", "The answer could not be read. This network may want you to sign in first.";
    SERVER: "店铺那边出了问题，不是你的原因。请稍后再试。", "The shop has a problem; it is not you. Please try again in a moment.";
    BUSY: "人很多，请 {} 秒后再试。", "It is busy. Please try again in {} seconds.";
    NOT_FOUND: "没有找到，可能已经下架。", "Not found. It may have been taken down.";
    FORBIDDEN: "这不是你的内容，或店铺不提供。", "This is not yours, or the shop does not offer it.";
    SIGN_IN: "请先验证手机号或邮箱。", "Please verify your phone or e-mail first.";
    TOO_MANY_UNITS: "一次买不了这么多件。请减少数量，或先验证联系方式。", "That is more than can be bought at once. Take fewer, or verify your contact first.";
    INVALID: "有几处需要改一下。", "A few things need correcting.";
    SOLD_OUT: "慢了一步，剩余数量不够了。", "Someone was faster: not enough is left.";
    PRICE_CHANGED: "价格刚刚变了，请核对后再提交。", "The price has just changed. Please check it and confirm again.";
    LIMIT: "每人限购，你已经买满了。", "You have bought as many of these as one person may.";
    NO_SHIPPING: "这里暂时送不到。", "We do not ship there.";
    WRONG_STATE: "订单状态已经变了，下面是最新情况。", "The order has moved on; below is where it stands.";
    WRONG_CODE: "验证码不对或已失效，可以重新发送一个。", "The code is wrong or no longer good. You can have a new one sent.";
    PAYMENT_DOWN: "支付服务没有回应，还没有扣款，可以再试或换一种方式。", "The payment service does not answer. Nothing was charged; try again or choose another way.";
    TOO_LARGE: "内容太长了，请缩短一些。", "This is too long. Please shorten it.";
    MISSING: "请填写", "Please fill this in";
    TOO_LONG: "太长了", "Too long";
    MALFORMED: "格式不对", "This does not look right";
    OUT_OF_RANGE: "超出范围", "Out of range";
    UPDATE: "页面版本旧了，请重新加载。", "This page is out of date. Please reload it.";
}
