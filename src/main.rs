//! The program: parse, run, exit status.

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    if arguments.get(1).is_some_and(|a| a == "check") {
        #[derive(clap::Parser)]
        struct Cli {
            #[command(flatten)]
            check: learn_coroutines::run::check::CheckArgs,
        }
        let cli = <Cli as clap::Parser>::parse_from(&arguments[1..]);
        let done = learn_coroutines::run::check::check(&cli.check, learn_coroutines::run::check::Colour::No, &mut std::io::stdout());
        return match done { Ok(learn_coroutines::run::check::Checked::Holds) => ExitCode::SUCCESS, _ => ExitCode::FAILURE };
    }
    learn_coroutines::worker::serve_process()
}
