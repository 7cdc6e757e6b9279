//! Checkout: the variant sheet, verifying, the form, the hold, payment and how it ended.

mod places;

use super::say;

pub use places::{CITIES, country, provinces};

say! {
    in 4;

    // The page.
    TITLE: "确认订单", "Checkout";

    // The sheet in which a variant is chosen.
    /// Nothing of the choice leads to a variant.
    NO_CHOICE: "这个组合没有货", "Not available";
    VALUE_GONE: "（售完）", "(sold out)";
    BUY_FOR: "购买 · {}", "Buy · {}";
    MISSED: "验证联系方式后可享 {}，每人限 {} 件", "{} for verified contacts, {} per person";
    MORE_RESERVED: "另有 {} 件被预留，{} 前未付款会放出来", "{} more are reserved; unpaid ones come back by {}";
    MAX_REACHED: "最多 {} 件", "{} at most";
    PUT_IN: "加入购物车", "Add to cart";

    // Verifying a contact.
    VERIFY_TITLE: "验证联系方式", "Verify your contact";
    VERIFY_WHY: "我们发一个 6 位验证码给你，不用设密码。", "We send you a 6-digit code. No password needed.";
    BY_PHONE: "手机号", "Phone";
    BY_EMAIL: "邮箱", "E-mail";
    SEND_CODE: "发送验证码", "Send the code";
    SENDING: "正在发送……", "Sending…";
    CODE_SENT: "验证码已发到 {}", "The code was sent to {}";
    CODE: "验证码", "Code";
    CODE_HINT: "6 位数字", "6 digits";
    CODE_SHORT: "请输入 6 位数字", "Please enter the 6 digits";
    CONFIRM_CODE: "完成验证", "Verify";
    CHECKING: "正在核对……", "Checking…";
    AGAIN: "重新发送", "Send again";
    AGAIN_IN: "{} 后可重新发送", "Send again in {}";
    OTHER_CONTACT: "换一个", "Use another";
    DEMO_CODE: "演示店铺：验证码是 {}", "Demo shop: the code is {}";
    FILL_IN: "帮我填上", "Fill it in";

    // The form.
    LINES: "商品", "Your choice";
    QUANTITY: "× {}", "× {}";
    EACH: "每件 {}", "{} each";
    CONTACT: "联系方式", "Contact";
    ADDRESS: "收货地址", "Delivery address";
    EMAIL: "邮箱", "E-mail";
    EMAIL_OPTIONAL: "邮箱（选填）", "E-mail (optional)";
    EMAIL_WHY: "店铺有事会用它联系你", "The shop reaches you here if need be";
    PHONE: "手机号", "Phone";
    PHONE_WHY: "送货时快递员会用到", "For the courier";
    COUNTRY: "国家或地区", "Country or region";
    NAME: "收货人", "Full name";
    PROVINCE: "省 / 直辖市", "Province";
    STATE: "省 / 州", "State or province";
    CITY: "城市", "City";
    DISTRICT: "区 / 县", "District";
    STREET: "详细地址", "Street and number";
    STREET_HINT: "街道、小区、门牌号", "Street, building, door";
    POSTCODE: "邮编", "Postcode";
    CHOOSE: "请选择", "Please choose";
    NOT_SENT_TO: "{}（暂不配送）", "{} (no delivery)";
    NOTE: "给店铺留言（选填）", "A note to the shop (optional)";
    REMEMBERED: "已填好上次的信息，请核对。", "Filled in from last time. Please check.";
    USE_ADDRESS: "用过的地址", "Your addresses";
    WAS_TYPED: "刚才填写的", "What was typed";
    GOODS: "商品", "Goods";
    COUPON: "优惠券", "Coupon";
    SHIPPING: "运费", "Shipping";
    SHIPPING_LATER: "填好地区后显示", "once we know where to";
    SHIPPING_FREE: "包邮", "Free";
    FREE_FROM: "再买 {} 就包邮", "{} more for free shipping";
    TOTAL: "合计", "Total";
    PLACE: "提交订单 · {}", "Place order · {}";
    PLACING: "正在提交……", "Placing the order…";
    ASKING: "正在算价……", "Working out the price…";
    NO_PAY_YET: "提交后为你保留商品，再选付款方式。", "Your items are held for you while you pay.";
    FIX: "有 {} 处需要填写或修改", "Fields to fill in or correct: {}";
    NOTHING: "没有可以购买的商品", "There is nothing to buy here";
    BACK: "回去看看", "Go back";

    // What changed since it was agreed to.
    NOW_COSTS: "“{}”的价格从 {} 变为 {}", "The price of “{}” changed from {} to {}";
    DEAL_OVER: "“{}”的限时价已结束，现在 {}", "The deal for “{}” is over; it is {} now";
    ONLY_LEFT: "“{}”只剩 {} 件了", "“{}”: only {} left";
    SOLD_OUT: "“{}”已经售完", "“{}” is sold out";
    GONE: "“{}”已经下架", "“{}” is no longer sold";
    LIMITED: "“{}”限购，你还能买 {} 件", "“{}” is limited: you may buy {} more";
    FEE_CHANGED: "运费变为 {}", "Shipping is {} now";
    LESS: "改为 {} 件", "Change to {}";
    NEEDS_CONTACT: "这是限购价，验证联系方式后才能买。", "This is a limited deal, for verified contacts.";
    VERIFY_NOW: "现在验证", "Verify now";
    UNANSWERED: "上次提交没有收到答复，可能已经成功。", "Your last try got no answer; it may have worked.";
    PLACED_AFTER: "刚才的订单已提交，在“订单”里可以查看和付款。", "Your order was placed: see and pay it under Orders.";
    PLACED_BEFORE: "之前那次提交已经成功，订单内容以那次为准。", "Your earlier try had worked: this is the order as you sent it then.";
    SEND_AGAIN: "再提交一次，不会重复下单", "Send it again: nothing is ordered twice";
    USED_UP: "你的限购份额已经用完，这一件按平时价。", "You have had your share of the deal: this one is at the usual price.";

    // The hold, and paying.
    HELD: "已为你保留到 {}", "Held for you until {}";
    HELD_HINT: "请在这之前完成付款，过时商品会放回店里。", "Please pay before then; after that the items go back to the shop.";
    LEFT_TO_PAY: "付款剩余时间", "Time left to pay";
    HOW_TO_PAY: "付款方式", "How to pay";
    OTHER_WAY: "换一种方式付款", "Pay another way";
    NO_METHOD: "这里暂时没有可用的付款方式，请用手机浏览器打开，或联系店铺。", "No way to pay works here. Open this page in a phone's browser, or ask the shop.";
    PAY: "去付款 · {}", "Pay {}";
    STARTING: "正在打开付款……", "Opening payment…";
    OPENING: "正在打开付款页……", "Opening the payment page…";
    WAITING: "正在等付款结果，不用刷新。", "Waiting for the payment. No need to reload.";
    RECONNECTING: "网络不太稳，正在重新连接……", "The connection is shaky; trying again…";
    LEAVING: "正在前往付款页面，付完会回到这里。", "Going to the payment page; you come back here afterwards.";
    CONTINUE: "继续付款", "Continue to payment";
    SCAN: "用手机扫码付款", "Scan with your phone to pay";
    ON_THIS_PHONE: "在这部手机上付款", "Pay on this phone";
    QR_ALT: "付款二维码", "Payment code";
    BRIDGE_OPEN: "打开微信支付", "Open WeChat Pay";
    NO_BRIDGE: "没能打开微信支付。请在微信里打开这个页面，或换一种方式。", "WeChat Pay could not be opened. Open this page in WeChat, or choose another way.";
    BRIDGE_CANCELLED: "你关闭了付款。", "You closed the payment.";
    BRIDGE_FAILED: "微信支付没有成功，可以再试一次。", "WeChat Pay did not go through. You can try again.";
    UNKNOWN_ACTION: "这种付款方式这里还用不了，请换一种。", "This way to pay does not work here yet. Please choose another.";
    UNSAFE: "付款地址不对，请换一种方式。", "The payment address looks wrong. Please choose another way.";
    FAILED: "这次没有付成，没有扣款。可以再试，或换一种方式。", "That payment did not go through and nothing was charged. Try again or choose another way.";
    CANCEL: "取消订单", "Cancel the order";
    CANCEL_SURE: "取消后商品会放回店里，确定吗？", "The items go back to the shop. Cancel?";
    CANCEL_YES: "确定取消", "Yes, cancel";
    CANCEL_NO: "先不取消", "Keep it";

    // How it ended.
    LAPSED: "保留时间到了", "The hold has ended";
    LAPSED_HINT: "没有收到付款，商品已放回店里。没有扣款。", "No payment came, so the items went back. Nothing was charged.";
    LAPSED_PENDING: "如果你刚刚付过款，请稍等：有货就照常成交，没货会全额退回。", "If you have just paid, wait a moment: you get the item if one is left, else all of it back.";
    ORDER_AGAIN: "重新下单", "Order again";
    CANCELLED: "订单已取消", "The order is cancelled";
    CANCELLED_HINT: "付过的钱会退回。", "What was paid is sent back.";
    PAID: "付款成功，谢谢你", "Paid. Thank you";
    PAID_PARCEL: "店铺会尽快发货，单号会显示在订单里。", "The shop ships soon; the tracking number will show here.";
    PAID_GIVEN: "内容就在下面，也可以随时回到这个订单查看。", "It is right below, and always here in this order.";
    PAID_LATE: "付款到得晚了一点，幸好还有货，已经给你留好了。", "Your payment came late, but one was still left: it is yours.";
    SHIPPED: "已发货，正在路上", "On its way";
    DELIVERED: "已送达", "Delivered";
    COMPLETED: "订单已完成", "Completed";
    REFUNDED: "退款", "Refund";
    REFUNDED_HINT: "店铺会原路退回 {}。", "The shop sends {} back the way it was paid.";
    REFUNDED_LATE: "付款到的时候已经卖完了，店铺会原路退回 {}。抱歉让你白等。", "It was sold out when your payment came; the shop sends {} back. We are sorry.";
    OTHER_STATE: "订单处理中", "In progress";

    // What a line gives once it is paid.
    ACCESS: "课程内容", "Your course";
    CODES: "兑换码", "Your codes";
    REDEEMED: "{} 已使用", "Used {}";
    VALID_UNTIL: "{} 前有效", "Good until {}";
}
