//! Tells cargo that the lessons are part of the program: they are embedded, so a change in them is a change in it.

fn main() {
    println!("cargo:rerun-if-changed=lessons");
}
