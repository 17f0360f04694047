//! Chains that end early, are out of order, or don't verify. Every certificate is really signed.

use rcgen::IsCa;

use super::*;
use crate::judge::{
    Rule,
    facts::MOST_SIGNATURES,
    samples::{Authority, Scene, key, params, self_signed, server, trusted},
};

const RULES: [Rule; 5] = [
    Rule::ChainIncomplete,
    Rule::ChainDisordered,
    Rule::ChainSignature,
    Rule::ChainAuthority,
    Rule::ChainNotChecked,
];

struct World {
    root: Authority,
    issuing: Authority,
    leaf: Certificate,
}

impl World {
    fn new() -> Self {
        let root = Authority::root("Root");
        let issuing = root.authority("Issuing");
        let leaf = issuing.issue(&server("a.example"));
        Self { root, issuing, leaf }
    }

    fn chain(&self) -> Vec<Certificate> {
        vec![self.leaf.clone(), self.issuing.certificate.clone(), self.root.certificate.clone()]
    }
}

fn scene(chain: Vec<Certificate>) -> Scene {
    Scene::of(vec![key("a", chain)])
}

/// Only this rule of the chain's speaks.
#[track_caller]
fn only(scene: &Scene, rule: Rule, says: &str) {
    scene.says(rule, says);
    RULES.iter().filter(|other| **other != rule).for_each(|other| scene.silent(*other));
}

#[track_caller]
fn sound(scene: &Scene) {
    RULES.iter().for_each(|rule| scene.silent(*rule));
}

#[test]
fn an_issuer_without_a_name_is_said_to_have_none() {
    let root = Authority::root("Root");
    let mut scene = Scene::of(vec![key("a", vec![root.issue(&server("a.example"))])]);
    scene.leaf().issuer = String::new();
    scene.says(Rule::ChainIncomplete, "the certificate stands alone, without its issuer (no name)");
}

#[test]
fn a_chain_with_or_without_its_root_is_sound() {
    let world = World::new();
    let chain = world.chain();
    sound(&scene(chain.clone()));
    sound(&scene(chain[..2].to_vec()));
    sound(&scene(vec![self_signed(&server("a.example"))]));
    sound(&scene(vec![world.root.issue(&server("b.example")), world.root.certificate.clone()]));
    // Trust is put in certificates, not in chains.
    sound(&Scene::of(vec![trusted("issuing", chain[1].clone()), trusted("leaf", chain[0].clone())]));
    sound(&scene(Vec::new()));
}

#[test]
fn a_leaf_alone_lacks_its_issuer() {
    let world = World::new();
    let mut alone = scene(vec![world.leaf.clone()]);
    only(&alone, Rule::ChainIncomplete, "the certificate stands alone, without its issuer CN=Issuing");
    let beside = "the certificate stands alone, without its issuer CN=Issuing, which is in the file but not in its chain";
    alone.store().loose = vec![world.issuing.certificate.clone()];
    only(&alone, Rule::ChainIncomplete, beside);
    let entries = vec![key("a", vec![world.leaf.clone()]), trusted("ca", world.issuing.certificate.clone())];
    only(&Scene::of(entries), Rule::ChainIncomplete, beside);
}

#[test]
fn an_intermediate_that_the_chain_before_had_is_missed() {
    let root = Authority::root("Root");
    let policy = root.authority("Policy");
    let issuing = policy.authority("Issuing");
    let leaf = issuing.issue(&server("a.example"));
    let [issuing, policy, root] = [issuing, policy, root].map(|authority| authority.certificate);
    let short = || scene(vec![leaf.clone(), issuing.clone()]);
    sound(&short());
    let had =
        short().before(vec![key("a", vec![leaf.clone(), issuing.clone(), policy.clone(), root.clone()])]);
    only(&had, Rule::ChainIncomplete, "the chain ends without CN=Policy, which the one before has");
    // A root that was sent before isn't missed.
    let rootless = scene(vec![leaf.clone(), issuing.clone(), policy.clone()]);
    sound(
        &rootless.before(vec![key("a", vec![leaf.clone(), issuing.clone(), policy.clone(), root.clone()])]),
    );
}

#[test]
fn out_of_order() {
    let world = World::new();
    let mut chain = world.chain();
    chain.swap(1, 2);
    scene(chain).says(
        Rule::ChainDisordered,
        "the chain is out of order: CN=Root follows CN=a.example, and its issuer stands elsewhere",
    );
}

#[test]
fn a_gap() {
    let world = World::new();
    let gap = scene(vec![world.leaf.clone(), world.root.certificate.clone()]);
    only(
        &gap,
        Rule::ChainDisordered,
        "the chain has a gap: CN=Root follows CN=a.example, whose issuer CN=Issuing is missing",
    );
}

#[test]
fn more_than_the_chain() {
    let world = World::new();
    let mut chain = world.chain();
    chain.push(self_signed(&params("Stranger")));
    only(&scene(chain), Rule::ChainDisordered, "the chain goes on after the root CN=Root with CN=Stranger");
}

#[test]
fn an_issuer_of_the_right_name_with_the_wrong_key() {
    let world = World::new();
    let renewed = world.root.authority("Issuing").certificate;
    let scene = scene(vec![world.leaf.clone(), renewed, world.root.certificate.clone()]);
    only(
        &scene,
        Rule::ChainSignature,
        "CN=Issuing has the name of the issuer of CN=a.example, but its key didn't sign it",
    );
}

#[test]
fn a_root_that_did_not_sign_itself() {
    let world = World::new();
    // Of the root's name, issued by the root's namesake.
    let namesake = Authority::root("Root").authority("Root").certificate;
    let scene = scene(vec![namesake]);
    only(&scene, Rule::ChainSignature, "CN=Root names itself as its issuer, but didn't sign itself");
    drop(world);
}

#[test]
fn an_issuer_that_may_not_issue() {
    let root = Authority::root("Root");
    let mut usurper = Authority::params("Usurper");
    usurper.is_ca = IsCa::ExplicitNoCa;
    let below = |params| {
        let issuer = root.below(params);
        let leaf = issuer.issue(&server("a.example"));
        scene(vec![leaf, issuer.certificate, root.certificate.clone()])
    };
    let says = "the issuer CN=Usurper isn't an authority by its basic constraints";
    only(&below(usurper), Rule::ChainAuthority, says);
    only(&below(params("Usurper")), Rule::ChainAuthority, says);
    let mut signer = Authority::params("Signer");
    signer.key_usages = vec![rcgen::KeyUsagePurpose::DigitalSignature];
    only(
        &below(signer),
        Rule::ChainAuthority,
        "the issuer CN=Signer may not sign certificates by its key usage",
    );
    // A root of version 1 has no extensions at all.
    let mut v1 = World::new().chain();
    v1[2].is_authority = None;
    v1[2].key_usage = None;
    sound(&scene(v1));
}

#[test]
fn a_signature_that_can_not_be_computed_is_said() {
    let world = World::new();
    let mut facts_of = world.chain();
    // The leaf's bytes, with an algorithm that nobody knows in both of its places.
    let known: [u8; 10] = [0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02];
    let mut der = facts_of[0].der.to_vec();
    let places: Vec<usize> = (0..der.len() - 10).filter(|at| der[*at..at + 10] == known).collect();
    assert_eq!(places.len(), 2);
    for at in places {
        der[at + 9] = 0x7F;
    }
    facts_of[0] = Certificate::read(&der).unwrap();
    only(
        &scene(facts_of),
        Rule::ChainNotChecked,
        "the signature of CN=a.example wasn't checked: keywright can't compute 1.2.840.10045.4.3.127",
    );
}

#[test]
fn a_file_can_not_ask_for_endless_verifying() {
    let world = World::new();
    let many = MOST_SIGNATURES + 10;
    let mut chain = vec![world.root.certificate.clone(); many];
    chain.insert(0, world.leaf.clone());
    let scene = scene(chain);
    scene.says(Rule::ChainNotChecked, "11 more signatures weren't checked: there are too many");
}
