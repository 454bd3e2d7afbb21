//! Why a process gives no result.

use crate::progress::Cancelled;
use crate::provenance::{FieldProblem, InvalidInput};

/// Why a process gives no result.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ProcessError {
    /// The input was refused, with every problem.
    #[error(transparent)]
    InvalidInput(#[from] InvalidInput),
    /// The caller cancelled.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    /// There is no process of that name.
    #[error("unknown process {id}, known are {known}")]
    UnknownProcess {
        /// The name asked for.
        id: String,
        /// Names there are, joined by commas.
        known: String,
    },
    /// The schema of a process or its result cannot be used: a fault of ours, never of the input.
    #[error("internal fault in process {id}: {detail}")]
    Internal {
        /// The process.
        id: &'static str,
        /// What went wrong.
        detail: String,
    },
}

impl ProcessError {
    /// Stable code of the error, for problem documents.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::InvalidInput(_) => "invalid_input",
            Self::Cancelled(_) => "cancelled",
            Self::UnknownProcess { .. } => "unknown_process",
            Self::Internal { .. } => "internal",
        }
    }

    /// The problems of a refused input; none for other errors.
    #[must_use]
    pub fn problems(&self) -> &[FieldProblem] {
        match self {
            Self::InvalidInput(refused) => &refused.problems,
            _ => &[],
        }
    }

    /// An error for one field.
    #[must_use]
    pub fn one(problem: FieldProblem) -> Self {
        Self::InvalidInput(InvalidInput { problems: vec![problem] })
    }
}
