//! Step mode on the whole screen: state, keys, drawing.
