//! The server and the machine of a journey: what they hold, and how they answer.

use std::{collections::BTreeMap, sync::Arc};

use base64::{Engine, engine::general_purpose::STANDARD};
use keywright::api::error::{Error, Said};
use keywright::app::{
    effect::{Contents, Effect, Opening, Read, Saving},
    judgement::Brief,
    keeping::Kept,
    message::{DirectoryEntry, FileProblem, Keystores, Reply, SaveProblem},
    remote::Ticket,
};
use keywright::domain::{
    environment::{Environment, Kind, Status},
    file::Content,
    jwk::Jwk,
    keystore::Keystore,
    project::Project,
    update::Update,
};
use serde_json::Value;

use super::local::Local;

/// A key and its chain of three for api.acme.example, which nothing is to be said against where [`STORED`] is.
/// The password of every file is `changeit`.
pub const JKS: &[u8] = include_bytes!("../../corpus/files/pair/new.jks");
/// The same as a PKCS#12, which is warned of: older Java releases can't read it.
pub const P12: &[u8] = include_bytes!("../../corpus/files/pair/new.p12");
/// What every environment holds: another key for api.acme.example, of the same issuer.
pub const STORED: &[u8] = include_bytes!("../../corpus/files/jks/server.jks");

/// What the projects hold, and what goes wrong.
pub struct Server {
    pub projects: Vec<String>,
    keystores: BTreeMap<String, Vec<Value>>,
    pub environments: BTreeMap<String, Vec<Environment>>,
    pub jwks: Vec<Jwk>,
    /// This machine's files, and why some can't be read.
    pub files: BTreeMap<String, Result<Vec<u8>, FileProblem>>,
    /// Why nothing can be written on this machine.
    pub save_problem: Option<SaveProblem>,
    /// What is kept before an update, or why nothing can be.
    pub kept: Result<Kept, String>,
    /// Updates are written down, and the versions before kept.
    pub keeps: bool,
    /// The state directory.
    pub local: Local,
    failing: Vec<(Read, Error)>,
    /// Every read answered, in order.
    pub answered: Vec<Read>,
}

/// As a server of the first generation shows it, with `FILE` for [`STORED`]; unknown fields and long numbers are to survive.
const PAYMENTS: &str = r#"[
 {"name": "acquirer", "description": "only tests", "keyStoreEnvironmentList": [
   {"environmentName": "sandbox", "type": "JKS", "file": "FILE"}]},
 {"id": "ks-1", "name": "partner-mtls", "description": "mTLS identity", "version": 1.50, "serial": 12345678901234567890123,
  "keyStoreEnvironmentList": [
   {"environmentName": "production", "type": "JKS", "file": "FILE", "x-owner": {"team": "core"}},
   {"environmentName": "staging", "type": "JKS", "file": "FILE"},
   {"environmentName": "sandbox", "type": "JKS", "file": "FILE"}]},
 {"name": "sepa-qwac", "description": "", "keyStoreEnvironmentList": [
   {"environmentName": "production", "type": "JKS", "file": "FILE"},
   {"environmentName": "dr-site", "type": "JKS", "file": "FILE"},
   {"environmentName": "k8s", "type": "JKS", "file": "FILE"},
   {"environmentName": "sandbox", "type": "JKS", "file": "FILE"}]}
]"#;

impl Server {
    pub fn new() -> Self {
        let payments: Vec<Value> =
            serde_json::from_str(&PAYMENTS.replace("FILE", &STANDARD.encode(STORED))).unwrap();
        let billing = serde_json::json!({"name": "invoices", "keyStoreEnvironmentList": []});
        let kinds = [
            ("production", Kind::Production),
            ("dr-site", Kind::Production),
            ("staging", Kind::Test),
            ("sandbox", Kind::Sandbox),
            ("k8s", Kind::Other("KUBERNETES".into())),
        ];
        let environments = kinds.map(|(name, kind)| Environment {
            name: name.into(),
            id: None,
            description: String::new(),
            kind,
            status: Status::Published,
        });
        let jwk = Jwk {
            name: "partner-sign".into(),
            source_type: "KEYSTORE".into(),
            source_id: Some("ks-1".into()),
            kid: None,
        };
        let files = [
            ("/k/new.p12", P12),
            ("/k/new.jks", JKS),
            ("/k/ca.pem", b"-----BEGIN CERTIFICATE-----"),
            // Its certificate is over.
            ("/f/over.p12", include_bytes!("../../corpus/files/certificate/date-over.p12")),
            // Its certificate isn't its key's.
            ("/f/other.p12", include_bytes!("../../corpus/files/pkcs12/not-the-keys-certificate.p12")),
            ("/f/damaged.p12", include_bytes!("../../corpus/files/damaged/pkcs12-cut-500.p12")),
            ("/f/trust.jks", include_bytes!("../../corpus/files/jks/trust.jks")),
            ("/f/old.jceks", include_bytes!("../../corpus/files/jceks/server.jceks")),
            // Two keys: first and second.
            ("/f/two.p12", include_bytes!("../../corpus/files/pkcs12/java-two-keys.p12")),
            // authority-01 to authority-20.
            ("/f/trust-20.jks", include_bytes!("../../corpus/files/jks/trust-20.jks")),
        ];
        Self {
            projects: ["Billing", "Payments", "Portal"].map(str::to_owned).into(),
            keystores: [("Payments".to_owned(), payments), ("Billing".to_owned(), vec![billing])].into(),
            environments: [("Payments".to_owned(), environments.into())].into(),
            jwks: vec![jwk],
            files: files.map(|(path, bytes)| (path.to_owned(), Ok(bytes.to_vec()))).into(),
            save_problem: None,
            kept: Ok(Kept::default()),
            keeps: false,
            local: Local::default(),
            failing: Vec::new(),
            answered: Vec::new(),
        }
    }

    /// From now on this read fails so.
    pub fn fail(&mut self, read: Read, error: &Error) {
        self.mend();
        self.failing.push((read, error.clone()));
    }

    /// From now on nothing fails.
    pub fn mend(&mut self) {
        self.failing.clear();
    }

    /// A keystore of Payments, as it is stored.
    pub fn stored(&self, name: &str) -> &Value {
        self.keystores["Payments"].iter().find(|stored| stored["name"] == name).unwrap()
    }

    /// The same, to be changed by somebody else.
    pub fn stored_mut(&mut self, name: &str) -> &mut Value {
        let list = self.keystores.get_mut("Payments").unwrap();
        list.iter_mut().find(|stored| stored["name"] == name).unwrap()
    }

    /// Somebody else stores another keystore in Payments.
    pub fn add(&mut self, keystore: Value) {
        self.keystores.get_mut("Payments").unwrap().push(keystore);
    }

    /// Payments has these keystores and no others.
    pub fn replace_all(&mut self, keystores: &[Value]) {
        self.keystores.insert("Payments".into(), keystores.to_vec());
    }

    /// Somebody removes a keystore of Payments.
    pub fn remove(&mut self, name: &str) {
        self.keystores.get_mut("Payments").unwrap().retain(|stored| stored["name"] != name);
    }

    /// Stores what was sent; passwords aren't shown again.
    pub fn apply(&mut self, update: &Update) {
        let mut body: Value = serde_json::from_slice(update.body()).unwrap();
        for entry in body["keyStoreEnvironmentList"].as_array_mut().into_iter().flatten() {
            entry.as_object_mut().unwrap().remove("password");
        }
        let list = self.keystores.get_mut(update.project()).unwrap();
        let stored = list.iter_mut().find(|stored| stored["name"] == update.keystore()).unwrap();
        *stored = body;
    }

    /// The answer to a question.
    pub fn answer(&mut self, effect: &Effect) -> Option<(Ticket, Reply)> {
        match effect {
            Effect::Read(ticket, read) => {
                self.answered.push(read.clone());
                let error = self.failing.iter().find(|(failing, _)| failing == read);
                let error = error.map(|(_, error)| error.clone());
                Some((*ticket, self.read(read, error)?))
            }
            Effect::ReadFile(ticket, path) => {
                let found = self.files.get(path).cloned().unwrap_or(Err(FileProblem::NotFound));
                Some((*ticket, Reply::File(found.map(Content::new))))
            }
            Effect::Keep(ticket, keep) if self.keeps => {
                Some((*ticket, Reply::Kept(Ok(self.local.keep(keep)))))
            }
            Effect::Local(ticket, ask) => {
                let files = self.files.clone();
                let read = move |path: &str| match files.get(path) {
                    Some(Ok(bytes)) => Ok(Content::new(bytes.clone())),
                    _ => Err("there is no such file".to_owned()),
                };
                Some((*ticket, Reply::Local(self.local.answer(ask, read))))
            }
            Effect::Keep(ticket, _) => Some((*ticket, Reply::Kept(self.kept.clone()))),
            Effect::Open(ticket, files) => {
                Some((*ticket, Reply::Opened(files.iter().cloned().map(Opening::open).collect())))
            }
            Effect::Judge(ticket, briefs) => {
                Some((*ticket, Reply::Judged(briefs.iter().cloned().map(Brief::judge).collect())))
            }
            Effect::ListDirectory(ticket, path) => Some((*ticket, Reply::Directory(self.list(path)))),
            Effect::Check(ticket, checking) => Some((*ticket, Reply::Checked(checking.clone().check()))),
            Effect::Save(ticket, saving) => Some((*ticket, Reply::Saved(self.save(saving)))),
            _ => None,
        }
    }

    fn read(&self, read: &Read, error: Option<Error>) -> Option<Reply> {
        let failed = |reply: fn(Error) -> Reply| error.clone().map(reply);
        Some(match read {
            Read::Projects => failed(|error| Reply::Projects(Err(error))).unwrap_or_else(|| {
                let project = |name: &String| Project { name: name.clone(), description: String::new() };
                Reply::Projects(Ok(self.projects.iter().map(project).collect()))
            }),
            Read::Keystores { project } => failed(|error| Reply::Keystores(Err(error)))
                .unwrap_or_else(|| Reply::Keystores(Ok(self.keystores_of(project)))),
            Read::Keystore { project, keystore } => failed(|error| Reply::Keystore(Err(error)))
                .unwrap_or_else(|| {
                    let list = self.keystores_of(project).keystores;
                    let found = list.into_iter().find(|stored| stored.name() == keystore);
                    Reply::Keystore(found.ok_or(Error::NotFound(Said::nothing(404))))
                }),
            Read::Environments { project } => {
                failed(|error| Reply::Environments(Err(error))).unwrap_or_else(|| {
                    Reply::Environments(Ok(self.environments.get(project).cloned().unwrap_or_default()))
                })
            }
            Read::Jwks { .. } => {
                failed(|error| Reply::Jwks(Err(error))).unwrap_or_else(|| Reply::Jwks(Ok(self.jwks.clone())))
            }
            // Its description tells nothing.
            Read::Generation => Reply::Description(error.map_or(Ok(()), Err)),
        })
    }

    fn keystores_of(&self, project: &str) -> Keystores {
        let read = |value: &Value| Arc::new(Keystore::from_value(value.clone()).unwrap());
        let keystores = self.keystores.get(project).into_iter().flatten().map(read).collect();
        Keystores { keystores, skipped: Vec::new() }
    }

    /// Writes a file of this machine.
    fn save(&mut self, saving: &Saving) -> Result<String, SaveProblem> {
        if let Some(problem) = &self.save_problem {
            return Err(problem.clone());
        }
        if self.files.contains_key(&saving.path) && !saving.replace {
            return Err(SaveProblem::Exists);
        }
        let bytes = match saving.contents.clone() {
            Contents::Keystore(source) => source.content().ok_or(SaveProblem::Nothing)?.bytes().to_vec(),
            Contents::Certificates(text) => text.into_bytes(),
        };
        self.files.insert(saving.path.clone(), Ok(bytes));
        Ok(saving.path.clone())
    }

    /// Files and directories directly under a directory that ends in a slash.
    fn list(&self, directory: &str) -> Result<Vec<DirectoryEntry>, FileProblem> {
        let mut entries: Vec<DirectoryEntry> = Vec::new();
        for path in self.files.keys() {
            let Some(below) = path.strip_prefix(directory) else { continue };
            let (name, directory) = below.split_once('/').map_or((below, false), |(name, _)| (name, true));
            if !entries.iter().any(|entry| entry.name == name) {
                entries.push(DirectoryEntry { name: name.into(), directory, size: 1 });
            }
        }
        if entries.is_empty() { Err(FileProblem::NotFound) } else { Ok(entries) }
    }
}
