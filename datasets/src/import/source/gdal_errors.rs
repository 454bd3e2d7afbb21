//! What GDAL says while it works, kept for our own messages instead of printed.

use gdal::errors::CplErrType;
use std::cell::RefCell;
use std::sync::Once;

thread_local! {
    static SAID: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Errors kept at most; a damaged file can raise one per feature.
const KEPT: usize = 20;

/// Starts listening, and forgets what this thread heard before.
pub fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        gdal::config::set_error_handler(|kind, _, message| {
            if matches!(kind, CplErrType::Failure | CplErrType::Fatal) {
                SAID.with_borrow_mut(|said| {
                    if said.len() < KEPT {
                        said.push(message.trim().to_owned());
                    }
                });
            }
        });
    });
    SAID.with_borrow_mut(Vec::clear);
}

/// The first error heard in this thread since [`listen`].
#[must_use]
pub fn first() -> Option<String> {
    SAID.with_borrow(|said| said.first().cloned())
}
