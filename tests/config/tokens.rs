//! Where tokens come from, and what is refused.

use proptest::prelude::*;

use crate::*;

async fn fetch(source: TokenSource) -> Result<Option<Secret>, TokenError> {
    source.fetch(&Home::empty().env(&[("T", "abc"), ("EMPTY", ""), ("BAD", "s3cret word")])).await
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
        assert!(text.contains(&format!("variable {unset}")) && text.contains("not set"), "{text}");
    }
    let text = refused(TokenSource::Env("BAD".into())).await;
    assert!(text.contains("position 7") && !text.contains("s3cret"), "{text}");
    assert_eq!(fetch(TokenSource::Ask).await.unwrap(), None);
    assert_eq!(given(TokenSource::Given(Secret::new("demo".into()))).await, "demo");
}

#[tokio::test]
async fn from_a_file_of_the_owner_alone() {
    let dir = tempfile::tempdir().unwrap();
    for contents in [&b"abc.def-_~+/="[..], b"abc.def-_~+/=\n", b"abc.def-_~+/=\r\n"] {
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
        assert!(text.ends_with(&format!("run: chmod 600 '{}'", path.display())), "{text}");
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
    assert!(std::process::Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    assert!(refused(TokenSource::File(fifo)).await.contains("no regular file"));
    assert!(refused(TokenSource::File("/none/at/all".into())).await.contains("can't be read"));
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
    assert_eq!(given(command("echo abc; echo second line of the entry")).await, "abc");
    assert_eq!(given(command("printf abc; echo warning >&2")).await, "abc");
    // Its input is empty, and more than is kept doesn't stop it.
    assert_eq!(
        given(command("cat; echo abc; head -c 300000 /dev/zero; head -c 300000 /dev/zero >&2")).await,
        "abc"
    );
}

#[tokio::test]
async fn a_command_that_gives_none_is_told_with_what_it_said() {
    let text = refused(command("echo s3cret; printf 'no \\033[31mkey\\n' >&2; exit 3")).await;
    assert!(text.contains("exit status: 3") && text.ends_with("It said: no [31mkey"), "{text}");
    assert!(!text.contains("s3cret"), "{text}");
    assert!(refused(command("no-such-command-at-all")).await.contains("exit status: 127"));
    assert!(refused(command("kill -9 $$")).await.contains("signal: 9"));
    assert!(refused(command("true")).await.contains("printed nothing"));
    let text = refused(command("echo; echo abc; echo locked >&2")).await;
    assert!(text.contains("printed nothing") && text.contains("locked"), "{text}");
    assert!(!refused(command("echo two s3crets")).await.contains("s3cret"));
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
