//! Lesson scripts: text and positions, what they claim, and whether it holds.
