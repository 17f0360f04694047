//! The configuration file: TOML, one table for each profile.
//!
//! The tables are walked by hand, not deserialised, so that everything wrong is said at once, each with its
//! line and with what would be right.

use std::fmt::Display;
use std::io::{self, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Duration;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::environment::Environment;
use super::error::{ConfigError, Origin, Problem};
use super::options::Given;
use super::server::Server;
use super::suggest::nearest;
use super::token::TokenSource;
use super::value::{self, ApiChoice, ValueError};

/// More than any configuration; what is larger is some other file.
const LARGEST: u64 = 1024 * 1024;

/// What a profile can say.
const KEYS: [&str; 12] = [
    "server",
    "token_env",
    "token_file",
    "token_command",
    "ca_cert",
    "read_only",
    "project",
    "allow_http",
    "api",
    "connect_timeout",
    "read_timeout",
    "update_timeout",
];

/// A configuration file that was read.
#[derive(Clone, Debug)]
pub(super) struct ConfigFile {
    pub path: PathBuf,
    /// In the order of the file.
    pub profiles: Vec<Profile>,
}

/// One profile, its paths already expanded.
#[derive(Clone, Debug)]
pub(super) struct Profile {
    pub name: String,
    pub server: Server,
    pub token: Option<TokenSource>,
    pub ca_cert: Option<PathBuf>,
    pub read_only: bool,
    pub project: Option<String>,
    pub allow_http: Option<bool>,
    pub api: Option<ApiChoice>,
    pub timeouts: ProfileTimeouts,
}

/// The time limits that a profile sets.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ProfileTimeouts {
    pub connect: Option<Duration>,
    pub read: Option<Duration>,
    pub update: Option<Duration>,
}

impl ConfigFile {
    /// Reads the file; `None` when there is none.
    pub(super) fn read(path: &Path, env: &Environment) -> Result<Option<Self>, ConfigError> {
        let unreadable = |source| ConfigError::Unreadable {
            path: path.to_owned(),
            source,
        };
        match read_text(path) {
            Ok(text) => Self::parse(&text, path, env).map(Some),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(unreadable(error)),
        }
    }

    fn parse(text: &str, path: &Path, env: &Environment) -> Result<Self, ConfigError> {
        let base = path.parent().unwrap_or(Path::new(""));
        let mut walk = Walk {
            text,
            base,
            env,
            problems: Vec::new(),
        };
        let profiles = match DeTable::parse(text) {
            Ok(root) => walk.root(root.get_ref()),
            Err(error) => {
                walk.problem(error.span().unwrap_or(0..0), error.message());
                Vec::new()
            }
        };
        let mut problems = walk.problems;
        if problems.is_empty() {
            return Ok(Self {
                path: path.to_owned(),
                profiles,
            });
        }
        problems.sort_by_key(|problem| (problem.line, problem.column));
        Err(ConfigError::Invalid {
            path: path.to_owned(),
            problems,
        })
    }

    /// The profile of this name, which `origin` asks for.
    pub(super) fn profile(&self, name: &str, origin: &Origin) -> Result<&Profile, ConfigError> {
        if let Some(profile) = self.profiles.iter().find(|profile| profile.name == name) {
            return Ok(profile);
        }
        let known: Vec<String> = self.profiles.iter().map(|p| p.name.clone()).collect();
        Err(ConfigError::UnknownProfile {
            name: name.to_owned(),
            origin: origin.clone(),
            path: self.path.clone(),
            meant: nearest(name, known.iter().map(String::as_str)).map(str::to_owned),
            known,
        })
    }
}

impl Profile {
    /// The profile's own address.
    pub(super) fn address(&self) -> Given<Server> {
        Given {
            value: self.server.clone(),
            origin: Origin::Profile(self.name.clone()),
        }
    }
}

fn read_text(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    let file = std::fs::File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(io::Error::other("it is a directory"));
    }
    if file.take(LARGEST + 1).read_to_string(&mut text)? as u64 > LARGEST {
        return Err(io::Error::other(
            "it is larger than 1 MiB, too large for a configuration",
        ));
    }
    Ok(text)
}

/// A key or a value, with its place in the file.
type Key<'a> = Spanned<std::borrow::Cow<'a, str>>;
type Value<'a> = Spanned<DeValue<'a>>;

/// Goes through the tables and notes what is wrong.
struct Walk<'a> {
    text: &'a str,
    base: &'a Path,
    env: &'a Environment,
    problems: Vec<Problem>,
}

impl Walk<'_> {
    fn root(&mut self, root: &DeTable<'_>) -> Vec<Profile> {
        let mut profiles = Vec::new();
        for (key, value) in in_order(root) {
            match (key.get_ref().as_ref(), value.get_ref().as_table()) {
                ("profiles", Some(table)) => {
                    let found = in_order(table).into_iter();
                    profiles.extend(found.filter_map(|(name, value)| self.profile(name, value)));
                }
                ("profiles", None) => {
                    self.problem(value.span(), "profiles are tables: write [profiles.NAME]");
                }
                (other, _) if KEYS.contains(&other) => self.problem(
                    key.span(),
                    format!(
                        "`{other}` belongs to a profile: write [profiles.NAME] in a line above it"
                    ),
                ),
                (other, _) => self.unknown(key.span(), other, &["profiles"]),
            }
        }
        profiles
    }

    /// A profile, unless what makes it one is missing or wrong.
    fn profile(&mut self, name: &Key<'_>, value: &Value<'_>) -> Option<Profile> {
        if let Err(error) = value::profile(name.get_ref()) {
            self.problem(name.span(), error);
        }
        let Some(table) = value.get_ref().as_table() else {
            let text = format!("a profile is a table: write [profiles.{}]", name.get_ref());
            self.problem(name.span(), text);
            return None;
        };
        let mut server = None;
        let mut token: Option<(String, TokenSource)> = None;
        let mut profile = Partial::default();
        for (key, value) in in_order(table) {
            let key_name = key.get_ref().as_ref();
            match key_name {
                "server" => server = Some(self.string(key, value, str::parse::<Server>)),
                "token_env" | "token_file" | "token_command" => {
                    let source = self.token_source(key, value);
                    match &token {
                        Some((first, _)) => {
                            let text = format!(
                                "`{key_name}`: `{first}` already says where the token comes from; keep one of them"
                            );
                            self.problem(key.span(), text);
                        }
                        None => token = source.map(|source| (key_name.to_owned(), source)),
                    }
                }
                "ca_cert" => profile.ca_cert = self.path(key, value),
                "read_only" => profile.read_only = self.boolean(key, value),
                "allow_http" => profile.allow_http = self.boolean(key, value),
                "project" => profile.project = self.string(key, value, value::project),
                "api" => profile.api = self.api(key, value),
                "connect_timeout" => {
                    profile.timeouts.connect = self.string(key, value, value::timeout)
                }
                "read_timeout" => profile.timeouts.read = self.string(key, value, value::timeout),
                "update_timeout" => {
                    profile.timeouts.update = self.string(key, value, value::timeout)
                }
                other => self.unknown(key.span(), other, &KEYS),
            }
        }
        if server.is_none() {
            let text = format!(
                "the profile {} has no server: add server = \"https://gateway.example.com\"",
                name.get_ref()
            );
            self.problem(name.span(), text);
        }
        Some(Profile {
            name: name.get_ref().as_ref().to_owned(),
            server: server??,
            token: token.map(|(_, source)| source),
            ca_cert: profile.ca_cert,
            read_only: profile.read_only.unwrap_or(false),
            project: profile.project,
            allow_http: profile.allow_http,
            api: profile.api,
            timeouts: profile.timeouts,
        })
    }

    fn token_source(&mut self, key: &Key<'_>, value: &Value<'_>) -> Option<TokenSource> {
        match key.get_ref().as_ref() {
            "token_env" => self
                .string(key, value, value::variable)
                .map(TokenSource::Env),
            "token_file" => self.path(key, value).map(TokenSource::File),
            _ => self
                .string(key, value, value::command)
                .map(TokenSource::Command),
        }
    }

    fn string<T, E: Display>(
        &mut self,
        key: &Key<'_>,
        value: &Value<'_>,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let Some(text) = value.get_ref().as_str() else {
            self.wrong_type(key, value, "a text in quotes");
            return None;
        };
        parse(text)
            .map_err(|error| self.problem(value.span(), format!("`{}`: {error}", key.get_ref())))
            .ok()
    }

    fn path(&mut self, key: &Key<'_>, value: &Value<'_>) -> Option<PathBuf> {
        let (base, env) = (self.base, self.env);
        self.string(key, value, |text| match text {
            "" => Err("write the path of a file; ~ is your home directory"),
            text => Ok(env.expand(Path::new(text), base)),
        })
    }

    fn boolean(&mut self, key: &Key<'_>, value: &Value<'_>) -> Option<bool> {
        let found = value.get_ref().as_bool();
        if found.is_none() {
            self.wrong_type(key, value, "true or false, without quotes");
        }
        found
    }

    fn api(&mut self, key: &Key<'_>, value: &Value<'_>) -> Option<ApiChoice> {
        let number = value
            .get_ref()
            .as_integer()
            .filter(|number| number.radix() == 10);
        match number {
            Some(number) => value::api(number.as_str())
                .map_err(|error: ValueError| self.problem(value.span(), format!("`api`: {error}")))
                .ok(),
            None => self.string(key, value, value::api),
        }
    }

    fn wrong_type(&mut self, key: &Key<'_>, value: &Value<'_>, right: &str) {
        let found = value.get_ref().type_str();
        let text = format!(
            "`{}` must be {right}; this is of the type {found}",
            key.get_ref()
        );
        self.problem(value.span(), text);
    }

    fn unknown(&mut self, span: Range<usize>, key: &str, known: &[&str]) {
        let hint = match nearest(key, known.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("known here: {}", known.join(", ")),
        };
        self.problem(span, format!("unknown key `{key}`; {hint}"));
    }

    fn problem(&mut self, span: Range<usize>, message: impl Display) {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        self.problems.push(Problem {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            message: message.to_string(),
        });
    }
}

/// What a profile may say besides its server and its token source.
#[derive(Default)]
struct Partial {
    ca_cert: Option<PathBuf>,
    read_only: Option<bool>,
    project: Option<String>,
    allow_http: Option<bool>,
    api: Option<ApiChoice>,
    timeouts: ProfileTimeouts,
}

/// The entries in the order of the file; the parser's map sorts them by name.
fn in_order<'t, 'a>(table: &'t DeTable<'a>) -> Vec<(&'t Key<'a>, &'t Value<'a>)> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
}
