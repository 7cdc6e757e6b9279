//! Search.

use super::say;

say! {
    in 9;

    TITLE: "搜索", "Search";
    LABEL: "搜索商品", "Search the shop";
    HINT: "名称、材质、用途……", "Name, material, use…";
    ALL: "全部商品，新的在前", "Everything in the shop, newest first";
    FOUND: "“{}”：找到 {} 件", "“{}”: {} found";
    NOTHING: "没有找到“{}”", "Nothing found for “{}”";
    NOTHING_HINT: "换个说法，或少写几个字试试。", "Try other words, or fewer.";
    RECENT: "最近搜过", "Searched before:";
    FORGET: "清除", "Clear";
    MORE: "更多", "More";
    EMPTY: "店里还没有商品", "Nothing is on sale here yet";
    EMPTY_HINT: "上新后再来看看。", "Come back when there is something new.";
}
