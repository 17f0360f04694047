//! Starting, stopping, the log, and the token.

use std::time::{Duration, Instant};

use keywright::demo::{Gateway, Options, random_token};
use reqwest::Method;
use secrecy::ExposeSecret;

use super::client::{Demo, PARTNER, answer};

#[tokio::test]
async fn requests_are_logged_as_they_were_sent() {
    let demo = Demo::start().await;
    let object = demo.partner();
    demo.get("/apiops/projects/M%C3%BC%C5%9Fteri%20Kanal%C4%B1/keystores/").await;
    demo.put(&format!("{PARTNER}?updateReferencedJwks=false&x=%2F"), &object).await;
    answer(demo.anonymous(Method::POST, "/apiops/auth/token").body("secret")).await;

    let requests = demo.gateway.requests();
    let lines: Vec<_> = requests
        .iter()
        .map(|request| {
            (request.method.as_str(), request.path.as_str(), request.query.as_str(), request.status)
        })
        .collect();
    let expected = [
        ("GET", "/apiops/projects/M%C3%BC%C5%9Fteri%20Kanal%C4%B1/keystores/", "", Some(200)),
        ("PUT", PARTNER, "updateReferencedJwks=false&x=%2F", Some(200)),
        ("POST", "/apiops/auth/token", "", Some(401)),
    ];
    assert_eq!(lines, expected);
    assert!(requests[1].authorised && !requests[2].authorised);
    assert_eq!(requests[1].content_type.as_deref(), Some("application/json"));
    assert_eq!(requests[1].body, object.to_string());
    assert_eq!(requests[1].body_len, object.to_string().len());
    assert_eq!((requests[2].body_len, requests[2].body.len()), (6, 0), "only a PUT's body is kept");
}

#[tokio::test]
async fn a_deployment_takes_its_pace_for_each_environment() {
    let pace = Duration::from_millis(20);
    let options = Options { port: 0, token: random_token(), pace };
    let demo = Demo { gateway: Gateway::start(options).await.expect("a gateway"), ..Demo::start().await };
    let begun = Instant::now();
    assert_eq!(demo.put(PARTNER, &demo.partner()).await.status, 200);
    assert!(begun.elapsed() >= pace * 3);
}

#[tokio::test]
async fn a_dropped_gateway_answers_nobody() {
    let Demo { gateway, http } = Demo::start().await;
    let url = format!("{}/apiops/test/healthcheck", gateway.url());
    assert!(url.starts_with("http://127.0.0.1:"));
    assert_eq!(http.get(&url).send().await.expect("an answer").status(), 200);
    drop(gateway);
    // Its thread ends on its own; until then it may answer still.
    let gone = async { while http.get(&url).send().await.is_ok() {} };
    tokio::time::timeout(Duration::from_secs(20), gone).await.expect("the server stops");
}

#[tokio::test]
async fn a_port_that_is_taken_is_an_error() {
    let demo = Demo::start().await;
    let port = demo.gateway.url().rsplit_once(':').expect("a port").1.parse().expect("a number");
    let options = Options { port, token: random_token(), pace: Duration::ZERO };
    assert!(Gateway::start(options).await.is_err());
}

#[test]
fn tokens_are_long_and_random() {
    let (one, two) = (random_token(), random_token());
    assert_eq!(one.expose_secret().len(), 64);
    assert!(one.expose_secret().chars().all(|digit| digit.is_ascii_hexdigit()));
    assert_ne!(one.expose_secret(), two.expose_secret());
}
