//! An endpoint is one type: method, path, question and answer. A handler and a client that disagree do
//! not compile.

use serde::{Serialize, de::DeserializeOwned};

use crate::{date::Date, id};

/// HTTP methods the contract uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads; safe to repeat.
    Get,
    /// Creates or does something.
    Post,
    /// Removes.
    Delete,
}

impl Method {
    /// The method as HTTP writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Delete => "DELETE",
        }
    }
}

/// One endpoint of the contract.
pub trait Endpoint {
    /// How it is called.
    const METHOD: Method;
    /// Where, from the API's base, with at most one `{name}` for [`Endpoint::At`].
    const PATH: &'static str;
    /// Whether a call creates something and so carries an `Idempotency-Key`.
    const CREATES: bool = false;
    /// Whether a call may carry an `Idempotency-Key` though it need not: then a repeat gets the first answer.
    const MAY_REPEAT: bool = false;
    /// What it takes in the query besides a list's cursor: name, and what it says.
    const QUERY: &'static [(&'static str, &'static str)] = &[];
    /// Whether it also answers as a stream, which goes on.
    const STREAMS: bool = false;
    /// What fills the `{name}` of the path: an id, a date, or `()`.
    type At: At;
    /// The body of the question (`()` when there is none).
    type Ask: Serialize + DeserializeOwned;
    /// The body of the answer.
    type Answer: Serialize + DeserializeOwned;

    /// The path with `at` filled in, percent-encoded.
    fn path(at: &Self::At) -> String {
        let (Some(open), Some(close)) = (Self::PATH.find('{'), Self::PATH.find('}')) else {
            return Self::PATH.into();
        };
        let mut path = String::from(&Self::PATH[..open]);
        at.write(&mut path);
        path.push_str(&Self::PATH[close + 1..]);
        path
    }
}

/// What can stand in a path.
pub trait At {
    /// Appends the value, percent-encoded.
    fn write(&self, path: &mut String);
}

impl At for () {
    fn write(&self, _: &mut String) {}
}

impl At for Date {
    fn write(&self, path: &mut String) {
        path.push_str(&self.to_string());
    }
}

macro_rules! at_ids {
    ($($name:ident),+) => {$(
        impl At for id::$name {
            fn write(&self, path: &mut String) {
                encode(self.as_str(), path);
            }
        }
    )+};
}
at_ids!(ProductId, DropId, OrderId, PaymentId, AddressId, ReturnId, RoomId, CouponId, BagId, Slug);

/// Percent-encodes one path segment: everything but RFC 3986 unreserved characters.
pub fn encode(segment: &str, to: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in segment.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            to.push(char::from(byte));
        } else {
            to.push('%');
            to.push(char::from(HEX[usize::from(byte >> 4)]));
            to.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{orders, product};

    #[test]
    fn an_id_cannot_break_out_of_its_segment() {
        let path = product::GetProduct::path(&"../orders/1?x=#é".into());
        assert_eq!(path, "/v1/products/..%2Forders%2F1%3Fx%3D%23%C3%A9");
        assert_eq!(orders::Cancel::path(&"o1".into()), "/v1/orders/o1/cancel");
    }
}
