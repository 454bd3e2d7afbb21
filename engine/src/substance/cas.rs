//! CAS Registry Numbers with their check digit.

use serde::{Deserialize, Serialize};

/// A CAS Registry Number whose check digit was verified.
///
/// The last digit is the sum of the other digits, each times its place counted from the right
/// (the digit left of the check digit counts once), modulo 10. Source: CAS, "Check Digit
/// Verification of CAS Registry Numbers".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CasNumber {
    body: u32,
    check: u8,
}

/// Why a text is not a CAS number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CasError {
    /// Not two to seven digits, two digits and one digit.
    #[error("{text:?} is not a CAS number: allowed is 2 to 7 digits, hyphen, 2 digits, hyphen, 1 digit")]
    Form {
        /// The text as given.
        text: String,
    },
    /// The check digit is wrong: a digit was mistyped.
    #[error("CAS number {text:?} has check digit {found}, allowed is {expected}")]
    CheckDigit {
        /// The text as given.
        text: String,
        /// The digit in the text.
        found: u8,
        /// The digit that the others ask for.
        expected: u8,
    },
}

impl CasNumber {
    /// Reads `7782-50-5`; leading zeros of the first group are dropped, spaces around it ignored.
    ///
    /// # Errors
    /// [`CasError`] when the form or the check digit is wrong.
    pub fn parse(text: &str) -> Result<Self, CasError> {
        let form = || CasError::Form { text: text.into() };
        let groups: Vec<&str> = text.trim().split('-').collect();
        let [first, second, last] = groups[..] else { return Err(form()) };
        let all_digits = groups.iter().all(|group| group.bytes().all(|byte| byte.is_ascii_digit()));
        if !all_digits || !(2..=7).contains(&first.len()) || second.len() != 2 || last.len() != 1 {
            return Err(form());
        }
        let body: u32 = format!("{first}{second}").parse().map_err(|_| form())?;
        let found: u8 = last.parse().map_err(|_| form())?;
        if body == 0 {
            return Err(form());
        }
        let expected = check_digit(body);
        if found == expected {
            Ok(Self { body, check: found })
        } else {
            Err(CasError::CheckDigit { text: text.into(), found, expected })
        }
    }
}

/// Check digit of the number without its last digit.
fn check_digit(body: u32) -> u8 {
    let mut rest = body;
    let mut sum = 0;
    for place in 1.. {
        if rest == 0 {
            break;
        }
        sum += place * (rest % 10);
        rest /= 10;
    }
    (sum % 10) as u8
}

impl std::fmt::Display for CasNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{:02}-{}", self.body / 100, self.body % 100, self.check)
    }
}

impl TryFrom<String> for CasNumber {
    type Error = CasError;
    fn try_from(text: String) -> Result<Self, CasError> {
        Self::parse(&text)
    }
}

impl From<CasNumber> for String {
    fn from(cas: CasNumber) -> Self {
        cas.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn water_by_hand() {
        // 7732-18-5: 8x1 + 1x2 + 2x3 + 3x4 + 7x5 + 7x6 = 105, last digit 5 (example of CAS).
        assert_eq!(CasNumber::parse("7732-18-5").unwrap().to_string(), "7732-18-5");
        assert_eq!(CasNumber::parse(" 0007732-18-5 ").unwrap().to_string(), "7732-18-5");
        assert_eq!(CasNumber::parse("0075-44-5").unwrap().to_string(), "75-44-5");
    }

    #[test]
    fn a_mistyped_digit_is_found() {
        let error = CasNumber::parse("7732-18-4").unwrap_err();
        assert_eq!(error, CasError::CheckDigit { text: "7732-18-4".into(), found: 4, expected: 5 });
        assert!(CasNumber::parse("7723-18-5").is_err());
    }

    #[test]
    fn other_texts_are_refused() {
        for text in ["", "chlorine", "7782505", "7782-50", "1-00-0", "7782-5-05", "00-00-0", "７７82-50-5"] {
            assert!(matches!(CasNumber::parse(text), Err(CasError::Form { .. })), "{text}");
        }
        // EPA's code for "Flammable Mixture" has the form of a CAS number, but not its check digit.
        assert!(matches!(CasNumber::parse("00-11-11"), Err(CasError::Form { .. })));
    }
}
