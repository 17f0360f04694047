//! Gateway addresses in all their forms.

use proptest::prelude::*;

use crate::*;

fn server(text: &str) -> Result<Server, ServerError> {
    text.parse()
}

#[test]
fn loopback_is_this_machine_and_nothing_that_only_looks_like_it() {
    for here in
        ["127.0.0.1", "127.8.9.1:81", "[::1]:8080", "localhost", "LOCALHOST:1", "127.1", "a.localhost:80"]
    {
        assert!(!server(&format!("http://{here}")).unwrap().is_plain_http_remote(), "{here}");
    }
    for there in ["128.0.0.1", "[::2]", "localhost.example.com", "127.0.0.1.example.com", "0.0.0.0"] {
        let there = server(&format!("http://{there}/apiops")).unwrap();
        assert!(there.is_plain_http_remote(), "{there}");
        assert!(matches!(there.permit(false), Err(ServerError::PlainHttp { .. })));
    }
    assert!(!server("https://gw.example.com").unwrap().is_plain_http_remote());
}

#[test]
fn what_is_no_address_says_what_would_be() {
    use ServerError as E;
    let bare = |host: &str| E::NoScheme { host: Some(host.to_owned()) };
    for (text, expected) in [
        ("gw.example.com", bare("gw.example.com")),
        ("localhost:8080", bare("localhost:8080")),
        ("", bare("")),
        ("user:pw@gw", E::NoScheme { host: None }),
        ("ftp://h", E::Scheme),
        ("https://user:pw@h", E::UserInfo),
        ("https://@h", E::UserInfo),
        ("https:///user:pw@h", E::Malformed(url::ParseError::EmptyHost)),
        ("https://h/?a=b", E::Query),
        ("https://h/?", E::Query),
        ("https://h/#a", E::Fragment),
        ("https://h/apiops/projects/", E::BeyondBase),
        ("https://h h", E::Characters),
        ("https://h\\x", E::Characters),
        ("https://", E::Malformed(url::ParseError::EmptyHost)),
        ("https://h:99999", E::Malformed(url::ParseError::InvalidPort)),
    ] {
        let error = server(text).unwrap_err();
        assert_eq!(error, expected, "{text}");
        assert!(!error.to_string().contains("pw"), "{error}");
    }
}

proptest! {
    #[test]
    fn every_form_of_an_address_is_the_same_server(
        scheme in "https?|HTTPS",
        host in "[a-z]{1,10}(\\.[a-z]{2,5}){0,2}",
        port in proptest::option::of(1024u16..),
        prefix in "(/[a-z0-9]{1,5}){0,3}",
        slashes in "/{0,3}",
    ) {
        prop_assume!(!prefix.contains("apiops"));
        let port = port.map(|port| format!(":{port}")).unwrap_or_default();
        let base = format!("{scheme}://{host}{port}{prefix}");
        let expected = format!("{}://{host}{port}{prefix}/apiops/", scheme.to_lowercase());
        for text in [format!("{base}{slashes}"), format!("{base}/apiops{slashes}"), format!(" {base} ")] {
            let server = server(&text).unwrap();
            prop_assert_eq!(server.base().as_str(), &expected);
            // What is shown can be written again.
            prop_assert_eq!(&self::server(&server.to_string()).unwrap(), &server);
            prop_assert_eq!(server.authority(), format!("{host}{port}"));
        }
    }

    #[test]
    fn no_text_makes_it_panic_and_what_is_taken_has_one_form(text in "(https?://)?\\PC{0,40}") {
        if let Ok(server) = server(&text) {
            prop_assert!(server.base().path().ends_with("/apiops/"));
            prop_assert!(server.base().username().is_empty() && server.base().password().is_none());
            prop_assert!(server.base().query().is_none() && server.base().fragment().is_none());
            prop_assert_eq!(self::server(&server.to_string()).unwrap(), server);
        }
    }
}
