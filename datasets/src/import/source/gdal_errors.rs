//! What GDAL says while it works, kept for our own messages instead of printed.

use gdal::errors::CplErrType;
use std::cell::RefCell;
use std::sync::Once;

thread_local! {
    static SAID: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    static WARNED: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Errors kept at most; a damaged file can raise one per feature.
const KEPT: usize = 20;

/// What GDAL says of a feature without geometry when it is asked whether that is empty: no fault of the file.
const NO_GEOMETRY: &str = "Pointer 'hGeom' is NULL";

/// Starts listening, and forgets what this thread heard before.
pub fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        gdal::config::set_error_handler(|kind, _, message| {
            if kind == CplErrType::Warning {
                WARNED.set(Some(message.trim().to_owned()));
            }
            if matches!(kind, CplErrType::Failure | CplErrType::Fatal) && !message.starts_with(NO_GEOMETRY) {
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

/// Forgets the last warning of this thread.
pub fn forget_warning() {
    WARNED.set(None);
}

/// The last warning heard in this thread.
#[must_use]
pub fn last_warning() -> Option<String> {
    WARNED.with_borrow(Clone::clone)
}
