//! The cart.

use super::say;

say! {
    in 8;

    TITLE: "购物车", "Cart";
    UNITS: "件", "in it";
    IS_IN: "已加入购物车", "Added to your cart";
    FULL: "购物车满了，先结算一部分吧。", "The cart is full. Buy some of it first.";
    NONE: "购物车是空的", "Your cart is empty";
    NONE_HINT: "挑好的可以先放进来，一起结算。", "Put things in and buy them together.";
    LINES: "购物车里的商品", "What is in the cart";
    CHOOSE: "选中“{}”", "Buy “{}”";
    QUANTITY: "“{}”的数量", "Quantity of “{}”";
    REMOVE: "移除", "Remove";
    REMOVE_THIS: "移除“{}”", "Remove “{}”";
    REMOVED: "已移除。", "It is removed.";
    UNDO: "撤销", "Undo";
    GOODS: "合计（{} 件）", "Together ({})";
    LATER: "运费在结算时算", "Shipping is worked out at checkout";
    CHECKOUT: "去结算 · {}", "Check out · {}";
    NOTHING_CHOSEN: "请选择要买的商品", "Choose what to buy";
}
