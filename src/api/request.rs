//! Operation → request value. No I/O, so that a test reads the exact request line.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

use super::generation::Generation;
use crate::domain::cascade::JwkCascade;

/// The longest encoded name, in bytes: with two of them a request line still fits into the 8 KiB
/// that servlet containers allow for the head of a request.
const MAX_SEGMENT: usize = 3_000;

/// Everything but the unreserved characters of RFC 3986 2.3: what is reserved would mean something.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What is done at an address. There is no other method that keywright sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Get,
    Put,
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Get => "GET",
            Self::Put => "PUT",
        })
    }
}

/// A request without its body and headers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub method: Method,
    /// Percent-encoded, relative to the base; keeps its trailing slash or its absence.
    pub path: String,
    /// Words that need no encoding.
    pub query: Vec<(&'static str, &'static str)>,
}

/// A name that no path can carry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadName {
    pub name: String,
    pub why: &'static str,
}

impl fmt::Display for BadName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.why)
    }
}

impl std::error::Error for BadName {}

impl Request {
    fn get(path: String) -> Self {
        Self { method: Method::Get, path, query: Vec::new() }
    }

    /// The whole address; `base` ends in `/apiops/`.
    pub fn url(&self, base: &Url) -> Url {
        let mut url = base.clone();
        url.set_path(&format!("{}{}", base.path(), self.path));
        url.set_query(self.display_query().strip_prefix('?'));
        url.set_fragment(None);
        url
    }

    /// The path exactly as it stands on the request line: `/apiops/projects/Payments/keystores/`.
    pub fn display_path(&self, base: &Url) -> String {
        self.url(base).path().to_owned()
    }

    /// The query exactly as it stands on the request line, with its `?`; empty where there is none.
    pub fn display_query(&self) -> String {
        let mut query = String::new();
        for (name, value) in &self.query {
            query.push(if query.is_empty() { '?' } else { '&' });
            query.push_str(name);
            query.push('=');
            query.push_str(value);
        }
        query
    }
}

/// The projects that the token's user is a member of.
pub fn projects() -> Request {
    Request::get("projects/".into())
}

/// A project's keystores, every environment's file among them.
///
/// # Errors
/// A name that no path can carry; likewise below.
pub fn keystores(project: &str) -> Result<Request, BadName> {
    Ok(Request::get(format!("projects/{}/keystores/", segment(project)?)))
}

/// One keystore, in an envelope that could hold several.
///
/// # Errors
/// As [`keystores`].
pub fn keystore(project: &str, keystore: &str) -> Result<Request, BadName> {
    Ok(Request::get(keystore_path(project, keystore)?))
}

/// A project's environments: each generation has its own path, and only the first's has no
/// trailing slash.
///
/// # Errors
/// As [`keystores`].
pub fn environments(project: &str, generation: Generation) -> Result<Request, BadName> {
    let project = segment(project)?;
    Ok(Request::get(match generation {
        Generation::First => format!("environments/{project}"),
        Generation::Second => format!("projects/{project}/environments/"),
    }))
}

/// A project's JWKs, without key material.
///
/// # Errors
/// As [`keystores`].
pub fn jwks(project: &str) -> Result<Request, BadName> {
    Ok(Request::get(format!("projects/{}/jwks/", segment(project)?)))
}

/// The server's description of itself.
pub fn openapi() -> Request {
    Request::get("openapi.json".into())
}

/// The update of a keystore under the name that it is stored with, in the words of the API's first
/// generation.
///
/// # Errors
/// As [`keystores`].
pub fn update(project: &str, keystore: &str, cascade: JwkCascade) -> Result<Request, BadName> {
    const REACH: &str = "updateReferencedJwks";
    const SCOPE: &str = "updateScope";
    Ok(Request {
        method: Method::Put,
        path: keystore_path(project, keystore)?,
        query: match cascade {
            JwkCascade::Leave => vec![(REACH, "false")],
            JwkCascade::ThisProject => vec![(REACH, "true"), (SCOPE, "SAME_PROJECT")],
            JwkCascade::AllProjects => vec![(REACH, "true"), (SCOPE, "ALL_PROJECTS")],
        },
    })
}

fn keystore_path(project: &str, keystore: &str) -> Result<String, BadName> {
    Ok(format!("projects/{}/keystores/{}/", segment(project)?, segment(keystore)?))
}

/// One path segment for one name.
fn segment(name: &str) -> Result<String, BadName> {
    let bad = |why| BadName { name: name.into(), why };
    // A URL (WHATWG, "dot segment") takes `%2E` for a dot: no encoding keeps these two as names.
    match name {
        "" => return Err(bad("an empty name can't be part of a path")),
        "." | ".." => return Err(bad("the name means a directory in a path: the server would never see it")),
        _ => {}
    }
    let encoded = utf8_percent_encode(name, SEGMENT).to_string();
    if encoded.len() > MAX_SEGMENT {
        return Err(bad("the name is too long for a request's path"));
    }
    Ok(encoded)
}

#[cfg(test)]
mod tests {
    use percent_encoding::percent_decode_str;
    use proptest::prelude::*;

    use super::*;

    fn base() -> Url {
        Url::parse("https://manager.example/gw/apiops/").unwrap()
    }

    #[test]
    fn paths_keep_their_slash_or_its_absence() {
        assert_eq!(projects().path, "projects/");
        assert_eq!(keystores("a b").unwrap().path, "projects/a%20b/keystores/");
        assert_eq!(keystore("p", "k/1").unwrap().path, "projects/p/keystores/k%2F1/");
        assert_eq!(jwks("ü").unwrap().path, "projects/%C3%BC/jwks/");
        assert_eq!(openapi().path, "openapi.json");
        assert_eq!(environments("p", Generation::First).unwrap().path, "environments/p");
        assert_eq!(environments("p", Generation::Second).unwrap().path, "projects/p/environments/");
    }

    #[test]
    fn the_cascade_is_said_in_the_query() {
        let line = |cascade| {
            let request = update("Payments", "partner-mtls", cascade).unwrap();
            format!("{} {}{}", request.method, request.display_path(&base()), request.display_query())
        };
        let path = "PUT /gw/apiops/projects/Payments/keystores/partner-mtls/";
        assert_eq!(line(JwkCascade::Leave), format!("{path}?updateReferencedJwks=false"));
        assert_eq!(
            line(JwkCascade::ThisProject),
            format!("{path}?updateReferencedJwks=true&updateScope=SAME_PROJECT")
        );
        assert_eq!(
            line(JwkCascade::AllProjects),
            format!("{path}?updateReferencedJwks=true&updateScope=ALL_PROJECTS")
        );
    }

    #[test]
    fn a_base_keeps_nothing_but_its_path() {
        let base = Url::parse("http://h:81/apiops/?a=b#c").unwrap();
        assert_eq!(projects().url(&base).as_str(), "http://h:81/apiops/projects/");
    }

    #[test]
    fn names_that_no_path_can_carry_are_refused() {
        for name in ["", ".", "..", &"é".repeat(600)] {
            assert_eq!(keystore("p", name).unwrap_err().name, name);
            assert!(keystores(name).is_err() && jwks(name).is_err());
            assert!(environments(name, Generation::First).is_err());
        }
    }

    proptest! {
        #[test]
        fn any_name_is_exactly_one_segment_and_comes_back(name in "(?s).+|[.%/2eE]{1,6}") {
            let Ok(request) = keystore("p", &name) else {
                prop_assert!(name == "." || name == "..");
                return Ok(());
            };
            let url = request.url(&base());
            let segments: Vec<_> = url.path_segments().unwrap().collect();
            prop_assert_eq!(segments.len(), 7);
            prop_assert_eq!(&segments[..5], &["gw", "apiops", "projects", "p", "keystores"]);
            prop_assert_eq!(percent_decode_str(segments[5]).decode_utf8().unwrap(), name.as_str());
            prop_assert_eq!(segments[6], "");
            prop_assert_eq!(url.query(), None);
            prop_assert_eq!(url.path(), format!("/gw/apiops/{}", request.path));
        }
    }
}
