//! From the command line to the first screen, or to one clear line and exit code 2.

use std::process::{Command, Output, Stdio};

use crate::stage::{KEYWRIGHT, Stage, TOKEN, holds, settled};

/// The program without a terminal.
fn alone(stage: &Stage, args: &[&str], env: &[(&str, &str)]) -> Output {
    Command::new(KEYWRIGHT)
        .args(args)
        .env_clear()
        .env("HOME", stage.home())
        .env("XDG_CONFIG_HOME", stage.home())
        .envs(env.iter().copied())
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn complaint(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(output.stdout, b"");
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn without_a_terminal_it_says_so_in_one_line() {
    let stage = Stage::new();
    let url = stage.gateway.url();
    for args in [vec!["--demo"], vec!["--server", &url]] {
        let text = complaint(&alone(&stage, &args, &[("KEYWRIGHT_TOKEN", TOKEN)]));
        assert!(text.starts_with("keywright: standard output is not a terminal"), "{text}");
        assert_eq!(text.lines().count(), 1, "{text}");
    }
    assert_eq!(stage.gateway.requests(), []);
}

#[test]
fn plain_http_to_another_host_is_refused_and_the_way_is_told() {
    let stage = Stage::new();
    let text = complaint(&alone(&stage, &["--server", "http://gateway.example"], &[]));
    assert!(text.contains("--allow-http") && text.contains("https://"), "{text}");
}

#[test]
fn what_cannot_start_leaves_the_terminal_alone() {
    let stage = Stage::new();
    let path = stage.home().join("ca.pem");
    std::fs::write(&path, "no certificate").unwrap();
    let (ca, missing) = (path.to_str().unwrap(), "/does/not/exist");
    for (args, expected) in [
        (vec!["--token-command", "echo no luck >&2; exit 3"], "no luck"),
        (vec!["--token-file", missing], missing),
        (vec!["--token-env", "NOT_SET_ANYWHERE"], "NOT_SET_ANYWHERE"),
        (vec!["--ca-cert", missing], missing),
        (vec!["--ca-cert", ca], "CA file"),
        (vec!["--log-file", missing], "--log-file"),
    ] {
        let pty = stage.start(&args);
        assert_eq!(pty.wait_exit().exit_code(), 2, "{args:?}");
        let text = pty.screen_text().replace('\n', "");
        assert!(text.starts_with("keywright: ") && text.contains(expected), "{args:?}: {text}");
        assert!(!holds(&pty.raw(), "\x1b["), "{args:?}");
    }
    assert_eq!(stage.gateway.requests(), []);
}

#[test]
fn the_token_may_come_from_a_file_or_a_command() {
    let stage = Stage::new();
    let path = stage.home().join("token");
    std::fs::write(&path, format!("{TOKEN}\n")).unwrap();
    std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let (file, command) = (path.to_str().unwrap(), format!("echo {TOKEN}"));
    for options in [["--token-file", file], ["--token-command", &command]] {
        let pty = stage.start_with(&options, &[]);
        settled(&pty);
    }
    assert!(stage.gateway.requests().iter().all(|request| request.authorised));
}

#[test]
fn the_demo_needs_nothing_and_prints_no_token() {
    let stage = Stage::new();
    let mut pty = stage.run(&["--demo"], &[]);
    settled(&pty);
    pty.wait_for("the word demo", |screen| screen.contents().to_lowercase().contains("demo"));
    pty.keys("q");
    assert_eq!(pty.wait_exit().exit_code(), 0);
    // A token of the demo has 64 hexadecimal digits.
    let raw = pty.raw();
    assert!(!raw.windows(64).any(|window| window.iter().all(u8::is_ascii_hexdigit)));
    assert_eq!(stage.gateway.requests(), []);
    assert_eq!(std::fs::read_dir(stage.home()).unwrap().count(), 0);
}

#[test]
fn several_profiles_are_chosen_from() {
    let stage = Stage::new();
    let config = stage.home().join("keywright");
    std::fs::create_dir(&config).unwrap();
    let text = format!(
        "[profiles.first]\nserver = \"https://first.example\"\ntoken_env = \"NOT_SET_ANYWHERE\"\n\
         [profiles.second]\nserver = \"{}\"\nread_only = true\n",
        stage.gateway.url()
    );
    std::fs::write(config.join("config.toml"), text).unwrap();
    let mut pty = stage.run(&[], &[("KEYWRIGHT_TOKEN", TOKEN)]);
    pty.wait_text("second");
    pty.keys("<Enter>");
    pty.wait_text("NOT_SET_ANYWHERE");
    pty.keys("j<Enter>");
    settled(&pty);
    pty.wait_text("READ-ONLY");
    assert!(stage.gateway.requests().iter().all(|request| request.authorised));
}
