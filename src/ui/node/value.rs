//! Values of attributes, classes and properties.

use std::borrow::Cow;

/// The value of an attribute: absent, there, a text, or one that follows signals.
pub enum Value {
    /// The attribute is not there.
    Absent,
    /// It is there without a value; a class or a property is on.
    On,
    /// A text.
    Text(Cow<'static, str>),
    /// Computed anew whenever a signal that it reads changes.
    Live(Box<dyn FnMut() -> Self + Send>),
}

/// What can stand behind `name=` in a [`view!`](macro@crate::ui::view).
pub trait IntoValue {
    /// The value it stands for.
    fn value(self) -> Value;
}

impl IntoValue for Value {
    fn value(self) -> Value {
        self
    }
}

impl IntoValue for bool {
    fn value(self) -> Value {
        if self { Value::On } else { Value::Absent }
    }
}

impl IntoValue for &'static str {
    fn value(self) -> Value {
        Value::Text(self.into())
    }
}

impl IntoValue for String {
    fn value(self) -> Value {
        Value::Text(self.into())
    }
}

impl IntoValue for u32 {
    fn value(self) -> Value {
        self.to_string().value()
    }
}

impl<T: IntoValue> IntoValue for Option<T> {
    fn value(self) -> Value {
        self.map_or(Value::Absent, IntoValue::value)
    }
}

impl<T: IntoValue, F: FnMut() -> T + Send + 'static> IntoValue for F {
    fn value(mut self) -> Value {
        Value::Live(Box::new(move || self().value()))
    }
}
