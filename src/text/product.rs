//! A product.

use super::say;

say! {
    in 3;

    BUY: "立即购买", "Buy now";
    BUY_AT_SHOP: "去购买", "Buy";
    SOLD_OUT: "已售完", "Sold out";
    NOT_SOLD: "暂不出售", "Not for sale";
    CHOOSE: "选择规格", "Choose";
    CHOOSE_FIRST: "请选择{}", "Choose: {}";
    CHOSEN: "已选", "Chosen";
    QUANTITY: "数量", "Quantity";
    LESS: "少一件", "One less";
    MORE: "多一件", "One more";
    LEFT: "还剩 {} 件", "{} left";
    LEFT_FEW: "只剩 {} 件", "Only {} left";
    RESERVED: "{} 件已被预留，{} 前未付款会放出来", "{} reserved; unpaid ones come back by {}";
    RESERVED_ALL: "都被预留了：{} 前未付款会放出来", "All reserved: unpaid ones come back by {}";
    SOLD: "已售 {}", "{} sold";
    NOTE: "编辑的话", "From the curator";
    ABOUT: "详细介绍", "Details";
    PICTURE_OF: "第 {} 张，共 {} 张", "Picture {} of {}";
    PICTURES: "商品图片", "Pictures";
    PREVIOUS_PICTURE: "上一张", "Previous picture";
    NEXT_PICTURE: "下一张", "Next picture";
    SHARE: "分享", "Share";
    VERIFIED_PRICE: "验证联系方式后 {}", "{} once verified";
    LIMIT: "每人限购 {} 件", "{} per person";
    DEAL_OPENS: "{} 开抢，{}", "Opens at {} for {}";
    DEAL_UNTIL: "限时价，{} 结束", "Deal price until {}";
    DEAL_ENDS_IN: "距结束", "Ends in";
    DEAL_OPENS_IN: "距开抢", "Opens in";
    KIND_COURSE: "课程 · 付款后立即查看", "Course · readable once paid";
    KIND_VOUCHER: "兑换券 · 付款后给码", "Voucher · code once paid";
    SHIPPING_FREE: "包邮", "Free shipping";
    SHIPPING: "运费 {}", "Shipping {}";
    SHIPPING_FREE_FROM: "运费 {}，满 {} 包邮", "Shipping {}, free from {}";
    POLICIES: "放心买", "Good to know";
    VERIFIED_DEAL: "验证联系方式后 {}，每人限 {} 件", "{} once your contact is verified, {} per person";
}
