//! What is given back before a panic is told: each part of the terminal that is taken over names its own way back.

use std::panic;
use std::sync::Once;

use parking_lot::Mutex;

/// The ways back, in the order in which they were named.
static WAYS_BACK: Mutex<Vec<fn()>> = Mutex::new(Vec::new());

/// Has `give_back` called before any panic is told; it must do nothing where nothing is taken over.
pub(super) fn before_a_panic_is_told(give_back: fn()) {
    static HOOK: Once = Once::new();
    WAYS_BACK.lock().push(give_back);
    HOOK.call_once(|| {
        let earlier = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            // A panic while a way back is being named finds the list locked; the others cannot be told then.
            let ways = WAYS_BACK.try_lock().map(|ways| ways.clone()).unwrap_or_default();
            ways.into_iter().for_each(|give_back| give_back());
            earlier(info);
        }));
    });
}
