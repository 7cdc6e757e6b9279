//! A piece of a page as HTML, for the server. It is read and then replaced, never taken over node by
//! node, so it needs no markers.

use super::{
    Kind, Node, Value,
    element::{Parts, Set},
};

/// Elements without an end tag.
const VOID: [&str; 5] = ["br", "hr", "img", "input", "source"];

impl Node {
    /// Writes the piece to `out`.
    pub(super) fn write(self, out: &mut String) {
        match self.0.map(|kind| *kind) {
            None => {}
            Some(Kind::Text(text)) => escape(&text, out),
            Some(Kind::Element(parts)) => parts.write(out),
            Some(Kind::Many(pieces)) => pieces.into_iter().for_each(|piece| piece.write(out)),
            Some(Kind::Live(mut draw)) => draw().write(out),
        }
    }
}

impl Parts {
    fn write(self, out: &mut String) {
        let (tag, fixed) = self.head();
        out.push('<');
        out.push_str(tag);
        let (mut class, mut html) = (String::new(), None);
        for (name, value) in fixed {
            match name {
                "class" => class.push_str(value),
                name => attribute(name, Some(value.into()), out),
            }
        }
        for set in self.set {
            match set {
                Set::Attribute("class", value) => add_class(text(value), &mut class),
                Set::Class(name, value) => add_class(text(value).map(|_| name.into()), &mut class),
                Set::Attribute(name, value) => attribute(name, text(value), out),
                Set::Html(inside) => html = Some(inside),
                // A form's state, events and references are the browser's.
                Set::Property(..) | Set::Event(..) | Set::Reference(_) => {}
            }
        }
        attribute("class", (!class.is_empty()).then_some(class), out);
        out.push('>');
        if VOID.contains(&tag) {
            return;
        }
        match html {
            Some(html) => out.push_str(&html),
            None => self.inside.into_iter().for_each(|piece| piece.write(out)),
        }
        out.push_str("</");
        out.push_str(tag);
        out.push('>');
    }
}

/// A value's text at this moment; `None` when it is absent.
fn text(value: Value) -> Option<String> {
    match value {
        Value::Absent => None,
        Value::On => Some(String::new()),
        Value::Text(text) => Some(text.into()),
        Value::Live(mut compute) => text(compute()),
    }
}

fn add_class(name: Option<String>, class: &mut String) {
    let Some(name) = name else { return };
    if !class.is_empty() {
        class.push(' ');
    }
    class.push_str(&name);
}

fn attribute(name: &str, value: Option<String>, out: &mut String) {
    let Some(value) = value else { return };
    out.push(' ');
    out.push_str(name);
    if !value.is_empty() {
        out.push_str("=\"");
        escape(&value, out);
        out.push('"');
    }
}

/// Text in a place where no tag, and no end of an attribute, may come of it.
fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use leptos::prelude::RenderHtml;

    use crate::{
        signal::Var,
        ui::{Node, view},
    };

    fn drawn(draw: impl FnOnce() -> Node) -> String {
        leptos::prelude::Owner::new().with(|| draw().to_html())
    }

    #[test]
    fn elements_are_written_with_what_is_true_now() {
        let html = drawn(|| {
            let on = Var::new(true);
            let none = None::<&'static str>;
            view! {
                <p class="a" class:b=move || on.get() class:c=false title=none hidden on:click=|_| ()>
                    "x" {move || on.get().then_some("y")} {()}
                </p>
                <img src="/a.png" alt="" />
            }
        });
        assert_eq!(html, "<p hidden class=\"a b\">xy</p><img src=\"/a.png\" alt>");
    }

    #[test]
    fn no_text_becomes_a_tag_or_ends_an_attribute() {
        let bad = "\"><script>alert('1')</script>&";
        let html = drawn(|| view! { <p title=bad>{bad.to_owned()}</p> });
        let safe = "&quot;&gt;&lt;script&gt;alert('1')&lt;/script&gt;&amp;";
        assert_eq!(html, format!("<p title=\"{safe}\">{safe}</p>"));
    }

    #[test]
    fn html_that_was_made_safe_stands_as_it_is() {
        let html = drawn(|| view! { <div inner_html="<b>x</b>".to_owned()></div> });
        assert_eq!(html, "<div><b>x</b></div>");
    }
}
