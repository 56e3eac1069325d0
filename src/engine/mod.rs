//! Starts the Python process, speaks its protocol, watches its limits and ends it.
