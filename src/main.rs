//! The binary: parse, run, exit code.

use std::fmt::Display;
use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use jiff::Timestamp;
use keywright::cli::{Cli, Command, DemoGatewayArgs, HistoryArgs, InspectArgs};
use keywright::commands::CommandError;
use keywright::commands::inspect::Around;
use keywright::config::{Environment, Program};
use keywright::runtime::terminal::Prompt;
use keywright::runtime::{self, Ended, LogGuard};
use keywright::{commands, demo};
use tokio::runtime::{Builder, Runtime};

/// How long the demo gateway takes for each environment, where nothing else is said.
const PACE: Duration = Duration::from_millis(700);

/// Usage, configuration, or no terminal.
const NOT_STARTED: u8 = 2;

/// What Rust itself ends with after a panic.
const PANICKED: u8 = 101;

fn main() -> ExitCode {
    // Before anything that could hold a secret.
    let hardened = runtime::harden();
    let cli = Cli::parse();
    let env = Environment::of_process();
    let log = match runtime::start_log(&cli, &env, hardened) {
        Ok(log) => log,
        Err(error) => return complain(&error),
    };
    let code = match cli.command.clone() {
        Some(Command::Config(command)) => {
            match commands::config(command, &cli, &env, &mut io::stdout().lock()) {
                Ok(()) => ExitCode::SUCCESS,
                Err(error) => complain(&error),
            }
        }
        Some(Command::Inspect(args)) => inspect(&args, &cli, &env),
        Some(Command::History(args)) => history(&args, &cli, &env),
        Some(Command::DemoGateway(args)) => demo_gateway(&args),
        None => screen(&cli, env),
    };
    // The job is done all the same: the code stays.
    if let Some(Err(incomplete)) = log.map(LogGuard::finish) {
        complain(&incomplete);
    }
    code
}

fn screen(cli: &Cli, env: Environment) -> ExitCode {
    let tokio = match tokio() {
        Ok(tokio) => tokio,
        Err(error) => return complain(&error),
    };
    let ended = tokio.block_on(runtime::screen(cli, env));
    // A read from a network's disk that never answers is not waited for.
    tokio.shutdown_background();
    match ended {
        Ok(Ended::Quit) => ExitCode::SUCCESS,
        Ok(Ended::Signal(signal)) => signal.exit_code().into(),
        Ok(Ended::Hangup) => runtime::terminal::Signal::Hangup.exit_code().into(),
        Ok(Ended::Panicked) => PANICKED.into(),
        Err(error) => complain(&error),
    }
}

fn inspect(args: &InspectArgs, cli: &Cli, env: &Environment) -> ExitCode {
    let ascii = match Program::gather(cli, env) {
        Ok(program) => program.ascii,
        Err(error) => return complain(&error),
    };
    let mut prompt = Prompt::default();
    let mut ask = |question: &str| prompt.ask(question);
    let around = Around { env, ask: &mut ask, now: Timestamp::now(), ascii };
    match commands::inspect(args, around, &mut io::stdout().lock()) {
        Ok(code) | Err(CommandError::Ended(code)) => code.into(),
        Err(error) => complain(&error),
    }
}

fn history(args: &HistoryArgs, cli: &Cli, env: &Environment) -> ExitCode {
    match commands::history(args, cli, env, &mut io::stdout().lock(), &mut io::stderr()) {
        Ok(end) => (end as u8).into(),
        // Whoever reads has had enough: `keywright history | head`.
        Err(CommandError::Output(error)) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error);
            error.exit_code().into()
        }
    }
}

fn demo_gateway(args: &DemoGatewayArgs) -> ExitCode {
    let pace = args.pace.unwrap_or(PACE);
    let options = demo::Options { port: args.port, token: demo::random_token(), pace };
    let served = tokio().and_then(|tokio| tokio.block_on(demo::serve_forever(options)));
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => complain(&format_args!(
            "the demo gateway can't run on port {}: {error}; --port 0 takes any that is free",
            args.port
        )),
    }
}

fn tokio() -> io::Result<Runtime> {
    Builder::new_multi_thread().worker_threads(2).enable_all().build()
}

/// Says what is wrong. Where even that can't be said, the exit code says it.
fn complain(error: &dyn Display) -> ExitCode {
    let _ = writeln!(io::stderr(), "keywright: {error}");
    NOT_STARTED.into()
}
