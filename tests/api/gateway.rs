//! The client against the demo gateway: two independent readings of the same contract.

use std::{path::Path, sync::Arc, time::Duration};

use keywright::{
    api::{
        client::{Connection, NotUpdated, Reader, Timeouts, Writer},
        generation::{self, Generation},
    },
    demo::{Fault, Gateway, Options, random_token},
    domain::{
        cascade::JwkCascade,
        deployment::{Answer, Deployed, Verified, Word},
        draft::{Draft, Edits},
        file::{Content, NewFile},
        jwk::{MadeFrom, made_from},
        keystore::{Keystore, TypeField},
        secret::Secret,
        update::{Expectation, Update},
    },
};
use secrecy::ExposeSecret;

use crate::support::{connection, unseen};

const PROJECT: &str = "Payments";
const KEYSTORE: &str = "partner-mtls";

struct Demo {
    gateway: Gateway,
    reader: Reader,
    writer: Writer,
}

async fn demo() -> Demo {
    let options = Options { port: 0, token: random_token(), pace: Duration::ZERO };
    let gateway = Gateway::start(options).await.unwrap();
    let connection = connection(&gateway.url());
    connection.token.set(Secret::new(gateway.token().expose_secret().to_owned()));
    let timeouts = Timeouts { update: Duration::from_secs(2), ..Timeouts::default() };
    let connection = Connection { timeouts, ..connection };
    let (reader, writer) = (Reader::new(&connection).unwrap(), Writer::new(&connection).unwrap());
    Demo { gateway, reader, writer }
}

impl Demo {
    async fn stored(&self) -> Arc<Keystore> {
        self.reader.keystore(PROJECT, KEYSTORE, &unseen).await.unwrap()
    }

    /// A new file with its password for the first environment.
    async fn update(&self, cascade: JwkCascade) -> (Update, Expectation) {
        let stored = self.stored().await;
        let field = TypeField::learn([stored.as_ref()]);
        let mut draft = Draft::new(stored, field);
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/demo/submit/partner-2027.p12");
        let file = NewFile::new(path.display().to_string(), Content::new(std::fs::read(path).unwrap()));
        let password = Some(Secret::new("changeit".into()));
        draft.edit(0, Edits { file: Some(file), password, ..Edits::default() });
        let update = draft.confirm(PROJECT, cascade).unwrap();
        let expectation = update.expectation().clone();
        (update, expectation)
    }

    /// Sends an update that meets a fault.
    async fn under(&self, fault: Fault) -> (Result<Answer, NotUpdated>, Expectation) {
        let (update, expectation) = self.update(JwkCascade::Leave).await;
        self.gateway.on_next_update(fault);
        (self.writer.update(update, &unseen).await, expectation)
    }
}

#[tokio::test]
async fn everything_that_the_gateway_holds_is_read() {
    let demo = demo().await;
    let mut evidence = demo.reader.openapi(&unseen).await.unwrap();
    let projects = demo.reader.projects(&unseen).await.unwrap();
    assert!(projects.len() >= 5);
    for project in &projects {
        let listing = demo.reader.keystores(&project.name, &unseen).await.unwrap();
        assert_eq!(listing.skipped, [""; 0], "{}", project.name);
        for keystore in &listing.keystores {
            let alone = demo.reader.keystore(&project.name, keystore.name(), &unseen).await.unwrap();
            assert_eq!(alone.as_ref(), keystore.as_ref());
        }
        evidence.merge(&listing.evidence);
        let (environments, seen) = demo.reader.environments(&project.name, None, &unseen).await.unwrap();
        assert!(!environments.is_empty(), "{}", project.name);
        evidence.merge(&seen);
    }
    assert_eq!(generation::decide(&evidence), Some(Generation::First));
    let jwks = demo.reader.jwks(PROJECT, &unseen).await.unwrap();
    let made = MadeFrom::Known(vec!["partner-mtls-sig".into(), "partner-mtls-enc".into()]);
    assert_eq!(made_from(demo.stored().await.as_ref(), &jwks), made);
}

#[tokio::test]
async fn an_update_is_stored_deployed_and_verified() {
    let demo = demo().await;
    let (update, expectation) = demo.update(JwkCascade::Leave).await;
    let answer = demo.writer.update(update, &unseen).await.unwrap();
    assert_eq!(answer.stored, Word::Yes);
    assert_eq!(answer.deployed(expectation.environments()), Deployed::Everywhere);
    assert!(answer.report.rows.iter().all(|row| row.pod.is_some()), "a row for each pod");
    let unreadable = vec!["production ▸ password".into()];
    assert_eq!(expectation.verify(demo.stored().await.as_ref()), Verified::Equal { unreadable });
    assert!(demo.gateway.password(PROJECT, KEYSTORE, "production").is_some());
}

#[tokio::test]
async fn the_cascade_reaches_the_jwks_that_were_chosen() {
    const OWN: (&str, &str) = (PROJECT, "partner-mtls-sig");
    const OTHER: (&str, &str) = ("Portal", "partner-for-portal");
    for (cascade, own, other) in [
        (JwkCascade::Leave, false, false),
        (JwkCascade::ThisProject, true, false),
        (JwkCascade::AllProjects, true, true),
    ] {
        let demo = demo().await;
        let kids = || [OWN, OTHER].map(|(project, jwk)| demo.gateway.kid(project, jwk));
        let before = kids();
        let (update, _) = demo.update(cascade).await;
        demo.writer.update(update, &unseen).await.unwrap();
        let after = kids();
        assert_eq!([before[0] != after[0], before[1] != after[1]], [own, other], "{cascade:?}");
    }
}

#[tokio::test]
async fn every_shape_of_a_result_is_read_and_none_but_full_success_is_everywhere() {
    for (fault, everywhere) in [
        (Fault::EnvironmentResults, true),
        (Fault::DeploymentResults, true),
        (Fault::Flat, false),
        (Fault::PodFailedUnderSuccess, false),
        (Fault::SavedNotDeployed, false),
        (Fault::NoDeploymentResult, false),
        (Fault::NullDeploymentResult, false),
        (Fault::EmptyList, false),
    ] {
        let demo = demo().await;
        let name = format!("{fault:?}");
        let (answer, expectation) = demo.under(fault).await;
        let answer = answer.unwrap();
        assert_eq!(answer.stored, Word::Yes, "{name}");
        let deployed = answer.deployed(expectation.environments());
        assert_eq!(deployed == Deployed::Everywhere, everywhere, "{name}: {deployed:?}");
    }
}

#[tokio::test]
async fn a_no_is_told_from_an_unknown_outcome_and_nothing_is_sent_twice() {
    for (fault, refused) in [
        (Fault::Unauthorized, true),
        (Fault::Forbidden, true),
        (Fault::NameTaken, true),
        (Fault::RateLimited { retry_after: 1 }, true),
        (Fault::FailureStatus, true),
        (Fault::ServerError, false),
        (Fault::ProxyHtml, false),
        (Fault::CutBeforeAnswer, false),
        (Fault::CutWithoutApplying, false),
        (Fault::NeverAnswer, false),
    ] {
        let demo = demo().await;
        let name = format!("{fault:?}");
        let (answer, _) = demo.under(fault).await;
        match answer.unwrap_err() {
            NotUpdated::Refused(_) => assert!(refused, "{name}"),
            NotUpdated::Unknown(_) => assert!(!refused, "{name}"),
            NotUpdated::NotSent(error) => panic!("{name}: {error}"),
        }
        let puts = demo.gateway.requests().iter().filter(|request| request.method == "PUT").count();
        assert_eq!(puts, 1, "{name}");
    }
}

#[tokio::test]
async fn reading_back_tells_what_an_unknown_outcome_was() {
    let applied = demo().await;
    let (_, expectation) = applied.under(Fault::CutBeforeAnswer).await;
    let verified = expectation.verify(applied.stored().await.as_ref());
    assert!(matches!(verified, Verified::Equal { .. }), "{verified:?}");

    let dropped = demo().await;
    let (_, expectation) = dropped.under(Fault::CutWithoutApplying).await;
    assert_eq!(expectation.verify(dropped.stored().await.as_ref()), Verified::NotApplied);

    let stale = demo().await;
    let (answer, expectation) = stale.under(Fault::StoresOldData).await;
    assert_eq!(answer.unwrap().deployed(expectation.environments()), Deployed::Everywhere);
    let verified = expectation.verify(stale.stored().await.as_ref());
    assert!(
        matches!(&verified, Verified::Differs(list) if list[0].place() == "production ▸ file")
            || verified == Verified::NotApplied,
        "{verified:?}"
    );
}
