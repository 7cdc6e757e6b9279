//! The one purchase flow: variant, contact, address, quote, hold, pay, result.
//!
//! It takes all it needs as arguments and calls back; it knows no router and no app state, so a page, a
//! sheet and a widget all use it.

mod changes;
mod choice;
mod fields;
mod filled;
mod flow;
mod form;
mod heard;
mod lines;
pub mod memory;
mod pay;
mod poll;
mod pricing;
mod room;
mod stage;
mod variant;
mod verify;
mod wish;
mod written;

pub use changes::price_change;
pub use choice::coming;
pub use fields::address as address_fields;
pub use flow::{Placed, Setup, flow};
pub use form::Form;
pub use lines::{fee_told, order_lines, sums, trouble_told};
pub use memory::region_known;
pub use pay::{Paying, paying};
pub use poll::Poll;
pub use pricing::Pricing;
pub use room::InRoom;
pub use stage::{Stage, stage};
pub use variant::{Chosen, Offered, variant_sheet};
pub use verify::verify_sheet;
pub use wish::Wish;
pub use written::address_lines;
