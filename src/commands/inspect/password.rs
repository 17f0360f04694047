//! Where a password comes from, when not from a person. Never from an argument.

use std::fmt;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::config::{Environment, FileFault, private_file};
use crate::domain::secret::Secret;
use crate::domain::text;

/// Why there is no password, though its source was named. Nothing of a password is in it.
#[derive(Debug)]
pub enum PasswordError {
    /// The variable isn't set. One that is set to nothing is an empty password.
    Unset {
        /// Its name.
        name: String,
    },
    /// The file can't be used.
    File {
        /// The file.
        path: PathBuf,
        /// Why not.
        fault: FileFault,
    },
    /// What was found is no password.
    Malformed {
        /// Where it was found.
        place: String,
        /// What is wrong, continuing a sentence.
        fault: &'static str,
    },
}

/// The password of the variable or the file, if either is named.
pub(super) fn given(
    variable: Option<&str>,
    file: Option<&Path>,
    env: &Environment,
) -> Result<Option<Secret>, PasswordError> {
    let (bytes, place) = match (variable, file) {
        (Some(name), _) => {
            let Some(value) = env.raw(name) else {
                return Err(PasswordError::Unset { name: name.to_owned() });
            };
            (Zeroizing::new(value.into_encoded_bytes()), format!("in {}", named(name)))
        }
        (None, Some(path)) => {
            let bytes =
                private_file(path).map_err(|fault| PasswordError::File { path: path.to_owned(), fault })?;
            (bytes, format!("in {}", shown(path)))
        }
        (None, None) => return Ok(None),
    };
    accept(&bytes).map(Some).map_err(|fault| PasswordError::Malformed { place, fault })
}

/// One line, without its end. Nothing is an empty password.
fn accept(bytes: &[u8]) -> Result<Secret, &'static str> {
    let line = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if line.iter().any(|byte| matches!(byte, b'\n' | b'\r')) {
        return Err("goes over several lines; it must be one");
    }
    std::str::from_utf8(line).map(Secret::copied).map_err(|_| "is not UTF-8 text")
}

/// A variable's name, unless it looks like something else that was given in its place: a password.
fn named(name: &str) -> String {
    let usual = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    match name.len() <= 64 && name.chars().all(usual) {
        true => name.to_owned(),
        false => "the variable of the name given (not repeated here)".to_owned(),
    }
}

fn shown(path: &Path) -> String {
    text::shown(&path.display().to_string())
}

impl fmt::Display for PasswordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unset { name } => {
                write!(f, "there is no password: {} is not set; set it, or use --password-file", named(name))
            }
            Self::Malformed { place, fault } => write!(f, "the password {place} {fault}"),
            Self::File { path, fault } => {
                let path = shown(path);
                match fault {
                    FileFault::Io(error) => write!(f, "the password file {path} can't be read: {error}"),
                    FileFault::NotAFile => {
                        write!(
                            f,
                            "the password file {path} is no regular file; name a file that holds the password"
                        )
                    }
                    FileFault::Open { mode } => write!(
                        f,
                        "the password file {path} can be used by others (mode {mode:04o}); run: chmod 600 '{path}'"
                    ),
                    FileFault::TooLarge => {
                        write!(f, "the password file {path} is larger than 64 KiB, too large for a password")
                    }
                }
            }
        }
    }
}

impl std::error::Error for PasswordError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::File { fault: FileFault::Io(error), .. } => Some(error),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn env(home: &Path) -> Environment {
        Environment::fixed([("PW", "s3cret, with spaces "), ("NONE", ""), ("LINES", "a\nb")], home)
    }

    #[test]
    fn a_variable_is_taken_as_it_is() {
        let home = tempfile::tempdir().unwrap();
        let env = env(home.path());
        let of = |name| given(Some(name), None, &env);
        assert_eq!(of("PW").unwrap().unwrap().expose(), "s3cret, with spaces ");
        assert_eq!(of("NONE").unwrap().unwrap().expose(), "");
        assert_eq!(
            of("GONE").unwrap_err().to_string(),
            "there is no password: GONE is not set; set it, or use --password-file"
        );
        assert_eq!(
            of("LINES").unwrap_err().to_string(),
            "the password in LINES goes over several lines; it must be one"
        );
        assert!(given(None, None, &env).unwrap().is_none());
    }

    #[test]
    fn a_password_given_in_place_of_a_name_is_not_repeated() {
        let home = tempfile::tempdir().unwrap();
        let error = given(Some("hunter2"), None, &env(home.path())).unwrap_err().to_string();
        assert!(!error.contains("hunter2"), "{error}");
    }

    #[test]
    fn a_file_is_one_line_and_its_owners() {
        let home = tempfile::tempdir().unwrap();
        let (env, path) = (env(home.path()), home.path().join("pw"));
        let of = |content: &[u8], mode: u32| {
            fs::write(&path, content).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            given(None, Some(&path), &env)
        };
        for (content, expected) in [
            (&b"change it\n"[..], "change it"),
            (b"a\r\n", "a"),
            (b"\n", ""),
            (b"", ""),
            ("pä".as_bytes(), "pä"),
        ] {
            assert_eq!(of(content, 0o600).unwrap().unwrap().expose(), expected);
        }
        let error = |content: &[u8], mode| {
            of(content, mode).unwrap_err().to_string().replace(home.path().to_str().unwrap(), "HOME")
        };
        assert_eq!(
            error(b"hunter2", 0o640),
            "the password file HOME/pw can be used by others (mode 0640); run: chmod 600 'HOME/pw'"
        );
        assert_eq!(
            error(b"a\nb\n", 0o600),
            "the password in HOME/pw goes over several lines; it must be one"
        );
        assert_eq!(error(b"\xff", 0o600), "the password in HOME/pw is not UTF-8 text");
        assert_eq!(
            error(&[b'x'; 70_000], 0o600),
            "the password file HOME/pw is larger than 64 KiB, too large for a password"
        );
        fs::remove_file(&path).unwrap();
        let gone = given(None, Some(&path), &env).unwrap_err().to_string();
        assert!(gone.contains("can't be read: No such file"), "{gone}");
        let directory = given(None, Some(home.path()), &env).unwrap_err().to_string();
        assert!(directory.contains("is no regular file"), "{directory}");
    }
}
