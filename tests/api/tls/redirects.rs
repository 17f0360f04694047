//! Redirects: the token goes nowhere but to the server that it is for.

use keywright::api::{
    client::{NotUpdated, Reader},
    error::Error,
};

use super::{AUTHORITY, GOOD, server::Setup, trusting, write};
use crate::{
    fault::{Act, FaultServer, http, ok},
    support::{TOKEN, unseen},
};

const STATUSES: [&str; 5] = ["301 X", "302 X", "303 X", "307 X", "308 X"];

#[tokio::test]
async fn none_is_followed_wherever_it_leads() {
    let other = Setup::of(GOOD).start();
    let plain = FaultServer::start([Act::Answer(ok("[]"))]).await;
    let plain_port = plain.url.rsplit(':').next().unwrap().to_owned();
    for status in STATUSES {
        for target in [
            // The same host, the same and another port, another name of it, and down to http.
            "/apiops/projects".to_owned(),
            "//localhost/apiops/projects/".to_owned(),
            format!("https://localhost:{}/apiops/projects/", other.port),
            format!("https://127.0.0.1:{}/apiops/projects/", other.port),
            format!("http://localhost:{plain_port}/apiops/projects/"),
        ] {
            let answer = http(status, &format!("Location: {target}?t={TOKEN}\r\nConnection: close\r\n"), "");
            let server = Setup { answer, ..Setup::of(GOOD) }.start();
            let connection = trusting(&server.url, AUTHORITY);
            let error = Reader::new(&connection).unwrap().projects(&unseen).await.unwrap_err();
            let Error::Redirected { to: Some(to), .. } = &error else { panic!("{error:?}") };
            assert!(to.contains("/apiops/projects") && !to.contains('?'), "{to}");
            assert!(error.next_step().contains("the token isn't sent elsewhere"));
            let failed = write(&connection).await.unwrap_err();
            match failed {
                // "See other" is also what a server says once it has done what was asked.
                NotUpdated::Unknown(Error::Redirected { status: 303, .. }) => assert_eq!(status, "303 X"),
                NotUpdated::Refused(Error::Redirected { .. }) => assert_ne!(status, "303 X"),
                other => panic!("{status}: {other:?}"),
            }
            assert_eq!(server.seen().len(), 2, "{status} {target}");
        }
    }
    assert_eq!(other.seen(), [""; 0]);
    assert_eq!(plain.connections(), 0);
}
