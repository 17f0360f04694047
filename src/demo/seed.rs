//! What the gateway holds at the start: `assets/demo/gateway.json` and the files that it names.

use std::io;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};

use super::deployment::Pod;
use super::world::{ENTRIES, Environment, Keystore, Object, Project, World};

/// The password of every file in `stores/`.
const PASSWORD: &str = "changeit";

const GATEWAY: &[u8] = include_bytes!("../../assets/demo/gateway.json");

macro_rules! stores {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_bytes!(concat!("../../assets/demo/", $name)))),*]
    };
}

/// The files by the names that `gateway.json` gives them.
const FILES: &[(&str, &[u8])] = stores![
    "stores/acquirer-test.jks",
    "stores/acquirer.p12",
    "stores/expired.p12",
    "stores/invoice.jks",
    "stores/legacy.pem",
    "stores/partner-production.jks",
    "stores/partner-sandbox.p12",
    "stores/partner-staging.p12",
    "stores/portal.p12",
    "stores/sepa-qwac.p12",
    "stores/small.p12",
    "stores/trust.jks",
    "stores/trust.p12",
];

#[derive(Deserialize)]
struct Seed {
    environments: Vec<EnvironmentSeed>,
    projects: Vec<ProjectSeed>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct EnvironmentSeed {
    name: String,
    description: String,
    r#type: String,
    status: String,
    access_url: String,
    pods: Vec<Pod>,
}

// Keystores and JWKs are read as plain objects: through `#[serde(flatten)]`, serde_json would lose the digits
// of their numbers.
#[derive(Deserialize)]
struct ProjectSeed {
    name: String,
    description: String,
    environments: Vec<String>,
    keystores: Vec<Object>,
    jwks: Vec<Object>,
}

/// The demo's world as it begins.
///
/// # Errors
/// When the assets contradict each other, which a test rules out.
pub(super) fn world() -> io::Result<World> {
    let seed: Seed = serde_json::from_slice(GATEWAY)?;
    let projects = seed.projects.into_iter().enumerate().map(|(index, project)| project.plant(index));
    Ok(World {
        environments: seed.environments.into_iter().map(EnvironmentSeed::plant).collect(),
        projects: projects.collect::<io::Result<_>>()?,
    })
}

impl EnvironmentSeed {
    fn plant(self) -> Environment {
        let shown = json!({
            "name": self.name,
            "description": self.description,
            "type": self.r#type,
            "status": self.status,
            "accessUrl": self.access_url,
        });
        Environment { name: self.name, shown, pods: self.pods }
    }
}

impl ProjectSeed {
    fn plant(self, index: usize) -> io::Result<Project> {
        let id = format!("65f1c0de{:016x}", (index + 1) * 0x100);
        let ProjectSeed { name, description, environments, keystores: objects, mut jwks } = self;
        let mut keystores = Vec::new();
        for object in objects {
            plant_keystore(object, &id, &mut keystores)?;
        }
        for jwk in &mut jwks {
            jwk.insert("projectId".to_owned(), id.clone().into());
        }
        Ok(Project { id, name, description, environments, keystores, jwks })
    }
}

/// Makes the keystore, or the copies, that an object of the seed stands for.
fn plant_keystore(mut object: Object, project_id: &str, keystores: &mut Vec<Keystore>) -> io::Result<()> {
    embed_files(&mut object)?;
    object.insert("projectId".to_owned(), project_id.into());
    let hidden_id = object.shift_remove("hiddenId");
    let copies = object.shift_remove("copies").and_then(|copies| copies.as_u64());
    let Some(copies) = copies else {
        let id = hidden_id.as_ref().or_else(|| object.get("id")).and_then(Value::as_str);
        let id = id.ok_or_else(|| contradiction("a keystore has no id"))?.to_owned();
        keystores.push(Keystore::new(id, object));
        return Ok(());
    };
    let name = object.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
    for number in 1..=copies {
        let mut copy = object.clone();
        let id = format!("{}{number:04x}", &project_id[..project_id.len() - 4]);
        copy.insert("name".to_owned(), format!("{name}-{number:03}").into());
        copy.shift_insert(0, "id".to_owned(), id.clone().into());
        keystores.push(Keystore::new(id, copy));
    }
    Ok(())
}

/// Puts the contents of the named files into a keystore's entries, and the password of them all.
fn embed_files(object: &mut Object) -> io::Result<()> {
    let list = object.get_mut(ENTRIES).and_then(Value::as_array_mut);
    for entry in list.into_iter().flatten().filter_map(Value::as_object_mut) {
        let name = entry.get("file").and_then(Value::as_str).unwrap_or_default();
        let file = FILES.iter().find(|(known, _)| *known == name);
        let (_, bytes) = file.ok_or_else(|| contradiction(&format!("there is no file {name:?}")))?;
        entry.insert("file".to_owned(), STANDARD.encode(bytes).into());
        entry.insert("password".to_owned(), PASSWORD.into());
    }
    Ok(())
}

fn contradiction(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("assets/demo/gateway.json: {what}"))
}
