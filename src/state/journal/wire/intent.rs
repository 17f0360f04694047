//! An intent's fields.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::cut;
use crate::{
    domain::{
        cascade::JwkCascade,
        file::FileDigest,
        journal::{Change, Held, Id, Intent, Plan, TextChange, VersionBefore},
        place::Place,
    },
    state::who::WhoFields,
};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct IntentFields {
    time: Timestamp,
    #[serde(default)]
    who: WhoFields,
    #[serde(default)]
    pid: u32,
    gateway: String,
    project: String,
    keystore: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    new_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    description: Option<Digests>,
    #[serde(default)]
    changes: Vec<ChangeFields>,
    #[serde(default, skip_serializing_if = "is_zero")]
    omitted_changes: usize,
    #[serde(default)]
    environments: Vec<String>,
    #[serde(default)]
    cascade: String,
    document: Digests,
    #[serde(default)]
    backup: BackupFields,
}

/// SHA-256 in hexadecimal.
#[derive(Debug, Serialize, Deserialize)]
struct Digests {
    before: String,
    after: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct ChangeFields {
    environment: String,
    #[serde(default)]
    before: Option<HeldFields>,
    #[serde(default)]
    after: Option<HeldFields>,
    #[serde(default)]
    password: bool,
}

#[derive(Debug, Serialize, Deserialize)]
struct HeldFields {
    #[serde(default)]
    file: Option<String>,
    #[serde(default)]
    serial: Option<String>,
    #[serde(default)]
    alias: Option<String>,
    #[serde(default, rename = "type")]
    store_type: Option<String>,
}

/// One of `path`, `off` and `failed` is there.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct BackupFields {
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    encrypted: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    off: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failed: Option<String>,
}

pub(super) fn is_zero(n: &usize) -> bool {
    *n == 0
}

fn word(cascade: JwkCascade) -> &'static str {
    match cascade {
        JwkCascade::Leave => "leave",
        JwkCascade::ThisProject => "this-project",
        JwkCascade::AllProjects => "all-projects",
    }
}

impl IntentFields {
    /// With at most so many changes, and so many environments.
    pub(super) fn new(intent: &Intent, most: usize) -> Self {
        let plan = &intent.plan;
        let changes: Vec<ChangeFields> = plan.changes.iter().take(most).map(ChangeFields::new).collect();
        Self {
            time: intent.at,
            who: (&intent.who).into(),
            pid: intent.pid,
            gateway: plan.place.gateway.clone(),
            project: plan.place.project.clone(),
            keystore: plan.place.keystore.clone(),
            new_name: plan.new_name.clone(),
            description: plan.description.as_ref().map(|text| Digests::new(&text.before, &text.after)),
            omitted_changes: plan.omitted_changes + plan.changes.len() - changes.len(),
            changes,
            environments: plan.environments.iter().take(most).cloned().collect(),
            cascade: plan.cascade.map(word).unwrap_or_default().to_owned(),
            document: Digests::new(&plan.before, &plan.after),
            backup: BackupFields::new(&plan.backup),
        }
    }

    /// The length of the longest list in it.
    pub(super) fn listed(&self) -> usize {
        self.changes.len().max(self.environments.len())
    }

    /// `None` where a digest isn't one.
    pub(super) fn into_intent(self, id: Id) -> Option<Intent> {
        let (before, after) = self.document.read()?;
        let description = match &self.description {
            Some(digests) => {
                let (before, after) = digests.read()?;
                Some(TextChange { before, after })
            }
            None => None,
        };
        let plan = Plan {
            place: Place { gateway: self.gateway, project: self.project, keystore: self.keystore },
            new_name: self.new_name,
            description,
            changes: self.changes.into_iter().map(ChangeFields::into_change).collect::<Option<_>>()?,
            omitted_changes: self.omitted_changes,
            environments: self.environments,
            cascade: JwkCascade::ALL.into_iter().find(|cascade| word(*cascade) == self.cascade),
            before,
            after,
            backup: self.backup.into_version()?,
        };
        Some(Intent { id, at: self.time, who: self.who.into(), pid: self.pid, plan })
    }
}

impl Digests {
    fn new(before: &FileDigest, after: &FileDigest) -> Self {
        Self { before: before.hex(), after: after.hex() }
    }

    fn read(&self) -> Option<(FileDigest, FileDigest)> {
        Some((FileDigest::from_hex(&self.before)?, FileDigest::from_hex(&self.after)?))
    }
}

impl ChangeFields {
    fn new(change: &Change) -> Self {
        Self {
            environment: change.environment.clone(),
            before: change.before.as_ref().map(HeldFields::new),
            after: change.after.as_ref().map(HeldFields::new),
            password: change.password,
        }
    }

    fn into_change(self) -> Option<Change> {
        let held = |fields: Option<HeldFields>| match fields {
            Some(fields) => fields.into_held().map(Some),
            None => Some(None),
        };
        Some(Change {
            environment: self.environment,
            before: held(self.before)?,
            after: held(self.after)?,
            password: self.password,
        })
    }
}

impl HeldFields {
    fn new(held: &Held) -> Self {
        Self {
            file: held.file.as_ref().map(FileDigest::hex),
            serial: held.serial.clone(),
            alias: held.alias.clone(),
            store_type: held.store_type.clone(),
        }
    }

    fn into_held(self) -> Option<Held> {
        let file = match self.file {
            Some(hex) => Some(FileDigest::from_hex(&hex)?),
            None => None,
        };
        Some(Held { file, serial: self.serial, alias: self.alias, store_type: self.store_type })
    }
}

impl BackupFields {
    fn new(version: &VersionBefore) -> Self {
        match version {
            VersionBefore::Kept { path, digest, encrypted } => Self {
                path: Some(path.clone()),
                sha256: Some(digest.hex()),
                encrypted: Some(*encrypted),
                ..Self::default()
            },
            VersionBefore::Off { why } => Self { off: Some(cut(why)), ..Self::default() },
            VersionBefore::Failed { why } => Self { failed: Some(cut(why)), ..Self::default() },
        }
    }

    fn into_version(self) -> Option<VersionBefore> {
        match (self.path, self.off) {
            (Some(path), _) => Some(VersionBefore::Kept {
                path,
                digest: FileDigest::from_hex(&self.sha256?)?,
                encrypted: self.encrypted.unwrap_or(false),
            }),
            (None, Some(why)) => Some(VersionBefore::Off { why }),
            (None, None) => Some(VersionBefore::Failed { why: self.failed.unwrap_or_default() }),
        }
    }
}
