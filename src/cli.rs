//! The command line: clap types only.
//!
//! clap sees the options; the environment variables beside them are read by [`crate::config`], so that
//! an option can outrank a variable of its group and an error names what was really set.
//! The doc comments of this file are the text of `--help`.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::config::{ApiChoice, value};
use crate::domain::file::StoreType;
use crate::domain::java::Java;

/// Browse, edit and deploy the keystores of an Apinizer API gateway.
///
/// keywright edits a keystore's environment list, lets you choose how far the change cascades to the JWKs
/// that were made from it, deploys it, and shows what came of it on every environment and pod.
#[derive(Clone, Debug, Default, Parser)]
#[command(name = "keywright", version, max_term_width = 100)]
#[command(after_help = EXAMPLES, after_long_help = format!("{EXAMPLES}\n\n{DETAILS}"))]
pub struct Cli {
    #[command(flatten)]
    // No doc comments here: they would become help text.
    pub gateway: GatewayArgs,
    #[command(flatten)]
    pub token: TokenArgs,
    #[command(flatten)]
    pub safety: SafetyArgs,
    #[command(flatten)]
    pub backup: BackupArgs,
    #[command(flatten)]
    pub connection: ConnectionArgs,
    #[command(flatten)]
    pub program: ProgramArgs,
    /// What to do instead of opening the screen.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Which gateway, and what of it.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Gateway")]
pub struct GatewayArgs {
    /// Manage the gateway at this address, with or without `/apiops` [env: KEYWRIGHT_SERVER].
    ///
    /// Without --profile, no profile is used. With it, this replaces the profile's address.
    #[arg(long, value_name = "URL")]
    pub server: Option<String>,

    /// Use this profile of the configuration file [env: KEYWRIGHT_PROFILE].
    ///
    /// With several profiles and none named, the program asks on screen.
    #[arg(long, value_name = "NAME", value_parser = value::profile)]
    pub profile: Option<String>,

    /// Try keywright on an embedded gateway [env: KEYWRIGHT_DEMO].
    ///
    /// Nothing outside the process is touched.
    #[arg(long, conflicts_with_all = ["server", "profile", "TokenArgs"])]
    pub demo: bool,

    /// Open this project at the start [env: KEYWRIGHT_PROJECT].
    #[arg(long, value_name = "NAME", value_parser = value::project)]
    pub project: Option<String>,

    /// Take the server to speak this generation of the API, 1 or 2 [env: KEYWRIGHT_API].
    ///
    /// Only needed where the generation can't be learnt from what the server holds.
    #[arg(long, value_name = "1|2", value_parser = value::api)]
    pub api: Option<ApiChoice>,
}

/// Where the token comes from. Never from an argument: other users of the machine can read those.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Token (one of these; otherwise KEYWRIGHT_TOKEN, otherwise a prompt)")]
#[group(multiple = false)]
pub struct TokenArgs {
    /// Read the token from the environment variable of this name [env: KEYWRIGHT_TOKEN_ENV].
    // No `value_parser`: clap's error would print a token that was given by mistake.
    #[arg(long, value_name = "NAME")]
    pub token_env: Option<String>,

    /// Read the token from this file; refused when others can read it [env: KEYWRIGHT_TOKEN_FILE].
    #[arg(long, value_name = "PATH")]
    pub token_file: Option<PathBuf>,

    /// Take the first line that this shell command prints [env: KEYWRIGHT_TOKEN_COMMAND].
    ///
    /// For example `pass show gateway`. It has 60 s and may not ask anything on the terminal. The command is seen
    /// in the list of processes: it must not hold the token itself.
    #[arg(long, value_name = "CMD")]
    pub token_command: Option<String>,
}

/// What may not, or may, be done.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Safety")]
pub struct SafetyArgs {
    /// Browse only: nothing is built that could send a change [env: KEYWRIGHT_READ_ONLY].
    ///
    /// A profile's `read_only = true` does the same, and no option or variable takes it back.
    #[arg(long)]
    pub read_only: bool,

    /// Allow plain http to a host other than this machine [env: KEYWRIGHT_ALLOW_HTTP].
    ///
    /// The token can then be read on its way.
    #[arg(long)]
    pub allow_http: bool,

    /// Warn of a certificate that is over within so many days (default 30) [env: KEYWRIGHT_EXPIRES_WITHIN].
    #[arg(long, value_name = "DAYS", value_parser = value::days)]
    pub expires_within: Option<u32>,

    /// The gateway runs this Java: 17, 11.0.20, 8u401 [env: KEYWRIGHT_GATEWAY_JAVA].
    ///
    /// Then a file is warned of where this release can't read it; otherwise where any can't since 8.
    /// Of 8 and 11 name the update too: only the later ones read what openssl 3 and keytool 17 make.
    #[arg(long, value_name = "VERSION", value_parser = value::java)]
    pub gateway_java: Option<Java>,
}

/// What is kept of a keystore before it is updated.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Backups")]
pub struct BackupArgs {
    /// Don't keep the version before an update [env: KEYWRIGHT_NO_BACKUP].
    ///
    /// The journal then says so.
    #[arg(long, conflicts_with = "backup_recipient")]
    pub no_backup: bool,

    /// Encrypt backups to this age recipient [env: KEYWRIGHT_BACKUP_RECIPIENT].
    ///
    /// Only its identity can read them then: `age -d -i IDENTITY FILE`.
    // No `value_parser`: clap's error would print an identity that was given by mistake.
    #[arg(long, value_name = "AGE1...")]
    pub backup_recipient: Option<String>,

    /// Keep this many versions of each keystore (default 20) [env: KEYWRIGHT_BACKUPS_KEPT].
    #[arg(long, value_name = "N", value_parser = value::backups_kept)]
    pub backups_kept: Option<NonZeroUsize>,
}

/// How the gateway is reached.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Connection")]
pub struct ConnectionArgs {
    /// Trust the certificates of this PEM file besides the system's [env: KEYWRIGHT_CA_CERT].
    #[arg(long, value_name = "PATH")]
    pub ca_cert: Option<PathBuf>,

    /// Take only the server with this certificate, by its SHA-256 [env: KEYWRIGHT_SERVER_FINGERPRINT].
    ///
    /// As keytool, openssl and browsers show it. It is then believed even if it signed itself, and no other is,
    /// whoever signed that.
    #[arg(long, value_name = "SHA256", value_parser = value::fingerprint)]
    pub server_fingerprint: Option<value::Fingerprint<32>>,

    /// Show this certificate to a server that asks for one, PEM with its chain [env: KEYWRIGHT_CLIENT_CERT].
    #[arg(long, value_name = "PATH")]
    pub client_cert: Option<PathBuf>,

    /// Its private key, PEM, if not in the same file [env: KEYWRIGHT_CLIENT_KEY].
    ///
    /// Refused when others can read the file. It may not be encrypted: keywright asks for no passphrase.
    #[arg(long, value_name = "PATH")]
    pub client_key: Option<PathBuf>,

    /// Give up connecting after this time (default 10s) [env: KEYWRIGHT_CONNECT_TIMEOUT].
    #[arg(long, value_name = "DURATION", value_parser = value::timeout)]
    pub connect_timeout: Option<Duration>,

    /// Give up reading after this time without a byte (default 60s) [env: KEYWRIGHT_READ_TIMEOUT].
    #[arg(long, value_name = "DURATION", value_parser = value::timeout)]
    pub read_timeout: Option<Duration>,

    /// Wait this long for the result of an update (default 180s) [env: KEYWRIGHT_UPDATE_TIMEOUT].
    #[arg(long, value_name = "DURATION", value_parser = value::timeout)]
    pub update_timeout: Option<Duration>,

    /// Look for an update that wasn't answered so long (default 60s) [env: KEYWRIGHT_READ_BACK_TIMEOUT].
    ///
    /// What is stored is read back every 5 s: a deployment may still be running. Only then is it said that the
    /// update was not applied, or that its outcome is unknown.
    #[arg(long, value_name = "DURATION", value_parser = value::timeout)]
    pub read_back_timeout: Option<Duration>,
}

/// The program itself.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Program")]
pub struct ProgramArgs {
    /// Read this configuration file instead of the usual one [env: KEYWRIGHT_CONFIG].
    #[arg(long, value_name = "PATH")]
    pub config: Option<PathBuf>,

    /// Append what is asked and answered to this file, without secrets [env: KEYWRIGHT_LOG].
    #[arg(long, value_name = "PATH")]
    pub log_file: Option<PathBuf>,

    /// Keep backups, journal and drafts in this directory [env: KEYWRIGHT_STATE_DIR].
    ///
    /// Only you may be able to write to it. The usual one is `~/.local/state/keywright`, on macOS
    /// `~/Library/Application Support/keywright`. The demo keeps nothing unless this is given.
    #[arg(long, value_name = "PATH")]
    pub state_dir: Option<PathBuf>,

    /// Draw with ASCII characters only [env: KEYWRIGHT_ASCII].
    #[arg(long)]
    pub ascii: bool,
}

/// The subcommands, which need no screen.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Say where the configuration file is, or what can be in it.
    #[command(subcommand)]
    Config(ConfigCommand),

    /// Say what is in a keystore file, and what is wrong with it.
    ///
    /// No gateway and no configuration are asked. Without an option for its password it is asked for, where
    /// standard input is a terminal; else the file is opened without one. A password is never an argument: other
    /// users of the machine can read those.
    Inspect(InspectArgs),

    /// Print the journal: every update, the newest first.
    History(HistoryArgs),

    /// Run the demo gateway alone, until Ctrl-C.
    DemoGateway(DemoGatewayArgs),
}

/// What to print about the configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Subcommand)]
pub enum ConfigCommand {
    /// Print the path of the configuration file, whether it exists or not.
    Path,
    /// Print a commented configuration file to start from.
    Sample,
}

/// Which file is inspected, and how.
#[derive(Args, Clone, Debug)]
#[command(after_help = INSPECT_EXAMPLES)]
pub struct InspectArgs {
    /// The keystore file: JKS or PKCS#12 (a JCEKS is read too, but no gateway takes it).
    pub file: PathBuf,

    /// Take the password from the environment variable of this name.
    // No `value_parser`: clap's error would print a password that was given by mistake.
    #[arg(long, value_name = "NAME", conflicts_with = "password_file")]
    pub password_env: Option<String>,

    /// Take the password from this file, which holds one line; refused when others can read it.
    #[arg(long, value_name = "PATH")]
    pub password_file: Option<PathBuf>,

    /// Judge the entry of this alias; without it, the only key or the only entry.
    #[arg(long, value_name = "ALIAS")]
    pub alias: Option<String>,

    /// Compare with this file: the one that is to be replaced.
    #[arg(long, value_name = "OLD")]
    pub against: Option<PathBuf>,

    /// Take OLD's password from the environment variable of this name.
    ///
    /// Where OLD needs a password and none is given, that of the file is tried, then it is asked for.
    #[arg(long, value_name = "NAME", requires = "against", conflicts_with = "against_password_file")]
    pub against_password_env: Option<String>,

    /// Take OLD's password from this file, which holds one line; refused when others can read it.
    #[arg(long, value_name = "PATH", requires = "against")]
    pub against_password_file: Option<PathBuf>,

    /// Compare with OLD's entry of this alias; without it, --alias where OLD has it, else OLD's only key.
    #[arg(long, value_name = "ALIAS", requires = "against")]
    pub against_alias: Option<String>,

    /// Say whether this is the file's type, as a gateway would be told.
    #[arg(long = "type", value_name = "JKS|PKCS12", value_parser = value::store_type)]
    pub store_type: Option<StoreType>,

    /// Warn of a certificate that is over within so many days (default 30) [env: KEYWRIGHT_EXPIRES_WITHIN].
    #[arg(long, value_name = "DAYS", value_parser = value::days)]
    pub expires_within: Option<u32>,

    /// The gateway runs this Java: 17, 11.0.20, 8u401 [env: KEYWRIGHT_GATEWAY_JAVA].
    ///
    /// Then a file is warned of where this release can't read it; otherwise where any can't since 8.
    #[arg(long, value_name = "VERSION", value_parser = value::java)]
    pub gateway_java: Option<Java>,

    /// Print a table to be read, or one JSON document for a script.
    #[arg(long, value_name = "FORM", value_enum, default_value_t = InspectOutput::Table)]
    pub output: InspectOutput,
}

/// How `inspect` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum InspectOutput {
    /// For people, 80 columns wide.
    Table,
    /// For scripts: docs/inspect.md.
    Json,
}

/// What of the journal is printed, and how.
#[derive(Args, Clone, Debug, PartialEq, Eq)]
#[command(after_help = HISTORY_DETAILS)]
pub struct HistoryArgs {
    /// Only updates of keystores of this project.
    #[arg(long, value_name = "NAME")]
    pub project: Option<String>,

    /// Only updates of the keystore of this name, before or after a renaming.
    #[arg(long, value_name = "NAME")]
    pub keystore: Option<String>,

    /// At most this many updates.
    #[arg(long, value_name = "N", default_value = "50", value_parser = clap::value_parser!(u64).range(1..))]
    pub limit: u64,

    /// A table for the eyes, or JSON for scripts.
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub output: Output,
}

/// How a subcommand prints what it found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Output {
    /// Lines of at most 80 columns.
    Table,
    /// One JSON document.
    Json,
}

/// How the demo gateway runs.
#[derive(Args, Clone, Debug)]
pub struct DemoGatewayArgs {
    /// Listen on this port of 127.0.0.1; 0 lets the system choose one.
    #[arg(long, value_name = "N")]
    pub port: u16,

    /// Take this long for each pod of a deployment, `0s` for no time at all.
    #[arg(long, value_name = "DURATION", value_parser = value::pace)]
    pub pace: Option<Duration>,
}

/// A setting's two names outside of the configuration file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name {
    /// The option, with its dashes.
    pub option: &'static str,
    /// The environment variable.
    pub variable: &'static str,
}

macro_rules! names {
    ($($constant:ident $option:literal $variable:literal)*) => {
        /// Every option's names.
        pub mod names {
            use super::Name;
            $(
                #[doc = concat!("`", $option, "` and `", $variable, "`.")]
                pub const $constant: Name = Name { option: $option, variable: $variable };
            )*
            /// All of them.
            pub const ALL: &[Name] = &[$($constant),*];
        }
    };
}

names! {
    SERVER "--server" "KEYWRIGHT_SERVER"
    PROFILE "--profile" "KEYWRIGHT_PROFILE"
    DEMO "--demo" "KEYWRIGHT_DEMO"
    PROJECT "--project" "KEYWRIGHT_PROJECT"
    API "--api" "KEYWRIGHT_API"
    TOKEN_ENV "--token-env" "KEYWRIGHT_TOKEN_ENV"
    TOKEN_FILE "--token-file" "KEYWRIGHT_TOKEN_FILE"
    TOKEN_COMMAND "--token-command" "KEYWRIGHT_TOKEN_COMMAND"
    READ_ONLY "--read-only" "KEYWRIGHT_READ_ONLY"
    ALLOW_HTTP "--allow-http" "KEYWRIGHT_ALLOW_HTTP"
    NO_BACKUP "--no-backup" "KEYWRIGHT_NO_BACKUP"
    BACKUP_RECIPIENT "--backup-recipient" "KEYWRIGHT_BACKUP_RECIPIENT"
    BACKUPS_KEPT "--backups-kept" "KEYWRIGHT_BACKUPS_KEPT"
    EXPIRES_WITHIN "--expires-within" "KEYWRIGHT_EXPIRES_WITHIN"
    GATEWAY_JAVA "--gateway-java" "KEYWRIGHT_GATEWAY_JAVA"
    CA_CERT "--ca-cert" "KEYWRIGHT_CA_CERT"
    SERVER_FINGERPRINT "--server-fingerprint" "KEYWRIGHT_SERVER_FINGERPRINT"
    CLIENT_CERT "--client-cert" "KEYWRIGHT_CLIENT_CERT"
    CLIENT_KEY "--client-key" "KEYWRIGHT_CLIENT_KEY"
    CONNECT_TIMEOUT "--connect-timeout" "KEYWRIGHT_CONNECT_TIMEOUT"
    READ_TIMEOUT "--read-timeout" "KEYWRIGHT_READ_TIMEOUT"
    UPDATE_TIMEOUT "--update-timeout" "KEYWRIGHT_UPDATE_TIMEOUT"
    READ_BACK_TIMEOUT "--read-back-timeout" "KEYWRIGHT_READ_BACK_TIMEOUT"
    CONFIG "--config" "KEYWRIGHT_CONFIG"
    LOG_FILE "--log-file" "KEYWRIGHT_LOG"
    STATE_DIR "--state-dir" "KEYWRIGHT_STATE_DIR"
    ASCII "--ascii" "KEYWRIGHT_ASCII"
}

const EXAMPLES: &str = "\
Examples:
  keywright --demo
  keywright --server https://gateway.example.com --token-command 'pass show gateway'
  keywright --profile prod-eu --read-only
  keywright config sample";

const INSPECT_EXAMPLES: &str = "\
Examples:
  keywright inspect partner-2027.p12 --alias partner
  keywright inspect new.p12 --against old.jks --password-file ~/.new-password
  keywright inspect new.p12 --password-env NEW_PASSWORD --output json

Exit codes:
  0  sound
  1  warnings
  2  usage; a password that can't be had
  3  something stops or blocks an update
  4  the file can't be read: missing, wrong password, damaged, or no keystore";

const DETAILS: &str = "\
Precedence: option, environment variable, profile, default. A token source that is named in any of
them comes before KEYWRIGHT_TOKEN. Switches are turned on by 1, true, yes or on in their variable,
and off by 0, false, no, off or nothing. Durations are written as 10s, 3m or 500ms.

Exit codes:
  0  done; of inspect: sound
  1  of inspect: warnings
  2  usage, configuration, or no terminal
  3  of inspect: something stops or blocks an update
  4  of inspect: the file can't be read
Of history also 1, 4 and 6: `keywright help history`.";

const HISTORY_DETAILS: &str = "\
Options of keywright itself, such as --state-dir, stand before `history`.

Exit codes:
  0  printed, and of every update printed it is known what came of it
  1  printed, but a part of the journal can't be read
  2  usage or configuration
  4  the journal can't be read at all
  6  printed, and of some update printed it is not known what came of it";
