//! What the commands write to standard output and standard error.
//!
//! A reader may close the pipe early (`cordon calc --list | head -1`): then nobody wants the rest, and
//! the command ends quietly. The `println!` family would panic there; clippy bans it in this crate.

use super::CliError;
use std::fmt::Arguments;
use std::io::{self, ErrorKind, Write};

/// Writes one line to standard output: `say!("{} features", count)?`.
macro_rules! say {
    ($($part:tt)*) => { $crate::cli::output::line(format_args!($($part)*)) };
}
pub(super) use say;

/// Writes a line to standard output.
///
/// # Errors
/// [`CliError::OutputClosed`] when the reader is gone, [`CliError::Failed`] for any other fault.
pub(super) fn line(text: Arguments<'_>) -> Result<(), CliError> {
    write(&mut io::stdout().lock(), format_args!("{text}\n"))
}

/// Writes a whole text to standard output.
///
/// # Errors
/// As [`line`].
pub(super) fn text(text: &str) -> Result<(), CliError> {
    write(&mut io::stdout().lock(), format_args!("{text}"))
}

/// Writes a line to standard error. Where that is closed too, nobody is left to be told.
pub(super) fn complain(text: Arguments<'_>) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

fn write(output: &mut impl Write, text: Arguments<'_>) -> Result<(), CliError> {
    output.write_fmt(text).and_then(|()| output.flush()).map_err(|error| match error.kind() {
        ErrorKind::BrokenPipe => CliError::OutputClosed,
        _ => CliError::failed("standard output", error),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes nothing and fails.
    struct Failing(ErrorKind);

    impl Write for Failing {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_closed_pipe_is_told_from_a_full_disk() {
        let outcome = |kind| write(&mut Failing(kind), format_args!("x"));
        assert!(matches!(outcome(ErrorKind::BrokenPipe), Err(CliError::OutputClosed)));
        assert!(matches!(outcome(ErrorKind::StorageFull), Err(CliError::Failed { .. })));
        let mut written = Vec::new();
        write(&mut written, format_args!("{} facilities\n", 3)).unwrap();
        assert_eq!(written, b"3 facilities\n");
    }
}
