//! The command-line program `burstsim`: all of it is in the library's `cli` room.

fn main() -> std::process::ExitCode {
    burstsim::cli::main()
}
