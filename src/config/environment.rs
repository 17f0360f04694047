//! What surrounds the process: its variables and the user's directories, passed in so that a test can
//! say what they are.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use directories::ProjectDirs;

/// The process's surroundings, or those of a test.
#[derive(Clone)]
pub struct Environment {
    variables: Variables,
    home: Option<PathBuf>,
    config_dir: Option<PathBuf>,
    state_dir: Option<PathBuf>,
}

#[derive(Clone)]
enum Variables {
    Process,
    Fixed(BTreeMap<OsString, OsString>),
}

impl Environment {
    /// The real ones. Variables are read when asked for: no copy of the tokens among them is kept.
    pub fn of_process() -> Self {
        let own = ProjectDirs::from("", "", "keywright");
        // Only the XDG specification has a place for state; elsewhere it is data of this machine.
        let state = |dirs: &ProjectDirs| dirs.state_dir().unwrap_or(dirs.data_local_dir()).to_owned();
        Self {
            variables: Variables::Process,
            home: directories::BaseDirs::new().map(|dirs| dirs.home_dir().to_owned()),
            config_dir: own.as_ref().map(|dirs| dirs.config_dir().to_owned()),
            state_dir: own.as_ref().map(state),
        }
    }

    /// Only these variables, with `home` as the home directory, `home/.config/keywright` for the
    /// configuration and `home/.local/state/keywright` for the state.
    pub fn fixed<K, V>(variables: impl IntoIterator<Item = (K, V)>, home: &Path) -> Self
    where
        K: Into<OsString>,
        V: Into<OsString>,
    {
        let pairs = variables.into_iter().map(|(k, v)| (k.into(), v.into()));
        Self {
            variables: Variables::Fixed(pairs.collect()),
            home: Some(home.to_owned()),
            config_dir: Some(home.join(".config/keywright")),
            state_dir: Some(home.join(".local/state/keywright")),
        }
    }

    /// A variable as it is set, be it empty.
    pub fn raw(&self, name: &str) -> Option<OsString> {
        match &self.variables {
            Variables::Process => std::env::var_os(name),
            Variables::Fixed(map) => map.get(std::ffi::OsStr::new(name)).cloned(),
        }
    }

    /// The names of the variables that begin so, in no order; those that aren't UTF-8 are left out.
    pub fn names_with(&self, prefix: &str) -> Vec<String> {
        let names: Vec<OsString> = match &self.variables {
            Variables::Process => std::env::vars_os().map(|(name, _)| name).collect(),
            Variables::Fixed(map) => map.keys().cloned().collect(),
        };
        let names = names.into_iter().filter_map(|name| name.into_string().ok());
        names.filter(|name| name.starts_with(prefix)).collect()
    }

    /// A variable that is set to something, as text; `None` where it isn't UTF-8.
    pub fn text(&self, name: &str) -> Option<String> {
        self.var(name)?.into_string().ok()
    }

    /// A variable that is set to something; an empty one counts as not set.
    pub fn var(&self, name: &str) -> Option<OsString> {
        self.raw(name).filter(|value| !value.is_empty())
    }

    /// Where the configuration file is looked for; `None` without a home directory.
    pub fn config_file(&self) -> Option<PathBuf> {
        self.config_dir.as_ref().map(|dir| dir.join("config.toml"))
    }

    /// Where backups, journal and drafts are kept; `None` without a home directory.
    pub fn state_dir(&self) -> Option<PathBuf> {
        self.state_dir.clone()
    }

    /// The path with a leading `~` replaced by the home directory, and taken from `base` when relative.
    ///
    /// `~name` is left as it is: another user's home isn't looked up.
    pub fn expand(&self, path: &Path, base: &Path) -> PathBuf {
        match (path.strip_prefix("~"), &self.home) {
            (Ok(rest), Some(home)) => home.join(rest),
            _ => base.join(path),
        }
    }
}

impl fmt::Debug for Environment {
    /// Without the variables, among which are tokens.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Environment")
            .field("home", &self.home)
            .field("config_dir", &self.config_dir)
            .field("state_dir", &self.state_dir)
            .finish_non_exhaustive()
    }
}
