//! The Python process: runs one program in the embedded interpreter and reports what happens. The only room that knows RustPython.
