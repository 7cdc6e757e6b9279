//! The bundle of what is read: the first load.

fn main() {
    picklive::app::start(picklive::address::Bundle::Shop, picklive::routes::shop);
}
