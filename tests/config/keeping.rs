//! Backups, and where state is kept.

use keywright::domain::backup::{Keeping, Policy};

use crate::*;

const RECIPIENT: &str = "age1t7rxyev2z3rw82stdlrrepyc39nvn86l5078zqkf5uasdy86jp6svpy7pa";
const OTHER: &str = "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg";
const IDENTITY: &str = "AGE-SECRET-KEY-1GQ9778VQXMMJVE8SK7J6VT8UJ4HDQAJUVSFCWCM02D8GEWQ72PVQ2Y5J33";

fn profile(lines: &str) -> Home {
    Home::with_config(&format!("[profiles.p]\nserver = \"https://h\"\n{lines}\n"))
}

fn on(newest: usize, recipient: Option<&str>) -> Policy {
    let recipient = recipient.map(|text| text.parse().unwrap());
    Policy::On(Keeping { newest: newest.try_into().unwrap(), recipient })
}

#[test]
fn the_newest_20_are_kept_in_clear_where_nothing_is_said() {
    assert_eq!(Home::empty().settings(SERVER, &[]).backup, on(20, None));
    assert_eq!(profile("backup = true").settings(&[], &[]).backup, on(20, None));
}

#[test]
fn option_then_variable_then_profile() {
    let home = profile(&format!("backups_kept = 5\nbackup_recipient = \"{RECIPIENT}\""));
    assert_eq!(home.settings(&[], &[]).backup, on(5, Some(RECIPIENT)));
    let variables = [("KEYWRIGHT_BACKUPS_KEPT", "6"), ("KEYWRIGHT_BACKUP_RECIPIENT", OTHER)];
    assert_eq!(home.settings(&[], &variables).backup, on(6, Some(OTHER)));
    let options = ["--backups-kept", "7", "--backup-recipient", RECIPIENT];
    assert_eq!(home.settings(&options, &variables).backup, on(7, Some(RECIPIENT)));
    // A profile's number with quotes, as its api may have them.
    assert_eq!(profile("backups_kept = \"8\"").settings(&[], &[]).backup, on(8, None));
}

#[test]
fn turned_off_it_says_by_whom() {
    let off = |home: &Home, args: &[&str], variables: &[(&str, &str)]| match home
        .settings(args, variables)
        .backup
    {
        Policy::Off { why } => why,
        on => panic!("{on:?}"),
    };
    let home = profile("backup = false\nbackups_kept = 5");
    assert_eq!(off(&home, &[], &[]), "the profile p says backup = false");
    assert_eq!(off(&home, &[], &[("KEYWRIGHT_NO_BACKUP", "1")]), "KEYWRIGHT_NO_BACKUP is set");
    assert_eq!(off(&Home::empty(), &[SERVER, &["--no-backup"]].concat(), &[]), "--no-backup was given");
    // A variable that says no turns them on again; a mistyped one is an error, never silently either.
    for no in ["0", ""] {
        assert_eq!(home.settings(&[], &[("KEYWRIGHT_NO_BACKUP", no)]).backup, on(5, None));
    }
    let text = home.error(&[], &[("KEYWRIGHT_NO_BACKUP", "nope")]);
    assert!(text.starts_with("KEYWRIGHT_NO_BACKUP: write 1, true, yes or on"), "{text}");
    let both = ["keywright", "--no-backup", "--backup-recipient", RECIPIENT];
    assert_eq!(Cli::try_parse_from(both).unwrap_err().exit_code(), 2);
}

#[test]
fn a_wrong_recipient_is_told_where_it_stands_and_never_repeated() {
    let wrong = "age1t7rxyev2z3rw82stdlrrepyc39nvn86l5078zqkf5uasdy86jp6svpy7pb";
    for (value, says) in [
        (wrong, "write an age recipient, age1... in 62 letters and digits"),
        (IDENTITY, "this is an age identity, the secret half"),
        ("ssh-ed25519 AAAA", "only recipients of X25519 keys can be used"),
    ] {
        let by_profile = profile(&format!("backup_recipient = \"{value}\"")).error(&[], &[]);
        let expected = format!("HOME/.config/keywright/config.toml:3:20: `backup_recipient`: {says}");
        assert!(by_profile.starts_with(&expected), "{by_profile}");
        let home = Home::empty();
        let by_variable = home.error(SERVER, &[("KEYWRIGHT_BACKUP_RECIPIENT", value)]);
        assert!(by_variable.starts_with(&format!("KEYWRIGHT_BACKUP_RECIPIENT: {says}")), "{by_variable}");
        let by_option = home.error(&[SERVER, &["--backup-recipient", value]].concat(), &[]);
        assert!(by_option.starts_with(&format!("--backup-recipient: {says}")), "{by_option}");
        for text in [by_profile, by_variable, by_option] {
            assert!(!text.contains(value), "{text}");
        }
    }
}

#[test]
fn a_number_of_backups_is_at_least_one() {
    let says = "write a whole number from 1 to 100000; to keep none, turn backups off";
    for wrong in ["0", "-1", "1000000", "many", "1.5", ""] {
        let home = profile(&format!("backups_kept = \"{wrong}\""));
        assert!(home.error(&[], &[]).ends_with(&format!("3:16: `backups_kept`: {says}")), "{wrong}");
        let option = ["keywright", "--backups-kept", wrong];
        assert_eq!(Cli::try_parse_from(option).unwrap_err().exit_code(), 2, "{wrong}");
    }
    for wrong in ["0", "-1"] {
        let text = profile(&format!("backups_kept = {wrong}")).error(&[], &[]);
        assert!(text.ends_with(says), "{text}");
    }
    let text = profile("backup = 1").error(&[], &[]);
    assert!(text.contains("`backup` must be true or false"), "{text}");
}

#[test]
fn state_is_kept_where_it_is_said_and_the_demo_keeps_none() {
    let home = Home::empty();
    let of = |args: &[&str], variables: &[(&str, &str)]| {
        home.settings(args, variables).state_dir(&home.env(variables))
    };
    assert_eq!(of(SERVER, &[]), Some(home.path().join(".local/state/keywright")));
    let variable = [("KEYWRIGHT_STATE_DIR", "~/kept")];
    assert_eq!(of(SERVER, &variable), Some(home.path().join("kept")));
    assert_eq!(of(&[SERVER, &["--state-dir", "/x"]].concat(), &variable), Some("/x".into()));

    let demo = |args: &[&str]| match home.resolve(&[&["--demo"], args].concat(), &[]) {
        Ok(Resolved::Demo(demo)) => {
            let server = "http://127.0.0.1:1".parse().unwrap();
            demo.settings(server, Secret::default()).state_dir(&home.env(&[]))
        }
        other => panic!("no demo: {other:?}"),
    };
    assert_eq!(demo(&[]), None);
    assert_eq!(demo(&["--state-dir", "/x"]), Some("/x".into()));
}
