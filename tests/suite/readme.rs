//! The README: its programs and commands do what it says.
