//! What the gateway holds: environments, projects, keystores, JWKs.

use std::collections::BTreeMap;

use secrecy::SecretString;
use serde_json::{Map, Value, json};

use super::deployment::Pod;
use super::refusal::Refusal;

/// A JSON object, in the order in which its fields came.
pub(super) type Object = Map<String, Value>;

/// How far an update reaches the JWKs that were made from the keystore.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cascade {
    Nothing,
    SameProject,
    AllProjects,
}

pub(super) struct World {
    pub(super) environments: Vec<Environment>,
    pub(super) projects: Vec<Project>,
}

/// An environment as the API shows it, and the pods behind it, which the API doesn't show.
pub(super) struct Environment {
    pub(super) name: String,
    pub(super) shown: Value,
    pub(super) pods: Vec<Pod>,
}

pub(super) struct Project {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) description: String,
    /// The names of the environments that its objects may be deployed to.
    pub(super) environments: Vec<String>,
    pub(super) keystores: Vec<Keystore>,
    pub(super) jwks: Vec<Object>,
}

/// A keystore without its passwords, and its passwords.
pub(super) struct Keystore {
    /// What JWKs refer to. Not every keystore shows it, as on older servers.
    id: String,
    object: Object,
    /// By environment.
    passwords: BTreeMap<String, SecretString>,
}

impl World {
    pub(super) fn project(&self, name: &str) -> Result<&Project, Refusal> {
        self.projects.iter().find(|project| project.name == name).ok_or_else(|| no_project(name))
    }

    pub(super) fn project_mut(&mut self, name: &str) -> Result<&mut Project, Refusal> {
        self.projects.iter_mut().find(|project| project.name == name).ok_or_else(|| no_project(name))
    }

    pub(super) fn environment(&self, name: &str) -> Option<&Environment> {
        self.environments.iter().find(|environment| environment.name == name)
    }

    /// Stores an update that was checked, and renews the JWKs that it reaches.
    pub(super) fn update(
        &mut self,
        project: &str,
        keystore: &str,
        object: Object,
        cascade: Cascade,
    ) -> Result<(), Refusal> {
        let home = self.project_mut(project)?;
        let id = home.keystore(keystore)?.id.clone();
        home.put(keystore, object);
        for reached in &mut self.projects {
            match cascade {
                Cascade::Nothing => {}
                Cascade::SameProject if reached.name != project => {}
                Cascade::SameProject | Cascade::AllProjects => reached.renew_jwks(&id),
            }
        }
        Ok(())
    }
}

impl Project {
    pub(super) fn keystore(&self, name: &str) -> Result<&Keystore, Refusal> {
        let found = self.keystores.iter().find(|keystore| keystore.name() == name);
        found.ok_or_else(|| Refusal::bad_request(format!("Keystore (name: {name}) is not found!")))
    }

    pub(super) fn jwk(&self, name: &str) -> Option<&Object> {
        self.jwks.iter().find(|jwk| text(jwk, "name") == name)
    }

    /// Puts an object in a keystore's place, or at the end where there is no such keystore.
    pub(super) fn put(&mut self, name: &str, mut object: Object) {
        let passwords = take_passwords(&mut object);
        if let Some(keystore) = self.keystores.iter_mut().find(|keystore| keystore.name() == name) {
            keystore.replace(object, passwords);
        } else {
            let id = match text(&object, "id") {
                "" => name.to_owned(),
                id => id.to_owned(),
            };
            object.insert("projectId".to_owned(), self.id.clone().into());
            self.keystores.push(Keystore { id, object, passwords });
        }
    }

    pub(super) fn remove(&mut self, name: &str) {
        self.keystores.retain(|keystore| keystore.name() != name);
    }

    /// Makes the JWKs that came from a keystore anew, which shows in their `kid`.
    fn renew_jwks(&mut self, keystore_id: &str) {
        let from_keystore =
            |jwk: &&mut Object| text(jwk, "sourceType") == "KEYSTORE" && text(jwk, "sourceId") == keystore_id;
        for jwk in self.jwks.iter_mut().filter(from_keystore) {
            let kid = next_kid(text(jwk, "kid"));
            jwk.insert("kid".to_owned(), kid.into());
        }
    }
}

impl Keystore {
    pub(super) fn new(id: String, mut object: Object) -> Keystore {
        let passwords = take_passwords(&mut object);
        Keystore { id, object, passwords }
    }

    pub(super) fn name(&self) -> &str {
        text(&self.object, "name")
    }

    /// The keystore as a GET shows it.
    pub(super) fn shown(&self) -> Value {
        Value::Object(self.object.clone())
    }

    pub(super) fn password(&self, environment: &str) -> Option<&SecretString> {
        self.passwords.get(environment)
    }

    /// The environment entries, as stored.
    pub(super) fn entries(&self) -> impl Iterator<Item = &Object> {
        let list = self.object.get(ENTRIES).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_object)
    }

    pub(super) fn entry(&self, environment: &str) -> Option<&Object> {
        self.entries().find(|entry| text(entry, "environmentName") == environment)
    }

    /// Everything becomes as given, but what is the server's own: the ids, and passwords that were not sent
    /// again.
    fn replace(&mut self, mut object: Object, mut passwords: BTreeMap<String, SecretString>) {
        for key in ["id", "projectId"] {
            match self.object.get(key) {
                Some(own) => object.insert(key.to_owned(), own.clone()),
                None => object.shift_remove(key),
            };
        }
        self.object = object;
        let kept: Vec<_> = self.entries().map(|entry| text(entry, "environmentName").to_owned()).collect();
        for environment in kept {
            if let Some(old) = self.passwords.remove(&environment) {
                passwords.entry(environment).or_insert(old);
            }
        }
        self.passwords = passwords;
    }
}

/// The field that holds a keystore's environment entries.
pub(super) const ENTRIES: &str = "keyStoreEnvironmentList";

/// A text field, and the empty text where there is none.
pub(super) fn text<'a>(object: &'a Object, key: &str) -> &'a str {
    object.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// The envelope of everything that is read.
pub(super) fn results(list: Vec<Value>) -> Value {
    json!({ "success": true, "resultList": list })
}

/// Moves the passwords out of a keystore's entries; no answer may carry them.
fn take_passwords(object: &mut Object) -> BTreeMap<String, SecretString> {
    let list = object.get_mut(ENTRIES).and_then(Value::as_array_mut);
    let entries = list.into_iter().flatten().filter_map(Value::as_object_mut);
    let taken = entries.filter_map(|entry| match entry.shift_remove("password") {
        Some(Value::String(password)) => Some((text(entry, "environmentName").to_owned(), password.into())),
        _ => None,
    });
    taken.collect()
}

fn next_kid(kid: &str) -> String {
    let numbered = kid.rsplit_once('~').and_then(|(base, number)| Some((base, number.parse::<u32>().ok()?)));
    match numbered {
        Some((base, number)) => format!("{base}~{}", number.saturating_add(1)),
        None => format!("{kid}~2"),
    }
}

fn no_project(name: &str) -> Refusal {
    Refusal::bad_request(format!("Project (name: {name}) is not found!"))
}
