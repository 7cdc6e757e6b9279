//! The server, tried over HTTP: one module a feature.

#![expect(clippy::unwrap_used, reason = "tests")]

mod support;
mod told_prices;

mod account;
mod cli;
mod cli_cancel;
mod cli_list;
mod cli_print;
mod cli_refunds;
mod deals;
mod demo;
mod dev;
mod guests;
mod holds;
mod holds_stuck;
mod http;
mod idempotency;
mod import;
mod import_again;
mod import_cli;
mod import_days;
mod import_pictures;
mod import_pictures_most;
mod import_pictures_tls;
mod limits;
mod lockout;
mod mail;
mod mail_log;
mod orders;
mod orders_books;
mod orders_owner;
mod orders_property;
mod orders_support;
mod payments;
mod payments_down;
mod payments_late;
mod payments_webhook;
mod picks;
mod prices;
mod process;
mod product;
mod refunds;
mod refusals;
mod retired;
mod rush;
mod shares;
mod shipping;
mod shop_cli;
mod sign_in_again;
mod storefront;
mod subpath;
mod withdraw;
