//! The `cordon` command.

fn main() -> std::process::ExitCode {
    cordon_api::cli::run()
}
