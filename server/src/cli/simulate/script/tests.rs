use super::*;
use crate::demo::{read, seed::variant_id};

fn wrong(text: &str) -> String {
    Script::parse("x.toml", text).unwrap_err()
}

const VOICE: &str =
    "[[voices]]\nlang = \"zh\"\nnames = [\"小满\", \"阿青\"]\nsentences = [\"好\"]\n";

#[test]
fn the_demo_room_s_script_names_only_what_exists_and_speaks_both_languages() {
    let script = Script::demo().unwrap();
    let products = read::products().unwrap();
    let there = |id: &ProductId| products.iter().any(|it| it.handle == id.as_str());
    for Timed { act, .. } in &script.acts {
        assert!(act.product.iter().chain(&act.products).all(there), "{act:?}");
        let mut variants = products
            .iter()
            .flat_map(|it| (0..it.variants.len()).map(|nth| variant_id(&it.handle, nth)));
        let known = act.variant.as_ref().is_none_or(|id| variants.any(|it| it == id.as_str()));
        assert!(known, "{act:?}");
    }
    for lang in Lang::ALL {
        let voice = script.voices.iter().find(|voice| voice.lang == lang).unwrap();
        assert!(voice.about.keys().all(there));
        assert!(voice.sentences.len() > 10, "{lang:?}");
    }
    assert!(script.host.is_some() && script.repeat.is_some());
}

#[test]
fn names_come_again_with_a_number() {
    let script = Script::parse("x.toml", VOICE).unwrap();
    let names: Vec<_> = (0..5).map(|nth| script.person(nth).unwrap().1).collect();
    assert_eq!(names, ["小满", "阿青", "小满 2", "阿青 2", "小满 3"]);
}

#[test]
fn what_is_wrong_is_said_with_the_file() {
    let with = |lines: &str| wrong(&format!("{lines}\n{VOICE}"));
    assert!(with("hots = 1").starts_with("x.toml: "), "a misspelt word");
    assert!(
        with("[[acts]]\nat = 2\nkind = \"start\"\n[[acts]]\nat = 1\nkind = \"pause\"")
            .contains("order")
    );
    assert!(with("[[acts]]\nat = 2\nkind = \"dance\"").contains("no act dance"));
    assert!(with("[[acts]]\nat = -1\nkind = \"start\"").contains("order"));
    assert!(with("repeat = 9\n[[acts]]\nat = 1\nkind = \"end\"").contains("does not begin again"));
    assert!(with("repeat = 1\n[[acts]]\nat = 2\nkind = \"start\"").contains("later than the last"));
    assert!(wrong("voices = []").contains("nobody has a name"));
    let voice = |names: &str, sentences: &str| {
        wrong(&format!("[[voices]]\nlang = \"en\"\nnames = [{names}]\nsentences = [{sentences}]"))
    };
    assert!(voice("\"A\"", "").contains("nothing to say"));
    assert!(voice("\"A name that is too long\"", "\"Hi\"").contains("1 to 14"));
    assert!(voice("\"A\"", "\"\"").contains("1 to 200"));
}
