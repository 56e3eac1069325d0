//! Tells cargo what is embedded: the lessons, so that a change in them is a change in the program, and the folder of the
//! interpreter's standard library, whose asyncio is shown under the hood.

fn main() {
    println!("cargo:rerun-if-changed=lessons");
    println!("cargo:rustc-env=PYTHON_LIBRARY={}", rustpython_pylib::LIB_PATH);
}
