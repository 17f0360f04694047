//! `keywright inspect`: reads one keystore file, judges it, and prints what came of it. No configuration, no
//! server; what it finds is what the screen finds, since both ask [`judge`](crate::judge).

mod json;
mod password;
mod table;

use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};

use super::CommandError;
use crate::cli::{InspectArgs, InspectOutput};
use crate::config::{self, Environment};
use crate::domain::file::{Content, FileDigest, FileProblem, Format};
use crate::domain::java::Java;
use crate::domain::secret::Secret;
use crate::domain::text;
use crate::files;
use crate::judge::{Candidate, Case, Finding, Grade, Present, has_odd_characters, judge};
use crate::keystore::{self, Entry, OpenError, Store};

pub use password::PasswordError;

/// What comes of asking for a password.
#[derive(Debug)]
pub enum Asked {
    /// It was typed.
    Password(Secret),
    /// Nothing was typed, or there is nobody to ask.
    Nothing,
    /// The program was told to end meanwhile, with this exit code.
    Ended(u8),
}

/// Asks a person for a password; the question is one line that is safe to show.
pub type Ask<'a> = &'a mut dyn FnMut(&str) -> io::Result<Asked>;

/// What surrounds an inspection.
pub struct Around<'a> {
    /// Where passwords may be.
    pub env: &'a Environment,
    /// Whom to ask for them.
    pub ask: Ask<'a>,
    /// When certificates have to be valid.
    pub now: Timestamp,
    /// Draw with ASCII signs only.
    pub ascii: bool,
}

/// How to open what didn't open.
const UNLOCK: &str = "give its password: at the prompt, or by --password-env or --password-file";
const UNLOCK_OLD: &str =
    "give its password: at the prompt, or by --against-password-env or --against-password-file";

/// A file that was looked at.
struct File {
    path: PathBuf,
    /// `None` where it couldn't be read at all.
    content: Option<Content>,
    opened: Result<Store, Problem>,
}

/// Why a file didn't open.
enum Problem {
    File(FileProblem),
    Open(OpenError),
}

/// Everything that is printed.
struct Report {
    file: File,
    alias: Option<String>,
    /// The file that is to be replaced, and its alias.
    against: Option<(File, Option<String>)>,
    findings: Vec<Finding>,
    now: Timestamp,
    days: u32,
    java: Option<Java>,
}

/// What it comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Sound,
    /// The gravest finding's grade.
    Found(Grade),
    Unreadable,
}

impl Verdict {
    fn word(self) -> &'static str {
        match self {
            Self::Sound => "sound",
            Self::Found(Grade::Warning) => "warnings",
            Self::Found(grade) => grade.word(),
            Self::Unreadable => "unreadable",
        }
    }

    fn exit_code(self) -> u8 {
        match self {
            Self::Sound => 0,
            Self::Found(Grade::Warning) => 1,
            Self::Found(Grade::Stops | Grade::Blocks) => 3,
            Self::Unreadable => 4,
        }
    }
}

/// Reads the file, and the one it is compared with; judges; prints. Gives the exit code.
///
/// # Errors
/// A password can't be had, nobody wants to give one any more, or nothing can be printed. That the
/// file can't be read is no error, but what there is to print.
pub fn inspect(args: &InspectArgs, around: Around<'_>, out: &mut impl Write) -> Result<u8, CommandError> {
    let Around { env, ask, now, ascii } = around;
    let (days, java) = config::judging(args.expires_within, args.gateway_java, env)?;
    let given = password::given(args.password_env.as_deref(), args.password_file.as_deref(), env)?;
    let given_old =
        password::given(args.against_password_env.as_deref(), args.against_password_file.as_deref(), env)?;
    let (file, password) = open(&args.file, given, ask)?;
    let against = match &args.against {
        None => None,
        Some(path) => {
            let old = open_old(path, given_old, password.as_ref(), ask)?;
            let alias = alias_of_old(args, &old);
            Some((old, alias))
        }
    };
    let mut report =
        Report { file, alias: args.alias.clone(), against, findings: Vec::new(), now, days, java };
    report.findings =
        report.judged(args, password.is_some_and(|password| has_odd_characters(password.expose())));
    let printed = match args.output {
        InspectOutput::Table => table::print(&report, ascii),
        InspectOutput::Json => json::print(&report).map_err(CommandError::Output)?,
    };
    match out.write_all(printed.as_bytes()).and_then(|()| out.flush()) {
        // Whoever reads may stop when enough was read: `| head`.
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(CommandError::Output(error)),
        _ => Ok(report.verdict().exit_code()),
    }
}

/// Opens the file with the password that is given or, where it is a keystore and none is, asked for.
fn open(path: &Path, given: Option<Secret>, ask: Ask<'_>) -> Result<(File, Option<Secret>), CommandError> {
    let content = match files::read(path) {
        Ok(content) => content,
        Err(problem) => return Ok((File::unread(path, problem), None)),
    };
    let asks = matches!(Format::of(content.bytes()), Format::Jks | Format::Jceks | Format::Pkcs12);
    let password = match given {
        None if asks => asked(path, " (nothing: open it without)", ask)?,
        given => given,
    };
    let opened = keystore::open(content.bytes(), password.as_ref());
    Ok((File::read(path, content, opened), password))
}

/// Opens the file that is to be replaced. Mostly no password is needed, or it is the new file's too.
fn open_old(
    path: &Path,
    given: Option<Secret>,
    of_new: Option<&Secret>,
    ask: Ask<'_>,
) -> Result<File, CommandError> {
    let content = match files::read(path) {
        Ok(content) => content,
        Err(problem) => return Ok(File::unread(path, problem)),
    };
    let mut opened = keystore::open(content.bytes(), given.as_ref());
    if given.is_none() && opened == Err(OpenError::Locked) {
        if let Some(password) = of_new {
            opened = keystore::open(content.bytes(), Some(password));
        }
        if matches!(opened, Err(OpenError::Locked | OpenError::WrongPassword | OpenError::Altered)) {
            opened = match asked(path, " (nothing: don't compare)", ask)? {
                Some(password) => keystore::open(content.bytes(), Some(&password)),
                None => Err(OpenError::Locked),
            };
        }
    }
    Ok(File::read(path, content, opened))
}

fn asked(path: &Path, without: &str, ask: Ask<'_>) -> Result<Option<Secret>, CommandError> {
    let name = text::shown(&path.display().to_string());
    match ask(&format!("Password of {name}{without}: ")).map_err(CommandError::Prompt)? {
        Asked::Password(password) => Ok(Some(password)),
        Asked::Nothing => Ok(None),
        Asked::Ended(code) => Err(CommandError::Ended(code)),
    }
}

/// The alias that the old file has: named, or the new one's, or none.
fn alias_of_old(args: &InspectArgs, old: &File) -> Option<String> {
    let named = || args.against_alias.clone();
    let same =
        || args.alias.clone().filter(|alias| old.opened.as_ref().is_ok_and(|old| old.find(alias).is_some()));
    named().or_else(same)
}

impl File {
    fn unread(path: &Path, problem: FileProblem) -> Self {
        Self { path: path.to_owned(), content: None, opened: Err(Problem::File(problem)) }
    }

    fn read(path: &Path, content: Content, opened: Result<Store, OpenError>) -> Self {
        Self { path: path.to_owned(), content: Some(content), opened: opened.map_err(Problem::Open) }
    }

    fn digest(&self) -> Option<FileDigest> {
        self.content.as_ref().map(Content::digest)
    }

    fn format(&self) -> Option<Format> {
        self.content.as_ref().map(|content| Format::of(content.bytes()))
    }

    /// What the rules are told of it; `None` where there is nothing to tell.
    fn opened(&self) -> Option<Result<&Store, &OpenError>> {
        match &self.opened {
            Ok(store) => Some(Ok(store)),
            Err(Problem::Open(error)) => Some(Err(error)),
            Err(Problem::File(_)) => None,
        }
    }

    /// The entry that a gateway would use.
    fn meant(&self, alias: Option<&str>) -> Option<&Entry> {
        self.opened.as_ref().ok()?.chosen(alias)
    }
}

impl Problem {
    fn says(&self) -> String {
        match self {
            Self::File(problem) => problem.to_string(),
            Self::Open(error) => error.to_string(),
        }
    }
}

impl Report {
    fn judged(&self, args: &InspectArgs, has_odd_password: bool) -> Vec<Finding> {
        let (Some(opened), Some(digest), Some(format)) =
            (self.file.opened(), self.file.digest(), self.file.format())
        else {
            return Vec::new();
        };
        let present = self.against.as_ref().and_then(|(old, alias)| {
            Some(Present {
                digest: old.digest()?,
                opened: old.opened()?,
                alias: alias.as_deref(),
                unlock: UNLOCK_OLD,
            })
        });
        judge(&Case {
            candidate: Candidate {
                stays: false,
                format,
                digest,
                opened,
                store_type: args.store_type,
                alias: args.alias.as_deref(),
                has_odd_password,
                unlock: UNLOCK,
            },
            present,
            elsewhere: Vec::new(),
            kind: None,
            now: self.now,
            soon: SignedDuration::from_hours(24 * i64::from(self.days)),
            java: self.java,
            name_java: "--gateway-java 17, or KEYWRIGHT_GATEWAY_JAVA",
        })
    }

    fn verdict(&self) -> Verdict {
        // An old file that isn't there is a mistyped path, not a file that can't be compared.
        let no_old = self.against.as_ref().is_some_and(|(old, _)| old.content.is_none());
        if self.file.opened.is_err() || no_old {
            return Verdict::Unreadable;
        }
        self.findings.first().map_or(Verdict::Sound, |gravest| Verdict::Found(gravest.grade()))
    }
}
