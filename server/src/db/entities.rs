//! One module a table. Times are Unix milliseconds, money is minor units, structures are JSON text.

pub mod change;
pub mod code;
pub mod deal;
pub mod deal_buyer;
pub mod drop;
pub mod edition;
pub mod event;
pub mod idempotency;
pub mod known_address;
pub mod letter;
pub mod order;
pub mod order_line;
pub mod order_step;
pub mod payment;
pub mod person;
pub mod pick;
pub mod price_change;
pub mod product;
pub mod refund;
pub mod sandbox_charge;
pub mod sandbox_refund;
pub mod session;
pub mod settings;
pub mod topic;
pub mod variant;
pub mod voucher_code;
