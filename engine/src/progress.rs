//! Progress and cancellation of long work.
//!
//! Every engine loop takes a [`ProgressToken`] and checks it at least each 5 ms of work, so that a
//! cancelled assessment stops within 200 ms and an interactive request is never starved.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// The work was cancelled by its owner; nothing was published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("cancelled")]
pub struct Cancelled;

#[derive(Debug, Default)]
struct Inner {
    cancelled: AtomicBool,
    done: AtomicU64,
    total: AtomicU64,
}

/// A shared handle: the worker advances it, the owner reads or cancels it.
#[derive(Debug, Clone, Default)]
pub struct ProgressToken {
    inner: Arc<Inner>,
}

impl ProgressToken {
    /// A fresh token, nothing done, not cancelled.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
    /// Asks the worker to stop.
    pub fn cancel(&self) {
        self.inner.cancelled.store(true, Ordering::Relaxed);
    }
    /// Errs once the owner has cancelled.
    ///
    /// # Errors
    /// [`Cancelled`].
    #[inline]
    pub fn check(&self) -> Result<(), Cancelled> {
        if self.inner.cancelled.load(Ordering::Relaxed) { Err(Cancelled) } else { Ok(()) }
    }
    /// Announces how many steps there are in all.
    pub fn set_total(&self, total: u64) {
        self.inner.total.store(total, Ordering::Relaxed);
    }
    /// Counts finished steps.
    pub fn advance(&self, steps: u64) {
        self.inner.done.fetch_add(steps, Ordering::Relaxed);
    }
    /// Steps done and steps in all (0 while unknown).
    #[must_use]
    pub fn state(&self) -> (u64, u64) {
        (self.inner.done.load(Ordering::Relaxed), self.inner.total.load(Ordering::Relaxed))
    }
}
