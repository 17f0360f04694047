//! The API's paths, each with the slash at its end or without, as it is documented.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{DefaultBodyLimit, Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Router, middleware};
use bytes::Bytes;
use serde_json::{Value, json};

use super::connection::{Door, Switch};
use super::deployment::Rollout;
use super::fault::{self, Fault};
use super::front;
use super::refusal::{Refusal, as_json};
use super::state::Shared;
use super::update::Update;
use super::world::results;

/// The gateway's own description, by which a client tells its generation.
const OPENAPI: &str = include_str!("../../assets/demo/openapi.json");

/// What stands for a name in a path, percent-decoded, or why it doesn't.
type Names<T> = Result<Path<T>, PathRejection>;

/// Answers whoever comes through the door, until the task is dropped.
pub(super) async fn serve(door: Door, shared: Arc<Shared>) {
    let service = router(shared).into_make_service_with_connect_info::<Switch>();
    // It only ends with an error that `axum::serve` never has.
    let _ = axum::serve(door, service).await;
}

fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route(front::HEALTHCHECK, get(async || "OK"))
        .route("/apiops/test/hello/{name}", get(hello))
        .route("/apiops/openapi.json", get(openapi))
        .route("/apiops/projects/", get(projects))
        .route("/apiops/projects/{project}/keystores/", get(keystores))
        .route("/apiops/projects/{project}/keystores/{keystore}/", get(keystore).put(update))
        .route("/apiops/projects/{project}/jwks/", get(jwks))
        .route("/apiops/environments/", get(all_environments))
        .route("/apiops/environments/{project}", get(environments))
        .fallback(unknown_path)
        .method_not_allowed_fallback(unknown_method)
        .layer(DefaultBodyLimit::disable())
        .layer(middleware::from_fn_with_state(Arc::clone(&shared), front::pass))
        .with_state(shared)
}

async fn hello(name: Names<String>) -> Result<String, Refusal> {
    let Path(name) = name?;
    Ok(format!("Hello {name}"))
}

async fn openapi() -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], OPENAPI).into_response()
}

async fn projects(State(shared): State<Arc<Shared>>) -> Response {
    let state = shared.state();
    let projects = state.world.projects.iter();
    let shown = projects.map(|project| json!({ "name": project.name, "description": project.description }));
    listed(shown.collect())
}

async fn keystores(State(shared): State<Arc<Shared>>, project: Names<String>) -> Result<Response, Refusal> {
    let Path(project) = project?;
    let state = shared.state();
    let keystores = &state.world.project(&project)?.keystores;
    Ok(listed(keystores.iter().map(|keystore| keystore.shown()).collect()))
}

async fn keystore(
    State(shared): State<Arc<Shared>>,
    names: Names<(String, String)>,
) -> Result<Response, Refusal> {
    let Path((project, keystore)) = names?;
    let state = shared.state();
    let keystore = state.world.project(&project)?.keystore(&keystore)?;
    Ok(listed(vec![keystore.shown()]))
}

async fn jwks(State(shared): State<Arc<Shared>>, project: Names<String>) -> Result<Response, Refusal> {
    let Path(project) = project?;
    let state = shared.state();
    let jwks = &state.world.project(&project)?.jwks;
    Ok(listed(jwks.iter().cloned().map(Value::Object).collect()))
}

async fn environments(
    State(shared): State<Arc<Shared>>,
    project: Names<String>,
) -> Result<Response, Refusal> {
    let Path(project) = project?;
    let state = shared.state();
    let names = &state.world.project(&project)?.environments;
    let environments = names.iter().filter_map(|name| state.world.environment(name));
    Ok(listed(environments.map(|environment| environment.shown.clone()).collect()))
}

/// The demo's token is no administrator's. Real servers say so with the status of a bad token; so does this
/// one.
async fn all_environments() -> Refusal {
    Refusal::unauthorized("Only administrators can list all environments!")
}

/// Checks, stores, deploys, and answers when the deployment is over.
async fn update(
    State(shared): State<Arc<Shared>>,
    names: Names<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    let Path((project, keystore)) = names?;
    let update = Update::read(&headers, query.as_deref(), &body)?;
    let (fault, rollout) = store(&shared, &project, &keystore, update)?;
    if fault.is_none_or(Fault::stores) {
        tokio::time::sleep(shared.pace.saturating_mul(rollout.environments())).await;
    }
    Ok(match fault {
        Some(fault) => fault.answer(rollout).await,
        None => fault::success(&rollout),
    })
}

/// What happens to the world: all of it, or nothing.
fn store(
    shared: &Shared,
    project: &str,
    keystore: &str,
    mut update: Update,
) -> Result<(Option<Fault>, Rollout), Refusal> {
    let mut state = shared.state();
    let home = state.world.project(project)?;
    update.check(home, home.keystore(keystore)?)?;
    let fault = state.faults.pop_front();
    let rollout = Rollout::of(&update.object, &state.world);
    if fault == Some(Fault::StoresOldData) {
        update.keep_an_old_file(state.world.project(project)?.keystore(keystore)?);
    }
    if fault.is_none_or(Fault::stores) {
        state.world.update(project, keystore, update.object, update.cascade)?;
    }
    Ok((fault, rollout))
}

async fn unknown_path() -> Refusal {
    Refusal::new(StatusCode::NOT_FOUND, "not_found", "No such resource")
}

async fn unknown_method() -> Refusal {
    Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "Request method is not supported")
}

fn listed(list: Vec<Value>) -> Response {
    as_json(StatusCode::OK, &results(list))
}
