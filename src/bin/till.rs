//! The bundle of what is one person's: checkout, orders, account.

fn main() {
    picklive::app::start(picklive::address::Bundle::Till, picklive::routes::till);
}
