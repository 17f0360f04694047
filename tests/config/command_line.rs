//! The command line as clap sees it.

use crate::*;

#[test]
fn clap_finds_the_command_sound() {
    Cli::command().debug_assert();
}

#[test]
fn every_option_has_a_variable_and_help_names_it() {
    let command = Cli::command();
    let mut options: Vec<String> =
        command.get_arguments().filter_map(|arg| arg.get_long()).map(|long| format!("--{long}")).collect();
    options.retain(|long| long != "--help" && long != "--version");
    let mut named: Vec<String> = names::ALL.iter().map(|n| n.option.to_owned()).collect();
    options.sort();
    named.sort();
    assert_eq!(options, named);
    for help in [Cli::command().render_help().to_string(), Cli::command().render_long_help().to_string()] {
        let words = help.split_whitespace().collect::<Vec<_>>().join(" ");
        for name in names::ALL {
            assert!(words.contains(&format!("[env: {}]", name.variable)), "{}\n{help}", name.variable);
        }
    }
}

#[test]
fn no_option_takes_the_token_itself() {
    for wrong in ["--token", "--token=x", "--password"] {
        assert!(Cli::try_parse_from(["keywright", wrong, "x"]).is_err(), "{wrong}");
    }
}

#[test]
fn usage_errors_exit_with_2() {
    for args in [
        &["--bogus"] as &[&str],
        &["--api", "3", "--server", "https://h"],
        &["--read-timeout", "60"],
        &["--read-timeout", "0s"],
        &["--read-timeout", "25h"],
        &["--token-env", "A", "--token-file", "b"],
        &["--token-file", "a", "--token-command", "b"],
        &["--demo", "--server", "https://h"],
        &["--demo", "--profile", "p"],
        &["--demo", "--token-env", "A"],
        &["demo-gateway"],
        &["config"],
    ] {
        let error = Cli::try_parse_from([&["keywright"], args].concat()).unwrap_err();
        assert_eq!(error.exit_code(), 2, "{args:?}");
    }
}

#[test]
fn the_subcommands_are_read() {
    let Some(Command::DemoGateway(args)) = cli(&["demo-gateway", "--port", "8080", "--pace", "0s"]).command
    else {
        panic!()
    };
    assert_eq!((args.port, args.pace), (8080, Some(Duration::ZERO)));
    let Some(Command::Config(ConfigCommand::Path)) = cli(&["config", "path"]).command else { panic!() };
}
