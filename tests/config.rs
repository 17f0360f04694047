//! Command line, configuration, token sources: real files, real commands, no shared environment.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{CommandFactory, Parser};
use keywright::cli::{Cli, Command, ConfigCommand, names};
use keywright::commands;
use keywright::config::{
    Access, ApiChoice, Choice, ConfigError, Environment, Origin, Resolved, Server, ServerError,
    Settings, Timeouts, TokenError, TokenFault, TokenSource, accept_token, resolve,
};
use keywright::domain::secret::Secret;
use proptest::prelude::*;
use tempfile::TempDir;

/// A home directory, perhaps with a configuration in it.
struct Home {
    dir: TempDir,
}

impl Home {
    fn empty() -> Self {
        Self {
            dir: tempfile::tempdir().unwrap(),
        }
    }

    fn with_config(text: &str) -> Self {
        let home = Self::empty();
        fs::create_dir_all(home.config().parent().unwrap()).unwrap();
        fs::write(home.config(), text).unwrap();
        home
    }

    fn path(&self) -> &Path {
        self.dir.path()
    }

    fn config(&self) -> PathBuf {
        self.path().join(".config/keywright/config.toml")
    }

    fn env(&self, variables: &[(&str, &str)]) -> Environment {
        Environment::fixed(variables.iter().copied(), self.path())
    }

    fn resolve(&self, args: &[&str], variables: &[(&str, &str)]) -> Result<Resolved, ConfigError> {
        resolve(&cli(args), &self.env(variables))
    }

    fn settings(&self, args: &[&str], variables: &[(&str, &str)]) -> Settings {
        match self.resolve(args, variables) {
            Ok(Resolved::Ready(settings)) => *settings,
            other => panic!("not ready: {other:?}"),
        }
    }

    /// What the error says, with the home directory written as `HOME`.
    fn error(&self, args: &[&str], variables: &[(&str, &str)]) -> String {
        let text = self.resolve(args, variables).unwrap_err().to_string();
        text.replace(self.path().to_str().unwrap(), "HOME")
    }
}

fn cli(args: &[&str]) -> Cli {
    Cli::try_parse_from([&["keywright"], args].concat()).unwrap()
}

fn choice(resolved: Result<Resolved, ConfigError>) -> Choice {
    match resolved {
        Ok(Resolved::Choose(choice)) => *choice,
        other => panic!("no choice: {other:?}"),
    }
}

const SERVER: &[&str] = &["--server", "https://gw.example.com"];

const TWO: &str = r#"
[profiles.test]
server = "https://test.example.com"

[profiles.prod]
server = "https://prod.example.com:8443/gw"
token_env = "PROD_TOKEN"
ca_cert = "prod-ca.pem"
read_only = true
project = "Payments"
api = 1
connect_timeout = "1s"
read_timeout = "2m"
update_timeout = "1m30s"
"#;

mod command_line {
    use super::*;

    #[test]
    fn clap_finds_the_command_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_option_has_a_variable_and_help_names_it() {
        let command = Cli::command();
        let mut options: Vec<String> = command
            .get_arguments()
            .filter_map(|arg| arg.get_long())
            .map(|long| format!("--{long}"))
            .collect();
        options.retain(|long| long != "--help" && long != "--version");
        let mut named: Vec<String> = names::ALL.iter().map(|n| n.option.to_owned()).collect();
        options.sort();
        named.sort();
        assert_eq!(options, named);
        for help in [
            Cli::command().render_help().to_string(),
            Cli::command().render_long_help().to_string(),
        ] {
            let words = help.split_whitespace().collect::<Vec<_>>().join(" ");
            for name in names::ALL {
                assert!(
                    words.contains(&format!("[env: {}]", name.variable)),
                    "{}\n{help}",
                    name.variable
                );
            }
        }
    }

    #[test]
    fn no_option_takes_the_token_itself() {
        for wrong in ["--token", "--token=x", "--password"] {
            assert!(
                Cli::try_parse_from(["keywright", wrong, "x"]).is_err(),
                "{wrong}"
            );
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
        let Some(Command::DemoGateway(args)) =
            cli(&["demo-gateway", "--port", "8080", "--pace", "0s"]).command
        else {
            panic!()
        };
        assert_eq!((args.port, args.pace), (8080, Some(Duration::ZERO)));
        let Some(Command::Config(ConfigCommand::Path)) = cli(&["config", "path"]).command else {
            panic!()
        };
    }
}

mod target {
    use super::*;

    #[test]
    fn nothing_at_all_says_the_ways_to_go_on() {
        let text = Home::empty().error(&[], &[]);
        for way in [
            "--server https://",
            "config sample",
            "HOME/.config/keywright/config.toml",
            "--demo",
        ] {
            assert!(text.contains(way), "{way}: {text}");
        }
        assert_eq!(Home::with_config("").error(&[], &[]), text);
    }

    #[test]
    fn a_server_alone_ignores_profiles_and_does_not_even_read_them() {
        let home = Home::with_config("broken [");
        let settings = home.settings(SERVER, &[("KEYWRIGHT_PROFILE", "prod")]);
        assert_eq!(settings.label, "gw.example.com");
        assert_eq!(
            settings.server.base().as_str(),
            "https://gw.example.com/apiops/"
        );
        assert_eq!(settings.access, Access::Edit);
        assert_eq!(settings.timeouts, Timeouts::default());
        assert_eq!(settings.token, TokenSource::Ask);
        assert!(!settings.demo);
        let by_variable = home.settings(&[], &[("KEYWRIGHT_SERVER", "https://gw.example.com")]);
        assert_eq!(by_variable, settings);
    }

    #[test]
    fn the_only_profile_is_taken() {
        let home = Home::with_config("[profiles.one]\nserver = \"https://one.example.com\"\n");
        let settings = home.settings(&[], &[]);
        assert_eq!(
            (settings.label.as_str(), settings.server.authority()),
            ("one", "one.example.com")
        );
    }

    #[test]
    fn several_profiles_are_a_choice_in_the_order_of_the_file() {
        let home = Home::with_config(TWO);
        let choice = choice(home.resolve(&["--ascii"], &[]));
        let names: Vec<_> = choice
            .profiles()
            .into_iter()
            .map(|p| (p.name, p.authority, p.read_only))
            .collect();
        let expected = [
            ("test".to_owned(), "test.example.com".to_owned(), false),
            ("prod".to_owned(), "prod.example.com:8443".to_owned(), true),
        ];
        assert_eq!(names, expected);
        assert!(choice.program().ascii);
        assert_eq!(
            choice.choose("prod").unwrap(),
            home.settings(&["--profile", "prod", "--ascii"], &[])
        );
        assert!(choice.choose("other").is_err());
    }

    #[test]
    fn a_profile_says_everything_it_can() {
        let home = Home::with_config(TWO);
        let settings = home.settings(&["--profile", "prod"], &[]);
        assert_eq!(settings.label, "prod");
        assert_eq!(
            settings.server.base().as_str(),
            "https://prod.example.com:8443/gw/apiops/"
        );
        assert_eq!(settings.token, TokenSource::Env("PROD_TOKEN".into()));
        assert_eq!(
            settings.ca_cert,
            Some(home.config().with_file_name("prod-ca.pem"))
        );
        assert_eq!(
            settings.access,
            Access::ReadOnly {
                why: Origin::Profile("prod".into())
            }
        );
        assert_eq!(settings.project.as_deref(), Some("Payments"));
        assert_eq!(settings.api, Some(ApiChoice::First));
        let expected = Timeouts {
            connect: Duration::from_secs(1),
            read: Duration::from_secs(120),
            update: Duration::from_secs(90),
        };
        assert_eq!(settings.timeouts, expected);
    }

    #[test]
    fn an_unknown_profile_says_which_there_are() {
        let home = Home::with_config(TWO);
        assert_eq!(
            home.error(&["--profile", "prd"], &[]),
            "--profile: there is no profile `prd` in HOME/.config/keywright/config.toml; did you mean `prod`? it has test, prod"
        );
        assert!(
            home.error(&[], &[("KEYWRIGHT_PROFILE", "zzz")])
                .starts_with("KEYWRIGHT_PROFILE: ")
        );
    }

    #[test]
    fn a_missing_file_matters_only_when_it_is_asked_for() {
        let home = Home::empty();
        assert!(matches!(home.resolve(SERVER, &[]), Ok(Resolved::Ready(_))));
        let by_profile = home.error(&["--profile", "p"], &[]);
        assert!(
            by_profile.contains("no such file, but --profile asks for it"),
            "{by_profile}"
        );
        let path = home.path().join("none.toml");
        let by_path = home.error(&["--config", path.to_str().unwrap()], &[]);
        assert!(
            by_path.starts_with("HOME/none.toml: no such file, but --config"),
            "{by_path}"
        );
        let by_variable = home.error(&[], &[("KEYWRIGHT_CONFIG", path.to_str().unwrap())]);
        assert!(
            by_variable.contains("KEYWRIGHT_CONFIG asks for it"),
            "{by_variable}"
        );
    }

    #[test]
    fn the_demo_takes_nothing_of_the_users() {
        let home = Home::with_config(TWO);
        for (args, variables) in [
            (
                &["--demo", "--read-only"] as &[&str],
                &[("KEYWRIGHT_SERVER", "https://h")] as &[_],
            ),
            (
                &["--read-only"],
                &[("KEYWRIGHT_DEMO", "1"), ("KEYWRIGHT_PROFILE", "prod")],
            ),
        ] {
            let Ok(Resolved::Demo(demo)) = home.resolve(args, variables) else {
                panic!("{args:?}")
            };
            let token = Secret::new("demo".into());
            let settings = demo.settings("http://127.0.0.1:4000".parse().unwrap(), token.clone());
            assert!(settings.demo);
            assert_eq!(settings.label, "demo");
            assert_eq!(settings.token, TokenSource::Given(token));
            assert_eq!(
                settings.access,
                Access::ReadOnly {
                    why: Origin::Option("--read-only")
                }
            );
            assert_eq!(settings.ca_cert, None);
        }
        let settings = home.settings(SERVER, &[("KEYWRIGHT_DEMO", "1")]);
        assert!(!settings.demo);
    }
}

mod precedence {
    use super::*;

    const ONE: &str = r#"
[profiles.one]
server = "https://one.example.com"
token_file = "one.token"
project = "FromProfile"
api = "1"
read_timeout = "1s"
ca_cert = "~/ca.pem"
"#;

    #[test]
    fn option_then_variable_then_profile_then_default() {
        let home = Home::with_config(ONE);
        let project =
            |args: &[&str], variables: &[(&str, &str)]| home.settings(args, variables).project;
        let variable = [("KEYWRIGHT_PROJECT", "FromVariable")];
        assert_eq!(
            project(&["--project", "FromOption"], &variable).as_deref(),
            Some("FromOption")
        );
        assert_eq!(project(&[], &variable).as_deref(), Some("FromVariable"));
        assert_eq!(
            project(&[], &[("KEYWRIGHT_PROJECT", "")]).as_deref(),
            Some("FromProfile")
        );
        assert_eq!(home.settings(SERVER, &[]).project, None);

        let read = |args: &[&str], variables: &[(&str, &str)]| {
            home.settings(args, variables).timeouts.read
        };
        let variable = [("KEYWRIGHT_READ_TIMEOUT", "2s")];
        assert_eq!(
            read(&["--read-timeout", "3s"], &variable),
            Duration::from_secs(3)
        );
        assert_eq!(read(&[], &variable), Duration::from_secs(2));
        assert_eq!(read(&[], &[]), Duration::from_secs(1));
        assert_eq!(read(SERVER, &[]), Duration::from_secs(60));

        let api = |args: &[&str], variables: &[(&str, &str)]| home.settings(args, variables).api;
        assert_eq!(
            api(&["--api", "2"], &[("KEYWRIGHT_API", "1")]),
            Some(ApiChoice::Second)
        );
        assert_eq!(api(&[], &[("KEYWRIGHT_API", "2")]), Some(ApiChoice::Second));
        assert_eq!(api(&[], &[]), Some(ApiChoice::First));
    }

    #[test]
    fn paths_start_at_home_at_the_file_or_at_the_working_directory() {
        let home = Home::with_config(ONE);
        let settings = home.settings(&[], &[]);
        assert_eq!(settings.ca_cert, Some(home.path().join("ca.pem")));
        assert_eq!(
            settings.token,
            TokenSource::File(home.config().with_file_name("one.token"))
        );
        let settings = home.settings(&["--ca-cert", "rel.pem", "--log-file=~/log"], &[]);
        assert_eq!(settings.ca_cert, Some(PathBuf::from("rel.pem")));
        assert_eq!(settings.program.log_file, Some(home.path().join("log")));
        let settings = home.settings(&[], &[("KEYWRIGHT_LOG", "/tmp/x")]);
        assert_eq!(settings.program.log_file, Some(PathBuf::from("/tmp/x")));
    }

    #[test]
    fn a_token_source_of_an_option_outranks_another_of_a_variable() {
        let home = Home::with_config(ONE);
        let variables = [
            ("KEYWRIGHT_TOKEN_COMMAND", "pass"),
            ("KEYWRIGHT_TOKEN", "t"),
        ];
        let token =
            |args: &[&str], variables: &[(&str, &str)]| home.settings(args, variables).token;
        assert_eq!(
            token(&["--token-env", "X"], &variables),
            TokenSource::Env("X".into())
        );
        assert_eq!(token(&[], &variables), TokenSource::Command("pass".into()));
        // A profile's own source comes before the variable that is every gateway's.
        assert!(matches!(
            token(&[], &[("KEYWRIGHT_TOKEN", "t")]),
            TokenSource::File(_)
        ));
        assert_eq!(
            token(SERVER, &[("KEYWRIGHT_TOKEN", "t")]),
            TokenSource::Env("KEYWRIGHT_TOKEN".into())
        );
        assert_eq!(token(SERVER, &[("KEYWRIGHT_TOKEN", "")]), TokenSource::Ask);
    }

    #[test]
    fn two_token_variables_contradict_each_other() {
        let variables = [
            ("KEYWRIGHT_TOKEN_FILE", "a"),
            ("KEYWRIGHT_TOKEN_COMMAND", "b"),
        ];
        assert_eq!(
            Home::empty().error(SERVER, &variables),
            "KEYWRIGHT_TOKEN_FILE and KEYWRIGHT_TOKEN_COMMAND both say where the token comes from; unset one of them"
        );
    }

    #[test]
    fn a_server_beside_a_profile_replaces_its_address_only_when_both_are_of_one_rank() {
        let home = Home::with_config(ONE);
        let both = home.settings(&[SERVER, &["--profile", "one"]].concat(), &[]);
        assert_eq!(both.label, "one at gw.example.com");
        assert_eq!(both.project.as_deref(), Some("FromProfile"));
        let by_option = home.settings(
            &["--profile", "one"],
            &[("KEYWRIGHT_SERVER", "https://gw.example.com")],
        );
        assert_eq!(by_option.server.authority(), "one.example.com");
    }
}

mod switches {
    use super::*;

    const READ_ONLY: &str = "[profiles.p]\nserver = \"https://h\"\nread_only = true\n";
    const HTTP: &str = "[profiles.p]\nserver = \"http://gw.example.com\"\nallow_http = true\n";

    #[test]
    fn a_read_only_profile_is_overruled_by_nothing() {
        let home = Home::with_config(READ_ONLY);
        let why = Origin::Profile("p".into());
        for variables in [
            &[] as &[_],
            &[("KEYWRIGHT_READ_ONLY", "0")],
            &[("KEYWRIGHT_READ_ONLY", "1")],
        ] {
            assert_eq!(
                home.settings(&[], variables).access,
                Access::ReadOnly { why: why.clone() }
            );
        }
        let access = home.settings(&[], &[]).access;
        assert_eq!(
            access.to_string(),
            "read-only: the profile p says read_only = true"
        );
    }

    #[test]
    fn read_only_is_on_off_or_an_error_and_never_silently_off() {
        let home = Home::empty();
        for on in ["1", "true", "YES", "on", " 1 "] {
            let access = home.settings(SERVER, &[("KEYWRIGHT_READ_ONLY", on)]).access;
            assert_eq!(
                access,
                Access::ReadOnly {
                    why: Origin::Variable("KEYWRIGHT_READ_ONLY")
                },
                "{on}"
            );
        }
        for off in ["0", "false", "No", "off", ""] {
            assert_eq!(
                home.settings(SERVER, &[("KEYWRIGHT_READ_ONLY", off)])
                    .access,
                Access::Edit,
                "{off}"
            );
        }
        for garbage in ["ture", "2", "-", "1 1"] {
            let text = home.error(SERVER, &[("KEYWRIGHT_READ_ONLY", garbage)]);
            assert!(
                text.starts_with("KEYWRIGHT_READ_ONLY: write 1, true, yes or on"),
                "{text}"
            );
        }
        let option = home.settings(
            &[SERVER, &["--read-only"]].concat(),
            &[("KEYWRIGHT_READ_ONLY", "0")],
        );
        assert_eq!(
            option.access,
            Access::ReadOnly {
                why: Origin::Option("--read-only")
            }
        );
    }

    #[test]
    fn plain_http_to_another_host_is_allowed_by_what_clearly_says_so() {
        let home = Home::with_config(HTTP);
        let settings = home.settings(&[], &[]);
        assert!(settings.server.is_plain_http_remote());
        for off in ["0", ""] {
            let text = home.error(&[], &[("KEYWRIGHT_ALLOW_HTTP", off)]);
            assert!(
                text.starts_with("profile p: plain http to gw.example.com"),
                "{text}"
            );
        }
        let server = ["--server", "http://gw.example.com"];
        assert!(
            home.error(&server, &[])
                .starts_with("--server: plain http to gw.example.com")
        );
        assert!(
            home.error(&server, &[("KEYWRIGHT_ALLOW_HTTP", "ture")])
                .starts_with("KEYWRIGHT_ALLOW_HTTP: ")
        );
        home.settings(&[&server[..], &["--allow-http"]].concat(), &[]);
        home.settings(&server, &[("KEYWRIGHT_ALLOW_HTTP", "yes")]);
        let loopback = home.settings(&["--server", "http://localhost:8080"], &[]);
        assert!(!loopback.server.is_plain_http_remote());
    }

    #[test]
    fn ascii_and_colour() {
        let home = Home::empty();
        let program = |variables: &[(&str, &str)]| home.settings(SERVER, variables).program;
        assert!(program(&[("KEYWRIGHT_ASCII", "1")]).ascii && !program(&[]).ascii);
        assert!(program(&[("NO_COLOR", "x")]).no_color && !program(&[("NO_COLOR", "")]).no_color);
    }

    #[test]
    fn a_variable_is_named_in_its_error_and_its_value_is_not_repeated() {
        let home = Home::empty();
        for (variable, value) in [
            ("KEYWRIGHT_API", "three"),
            ("KEYWRIGHT_CONNECT_TIMEOUT", "77"),
            ("KEYWRIGHT_UPDATE_TIMEOUT", "-1s"),
            ("KEYWRIGHT_PROJECT", "a\nb"),
            ("KEYWRIGHT_TOKEN_ENV", "eyJhbGci.eyJzdWIi.c2ln"),
            ("KEYWRIGHT_ASCII", "maybe"),
        ] {
            let text = home.error(SERVER, &[(variable, value)]);
            assert!(text.starts_with(&format!("{variable}: write ")), "{text}");
            assert!(!text.contains(value), "{text}");
        }
        let token = [SERVER, &["--token-env", "eyJhbGci.eyJzdWIi"]].concat();
        let text = home.error(&token, &[]);
        assert!(
            text.starts_with("--token-env: ") && !text.contains("eyJ"),
            "{text}"
        );
    }
}

mod file {
    use super::*;

    /// The error's lines, each without the file's path in front.
    fn problems(text: &str) -> Vec<String> {
        let home = Home::with_config(text);
        let prefix = "HOME/.config/keywright/config.toml:";
        let error = home.error(&[], &[]);
        error
            .lines()
            .map(|line| {
                line.strip_prefix(prefix)
                    .unwrap_or_else(|| panic!("{error}"))
                    .to_owned()
            })
            .collect()
    }

    #[test]
    fn every_mistake_is_told_at_once_with_its_line_and_what_would_be_right() {
        let text = r#"colour = true
server = "https://h"

[profiles.a]
sever = "https://h"
read_only = "yes"
api = 3
read_timeout = 60
update_timeout = "soon"
token_env = "A"
token_command = "b"

[profiles.b]
server = "gw.example.com"
ca_cert = ""
project = ""
"#;
        let found = problems(text);
        let expected = [
            "1:1: unknown key `colour`; known here: profiles",
            "2:1: `server` belongs to a profile: write [profiles.NAME] in a line above it",
            "4:11: the profile a has no server: add server = \"https://gateway.example.com\"",
            "5:1: unknown key `sever`; did you mean `server`?",
            "6:13: `read_only` must be true or false, without quotes; this is of the type string",
            "7:7: `api`: write 1 or 2, the generation of the server's API",
            "8:16: `read_timeout` must be a text in quotes; this is of the type integer",
            "9:18: `update_timeout`: write a duration with its unit, such as 10s, 3m or 500ms; more than 0, at most 24h",
            "11:1: `token_command`: `token_env` already says where the token comes from; keep one of them",
            "14:10: `server`: the address doesn't say how to connect; write https://gw.example.com",
            "15:11: `ca_cert`: write the path of a file; ~ is your home directory",
            "16:11: `project`: write the name of a project, in one line",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn other_mistakes() {
        for (text, expected) in [
            (
                "profiles = 1\n",
                "1:12: profiles are tables: write [profiles.NAME]",
            ),
            (
                "[profiles]\na = 1\n",
                "2:1: a profile is a table: write [profiles.a]",
            ),
            (
                "[profile.a]\n",
                "1:2: unknown key `profile`; did you mean `profiles`?",
            ),
            (
                "[profiles.\"\"]\nserver = \"https://h\"\n",
                "1:11: write the name of a profile, in one line",
            ),
            (
                "[profiles.\"é\"]\nserver = \"https://h\"\ntoken_env = \"my-token\"\n",
                "3:13: `token_env`: write the name of an environment variable that holds the token, never the token itself",
            ),
            (
                "[profiles.a]\nserver = \"https://u:secret@h\"\n",
                "2:10: `server`: the address names a user or password;",
            ),
        ] {
            let found = problems(text);
            assert!(
                found.len() == 1 && found[0].starts_with(expected),
                "{found:?}\n{expected}"
            );
            assert!(!found[0].contains("secret"));
        }
    }

    #[test]
    fn what_is_not_toml_is_told_with_its_line() {
        for (text, place) in [
            ("[profiles.a]\nserver = https://h\n", "2:10: "),
            ("[profiles.a\n", "1:"),
            (
                "[profiles.a]\nserver = \"https://h\"\nserver = \"https://i\"\n",
                "3:1: ",
            ),
        ] {
            let found = problems(text);
            assert!(found[0].starts_with(place), "{found:?}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        let home = Home::empty();
        fs::create_dir_all(home.config()).unwrap();
        assert!(
            home.error(&[], &[])
                .ends_with("config.toml: can't be read: it is a directory")
        );
        let home = Home::with_config("");
        fs::write(home.config(), [0xff, 0xfe]).unwrap();
        assert!(home.error(&[], &[]).contains("UTF-8"));
        fs::write(home.config(), vec![b'#'; 1024 * 1024 + 1]).unwrap();
        assert!(home.error(&[], &[]).contains("larger than 1 MiB"));
    }

    #[test]
    fn the_sample_is_what_holds_without_it() {
        // As it is, and with what is commented out switched on: the same settings.
        let on: String = commands::SAMPLE
            .lines()
            .map(|line| match line.strip_prefix('#') {
                Some(rest) if rest.starts_with(|c: char| c.is_ascii_lowercase()) => {
                    format!("{rest}\n")
                }
                _ => format!("{line}\n"),
            })
            .collect();
        assert!(
            on.lines()
                .filter(|line| !line.starts_with('#') && line.contains('='))
                .count()
                >= 7
        );
        let token = [("KEYWRIGHT_TOKEN", "t")];
        let as_it_is = Home::with_config(commands::SAMPLE).settings(&[], &token);
        assert_eq!(as_it_is, Home::with_config(&on).settings(&[], &token));
        let bare = Home::empty().settings(&["--server", "https://gateway.example.com"], &token);
        assert_eq!(
            Settings {
                label: bare.label.clone(),
                ..as_it_is
            },
            bare
        );
        // The examples in it are right too.
        let examples = commands::SAMPLE
            .lines()
            .filter_map(|line| line.strip_prefix("# Example: "));
        for example in examples {
            let text = format!(
                "[profiles.a]\nserver = \"https://h\"\n{}\n",
                example.split("    ").next().unwrap()
            );
            Home::with_config(&text).settings(&[], &[]);
        }
    }

    #[test]
    fn the_commands_print_path_and_sample() {
        let home = Home::empty();
        let print = |args: &[&str]| {
            let mut out = Vec::new();
            commands::config(ConfigCommand::Path, &cli(args), &home.env(&[]), &mut out).unwrap();
            String::from_utf8(out).unwrap()
        };
        assert_eq!(print(&[]), format!("{}\n", home.config().display()));
        assert_eq!(print(&["--config", "/x/y.toml"]), "/x/y.toml\n");
        let mut out = Vec::new();
        commands::config(ConfigCommand::Sample, &cli(&[]), &home.env(&[]), &mut out).unwrap();
        assert_eq!(out, commands::SAMPLE.as_bytes());
    }
}

mod addresses {
    use super::*;

    fn server(text: &str) -> Result<Server, ServerError> {
        text.parse()
    }

    #[test]
    fn loopback_is_this_machine_and_nothing_that_only_looks_like_it() {
        for here in [
            "127.0.0.1",
            "127.8.9.1:81",
            "[::1]:8080",
            "localhost",
            "LOCALHOST:1",
            "127.1",
        ] {
            assert!(
                !server(&format!("http://{here}"))
                    .unwrap()
                    .is_plain_http_remote(),
                "{here}"
            );
        }
        for there in [
            "128.0.0.1",
            "[::2]",
            "localhost.example.com",
            "127.0.0.1.example.com",
            "0.0.0.0",
        ] {
            let there = server(&format!("http://{there}/apiops")).unwrap();
            assert!(there.is_plain_http_remote(), "{there}");
            assert!(matches!(
                there.permit(false),
                Err(ServerError::PlainHttp { .. })
            ));
        }
        assert!(
            !server("https://gw.example.com")
                .unwrap()
                .is_plain_http_remote()
        );
    }

    #[test]
    fn what_is_no_address_says_what_would_be() {
        use ServerError as E;
        let bare = |host: &str| E::NoScheme {
            host: Some(host.to_owned()),
        };
        for (text, expected) in [
            ("gw.example.com", bare("gw.example.com")),
            ("localhost:8080", bare("localhost:8080")),
            ("", bare("")),
            ("user:pw@gw", E::NoScheme { host: None }),
            ("ftp://h", E::Scheme),
            ("https://user:pw@h", E::UserInfo),
            ("https://@h", E::UserInfo),
            ("https://h/?a=b", E::Query),
            ("https://h/?", E::Query),
            ("https://h/#a", E::Fragment),
            ("https://h/apiops/projects/", E::BeyondBase),
            ("https://h h", E::Characters),
            ("https://h\\x", E::Characters),
            ("https://", E::Malformed(url::ParseError::EmptyHost)),
            (
                "https://h:99999",
                E::Malformed(url::ParseError::InvalidPort),
            ),
        ] {
            let error = server(text).unwrap_err();
            assert_eq!(error, expected, "{text}");
            assert!(!error.to_string().contains("pw"), "{error}");
        }
    }

    proptest! {
        #[test]
        fn every_form_of_an_address_is_the_same_server(
            scheme in "https?|HTTPS",
            host in "[a-z]{1,10}(\\.[a-z]{2,5}){0,2}",
            port in proptest::option::of(1024u16..),
            prefix in "(/[a-z0-9]{1,5}){0,3}",
            slashes in "/{0,3}",
        ) {
            prop_assume!(!prefix.contains("apiops"));
            let port = port.map(|port| format!(":{port}")).unwrap_or_default();
            let base = format!("{scheme}://{host}{port}{prefix}");
            let expected = format!("{}://{host}{port}{prefix}/apiops/", scheme.to_lowercase());
            for text in [format!("{base}{slashes}"), format!("{base}/apiops{slashes}"), format!(" {base} ")] {
                let server = server(&text).unwrap();
                prop_assert_eq!(server.base().as_str(), &expected);
                // What is shown can be written again.
                prop_assert_eq!(&self::server(&server.to_string()).unwrap(), &server);
                prop_assert_eq!(server.authority(), format!("{host}{port}"));
            }
        }

        #[test]
        fn no_text_makes_it_panic_and_what_is_taken_has_one_form(text in "(https?://)?\\PC{0,40}") {
            if let Ok(server) = server(&text) {
                prop_assert!(server.base().path().ends_with("/apiops/"));
                prop_assert!(server.base().username().is_empty() && server.base().password().is_none());
                prop_assert!(server.base().query().is_none() && server.base().fragment().is_none());
                prop_assert_eq!(self::server(&server.to_string()).unwrap(), server);
            }
        }
    }
}

mod tokens {
    use super::*;

    async fn fetch(source: TokenSource) -> Result<Option<Secret>, TokenError> {
        source
            .fetch(&Home::empty().env(&[("T", "abc"), ("EMPTY", ""), ("BAD", "s3cret word")]))
            .await
    }

    async fn given(source: TokenSource) -> String {
        fetch(source).await.unwrap().unwrap().expose().to_owned()
    }

    async fn refused(source: TokenSource) -> String {
        fetch(source).await.unwrap_err().to_string()
    }

    fn command(text: &str) -> TokenSource {
        TokenSource::Command(text.to_owned())
    }

    fn file(dir: &TempDir, contents: &[u8], mode: u32) -> PathBuf {
        let path = dir.path().join("token");
        fs::write(&path, contents).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        path
    }

    #[tokio::test]
    async fn from_a_variable_a_person_or_the_demo() {
        assert_eq!(given(TokenSource::Env("T".into())).await, "abc");
        for unset in ["EMPTY", "NONE"] {
            let text = refused(TokenSource::Env(unset.into())).await;
            assert!(
                text.contains(&format!("variable {unset}")) && text.contains("not set"),
                "{text}"
            );
        }
        let text = refused(TokenSource::Env("BAD".into())).await;
        assert!(
            text.contains("position 7") && !text.contains("s3cret"),
            "{text}"
        );
        assert_eq!(fetch(TokenSource::Ask).await.unwrap(), None);
        assert_eq!(
            given(TokenSource::Given(Secret::new("demo".into()))).await,
            "demo"
        );
    }

    #[tokio::test]
    async fn from_a_file_of_the_owner_alone() {
        let dir = tempfile::tempdir().unwrap();
        for contents in [
            &b"abc.def-_~+/="[..],
            b"abc.def-_~+/=\n",
            b"abc.def-_~+/=\r\n",
        ] {
            for mode in [0o600, 0o400, 0o700] {
                let _ = fs::remove_file(dir.path().join("token"));
                let path = file(&dir, contents, mode);
                assert_eq!(given(TokenSource::File(path)).await, "abc.def-_~+/=");
            }
        }
    }

    #[tokio::test]
    async fn a_file_that_others_can_use_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        for mode in [0o640, 0o604, 0o644, 0o620, 0o602, 0o666, 0o601] {
            let path = file(&dir, b"abc", mode);
            let text = refused(TokenSource::File(path.clone())).await;
            assert!(text.contains(&format!("{mode:04o}")), "{text}");
            assert!(
                text.ends_with(&format!("run: chmod 600 '{}'", path.display())),
                "{text}"
            );
            assert!(!text.contains("abc"), "{text}");
        }
        // What a link leads to counts.
        let link = dir.path().join("link");
        std::os::unix::fs::symlink(file(&dir, b"abc", 0o644), &link).unwrap();
        assert!(refused(TokenSource::File(link)).await.contains("chmod 600"));
    }

    #[tokio::test]
    async fn what_is_no_token_file_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let text = refused(TokenSource::File(dir.path().to_owned())).await;
        assert!(text.contains("no regular file"), "{text}");
        let fifo = dir.path().join("pipe");
        assert!(
            std::process::Command::new("mkfifo")
                .arg(&fifo)
                .status()
                .unwrap()
                .success()
        );
        assert!(
            refused(TokenSource::File(fifo))
                .await
                .contains("no regular file")
        );
        assert!(
            refused(TokenSource::File("/none/at/all".into()))
                .await
                .contains("can't be read")
        );
        for (contents, expected) in [
            (vec![], "is empty"),
            (b"\n".to_vec(), "is empty"),
            (b"s3cret\nmore\n".to_vec(), "several lines"),
            (b"Bearer s3cret".to_vec(), "the word Bearer"),
            ("s3crét".into(), "position 5"),
            (b"s3cret ".to_vec(), "position 7"),
            (vec![b'a'; 64 * 1024 + 1], "larger than 64 KiB"),
        ] {
            let text = refused(TokenSource::File(file(&dir, &contents, 0o600))).await;
            assert!(text.contains(expected) && !text.contains("s3cr"), "{text}");
        }
    }

    #[tokio::test]
    async fn from_a_commands_first_line() {
        assert_eq!(
            given(command("echo abc; echo second line of the entry")).await,
            "abc"
        );
        assert_eq!(given(command("printf abc; echo warning >&2")).await, "abc");
        // Its input is empty, and more than is kept doesn't stop it.
        assert_eq!(
            given(command(
                "cat; echo abc; head -c 300000 /dev/zero; head -c 300000 /dev/zero >&2"
            ))
            .await,
            "abc"
        );
    }

    #[tokio::test]
    async fn a_command_that_gives_none_is_told_with_what_it_said() {
        let text = refused(command(
            "echo s3cret; printf 'no \\033[31mkey\\n' >&2; exit 3",
        ))
        .await;
        assert!(
            text.contains("exit status: 3") && text.ends_with("It said: no [31mkey"),
            "{text}"
        );
        assert!(!text.contains("s3cret"), "{text}");
        assert!(
            refused(command("no-such-command-at-all"))
                .await
                .contains("exit status: 127")
        );
        assert!(refused(command("kill -9 $$")).await.contains("signal: 9"));
        assert!(refused(command("true")).await.contains("printed nothing"));
        let text = refused(command("echo; echo abc; echo locked >&2")).await;
        assert!(
            text.contains("printed nothing") && text.contains("locked"),
            "{text}"
        );
        assert!(
            !refused(command("echo two s3crets"))
                .await
                .contains("s3cret")
        );
    }

    #[test]
    fn a_typed_token_is_judged_the_same() {
        assert_eq!(accept_token(b"abc\n").unwrap().expose(), "abc");
        assert_eq!(accept_token(b""), Err(TokenFault::Empty));
        assert_eq!(accept_token(b"Bearer abc"), Err(TokenFault::Bearer));
    }

    proptest! {
        #[test]
        fn a_token_is_visible_ascii_and_nothing_else(bytes in proptest::collection::vec(any::<u8>(), 1..40)) {
            let visible = bytes.iter().all(u8::is_ascii_graphic);
            let line = bytes.strip_suffix(b"\n").unwrap_or(&bytes);
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            match accept_token(&bytes) {
                Ok(token) => prop_assert_eq!(token.expose().as_bytes(), line),
                Err(_) => prop_assert!(!visible),
            }
        }
    }
}
