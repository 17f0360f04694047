//! The configuration file, its mistakes, and its sample.

use crate::*;

/// The error's lines, each without the file's path in front.
fn problems(text: &str) -> Vec<String> {
    let home = Home::with_config(text);
    let prefix = "HOME/.config/keywright/config.toml:";
    let error = home.error(&[], &[]);
    error
        .lines()
        .map(|line| line.strip_prefix(prefix).unwrap_or_else(|| panic!("{error}")).to_owned())
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
expires_within = "a month"
gateway_java = "new"
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
        "15:18: `expires_within`: write a whole number of days, such as 30; at most 36500",
        "16:16: `gateway_java`: write the gateway's Java as 17, 11.0.20 or 8u401",
        "17:11: `ca_cert`: write the path of a file; ~ is your home directory",
        "18:11: `project`: write the name of a project, in one line",
    ];
    assert_eq!(found, expected);
}

#[test]
fn other_mistakes() {
    for (text, expected) in [
        ("profiles = 1\n", "1:12: profiles are tables: write [profiles.NAME]"),
        ("[profiles]\na = 1\n", "2:1: a profile is a table: write [profiles.a]"),
        ("[profile.a]\n", "1:2: unknown key `profile`; did you mean `profiles`?"),
        ("[profiles.\"\"]\nserver = \"https://h\"\n", "1:11: write the name of a profile, in one line"),
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
        assert!(found.len() == 1 && found[0].starts_with(expected), "{found:?}\n{expected}");
        assert!(!found[0].contains("secret"));
    }
}

#[test]
fn what_is_not_toml_is_told_with_its_line() {
    for (text, place) in [
        ("[profiles.a]\nserver = https://h\n", "2:10: "),
        ("[profiles.a\n", "1:"),
        ("[profiles.a]\nserver = \"https://h\"\nserver = \"https://i\"\n", "3:1: "),
    ] {
        let found = problems(text);
        assert!(found[0].starts_with(place), "{found:?}");
    }
}

#[test]
fn what_cannot_be_read_is_told() {
    let home = Home::empty();
    fs::create_dir_all(home.config()).unwrap();
    assert!(home.error(&[], &[]).ends_with("config.toml: can't be read: it is a directory"));
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
    assert!(on.lines().filter(|line| !line.starts_with('#') && line.contains('=')).count() >= 7);
    let token = [("KEYWRIGHT_TOKEN", "t")];
    let as_it_is = Home::with_config(commands::SAMPLE).settings(&[], &token);
    assert_eq!(as_it_is, Home::with_config(&on).settings(&[], &token));
    let bare = Home::empty().settings(&["--server", "https://gateway.example.com"], &token);
    assert_eq!(Settings { label: bare.label.clone(), ..as_it_is }, bare);
    // The examples in it are right too.
    let examples = commands::SAMPLE.lines().filter_map(|line| line.strip_prefix("# Example: "));
    for example in examples {
        let text =
            format!("[profiles.a]\nserver = \"https://h\"\n{}\n", example.split("    ").next().unwrap());
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
