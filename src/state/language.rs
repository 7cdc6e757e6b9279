//! In which language the app speaks.

use picklive_contract::Lang;

use crate::{
    address::Query,
    platform::{
        document, navigation,
        storage::{self, Keep},
    },
};

/// Where the language is remembered.
const KEY: &str = "lang";

/// The reader's language. A server that has `drawn` the page has chosen it, by the address, a cookie or the
/// browser's wish. On a plain file server the address says it (`?lang=en`), and is remembered.
pub fn language(drawn: bool) -> Lang {
    let sent = Lang::parse(&document::html_lang()).unwrap_or_default();
    if drawn {
        return sent;
    }
    let asked = Query::read(&navigation::here().search).get("lang").and_then(Lang::parse);
    if let Some(lang) = asked {
        storage::write(Keep::Forever, KEY, &lang.tag());
    }
    let before = || Lang::parse(&storage::read::<String>(Keep::Forever, KEY)?);
    let lang = asked.or_else(before).unwrap_or(sent);
    document::set_html_lang(lang.html());
    lang
}
