//! The server and the machine of a picture: what they hold, and how they answer.

use std::{collections::BTreeMap, sync::Arc};

use keywright::{
    api::error::{Error, Said},
    app::{
        effect::{Effect, Opening, Read},
        judgement::Brief,
        keeping::Kept,
        message::{DirectoryEntry, FileProblem, Keystores, Reply, SaveProblem},
        remote::Ticket,
    },
    domain::{
        environment::{Environment, Kind, Status},
        file::{Content, FileDigest},
        journal::VersionBefore,
        jwk::Jwk,
        keystore::Keystore,
        project::Project,
        update::Update,
    },
};
use serde_json::{Value, json};

use super::{files, local::Local};

/// What is there to be read.
pub struct World {
    pub projects: Vec<Project>,
    /// By project.
    pub keystores: BTreeMap<String, Vec<Value>>,
    pub skipped: Vec<String>,
    pub environments: Vec<Environment>,
    pub jwks: Vec<Jwk>,
    /// This machine's files, by path.
    pub files: BTreeMap<String, Result<Vec<u8>, FileProblem>>,
    /// What is kept before an update, or why nothing can be.
    pub kept: Result<Kept, String>,
    /// The state directory.
    pub local: Local,
    /// Reads that fail.
    pub failing: Vec<(Read, Error)>,
}

/// An entry of a keystore: a JKS, or a PKCS#12 that shows nothing without its password.
pub fn entry(environment: &str, kind: &str) -> Value {
    files::entry(environment, if kind == "JKS" { "jks/server.jks" } else { "pair/old.p12" }, None)
}

/// An environment.
pub fn environment(name: &str, kind: &str, status: &str) -> Environment {
    Environment {
        name: name.into(),
        id: None,
        description: String::new(),
        kind: Kind::parse(kind),
        status: Status::parse(status),
    }
}

/// A JWK made from the keystore of this id.
pub fn jwk(name: &str, source: Option<&str>) -> Jwk {
    Jwk { name: name.into(), source_type: "KEYSTORE".into(), source_id: source.map(Into::into), kid: None }
}

impl World {
    pub fn new() -> Self {
        let project = |(name, description): (&str, &str)| Project {
            name: name.into(),
            description: description.into(),
        };
        let projects = [
            ("Billing", "Invoices, dunning and the ledger's exports"),
            ("Payments", "Card and account payments"),
            ("Portal", ""),
            ("Partner onboarding", "Everything that a partner's developers touch first"),
        ];
        let payments = json!([
            {"id": "101", "name": "partner-mtls",
             "description": "Client certificate that partners' gateways know us by.\nAsk the partner desk before changing production.",
             "keyStoreEnvironmentList": [
                entry("production", "JKS"), entry("staging", "PKCS12"), entry("sandbox", "PKCS12")]},
            {"id": "102", "name": "acquirer-signing", "description": "Signs messages to the acquirer",
             "keyStoreEnvironmentList": [entry("sandbox", "PKCS12")]},
            {"name": "sepa-qwac", "description": "", "keyStoreEnvironmentList": [
                entry("production", "PKCS12"), entry("dr-site", "PKCS12")]},
            {"id": "104", "name": "hsm-bridge", "keyStoreEnvironmentList": []},
        ]);
        let payments = payments.as_array().unwrap().clone();
        let files = [
            ("/home/op/keys/partner-2027.p12", "pair/new.p12"),
            ("/home/op/keys/partner-2027.jks", "pair/new.jks"),
            ("/home/op/keys/partner-2027.pem", "other/key-and-chain.pem"),
            ("/home/op/keys/old.jceks", "jceks/server.jceks"),
            ("/home/op/keys/acquirer.p12", "certificate/key-P-256.p12"),
            ("/home/op/keys/archive/2025.p12", "pair/old.p12"),
        ]
        .map(|(path, file)| (path, files::bytes(file)));
        let notes = ("/home/op/keys/notes.txt", b"rotate in March".to_vec());
        let before = VersionBefore::Kept {
            path: "backups/before.json".into(),
            digest: FileDigest::of(b"the version before"),
            encrypted: false,
        };
        Self {
            projects: projects.map(project).into(),
            keystores: [("Payments".to_owned(), payments)].into(),
            skipped: Vec::new(),
            environments: vec![
                environment("production", "PRODUCTION", "PUBLISHED"),
                environment("staging", "TEST", "REPUBLISH_REQUIRED"),
                environment("sandbox", "SANDBOX", "PUBLISHED"),
                environment("dr-site", "PRODUCTION", "PUBLISHED"),
                environment("edge", "KUBERNETES", "DRAFT"),
            ],
            jwks: vec![jwk("partner-mtls-sig", Some("101")), jwk("partner-mtls-enc", Some("101"))],
            files: files
                .into_iter()
                .chain([notes])
                .map(|(path, bytes)| (path.to_owned(), Ok(bytes)))
                .collect(),
            kept: Ok(Kept { intent: None, backup: Some(before), unwritten: None }),
            local: Local::default(),
            failing: Vec::new(),
        }
    }

    /// A keystore of Payments, to be changed.
    pub fn stored(&mut self, name: &str) -> &mut Value {
        let list = self.keystores.get_mut("Payments").unwrap();
        list.iter_mut().find(|stored| stored["name"] == name).unwrap()
    }

    /// Stores what was sent; passwords are never shown again.
    pub fn apply(&mut self, update: &Update) {
        let mut body: Value = serde_json::from_slice(update.body()).unwrap();
        for entry in body["keyStoreEnvironmentList"].as_array_mut().into_iter().flatten() {
            entry.as_object_mut().unwrap().remove("password");
        }
        *self.stored(update.keystore()) = body;
    }

    /// The answer to a question.
    pub fn answer(&self, effect: &Effect) -> Option<(Ticket, Reply)> {
        match effect {
            Effect::Read(ticket, read) => Some((*ticket, self.read(read)?)),
            Effect::ReadFile(ticket, path) => {
                let found = self.files.get(path).cloned().unwrap_or_else(|| Err(self.not_a_file(path)));
                Some((*ticket, Reply::File(found.map(Content::new))))
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
            Effect::Save(ticket, saving) => {
                let exists = self.files.contains_key(&saving.path) && !saving.replace;
                Some((
                    *ticket,
                    Reply::Saved(if exists { Err(SaveProblem::Exists) } else { Ok(saving.path.clone()) }),
                ))
            }
            _ => None,
        }
    }

    fn read(&self, read: &Read) -> Option<Reply> {
        let failing = self.failing.iter().find(|(failing, _)| failing == read);
        let error = failing.map(|(_, error)| error.clone());
        Some(match read {
            Read::Projects => Reply::Projects(error.map_or_else(|| Ok(self.projects.clone()), Err)),
            Read::Keystores { project } => {
                Reply::Keystores(error.map_or_else(|| Ok(self.keystores_of(project)), Err))
            }
            Read::Keystore { project, keystore } => {
                let list = self.keystores_of(project).keystores;
                let found = list.into_iter().find(|stored| stored.name() == keystore);
                let found = found.ok_or(Error::NotFound(Said::nothing(404)));
                Reply::Keystore(error.map_or(found, Err))
            }
            Read::Environments { .. } => {
                Reply::Environments(error.map_or_else(|| Ok(self.environments.clone()), Err))
            }
            Read::Jwks { .. } => Reply::Jwks(error.map_or_else(|| Ok(self.jwks.clone()), Err)),
            Read::Generation => Reply::Description(Ok(())),
        })
    }

    fn keystores_of(&self, project: &str) -> Keystores {
        let read = |value: &Value| Arc::new(Keystore::from_value(value.clone()).unwrap());
        let keystores = self.keystores.get(project).into_iter().flatten().map(read).collect();
        Keystores { keystores, skipped: self.skipped.clone() }
    }

    fn not_a_file(&self, path: &str) -> FileProblem {
        let directory = format!("{}/", path.trim_end_matches('/'));
        match self.files.keys().any(|file| file.starts_with(&directory)) {
            true => FileProblem::Directory,
            false => FileProblem::NotFound,
        }
    }

    fn list(&self, directory: &str) -> Result<Vec<DirectoryEntry>, FileProblem> {
        let mut entries: Vec<DirectoryEntry> = Vec::new();
        for (path, content) in &self.files {
            let Some(below) = path.strip_prefix(directory) else { continue };
            let (name, directory) = below.split_once('/').map_or((below, false), |(name, _)| (name, true));
            let size = if directory { 0 } else { content.as_ref().map_or(0, |bytes| bytes.len() as u64) };
            if !entries.iter().any(|entry| entry.name == name) {
                entries.push(DirectoryEntry { name: name.into(), directory, size });
            }
        }
        if entries.is_empty() { Err(FileProblem::Denied) } else { Ok(entries) }
    }
}
