//! The app's entry in the browser.

fn main() {
    picklive::app::start();
}
