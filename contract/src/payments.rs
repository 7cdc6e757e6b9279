//! Payments: what the shopper's device has to do, and what the server knows.
//!
//! The page never declares a payment: it starts one, does what the action says and asks for the order.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Endpoint, Method, Money, OrderId, PaymentId, Text, UnixMillis, open_enum::open_enum};

open_enum! {
    /// In what the page is open: decides which ways to pay can work.
    ClientKind {
        /// A browser on a phone.
        Mobile = "mobile",
        /// A browser on a larger screen.
        Desktop = "desktop",
        /// WeChat's web view.
        Wechat = "wechat",
    }
}

open_enum! {
    /// What a way to pay will ask of the device.
    ActionKind {
        /// Nothing: the server does the rest.
        None = "none",
        /// Leave for the provider's page and come back.
        Redirect = "redirect",
        /// Show a code to be scanned.
        Qr = "qr",
        /// Call WeChat's payment bridge.
        WechatJsapi = "wechat_jsapi",
    }
}

/// A way to pay, as the storefront lists it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PaymentMethod {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub label: Text,
    /// What it will ask of the device.
    pub action: ActionKind,
    /// Where it can work; everywhere when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clients: Vec<ClientKind>,
    /// A line about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<Text>,
}

/// What the device has to do now.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(transform = crate::schema::open_union))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Action {
    /// Nothing but to wait, or to follow the instructions.
    None {
        /// E.g. where to transfer the money to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        instructions: Option<Text>,
    },
    /// Go to the provider's page; it sends the shopper back to `return_url`.
    Redirect {
        /// The provider's page; https, or same origin.
        url: String,
    },
    /// Show a code.
    Qr {
        /// What the code says.
        content: String,
        /// The code as a picture (`data:` or https), for those who cannot draw one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        picture: Option<String>,
    },
    /// Call `getBrandWCPayRequest` with these parameters.
    WechatJsapi {
        /// Passed on as they are.
        params: BTreeMap<String, String>,
    },
    /// Something this build cannot do: another way to pay is offered.
    Unknown,
}

/// An action as it is read: one flat shape, which is far less code in the app than a tagged enum.
#[derive(Deserialize)]
struct Fields {
    kind: ActionKind,
    #[serde(default)]
    instructions: Option<Text>,
    #[serde(default)]
    url: Option<String>,
    #[serde(default)]
    content: Option<String>,
    #[serde(default)]
    picture: Option<String>,
    #[serde(default)]
    params: Option<BTreeMap<String, String>>,
}

impl<'de> Deserialize<'de> for Action {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Fields::deserialize(from).map(Self::from)
    }
}

impl From<Fields> for Action {
    fn from(read: Fields) -> Self {
        let Fields { kind, instructions, url, content, picture, params } = read;
        match (kind, url, content, params) {
            (ActionKind::None, ..) => Self::None { instructions },
            (ActionKind::Redirect, Some(url), ..) => Self::Redirect { url },
            (ActionKind::Qr, _, Some(content), _) => Self::Qr { content, picture },
            (ActionKind::WechatJsapi, .., Some(params)) => Self::WechatJsapi { params },
            _ => Self::Unknown,
        }
    }
}

open_enum! {
    /// Where a payment stands.
    PaymentState {
        /// Not decided.
        Pending = "pending",
        /// The provider has the money.
        Paid = "paid",
        /// The provider refused, or the shopper gave up; another attempt is possible.
        Failed = "failed",
        /// The money goes back; it may still be on its way.
        Refunded = "refunded",
    }
}

/// One attempt to pay an order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Payment {
    /// Its id.
    pub id: PaymentId,
    /// The way to pay.
    pub method: String,
    /// Where it stands.
    pub state: PaymentState,
    /// What is to be paid.
    pub amount: Money,
    /// What the device has to do, while it is pending.
    pub action: Action,
    /// When it was started.
    pub started_at: UnixMillis,
}

/// What is asked to start a payment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PaymentAsk {
    /// The way to pay, from the storefront's list.
    pub method: String,
    /// In what the page is open.
    pub client: ClientKind,
    /// The person's id at the provider, where it needs one (WeChat's `openid`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub openid: Option<String>,
    /// Where a redirect returns to: an address of the app, same origin as the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_url: Option<String>,
}

/// `POST /v1/orders/{id}/payments`: starts an attempt to pay. 409 `wrong-state` when the order no longer
/// awaits payment; 503 `payment-provider-down` when the provider does not answer.
pub struct StartPayment;
impl Endpoint for StartPayment {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/v1/orders/{id}/payments";
    const CREATES: bool = true;
    type At = OrderId;
    type Ask = PaymentAsk;
    type Answer = Payment;
}
