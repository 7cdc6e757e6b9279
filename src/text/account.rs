//! Me: sign-in, language, policies.

use super::say;

say! {
    in 6;

    TITLE: "我的", "Me";
    SIGNED_IN_AS: "已验证：{}", "Verified: {}";
    ASKING: "正在确认是否已验证……", "Checking whether you are verified…";
    GUEST: "还没有验证联系方式", "No contact verified yet";
    GUEST_HINT: "验证后可以抢限购，也能在别的手机上找回订单。", "Verify to buy limited deals and to find your orders on any phone.";
    SIGN_IN: "验证联系方式", "Verify your contact";
    SIGN_OUT: "退出", "Sign out";
    SIGNING_OUT: "正在退出……", "Signing out…";
    SIGNED_OUT: "已退出", "Signed out";
    SIGNED_IN: "验证好了", "Verified";
    LANGUAGE: "语言", "Language";
    ADDRESS: "记住的收货信息", "Remembered for next time";
    ADDRESS_HINT: "只存在这台设备上，下次下单会自动填好。", "Kept on this device only, to fill in your next order.";
    FORGET: "忘掉它", "Forget it";
    FORGOTTEN: "已经忘掉了", "Forgotten";
    POLICIES: "店铺说明", "About the shop";
    DEMO: "关于演示", "About this demo";
    DEMO_TEXT: "这是一家演示店铺：商品和付款都是练习用的，不会发货，也不会扣款。放心点。", "This is a demo shop: goods and payments are for practice. Nothing is shipped, no money moves. Feel free to try everything.";
    BACK: "返回“我的”", "Back to Me";
}
