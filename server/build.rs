//! Builds the program anew when the demo shop changes: it is part of it.

fn main() {
    println!("cargo:rerun-if-changed=demo");
}
