//! Orders.

use super::say;

say! {
    in 5;

    // The pages.
    TITLE: "我的订单", "My orders";
    ORDER: "订单 {}", "Order {}";
    PLACED: "{} 下单", "Placed {}";
    NONE: "还没有订单", "No orders yet";
    NONE_HINT: "下过的订单会显示在这里。", "What you buy will show up here.";
    OLDER: "更早的订单", "Older orders";
    SIGN_IN_HINT: "在别的手机上下过单？验证联系方式就能找回。", "Ordered on another phone? Verify your contact to find your orders.";
    SIGN_IN: "验证联系方式", "Verify your contact";
    SOME_MISSING: "有些订单暂时没能读到。", "Some orders could not be read just now.";
    MORE_ITEMS: "等 {} 件商品", "and more, {} in all";
    NOT_FOUND: "没有找到这个订单", "This order was not found";
    NOT_FOUND_HINT: "它可能是用别的联系方式或在别的手机上下的。验证联系方式后再看看。", "It may have been placed with another contact or phone. Verify your contact and look again.";
    TO_ACCOUNT: "去验证", "Verify";
    ALL: "全部订单", "All orders";
    KEEP: "保存订单链接（谁有链接谁能打开）", "Keep the link to this order (it opens for whoever has it)";
    STEPS: "进度", "Progress";
    TRACKING: "物流", "Parcel";
    COPY: "复制单号", "Copy the number";
    COPIED: "单号已复制", "Number copied";
    ADDRESS: "收货信息", "Delivery";
    CONTACT: "联系方式", "Contact";
    NOTE: "留言", "Note";
    LINES: "商品", "Items";
    REFUNDED: "退款 {}", "Refund: {}";

    // Where an order stands.
    AWAITING: "待付款", "To be paid";
    PAID: "已付款", "Paid";
    SHIPPED: "已发货", "On its way";
    DELIVERED: "已送达", "Delivered";
    COMPLETED: "已完成", "Completed";
    CANCELLED: "已取消", "Cancelled";
    EXPIRED: "已过期", "Expired";
    REFUNDED_STATE: "退款", "Refund";
    OTHER: "处理中", "In progress";
    STEP_PLACED: "已下单", "Placed";
    LATE_FOUND: "付款稍晚到账，商品仍有货", "Paid late, one was still left";
    LATE_SOLD_OUT: "付款稍晚到账，商品已售完", "Paid late, sold out by then";
    LATE_COUPON: "付款稍晚到账，优惠券已用于另一单", "Paid late, the coupon was used elsewhere by then";
    LATE_CANCELLED: "取消后才到账", "Paid after it was cancelled";
    RETURNED: "退货退款", "Returned";
    BY_SHOP: "由店铺办理", "By the shop";
}
