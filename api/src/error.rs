//! Faults and refusals with stable codes, as RFC 9457 problem details on the wire.

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, HttpResponseBuilder, ResponseError};
use cordon_engine::provenance::{FieldProblem, InvalidInput};
use serde::Serialize;
use std::sync::atomic::{AtomicU64, Ordering};
use utoipa::ToSchema;

/// Media type of problem details.
pub const PROBLEM_JSON: &str = "application/problem+json";
/// Prefix of the `type` of a problem; the code follows. `docs/api.md` lists them.
pub const PROBLEM_TYPE_PREFIX: &str = "urn:cordon:problem:";

/// The one map from errors to codes and statuses.
pub trait ErrorCode {
    /// Stable code, snake case; scripts rely on it.
    fn code(&self) -> &'static str;
    /// HTTP status.
    fn status(&self) -> StatusCode;
    /// Short English title, the same for every occurrence of the code.
    fn title(&self) -> &'static str;
    /// Every refused value, as far as values were refused.
    fn problems(&self) -> &[FieldProblem] {
        &[]
    }
}

/// What can go wrong with a request.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ApiError {
    /// Parameters of path or query, or fields of a body, are refused.
    #[error("{}", list(.problems))]
    InvalidParameter {
        /// All of them.
        problems: Vec<FieldProblem>,
    },
    /// The body is not JSON.
    #[error("the body is not valid JSON: {reason}")]
    MalformedJson {
        /// What the parser says, with line and column.
        reason: String,
    },
    /// The body is longer than allowed.
    #[error("the body is longer than {limit_bytes} bytes")]
    BodyTooLarge {
        /// The limit.
        limit_bytes: usize,
    },
    /// The body is not declared as JSON.
    #[error("the body must be application/json")]
    UnsupportedMediaType,
    /// No such thing.
    #[error("there is no {kind} '{id}'")]
    Unknown {
        /// What was looked for: `collection`, `feature`, `process`, `facility`, `tile matrix set`, `page`.
        kind: &'static str,
        /// The name that was asked for.
        id: String,
    },
    /// The method does not fit the address.
    #[error("method {method} is not allowed here")]
    MethodNotAllowed {
        /// The method.
        method: String,
    },
    /// No token, or a wrong one.
    #[error("{}", token_words(.sent))]
    Unauthorized {
        /// Whether a token was sent.
        sent: bool,
    },
    /// The risk is still being computed.
    #[error("the risk is still being computed: {done} of {total} steps")]
    RiskNotReady {
        /// Steps done.
        done: u64,
        /// Steps in all, 0 while not known.
        total: u64,
    },
    /// The risk of this city could not be computed.
    #[error("the risk of this city could not be assessed: {reason}")]
    NoRisk {
        /// Why.
        reason: String,
    },
    /// A fault of ours.
    #[error("an internal fault; its number in the server's log is {id}")]
    Internal {
        /// Number in the log.
        id: String,
    },
}

impl ApiError {
    /// One refused parameter.
    #[must_use]
    pub fn parameter(problem: FieldProblem) -> Self {
        Self::InvalidParameter { problems: vec![problem] }
    }

    /// Writes a fault to the log under a number and gives the client that number.
    pub fn internal(fault: impl std::fmt::Display) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let start = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |time| time.as_secs());
        let id = format!("{start:x}-{}", NEXT.fetch_add(1, Ordering::Relaxed));
        tracing::error!(id, %fault, "internal fault");
        Self::Internal { id }
    }
}

impl ErrorCode for ApiError {
    fn code(&self) -> &'static str {
        match self {
            Self::InvalidParameter { .. } => "invalid_parameter",
            Self::MalformedJson { .. } => "malformed_json",
            Self::BodyTooLarge { .. } => "body_too_large",
            Self::UnsupportedMediaType => "unsupported_media_type",
            Self::Unknown { .. } => "not_found",
            Self::MethodNotAllowed { .. } => "method_not_allowed",
            Self::Unauthorized { .. } => "unauthorized",
            Self::RiskNotReady { .. } => "risk_not_ready",
            Self::NoRisk { .. } => "no_risk",
            Self::Internal { .. } => "internal_fault",
        }
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::InvalidParameter { .. } | Self::MalformedJson { .. } => StatusCode::BAD_REQUEST,
            Self::BodyTooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Unknown { .. } | Self::NoRisk { .. } => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed { .. } => StatusCode::METHOD_NOT_ALLOWED,
            Self::Unauthorized { .. } => StatusCode::UNAUTHORIZED,
            Self::RiskNotReady { .. } => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal { .. } => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn title(&self) -> &'static str {
        match self {
            Self::InvalidParameter { .. } => "Refused input",
            Self::MalformedJson { .. } => "Malformed JSON",
            Self::BodyTooLarge { .. } => "Body too large",
            Self::UnsupportedMediaType => "Unsupported media type",
            Self::Unknown { .. } => "Not found",
            Self::MethodNotAllowed { .. } => "Method not allowed",
            Self::Unauthorized { .. } => "Token required",
            Self::RiskNotReady { .. } => "Risk not ready",
            Self::NoRisk { .. } => "No risk",
            Self::Internal { .. } => "Internal fault",
        }
    }

    fn problems(&self) -> &[FieldProblem] {
        match self {
            Self::InvalidParameter { problems } => problems,
            _ => &[],
        }
    }
}

impl From<InvalidInput> for ApiError {
    fn from(refused: InvalidInput) -> Self {
        Self::InvalidParameter { problems: refused.problems }
    }
}

impl From<Vec<FieldProblem>> for ApiError {
    fn from(problems: Vec<FieldProblem>) -> Self {
        Self::InvalidParameter { problems }
    }
}

fn token_words(sent: &bool) -> &'static str {
    if *sent { "the token is wrong" } else { "this server asks for a token: send 'Authorization: Bearer <token>'" }
}

fn list(problems: &[FieldProblem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// Problem details (RFC 9457) with our code and the refused values.
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// `urn:cordon:problem:` and the code.
    #[serde(rename = "type")]
    pub type_uri: String,
    /// Short title.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// This occurrence in words.
    pub detail: String,
    /// Stable code.
    pub code: String,
    /// Every refused value: field, value, allowed, code.
    #[schema(value_type = Vec<Object>)]
    pub problems: Vec<FieldProblem>,
}

impl Problem {
    /// The problem details of an error.
    pub fn of(error: &(impl ErrorCode + std::fmt::Display)) -> Self {
        Self {
            type_uri: format!("{PROBLEM_TYPE_PREFIX}{}", error.code()),
            title: error.title().into(),
            status: error.status().as_u16(),
            detail: error.to_string(),
            code: error.code().into(),
            problems: error.problems().to_vec(),
        }
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        self.status()
    }

    fn error_response(&self) -> HttpResponse {
        let mut answer = HttpResponseBuilder::new(self.status());
        answer.insert_header((CONTENT_TYPE, PROBLEM_JSON));
        match self {
            Self::RiskNotReady { .. } => answer.insert_header((RETRY_AFTER, "2")),
            Self::Unauthorized { sent: false } => answer.insert_header((WWW_AUTHENTICATE, "Bearer")),
            // RFC 6750, section 3
            Self::Unauthorized { sent: true } => {
                answer.insert_header((WWW_AUTHENTICATE, "Bearer error=\"invalid_token\""))
            }
            _ => &mut answer,
        };
        answer.body(serde_json::to_string(&Problem::of(self)).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_names_every_refused_value() {
        let problems = vec![
            FieldProblem::new("z", 30, "0 to 22", "out_of_range"),
            FieldProblem::new("x", -1, "0", "out_of_range"),
        ];
        let problem = Problem::of(&ApiError::InvalidParameter { problems });
        assert_eq!((problem.status, problem.code.as_str(), problem.problems.len()), (400, "invalid_parameter", 2));
        assert!(problem.detail.contains("z = 30") && problem.detail.contains("x = -1"));
    }

    #[test]
    fn a_fault_of_ours_tells_nothing_but_its_number() {
        let text = ApiError::internal("secret path /etc").to_string();
        assert!(!text.contains("secret") && text.contains("log"));
    }
}
