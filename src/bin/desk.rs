//! The desk's entry in the browser.

fn main() {
    picklive::desk::start();
}
