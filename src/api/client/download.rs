//! The body of an answer, as it arrives.

use std::time::Duration;

use reqwest::{Response, header};
use url::Url;

use super::{Report, Throttle, fault::Place};
use crate::{
    api::{
        error::{Error, MAX_HEARD, bounded},
        wire::refusal::Answered,
    },
    domain::transfer::Progress,
};

/// The most of an error's body that is read: its words are at its beginning.
const MAX_ERROR_BODY: u64 = 256 * 1024;

/// The most room that is taken beforehand on a server's word.
const MAX_RESERVED: u64 = 8 * 1024 * 1024;

/// Reads an answer. The body of a success may have at most `limit` bytes and must be complete; of
/// anything else as much is taken as comes.
///
/// # Errors
/// [`Error::TooLarge`], at once where the length is announced; [`Error::TimedOut`];
/// [`Error::CutOff`].
pub(super) async fn answered(
    mut response: Response,
    limit: u64,
    place: &Place,
    progress: Report<'_>,
) -> Result<Answered, Error> {
    let mut answered = head(&response);
    if response.status().is_success() {
        answered.body = body(&mut response, limit, place, progress).await?;
        return Ok(answered);
    }
    // The status stands, whatever becomes of the words.
    while let Ok(Some(chunk)) = response.chunk().await {
        answered.body.extend_from_slice(&chunk);
        if answered.body.len() as u64 >= MAX_ERROR_BODY {
            break;
        }
    }
    Ok(answered)
}

async fn body(
    response: &mut Response,
    limit: u64,
    place: &Place,
    progress: Report<'_>,
) -> Result<Vec<u8>, Error> {
    let total = response.content_length();
    if total.is_some_and(|total| total > limit) {
        return Err(Error::TooLarge { limit });
    }
    let room = total.unwrap_or(0).min(MAX_RESERVED);
    let mut body = Vec::with_capacity(usize::try_from(room).unwrap_or(0));
    let mut throttle = Throttle::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| place.error(&error))? {
        let bytes = (body.len() + chunk.len()) as u64;
        if bytes > limit {
            return Err(Error::TooLarge { limit });
        }
        body.extend_from_slice(&chunk);
        if throttle.lets(bytes, total == Some(bytes)) {
            progress(Progress::Received { bytes, total });
        }
    }
    Ok(body)
}

fn head(response: &Response) -> Answered {
    let text = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
    Answered {
        status: response.status().as_u16(),
        content_type: text(header::CONTENT_TYPE).unwrap_or_default().into(),
        retry_after: text(header::RETRY_AFTER)
            .and_then(|seconds| seconds.trim().parse().ok())
            .map(Duration::from_secs),
        location: text(header::LOCATION).and_then(|to| elsewhere(response.url(), to)),
        body: Vec::new(),
    }
}

/// Where a redirect leads: no credentials, query or fragment, which may hold secrets.
fn elsewhere(from: &Url, to: &str) -> Option<String> {
    let mut url = from.join(to).ok()?;
    if url.cannot_be_a_base() {
        return None;
    }
    url.set_query(None);
    url.set_fragment(None);
    url.set_username("").ok();
    url.set_password(None).ok();
    bounded(url.as_str(), MAX_HEARD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_redirect_leads_is_stripped() {
        let from = Url::parse("https://h/apiops/projects/").unwrap();
        let to = |to| elsewhere(&from, to);
        assert_eq!(to("/login?token=x#y").as_deref(), Some("https://h/login"));
        assert_eq!(to("https://u:p@other:81/a").as_deref(), Some("https://other:81/a"));
        assert_eq!(to("javascript:alert(1)"), None);
        assert_eq!(to("http://"), None);
        assert_eq!(to("\u{1b}[31m").as_deref(), Some("https://h/apiops/projects/[31m"));
    }
}
