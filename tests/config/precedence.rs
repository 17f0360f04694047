//! Option, variable, profile, default.

use crate::*;

const ONE: &str = r#"
[profiles.one]
server = "https://one.example.com"
token_file = "one.token"
project = "FromProfile"
api = "1"
read_timeout = "1s"
expires_within = 45
gateway_java = 17
ca_cert = "~/ca.pem"
"#;

#[test]
fn option_then_variable_then_profile_then_default() {
    let home = Home::with_config(ONE);
    let project = |args: &[&str], variables: &[(&str, &str)]| home.settings(args, variables).project;
    let variable = [("KEYWRIGHT_PROJECT", "FromVariable")];
    assert_eq!(project(&["--project", "FromOption"], &variable).as_deref(), Some("FromOption"));
    assert_eq!(project(&[], &variable).as_deref(), Some("FromVariable"));
    assert_eq!(project(&[], &[("KEYWRIGHT_PROJECT", "")]).as_deref(), Some("FromProfile"));
    assert_eq!(home.settings(SERVER, &[]).project, None);

    let read = |args: &[&str], variables: &[(&str, &str)]| home.settings(args, variables).timeouts.read;
    let variable = [("KEYWRIGHT_READ_TIMEOUT", "2s")];
    assert_eq!(read(&["--read-timeout", "3s"], &variable), Duration::from_secs(3));
    assert_eq!(read(&[], &variable), Duration::from_secs(2));
    assert_eq!(read(&[], &[]), Duration::from_secs(1));
    assert_eq!(read(SERVER, &[]), Duration::from_secs(60));

    let api = |args: &[&str], variables: &[(&str, &str)]| home.settings(args, variables).api;
    assert_eq!(api(&["--api", "2"], &[("KEYWRIGHT_API", "1")]), Some(ApiChoice::Second));
    assert_eq!(api(&[], &[("KEYWRIGHT_API", "2")]), Some(ApiChoice::Second));
    assert_eq!(api(&[], &[]), Some(ApiChoice::First));

    let days = |args: &[&str], variables: &[(&str, &str)]| home.settings(args, variables).expires_within;
    let variable = [("KEYWRIGHT_EXPIRES_WITHIN", "60")];
    assert_eq!(days(&["--expires-within", "0"], &variable), 0);
    assert_eq!((days(&[], &variable), days(&[], &[]), days(SERVER, &[])), (60, 45, 30));

    let java = |args: &[&str], variables: &[(&str, &str)]| {
        home.settings(args, variables).gateway_java.map(|java| java.to_string())
    };
    let variable = [("KEYWRIGHT_GATEWAY_JAVA", "1.8.0_401")];
    assert_eq!(java(&["--gateway-java", "11.0.20"], &variable).as_deref(), Some("11.0.20"));
    assert_eq!(java(&[], &variable).as_deref(), Some("8u401"));
    assert_eq!(java(&[], &[]).as_deref(), Some("17"));
    assert_eq!(java(SERVER, &[]), None);
}

#[test]
fn paths_start_at_home_at_the_file_or_at_the_working_directory() {
    let home = Home::with_config(ONE);
    let settings = home.settings(&[], &[]);
    assert_eq!(settings.ca_cert, Some(home.path().join("ca.pem")));
    assert_eq!(settings.token, TokenSource::File(home.config().with_file_name("one.token")));
    let settings = home.settings(&["--ca-cert", "rel.pem", "--log-file=~/log"], &[]);
    assert_eq!(settings.ca_cert, Some(PathBuf::from("rel.pem")));
    assert_eq!(settings.program.log_file, Some(home.path().join("log")));
    let settings = home.settings(&[], &[("KEYWRIGHT_LOG", "/tmp/x")]);
    assert_eq!(settings.program.log_file, Some(PathBuf::from("/tmp/x")));
}

#[test]
fn a_token_source_of_an_option_outranks_another_of_a_variable() {
    let home = Home::with_config(ONE);
    let variables = [("KEYWRIGHT_TOKEN_COMMAND", "pass"), ("KEYWRIGHT_TOKEN", "t")];
    let token = |args: &[&str], variables: &[(&str, &str)]| home.settings(args, variables).token;
    assert_eq!(token(&["--token-env", "X"], &variables), TokenSource::Env("X".into()));
    assert_eq!(token(&[], &variables), TokenSource::Command("pass".into()));
    // A profile's own source comes before the variable that is every gateway's.
    assert!(matches!(token(&[], &[("KEYWRIGHT_TOKEN", "t")]), TokenSource::File(_)));
    assert_eq!(token(SERVER, &[("KEYWRIGHT_TOKEN", "t")]), TokenSource::Env("KEYWRIGHT_TOKEN".into()));
    assert_eq!(token(SERVER, &[("KEYWRIGHT_TOKEN", "")]), TokenSource::Ask);
}

#[test]
fn two_token_variables_contradict_each_other() {
    let variables = [("KEYWRIGHT_TOKEN_FILE", "a"), ("KEYWRIGHT_TOKEN_COMMAND", "b")];
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
    let by_option = home.settings(&["--profile", "one"], &[("KEYWRIGHT_SERVER", "https://gw.example.com")]);
    assert_eq!(by_option.server.authority(), "one.example.com");
}
