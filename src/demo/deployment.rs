//! What the gateway's pods say to a deployment, and the shapes in which the API tells it.

use serde::Deserialize;
use serde_json::{Value, json};

use super::world::{ENTRIES, Object, World, text};

/// A pod, as the seed describes it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Pod {
    pod_name: String,
    pod_ip: String,
    /// What it says when it is deployed to; a pod without it succeeds.
    fails_with: Option<String>,
}

/// What the pods of every environment of a keystore answered, in the order of its entries.
///
/// An environment without pods, because it isn't published or isn't known, has no part in it.
pub(super) struct Rollout(Vec<Environment>);

struct Environment {
    name: String,
    pods: Vec<Pod>,
}

const DEPLOYED: &str = "Deployed successfully";

/// How long a pod says that it took, in milliseconds. No clock: a test's answers are always the same.
const RESPONSE_TIME: usize = 40;

impl Rollout {
    /// Deploys a keystore to the pods of its environments.
    pub(super) fn of(object: &Object, world: &World) -> Rollout {
        let entries = object.get(ENTRIES).and_then(Value::as_array);
        let names = entries
            .into_iter()
            .flatten()
            .filter_map(Value::as_object)
            .map(|entry| text(entry, "environmentName"));
        let environments =
            names.filter_map(|name| world.environment(name)).filter(|found| !found.pods.is_empty());
        Rollout(
            environments
                .map(|found| Environment { name: found.name.clone(), pods: found.pods.clone() })
                .collect(),
        )
    }

    /// How many environments were deployed to.
    pub(super) fn environments(&self) -> u32 {
        u32::try_from(self.0.len()).unwrap_or(u32::MAX)
    }

    /// The same, where the first pod failed whatever it said before.
    pub(super) fn failing_first(mut self, reason: &str) -> Rollout {
        if let Some(pod) = self.0.first_mut().and_then(|environment| environment.pods.first_mut()) {
            pod.fails_with = Some(reason.to_owned());
        }
        self
    }

    /// The same, where every pod failed.
    pub(super) fn failing(mut self, reason: &str) -> Rollout {
        for pod in self.0.iter_mut().flat_map(|environment| &mut environment.pods) {
            pod.fails_with = Some(reason.to_owned());
        }
        self
    }

    pub(super) fn succeeded(&self) -> bool {
        self.0.iter().all(Environment::succeeded)
    }

    /// The sentence for a keystore that was stored and isn't deployed everywhere.
    pub(super) fn complaint(&self) -> String {
        let failures = self.0.iter().flat_map(|environment| &environment.pods).filter_map(Pod::complaint);
        let details = failures.collect::<Vec<_>>().join("; ");
        format!("Keystore was saved successfully but deployment to environments failed. Details: {details}")
    }

    /// One entry for each pod, under an overall word.
    pub(super) fn by_pod(&self, success: bool) -> Value {
        let details: Vec<Value> = self.pods().collect();
        json!({ "success": success, "responseTime": RESPONSE_TIME * details.len(), "detailList": details })
    }

    /// One entry for each environment, in a list of this name.
    pub(super) fn by_environment(&self, list: &str) -> Value {
        let entries = self.0.iter().map(|environment| {
            let success = environment.succeeded();
            let message = environment.pods.iter().find_map(Pod::complaint);
            let message = message.unwrap_or_else(|| DEPLOYED.to_owned());
            json!({ "environmentName": environment.name, "success": success, "message": message })
        });
        let message =
            if self.succeeded() { "Deployment completed successfully" } else { "Deployment failed" };
        json!({ "success": self.succeeded(), "message": message, list: entries.collect::<Vec<_>>() })
    }

    /// The first pod's answer alone, which is how some servers answer for a single environment.
    pub(super) fn flat(&self) -> Value {
        self.pods().next().unwrap_or(Value::Null)
    }

    fn pods(&self) -> impl Iterator<Item = Value> {
        self.0.iter().flat_map(|environment| environment.pods.iter().map(|pod| pod.answer(&environment.name)))
    }
}

impl Environment {
    fn succeeded(&self) -> bool {
        self.pods.iter().all(|pod| pod.fails_with.is_none())
    }
}

impl Pod {
    fn complaint(&self) -> Option<String> {
        self.fails_with.as_ref().map(|reason| format!("{}: {reason}", self.pod_name))
    }

    fn answer(&self, environment: &str) -> Value {
        json!({
            "envName": environment,
            "podName": self.pod_name,
            "podIp": self.pod_ip,
            "success": self.fails_with.is_none(),
            "detail": self.fails_with.as_deref().unwrap_or(DEPLOYED),
            "responseTime": RESPONSE_TIME,
        })
    }
}
