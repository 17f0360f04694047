//! A gateway and a client of it. Nothing here knows how keywright itself speaks to a gateway.

use std::time::Duration;

use keywright::demo::{Gateway, Options, random_token};
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

pub const PARTNER: &str = "/apiops/projects/Payments/keystores/partner-mtls/";

/// A file that is no keystore's at the start.
pub const NEW_FILE: &[u8] = include_bytes!("../../assets/demo/submit/partner-2027.p12");

pub struct Demo {
    pub gateway: Gateway,
    pub http: Client,
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub content_type: String,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).expect("a JSON answer")
    }

    /// The sentence of the first generation's error envelope, for a refusal with this status.
    #[track_caller]
    pub fn refusal(&self, status: u16) -> String {
        assert_eq!(self.status, status, "{}", self.text);
        let envelope = self.json();
        assert!(envelope["error"].is_string(), "{envelope}");
        envelope["error_description"].as_str().expect("a description").to_owned()
    }

    #[track_caller]
    pub fn results(&self) -> Vec<Value> {
        assert_eq!(self.status, 200, "{}", self.text);
        let envelope = self.json();
        assert_eq!(envelope["success"], true);
        envelope["resultList"].as_array().expect("a list").clone()
    }
}

impl Demo {
    pub async fn start() -> Demo {
        let options = Options { port: 0, token: random_token(), pace: Duration::ZERO };
        let gateway = Gateway::start(options).await.expect("a gateway");
        Demo { gateway, http: client() }
    }

    /// A request with the gateway's first token.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.anonymous(method, path).bearer_auth(self.gateway.token().expose_secret())
    }

    pub fn anonymous(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.gateway.url()))
    }

    pub async fn get(&self, path: &str) -> Answer {
        answer(self.request(Method::GET, path)).await
    }

    pub fn put_request(&self, path: &str, object: &Value) -> RequestBuilder {
        self.request(Method::PUT, path).header("content-type", "application/json").body(object.to_string())
    }

    pub async fn put(&self, path: &str, object: &Value) -> Answer {
        answer(self.put_request(path, object)).await
    }

    /// What a GET shows of Payments' partner-mtls, with another description.
    pub fn partner(&self) -> Value {
        let mut object = self.gateway.stored("Payments", "partner-mtls").expect("partner-mtls");
        object["description"] = json!("changed");
        object
    }
}

pub async fn answer(request: RequestBuilder) -> Answer {
    let response = request.send().await.expect("an answer");
    let content_type = response.headers().get("content-type");
    Answer {
        status: response.status(),
        content_type: content_type.map(|value| value.to_str().expect("text").to_owned()).unwrap_or_default(),
        text: response.text().await.expect("a whole answer"),
    }
}

/// It never uses TLS, nor asks the machine for a proxy or for certificates.
fn client() -> Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = Client::builder().no_proxy().tls_certs_only([]).retry(reqwest::retry::never());
    builder.build().expect("a client")
}
