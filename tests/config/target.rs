//! Which gateway is meant.

use crate::*;

#[test]
fn nothing_at_all_says_the_ways_to_go_on() {
    let text = Home::empty().error(&[], &[]);
    for way in ["--server https://", "config sample", "HOME/.config/keywright/config.toml", "--demo"] {
        assert!(text.contains(way), "{way}: {text}");
    }
    assert_eq!(Home::with_config("").error(&[], &[]), text);
}

#[test]
fn a_server_alone_ignores_profiles_and_does_not_even_read_them() {
    let home = Home::with_config("broken [");
    let settings = home.settings(SERVER, &[("KEYWRIGHT_PROFILE", "prod")]);
    assert_eq!(settings.label, "gw.example.com");
    assert_eq!(settings.server.base().as_str(), "https://gw.example.com/apiops/");
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
    assert_eq!((settings.label.as_str(), settings.server.authority()), ("one", "one.example.com"));
}

#[test]
fn several_profiles_are_a_choice_in_the_order_of_the_file() {
    let home = Home::with_config(TWO);
    let choice = choice(home.resolve(&["--ascii"], &[]));
    let names: Vec<_> = choice.profiles().into_iter().map(|p| (p.name, p.authority, p.read_only)).collect();
    let expected = [
        ("test".to_owned(), "test.example.com".to_owned(), false),
        ("prod".to_owned(), "prod.example.com:8443".to_owned(), true),
    ];
    assert_eq!(names, expected);
    assert!(choice.program().ascii);
    assert_eq!(choice.choose("prod").unwrap(), home.settings(&["--profile", "prod", "--ascii"], &[]));
    assert!(choice.choose("other").is_err());
}

#[test]
fn a_profile_says_everything_it_can() {
    let home = Home::with_config(TWO);
    let settings = home.settings(&["--profile", "prod"], &[]);
    assert_eq!(settings.label, "prod");
    assert_eq!(settings.server.base().as_str(), "https://prod.example.com:8443/gw/apiops/");
    assert_eq!(settings.token, TokenSource::Env("PROD_TOKEN".into()));
    assert_eq!(settings.ca_cert, Some(home.config().with_file_name("prod-ca.pem")));
    assert_eq!(settings.access, Access::ReadOnly { why: Origin::Profile("prod".into()) });
    assert_eq!(settings.project.as_deref(), Some("Payments"));
    assert_eq!(settings.api, Some(ApiChoice::First));
    let expected = Timeouts {
        connect: Duration::from_secs(1),
        read: Duration::from_secs(120),
        update: Duration::from_secs(90),
        read_back: Duration::from_secs(300),
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
    assert!(home.error(&[], &[("KEYWRIGHT_PROFILE", "zzz")]).starts_with("KEYWRIGHT_PROFILE: "));
}

#[test]
fn a_missing_file_matters_only_when_it_is_asked_for() {
    let home = Home::empty();
    assert!(matches!(home.resolve(SERVER, &[]), Ok(Resolved::Ready(_))));
    let by_profile = home.error(&["--profile", "p"], &[]);
    assert!(by_profile.contains("no such file, but --profile asks for it"), "{by_profile}");
    let path = home.path().join("none.toml");
    let by_path = home.error(&["--config", path.to_str().unwrap()], &[]);
    assert!(by_path.starts_with("HOME/none.toml: no such file, but --config"), "{by_path}");
    let by_variable = home.error(&[], &[("KEYWRIGHT_CONFIG", path.to_str().unwrap())]);
    assert!(by_variable.contains("KEYWRIGHT_CONFIG asks for it"), "{by_variable}");
}

#[test]
fn the_demo_takes_nothing_of_the_users() {
    let home = Home::with_config(TWO);
    for (args, variables) in [
        (&["--demo", "--read-only"] as &[&str], &[("KEYWRIGHT_SERVER", "https://h")] as &[_]),
        (&["--read-only"], &[("KEYWRIGHT_DEMO", "1"), ("KEYWRIGHT_PROFILE", "prod")]),
    ] {
        let Ok(Resolved::Demo(demo)) = home.resolve(args, variables) else { panic!("{args:?}") };
        let token = Secret::new("demo".into());
        let settings = demo.settings("http://127.0.0.1:4000".parse().unwrap(), token.clone());
        assert!(settings.demo);
        assert_eq!(settings.label, "demo");
        assert_eq!(settings.token, TokenSource::Given(token));
        assert_eq!(settings.access, Access::ReadOnly { why: Origin::Option("--read-only") });
        assert_eq!(settings.ca_cert, None);
    }
    let settings = home.settings(SERVER, &[("KEYWRIGHT_DEMO", "1")]);
    assert!(!settings.demo);
}
