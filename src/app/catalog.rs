//! What has been read from the server, kept for as long as the program runs.

use std::{collections::HashMap, sync::Arc};

use jiff::Timestamp;

use super::{
    effect::Read,
    message::{Keystores, Reply},
    remote::{Remote, Ticket},
};
use crate::{
    api::error::Error,
    domain::{
        environment::{Environment, Kind, kind_of},
        jwk::{self, Jwk, MadeFrom},
        keystore::{EnvironmentRef, Keystore, TypeField},
        project::Project,
        transfer::Progress,
    },
};

/// Everything read so far.
#[derive(Debug, Default)]
pub struct Catalog {
    pub projects: Remote<Vec<Project>>,
    by_project: HashMap<String, ProjectData>,
}

/// What a project holds.
#[derive(Debug, Default)]
pub struct ProjectData {
    pub keystores: Remote<Keystores>,
    pub environments: Remote<Vec<Environment>>,
    pub jwks: Remote<Vec<Jwk>>,
}

impl Catalog {
    /// What is known of a project.
    pub fn project(&self, project: &str) -> Option<&ProjectData> {
        self.by_project.get(project)
    }

    /// The same, made where nothing is known yet.
    pub fn project_mut(&mut self, project: &str) -> &mut ProjectData {
        self.by_project.entry(project.to_owned()).or_default()
    }

    /// The names of the projects.
    pub fn project_names(&self) -> impl Iterator<Item = &str> + Clone {
        self.projects.value().into_iter().flatten().map(|project| project.name.as_str())
    }

    /// The keystores of a project; none where they haven't been read.
    pub fn keystores(&self, project: &str) -> &[Arc<Keystore>] {
        self.project(project)
            .and_then(|data| data.keystores.value())
            .map_or(&[], |keystores| keystores.keystores.as_slice())
    }

    /// One keystore, by its exact name.
    pub fn keystore(&self, project: &str, name: &str) -> Option<&Arc<Keystore>> {
        self.keystores(project).iter().find(|keystore| keystore.name() == name)
    }

    /// The environments of a project; none where they haven't been read.
    pub fn environments(&self, project: &str) -> &[Environment] {
        self.project(project).and_then(|data| data.environments.value()).map_or(&[], Vec::as_slice)
    }

    /// The environment that an entry belongs to, where it is among those of the project.
    pub fn environment(&self, project: &str, wanted: &EnvironmentRef) -> Option<&Environment> {
        self.environments(project).iter().find(|environment| match wanted {
            EnvironmentRef::Name(name) => environment.name == *name,
            EnvironmentRef::Id(id) => environment.id.as_deref() == Some(id),
            EnvironmentRef::Missing => false,
        })
    }

    /// The kind of an environment by name.
    pub fn kind(&self, project: &str, environment: &str) -> Kind {
        kind_of(self.environments(project), environment)
    }

    /// Which JWKs of the project were made from a keystore; `None` while that isn't read.
    pub fn made_from(&self, project: &str, keystore: &Keystore) -> Option<MadeFrom> {
        let jwks = self.project(project)?.jwks.value()?;
        Some(jwk::made_from(keystore, jwks))
    }

    /// Under which name this server has an entry's type: the keystore itself decides, then what
    /// else was read.
    pub fn type_field(&self, keystore: &Keystore) -> TypeField {
        let others = self.by_project.values().filter_map(|data| data.keystores.value());
        let others = others.flat_map(|keystores| keystores.keystores.iter().map(AsRef::as_ref));
        TypeField::learn(std::iter::once(keystore).chain(others))
    }

    /// Takes a keystore that was read alone into the list, in place of the one of `old_name`.
    pub fn put_keystore(&mut self, project: &str, old_name: &str, keystore: Arc<Keystore>) {
        if let Some(list) = self.project_mut(project).keystores.value_mut() {
            let known = list.keystores.iter().position(|known| known.name() == old_name);
            match known {
                Some(index) => list.keystores[index] = keystore,
                None => list.keystores.push(keystore),
            }
        }
    }

    /// A read goes out. Returns the ticket of one that it replaces.
    pub fn begin(&mut self, read: &Read, ticket: Ticket, at: Timestamp) -> Option<Ticket> {
        match read {
            Read::Projects => self.projects.begin(ticket, at),
            Read::Keystores { project } => self.project_mut(project).keystores.begin(ticket, at),
            Read::Environments { project } => self.project_mut(project).environments.begin(ticket, at),
            Read::Jwks { project } => self.project_mut(project).jwks.begin(ticket, at),
            Read::Keystore { .. } | Read::Generation => None,
        }
    }

    /// Notes how far a read has got.
    pub fn progress(&mut self, ticket: Ticket, progress: &Progress) {
        self.projects.progress(ticket, progress);
        for data in self.by_project.values_mut() {
            data.keystores.progress(ticket, progress);
            data.environments.progress(ticket, progress);
            data.jwks.progress(ticket, progress);
        }
    }

    /// Takes an answer in; one that nothing waits for is dropped. Returns the error of one that
    /// was waited for and failed, with what was asked.
    pub fn settle(&mut self, ticket: Ticket, reply: Reply, at: Timestamp) -> Option<(Read, Error)> {
        let failed = |waited: bool, read: Read, error: Option<Error>| {
            error.filter(|_| waited).map(|error| (read, error))
        };
        match reply {
            Reply::Projects(answer) => {
                let error = answer.as_ref().err().cloned();
                failed(self.projects.settle(ticket, answer, at), Read::Projects, error)
            }
            Reply::Keystores(answer) => {
                let project = self.waiting(|data| data.keystores.waits_for(ticket))?;
                let error = answer.as_ref().err().cloned();
                let waited = self.project_mut(&project).keystores.settle(ticket, answer, at);
                failed(waited, Read::Keystores { project }, error)
            }
            Reply::Environments(answer) => {
                let project = self.waiting(|data| data.environments.waits_for(ticket))?;
                let error = answer.as_ref().err().cloned();
                let waited = self.project_mut(&project).environments.settle(ticket, answer, at);
                failed(waited, Read::Environments { project }, error)
            }
            Reply::Jwks(answer) => {
                let project = self.waiting(|data| data.jwks.waits_for(ticket))?;
                let error = answer.as_ref().err().cloned();
                let waited = self.project_mut(&project).jwks.settle(ticket, answer, at);
                failed(waited, Read::Jwks { project }, error)
            }
            _ => None,
        }
    }

    fn waiting(&self, waits: impl Fn(&ProjectData) -> bool) -> Option<String> {
        self.by_project.iter().find(|(_, data)| waits(data)).map(|(project, _)| project.clone())
    }

    /// Gives up what is being read of a project, since the operator went elsewhere.
    pub fn give_up(&mut self, project: &str) -> Vec<Ticket> {
        let Some(data) = self.by_project.get_mut(project) else { return Vec::new() };
        [data.keystores.give_up(), data.environments.give_up(), data.jwks.give_up()]
            .into_iter()
            .flatten()
            .collect()
    }

    /// Whether anything is being read.
    pub fn is_loading(&self) -> bool {
        self.projects.pending().is_some()
            || self.by_project.values().any(|data| {
                data.keystores.pending().is_some()
                    || data.environments.pending().is_some()
                    || data.jwks.pending().is_some()
            })
    }
}
