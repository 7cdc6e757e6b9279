//! After the purchase: returns, and writing to the shop. Also a person's address book.

use super::say;

say! {
    in 10;

    CONTACT: "联系店铺", "Contact the shop";
    WRITE: "给店铺留言", "Write to the shop";
    SEND: "发送", "Send";
    SENDING: "正在发送……", "Sending…";
    YOU: "我", "You";
    SHOP: "店铺", "The shop";
    WECHAT: "微信", "WeChat";

    RETURNS: "退货与退款", "Returns and refunds";
    RETURN: "退货 {}", "Return {}";
    ASK_RETURN: "申请退货或退款", "Ask for a return or refund";
    RETURN_UNTIL: "{} 前可以申请", "Until {}";
    UNITS: "退哪几件", "How many of each";
    REASON: "原因", "Reason";
    CHOOSE: "请选择", "Choose";
    NOTE: "说明（可不填）", "In your words (optional)";
    WORTH: "购买时价格：{}", "Bought for {}";
    LESS: "只退一部分金额（可不填）", "Ask for less (optional)";
    LESS_HINT: "例如商品留下，只退差价。", "For instance to keep it and be paid a part back.";
    PICTURES: "照片（最多 3 张，只有店铺能看到）", "Photos (3 at most; only the shop sees them)";
    PICTURES_ADD: "添加照片", "Add photos";
    PICTURE: "照片 {}", "Photo {}";
    NO_PICTURE: "不是能读的照片，没有加上：{} 个", "Left out, no photo that can be read: {}";
    PICTURES_OVER: "最多 3 张，没有加上：{} 张", "Left out, 3 at most: {}";
    PREPARING: "正在处理照片……", "Preparing the photos…";
    REMOVE: "移除", "Remove";
    SEND_RETURN: "提交申请", "Send";
    CHOOSE_UNITS: "请选择要退的件数。", "Choose how many are to go back.";
    CHOOSE_REASON: "请选择原因。", "Choose a reason.";
    IS_ASKED: "已提交，店铺会回复。", "Sent. The shop will answer.";
    WITHDRAW: "撤回申请", "Withdraw the request";
    IS_WITHDRAWN: "申请已撤回", "The request is withdrawn";
    ASKED: "申请退款 {}", "Asked for: {}";
    ALLOWED: "同意退款 {}", "Agreed: {}";
    BACK: "退款 {}", "Refund: {}";
    PICTURES_SENT: "照片 {} 张", "Photos: {}";

    REQUESTED: "等店铺答复", "Waiting for the shop";
    APPROVED: "店铺同意了", "The shop agreed";
    SEND_BACK: "同意了，请把商品寄回", "Agreed: please send it back";
    RECEIVED: "店铺收到了退回的商品", "It is back at the shop";
    REFUSED: "店铺没有同意", "The shop refused";
    WITHDRAWN: "已撤回", "Withdrawn";
    RETURN_REFUNDED: "已退款", "Refunded";
    RETURN_OTHER: "处理中", "In progress";

    DAMAGED: "收到时已损坏", "It arrived broken";
    WRONG_ITEM: "发错了", "Something else was sent";
    NOT_AS_DESCRIBED: "与描述不符", "It is not what the page said";
    DOES_NOT_FIT: "尺寸不合适", "It does not fit";
    CHANGED_MIND: "不想要了", "Not wanted any more";
    SOMETHING_ELSE: "其他", "Something else";

    ADDRESSES: "地址簿", "Addresses";
    NO_ADDRESS: "下单时填的地址会存在这里。", "Addresses you order to are kept here.";
    DEFAULT: "默认", "Default";
    MAKE_DEFAULT: "设为默认", "Make default";
    ADDRESS_REMOVED: "地址已移除。", "The address is removed.";
    UNDO: "撤销", "Undo";
    ADD_ADDRESS: "添加地址", "Add an address";
    CHANGE: "修改", "Change";
    LABEL: "名称，例如“公司”（选填）", "What you call it, e.g. “office” (optional)";
    SAVE: "保存", "Save";
    SAVING: "正在保存……", "Saving…";
    BOOK_FULL: "地址簿满了，移除一个才能再添加。", "The address book is full. Remove one to add another.";
}
