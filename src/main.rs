//! The command-line program `burstsim`: all of it is in `cli`, and it knows the simulator as the library
//! that anybody else can use, too.

mod cli;

fn main() -> std::process::ExitCode {
    cli::main()
}
