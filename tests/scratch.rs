use keywright::{
    domain::{environment::Kind, file::*, secret::Secret},
    judge::*,
    keystore,
};
fn open(path: &str, pw: Option<&str>) -> (FileDigest, Format, Result<keystore::Store, keystore::OpenError>) {
    let b = std::fs::read(path).unwrap();
    (FileDigest::of(&b), Format::of(&b), keystore::open(&b, pw.map(|p| Secret::copied(p)).as_ref()))
}
#[test]
fn show() {
    let args = std::env::var("PAIRS").unwrap();
    for pair in args.split(' ') {
        let (o, n) = pair.split_once(',').unwrap();
        let old = (!o.is_empty()).then(|| {
            open(
                o,
                if o.ends_with("p12") {
                    if std::env::var("UNLOCK").is_ok() { Some("changeit") } else { None }
                } else {
                    None
                },
            )
        });
        let new = open(n, Some("changeit"));
        let k = Kind::Production;
        let case = Case {
            candidate: Candidate {
                stays: false,
                format: new.1,
                digest: new.0,
                opened: new.2.as_ref(),
                store_type: new.1.store_type(),
                alias: None,
                has_odd_password: false,
                unlock: "give",
            },
            present: old.as_ref().map(|o| Present {
                digest: o.0,
                opened: o.2.as_ref(),
                alias: None,
                unlock: "press p",
            }),
            elsewhere: vec![],
            kind: Some(&k),
            now: "2026-11-23T03:00:00Z".parse().unwrap(),
            soon: jiff::SignedDuration::from_hours(720),
        };
        let t = std::time::Instant::now();
        let f = judge(&case);
        println!("{pair}  {:?}", t.elapsed());
        if let Ok(s) = &new.2 {
            for e in &s.entries {
                println!("   {} {:?}", e.alias, e.leaf());
            }
        }
        for f in f {
            println!("   {:?} {}: {} | {}", f.grade(), f.rule.name(), f.says, f.mend);
        }
    }
}
