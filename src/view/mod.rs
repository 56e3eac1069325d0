//! What is shown, as lines of (role, text): pure functions of the world, without colours or terminals.
