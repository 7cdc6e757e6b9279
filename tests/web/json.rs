//! Numbers as the browser parses them: a sum that did not arrive exactly is no sum.

use picklive::platform::json::read;
use picklive_contract::Money;
use wasm_bindgen_test::wasm_bindgen_test;

fn amount(number: &str) -> Option<i64> {
    let money = read::<Money>(&format!(r#"{{"amount":{number},"currency":"CNY"}}"#));
    money.map(|money| money.amount)
}

#[wasm_bindgen_test]
fn whole_numbers_are_read_up_to_the_largest_exact_one() {
    assert_eq!(amount("4990"), Some(4_990));
    assert_eq!(amount("4990.0"), Some(4_990), "the same number in JSON");
    assert_eq!(amount("-1"), Some(-1));
    assert_eq!(amount("9007199254740991"), Some(9_007_199_254_740_991));
    assert_eq!(amount("-9007199254740991"), Some(-9_007_199_254_740_991));
}

#[wasm_bindgen_test]
fn what_was_rounded_on_the_way_is_refused() {
    // The second would be read as the first, the browser knows no difference.
    for rounded in ["9007199254740992", "9007199254740993", "-9007199254740992", "1e300", "1e999"] {
        assert_eq!(amount(rounded), None, "{rounded}");
    }
    for odd in ["49.90", "0.1", "\"4990\"", "null", "true"] {
        assert_eq!(amount(odd), None, "{odd}");
    }
}
