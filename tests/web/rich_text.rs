//! A description from anywhere shows only what is harmless.

use picklive::platform::rich_text::clean;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn text_with_its_marks_stays() {
    let text = "<p>Two <strong>bowls</strong></p><ul><li>one</li></ul>";
    assert_eq!(clean(text), text);
}

#[wasm_bindgen_test]
fn scripts_and_frames_go_with_what_is_in_them() {
    let bad = [
        "<script>alert(1)</script>",
        "<iframe src=\"https://a.example\"></iframe>",
        "<style>p{}</style>",
        "<form><input name=\"card\"></form>",
        "<object data=\"x\"></object>",
        "<svg onload=\"alert(1)\"><script>alert(1)</script></svg>",
        "<math><mtext><script>alert(1)</script></mtext></math>",
        "<template><p onclick=\"alert(1)\">x</p></template>",
    ];
    for bad in bad {
        assert_eq!(clean(&format!("<p>tea</p>{bad}")), "<p>tea</p>", "{bad}");
    }
}

#[wasm_bindgen_test]
fn handlers_and_styles_go_and_the_text_stays() {
    let cleaned =
        clean("<p onclick=\"alert(1)\" style=\"position:fixed\" id=\"app\" class=\"x\">tea</p>");
    assert_eq!(cleaned, "<p>tea</p>");
    let picture = clean("<img src=\"https://a.example/a.png\" onerror=\"alert(1)\" alt=\"tea\">");
    assert!(picture.contains("src=\"https://a.example/a.png\"") && picture.contains("alt=\"tea\""));
    assert!(!picture.contains("onerror"), "{picture}");
}

#[wasm_bindgen_test]
fn links_lead_only_to_pages_mail_and_telephone() {
    let bad = [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        " javascript:alert(1)",
        "java&#10;script:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "//a.example",
    ];
    for bad in bad {
        let cleaned = clean(&format!("<a href=\"{bad}\">tea</a>"));
        assert!(!cleaned.contains("href"), "{bad}: {cleaned}");
        assert!(cleaned.contains("tea"), "{bad}");
    }
    for good in ["https://a.example/", "mailto:a@b.cn", "tel:+8613800138000"] {
        let cleaned = clean(&format!("<a href=\"{good}\" target=\"_blank\">tea</a>"));
        assert!(cleaned.contains(&format!("href=\"{good}\"")), "{cleaned}");
        assert!(cleaned.contains("noopener") && !cleaned.contains("target"), "{cleaned}");
    }
}
