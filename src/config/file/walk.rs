//! Goes through the tables by hand, not by deserialising them, so that everything wrong is said at once,
//! each with its line and with what would be right.

use std::borrow::Cow;
use std::fmt::Display;
use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Profile, ProfileBackup, ProfileTimeouts};
use crate::config::environment::Environment;
use crate::config::error::Problem;
use crate::config::server::Server;
use crate::config::settings::ClientFiles;
use crate::config::suggest::nearest;
use crate::config::token::TokenSource;
use crate::config::value::{self, ApiChoice, Fingerprint, ValueError};
use crate::domain::java::Java;

/// What a profile can say.
const KEYS: [&str; 21] = [
    "server",
    "token_env",
    "token_file",
    "token_command",
    "ca_cert",
    "server_fingerprint",
    "client_cert",
    "client_key",
    "read_only",
    "project",
    "allow_http",
    "api",
    "expires_within",
    "gateway_java",
    "connect_timeout",
    "read_timeout",
    "update_timeout",
    "read_back_timeout",
    "backup",
    "backup_recipient",
    "backups_kept",
];

/// The profiles in the order of the text, or all that is wrong in it. `base` is where relative paths start.
pub(super) fn profiles(text: &str, base: &Path, env: &Environment) -> Result<Vec<Profile>, Vec<Problem>> {
    let mut walk = Walk { text, base, env, problems: Vec::new() };
    let profiles = match DeTable::parse(text) {
        Ok(root) => walk.root(root.get_ref()),
        Err(error) => {
            walk.problem(error.span().unwrap_or(0..0), error.message());
            Vec::new()
        }
    };
    let mut problems = walk.problems;
    if problems.is_empty() {
        return Ok(profiles);
    }
    problems.sort_by_key(|problem| (problem.line, problem.column));
    Err(problems)
}

/// A key or a value, with its place in the file.
type Key<'a> = Spanned<Cow<'a, str>>;
type Value<'a> = Spanned<DeValue<'a>>;

/// Notes what is wrong on its way.
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
                    format!("`{other}` belongs to a profile: write [profiles.NAME] in a line above it"),
                ),
                (other, _) => self.unknown(key.span(), other, &["profiles"]),
            }
        }
        profiles
    }

    /// A profile, unless what makes it one is missing or wrong.
    fn profile(&mut self, name: &Key<'_>, value: &Value<'_>) -> Option<Profile> {
        let shown = name.get_ref().escape_debug();
        if let Err(error) = value::profile(name.get_ref()) {
            self.problem(name.span(), error);
        }
        let Some(table) = value.get_ref().as_table() else {
            let text = format!("a profile is a table: write [profiles.{shown}]");
            self.problem(name.span(), text);
            return None;
        };
        let mut profile = Partial::default();
        let mut has_server = false;
        for (key, value) in in_order(table) {
            has_server |= key.get_ref() == "server";
            self.setting(&mut profile, key, value);
        }
        if !table.contains_key("client_cert")
            && let Some((key, _)) = in_order(table).into_iter().find(|(key, _)| key.get_ref() == "client_key")
        {
            self.problem(
                key.span(),
                "`client_key`: name the certificate that the key belongs to by client_cert",
            );
        }
        if !has_server {
            let text =
                format!("the profile {shown} has no server: add server = \"https://gateway.example.com\"");
            self.problem(name.span(), text);
        }
        Some(Profile {
            name: name.get_ref().as_ref().to_owned(),
            server: profile.server?,
            token: profile.token.map(|(_, source)| source),
            ca_cert: profile.ca_cert,
            pin: profile.pin,
            client: profile
                .client_cert
                .map(|certificate| ClientFiles { certificate, key: profile.client_key }),
            read_only: profile.read_only.unwrap_or(false),
            project: profile.project,
            allow_http: profile.allow_http,
            api: profile.api,
            expires_within: profile.expires_within,
            gateway_java: profile.gateway_java,
            timeouts: profile.timeouts,
            backup: profile.backup,
        })
    }

    /// One line of a profile; [`KEYS`] lists what is matched here.
    fn setting(&mut self, profile: &mut Partial, key: &Key<'_>, value: &Value<'_>) {
        let time = &mut profile.timeouts;
        match key.get_ref().as_ref() {
            "server" => profile.server = self.string(key, value, str::parse),
            "token_env" | "token_file" | "token_command" => self.token(profile, key, value),
            "ca_cert" => profile.ca_cert = self.path(key, value),
            "server_fingerprint" => profile.pin = self.string(key, value, value::fingerprint),
            "client_cert" => profile.client_cert = self.path(key, value),
            "client_key" => profile.client_key = self.path(key, value),
            "read_only" => profile.read_only = self.boolean(key, value),
            "allow_http" => profile.allow_http = self.boolean(key, value),
            "project" => profile.project = self.string(key, value, value::project),
            "api" => profile.api = self.number(key, value, value::api),
            "expires_within" => profile.expires_within = self.number(key, value, value::days),
            "gateway_java" => profile.gateway_java = self.number(key, value, value::java),
            "connect_timeout" => time.connect = self.string(key, value, value::timeout),
            "read_timeout" => time.read = self.string(key, value, value::timeout),
            "update_timeout" => time.update = self.string(key, value, value::timeout),
            "read_back_timeout" => time.read_back = self.string(key, value, value::timeout),
            "backup" => profile.backup.on = self.boolean(key, value),
            "backup_recipient" => profile.backup.recipient = self.string(key, value, value::recipient),
            "backups_kept" => profile.backup.kept = self.number(key, value, value::backups_kept),
            other => self.unknown(key.span(), other, &KEYS),
        }
    }

    /// A profile has one token source at most.
    fn token(&mut self, profile: &mut Partial, key: &Key<'_>, value: &Value<'_>) {
        let name = key.get_ref().as_ref();
        let source = match name {
            "token_env" => self.string(key, value, value::variable).map(TokenSource::Env),
            "token_file" => self.path(key, value).map(TokenSource::File),
            _ => self.string(key, value, value::command).map(TokenSource::Command),
        };
        match &profile.token {
            Some((first, _)) => {
                let text =
                    format!("`{name}`: `{first}` already says where the token comes from; keep one of them");
                self.problem(key.span(), text);
            }
            None => profile.token = source.map(|source| (name.to_owned(), source)),
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
        parse(text).map_err(|error| self.problem(value.span(), format!("`{}`: {error}", key.get_ref()))).ok()
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

    /// A number, with and without quotes.
    fn number<T>(
        &mut self,
        key: &Key<'_>,
        value: &Value<'_>,
        parse: fn(&str) -> Result<T, ValueError>,
    ) -> Option<T> {
        let number = value.get_ref().as_integer().filter(|number| number.radix() == 10);
        match number {
            Some(number) => parse(number.as_str())
                .map_err(|error| self.problem(value.span(), format!("`{}`: {error}", key.get_ref())))
                .ok(),
            None => self.string(key, value, parse),
        }
    }

    fn wrong_type(&mut self, key: &Key<'_>, value: &Value<'_>, right: &str) {
        let found = value.get_ref().type_str();
        let text = format!("`{}` must be {right}; this is of the type {found}", key.get_ref());
        self.problem(value.span(), text);
    }

    fn unknown(&mut self, span: Range<usize>, key: &str, known: &[&str]) {
        let hint = match nearest(key, known.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("known here: {}", known.join(", ")),
        };
        self.problem(span, format!("unknown key `{}`; {hint}", key.escape_debug()));
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

/// A profile in the making.
#[derive(Default)]
struct Partial {
    server: Option<Server>,
    /// The token source and the key that named it.
    token: Option<(String, TokenSource)>,
    ca_cert: Option<PathBuf>,
    pin: Option<Fingerprint<32>>,
    client_cert: Option<PathBuf>,
    client_key: Option<PathBuf>,
    read_only: Option<bool>,
    project: Option<String>,
    allow_http: Option<bool>,
    api: Option<ApiChoice>,
    expires_within: Option<u32>,
    gateway_java: Option<Java>,
    timeouts: ProfileTimeouts,
    backup: ProfileBackup,
}

/// The entries in the order of the file; the parser's map sorts them by name.
fn in_order<'t, 'a>(table: &'t DeTable<'a>) -> Vec<(&'t Key<'a>, &'t Value<'a>)> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
}
