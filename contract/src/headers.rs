//! Headers of the contract.

/// Server time in milliseconds since 1970, on every answer; never taken from an answer with `Age` > 0.
pub const TIME: &str = "picklive-time";
/// A guest's key to one order: given once when it is placed, sent in this header, never in an address.
pub const ORDER_SECRET: &str = "picklive-order-secret";
/// At least 128 random bits, the same on every repeat of one wish; kept 24 hours.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";
