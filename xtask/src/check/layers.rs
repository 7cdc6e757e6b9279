//! Who may use whom in `src/`: a layer uses what is left of it and nothing right of it.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::source::{code_only, modules_used, names_crate};
use crate::hash::files_under;
use crate::workspace::Workspace;

/// The layers from left to right. Modules of one layer do not know each other.
const LAYERS: [&[&str]; 14] = [
    &["text"],
    &["signal"],
    &["address"],
    &["platform"],
    &["api"],
    &["ui"],
    &["checkout"],
    &["state"],
    &["picks", "deals", "product", "search", "live", "shops", "cart", "orders", "account", "desk"],
    &["widget"],
    &["routes"],
    &["app"],
    // What the outside calls: the entries, and the server's way in.
    &["lib", "ssr"],
    &["main", "bin"],
];

/// Only here may the browser be called directly.
const BROWSER_USERS: [&str; 2] = ["platform", "api/transport"];

/// The browser's crates.
const BROWSER_CRATES: [&str; 4] = ["web_sys", "js_sys", "gloo", "gloo_net"];

/// The widget is made of these, and a widget has no addresses of its own.
const WITHOUT_ROUTER: [&str; 6] = ["text", "signal", "platform", "api", "ui", "checkout"];

/// What the widget uses beside itself: it stands on pages that are not ours, where there is no app to know of.
const OF_WIDGET: [&str; 9] =
    ["text", "signal", "address", "platform", "api", "ui", "checkout", "live", "widget"];

/// Reads all of `src/` and fails with every violation.
pub fn check(workspace: &Workspace) -> Result<()> {
    let source = workspace.path("src");
    let mut wrong = Vec::new();
    for file in files_under(&source)? {
        let Ok(name) = file.strip_prefix(&source) else { continue };
        if name.extension().is_none_or(|end| end != "rs") {
            continue;
        }
        let text =
            fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
        wrong.extend(violations(name, &text));
    }
    if !wrong.is_empty() {
        bail!("against the order of layers (CONTRIBUTING.md explains it):\n{}", wrong.join("\n"));
    }
    Ok(())
}

/// What a file, named relative to `src/`, does against the order.
fn violations(name: &Path, text: &str) -> Vec<String> {
    let module = name.with_extension("").to_string_lossy().replace('\\', "/");
    let own = module.split('/').next().unwrap_or_default();
    let shown = format!("src/{}", name.display());
    let Some(rank) = rank(own) else {
        return vec![format!("{shown}: the module {own} has no place among the layers")];
    };
    let code = code_only(text);
    let mut wrong = Vec::new();
    let mut used = modules_used(&code, "crate");
    used.extend(modules_used(&code, "picklive"));
    used.extend(modules_used(&code, &up_to_root(&module)));
    for (line, other) in used {
        match self::rank(&other) {
            Some(_) if own == "widget" && !OF_WIDGET.contains(&other.as_str()) => {
                wrong.push(format!("{shown}:{line}: the widget is made without {other}"));
            }
            Some(_) if own == "routes" && other == "widget" => {
                wrong.push(format!("{shown}:{line}: the widget is a program of its own"));
            }
            Some(theirs) if theirs == rank && other != own => {
                wrong.push(format!("{shown}:{line}: {own} and {other} may not know each other"));
            }
            Some(theirs) if theirs > rank => {
                wrong.push(format!("{shown}:{line}: {own} may not use {other}, which is above it"));
            }
            _ => {}
        }
    }
    let may_call = BROWSER_USERS.iter().any(|user| is_or_is_inside(&module, user));
    for krate in BROWSER_CRATES.iter().filter(|_| !may_call) {
        if let Some(line) = names_crate(&code, krate) {
            wrong.push(format!("{shown}:{line}: {krate} only in platform/ and api/transport.rs"));
        }
    }
    if WITHOUT_ROUTER.contains(&own)
        && let Some(line) = names_crate(&code, "leptos_router")
    {
        wrong.push(format!("{shown}:{line}: {own} may not know the router"));
    }
    wrong
}

fn rank(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

fn is_or_is_inside(module: &str, folder: &str) -> bool {
    module.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The `super::super` by which a module reaches the root of the crate.
fn up_to_root(module: &str) -> String {
    vec!["super"; module.split('/').count()].join("::")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(name: &str, text: &str) -> Vec<String> {
        violations(Path::new(name), text)
    }

    #[test]
    fn leftwards_is_allowed() {
        assert!(wrong("picks/page.rs", "use crate::{ui::Load, state::Session, text};").is_empty());
        assert!(wrong("picks/page.rs", "use crate::picks::model;").is_empty());
        assert!(
            wrong("address.rs", "use crate::text::Lang; use picklive_contract::Id;").is_empty()
        );
        assert!(wrong("main.rs", "use picklive::app::App;").is_empty());
    }

    #[test]
    fn rightwards_is_caught() {
        assert_eq!(
            wrong("ui/price.rs", "//! Price.\nuse crate::state::Cart;"),
            ["src/ui/price.rs:2: ui may not use state, which is above it"]
        );
        assert_eq!(wrong("checkout/pay.rs", "fn f() { crate::state::cart() }").len(), 1);
        assert_eq!(wrong("api.rs", "use crate::{ui, platform};").len(), 1);
        assert_eq!(wrong("text/zh.rs", "use crate::address::Page;").len(), 1);
    }

    #[test]
    fn features_may_not_know_each_other() {
        assert_eq!(
            wrong("deals/page.rs", "use crate::picks::Card;"),
            ["src/deals/page.rs:1: deals and picks may not know each other"]
        );
    }

    #[test]
    fn going_up_is_no_way_around() {
        assert_eq!(wrong("deals/page.rs", "use super::super::picks::Card;").len(), 1);
        assert!(wrong("deals/page.rs", "use super::model::Phase;").is_empty());
        assert_eq!(wrong("address.rs", "use super::routes::table;").len(), 1);
    }

    #[test]
    fn the_browser_stays_behind_its_wall() {
        assert_eq!(wrong("ui/sheet.rs", "use leptos::web_sys::Event;").len(), 1);
        assert!(wrong("platform/clock.rs", "use js_sys::Date;").is_empty());
        assert!(wrong("api/transport.rs", "use web_sys::Request;").is_empty());
        assert_eq!(wrong("api/call.rs", "use web_sys::Request;").len(), 1);
    }

    #[test]
    fn checkout_knows_no_router() {
        assert_eq!(wrong("checkout/page.rs", "use leptos_router::hooks::use_navigate;").len(), 1);
        assert!(wrong("routes.rs", "use leptos_router::components::Router;").is_empty());
    }

    #[test]
    fn the_widget_knows_no_app() {
        assert!(wrong("widget/guide.rs", "use crate::{live, checkout, address::Site};").is_empty());
        assert!(wrong("bin/widget.rs", "use picklive::widget;").is_empty());
        for not in ["state::App", "routes", "app::frame", "cart", "orders::buy"] {
            assert_eq!(wrong("widget/mount.rs", &format!("use crate::{not};")).len(), 1, "{not}");
        }
        assert_eq!(wrong("routes.rs", "use crate::widget;").len(), 1);
    }

    #[test]
    fn a_module_without_a_place_is_named() {
        assert_eq!(
            wrong("misc.rs", ""),
            ["src/misc.rs: the module misc has no place among the layers"]
        );
    }
}
