//! What can go wrong with an update, on a test's wish.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::deployment::Rollout;
use super::front::Cut;
use super::refusal::{Refusal, as_json};

/// What an update does instead of going well. Where nothing else is said, the keystore is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// 401 though the token is good; nothing is stored.
    Unauthorized,
    /// 403; nothing is stored.
    Forbidden,
    /// 409, the name is taken; nothing is stored. (A name that really is taken is answered with 400.)
    NameTaken,
    /// 429 with `retry_after` in the body and `Retry-After` in the head; nothing is stored.
    RateLimited {
        /// In seconds.
        retry_after: u32,
    },
    /// 500; nothing is stored.
    ServerError,
    /// 502 with a proxy's HTML page; nothing is stored.
    ProxyHtml,
    /// Stored; then the connection is closed without an answer.
    CutBeforeAnswer,
    /// Read to its end and not stored; then the connection is closed without an answer.
    CutWithoutApplying,
    /// Stored; then no answer ever comes.
    NeverAnswer,
    /// 200 with `"status": "FAILURE"`; nothing is stored.
    FailureStatus,
    /// 200 with `"status": "SUCCESS"`, words that say that the deployment failed, and every pod's failure.
    SavedNotDeployed,
    /// 200, success overall, and one pod among them that failed.
    PodFailedUnderSuccess,
    /// 200 without `deploymentResult`.
    NoDeploymentResult,
    /// 200 with `"deploymentResult": null`.
    NullDeploymentResult,
    /// 200, success overall, and an empty list.
    EmptyList,
    /// 200 with one pod's answer in place of a list.
    Flat,
    /// 200 with one answer for each environment, under `environmentResults`.
    EnvironmentResults,
    /// 200 with one answer for each environment, under `deploymentResults`.
    DeploymentResults,
    /// 200 and success, but the first environment whose file changes keeps its old file.
    StoresOldData,
}

/// What a pod says that fails on a test's wish.
const TIMED_OUT: &str = "timed out after 30000 ms";

impl Fault {
    /// Whether the update is stored nevertheless.
    pub(super) fn stores(self) -> bool {
        !matches!(
            self,
            Fault::Unauthorized
                | Fault::Forbidden
                | Fault::NameTaken
                | Fault::RateLimited { .. }
                | Fault::ServerError
                | Fault::ProxyHtml
                | Fault::CutWithoutApplying
                | Fault::FailureStatus
        )
    }

    /// The answer in place of the good one; it may never come.
    pub(super) async fn answer(self, rollout: Rollout) -> Response {
        match self {
            Fault::Unauthorized => Refusal::unauthorized("Token is not valid!").into_response(),
            Fault::Forbidden => {
                let description = "User does not have ROLE_DEPLOY_UNDEPLOY_PROXIES permission!";
                Refusal::new(StatusCode::FORBIDDEN, "forbidden", description).into_response()
            }
            Fault::NameTaken => {
                Refusal::new(StatusCode::CONFLICT, "conflict", "Keystore name is already in use!")
                    .into_response()
            }
            Fault::RateLimited { retry_after } => Refusal::rate_limited(retry_after).into_response(),
            Fault::ServerError => {
                let description = "An unexpected error occurred";
                Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "internal_server_error", description)
                    .into_response()
            }
            Fault::ProxyHtml => proxy_page(),
            Fault::CutBeforeAnswer | Fault::CutWithoutApplying => {
                let mut response = StatusCode::OK.into_response();
                response.extensions_mut().insert(Cut);
                response
            }
            Fault::NeverAnswer => std::future::pending().await,
            Fault::FailureStatus => {
                done(json!({ "status": "FAILURE", "resultMessage": "Keystore could not be saved!" }))
            }
            Fault::SavedNotDeployed => {
                let rollout = rollout.failing(TIMED_OUT);
                let result = rollout.by_pod(false);
                let message = rollout.complaint();
                done(json!({ "status": "SUCCESS", "resultMessage": message, "deploymentResult": result }))
            }
            Fault::PodFailedUnderSuccess => deployed(rollout.failing_first(TIMED_OUT).by_pod(true)),
            Fault::NoDeploymentResult => done(json!({ "success": true })),
            Fault::NullDeploymentResult => deployed(Value::Null),
            Fault::EmptyList => deployed(json!({ "success": true, "responseTime": 0, "detailList": [] })),
            Fault::Flat => deployed(rollout.flat()),
            Fault::EnvironmentResults => deployed(rollout.by_environment("environmentResults")),
            Fault::DeploymentResults => deployed(rollout.by_environment("deploymentResults")),
            Fault::StoresOldData => success(&rollout),
        }
    }
}

/// The answer to an update when nothing interferes: one entry for each pod.
pub(super) fn success(rollout: &Rollout) -> Response {
    let result = rollout.by_pod(rollout.succeeded());
    if rollout.succeeded() {
        deployed(result)
    } else {
        done(json!({ "success": true, "resultMessage": rollout.complaint(), "deploymentResult": result }))
    }
}

fn deployed(result: Value) -> Response {
    done(json!({ "success": true, "deploymentResult": result }))
}

fn done(body: Value) -> Response {
    as_json(StatusCode::OK, &body)
}

fn proxy_page() -> Response {
    let page = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n\
        <center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n";
    let html = HeaderValue::from_static("text/html");
    (StatusCode::BAD_GATEWAY, [(header::CONTENT_TYPE, html)], page).into_response()
}
