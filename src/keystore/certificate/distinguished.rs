//! Distinguished names as text (RFC 4514).

use x509_parser::{
    asn1_rs::{Any, Tag, ToDer},
    der_parser::{Oid, oid},
    x509::{AttributeTypeAndValue, X509Name},
};

/// What each type of attribute is called: RFC 4514's own, then openssl's short names. Any other is
/// its object identifier, its value in hexadecimal, as the RFC asks.
const TYPES: &[(&[u8], &str)] = &[
    (&oid!(raw 2.5.4.3), "CN"),
    (&oid!(raw 2.5.4.7), "L"),
    (&oid!(raw 2.5.4.8), "ST"),
    (&oid!(raw 2.5.4.10), "O"),
    (&oid!(raw 2.5.4.11), "OU"),
    (&oid!(raw 2.5.4.6), "C"),
    (&oid!(raw 2.5.4.9), "STREET"),
    (&oid!(raw 0.9.2342.19200300.100.1.25), "DC"),
    (&oid!(raw 0.9.2342.19200300.100.1.1), "UID"),
    (&oid!(raw 1.2.840.113549.1.9.1), "emailAddress"),
    (&oid!(raw 1.2.840.113549.1.9.2), "unstructuredName"),
    (&oid!(raw 2.5.4.4), "SN"),
    (&oid!(raw 2.5.4.5), "serialNumber"),
    (&oid!(raw 2.5.4.12), "title"),
    (&oid!(raw 2.5.4.13), "description"),
    (&oid!(raw 2.5.4.15), "businessCategory"),
    (&oid!(raw 2.5.4.17), "postalCode"),
    (&oid!(raw 2.5.4.41), "name"),
    (&oid!(raw 2.5.4.42), "GN"),
    (&oid!(raw 2.5.4.43), "initials"),
    (&oid!(raw 2.5.4.44), "generationQualifier"),
    (&oid!(raw 2.5.4.46), "dnQualifier"),
    (&oid!(raw 2.5.4.65), "pseudonym"),
    (&oid!(raw 2.5.4.97), "organizationIdentifier"),
    (&oid!(raw 1.3.6.1.4.1.311.60.2.1.1), "jurisdictionL"),
    (&oid!(raw 1.3.6.1.4.1.311.60.2.1.2), "jurisdictionST"),
    (&oid!(raw 1.3.6.1.4.1.311.60.2.1.3), "jurisdictionC"),
];

/// A name as text: the most specific part first, as it stands last in the encoding.
pub fn text(name: &X509Name<'_>) -> String {
    let mut text = String::new();
    let parts: Vec<_> = name.iter_rdn().collect();
    for (at, part) in parts.iter().rev().enumerate() {
        if at > 0 {
            text.push_str(", ");
        }
        for (at, attribute) in part.iter().enumerate() {
            if at > 0 {
                text.push('+');
            }
            push_attribute(&mut text, attribute);
        }
    }
    text
}

/// What two names are compared by where their bytes differ (RFC 5280, 7.1): the types and values of
/// each part; case, the kind of string, and runs of spaces ignored.
pub fn folded(name: &X509Name<'_>) -> Vec<Vec<(Vec<u8>, String)>> {
    let part = |attribute: &AttributeTypeAndValue<'_>| {
        let value = match decoded(attribute.attr_value()) {
            Some(value) => value.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase(),
            None => hex(attribute.attr_value()),
        };
        (attribute.attr_type().as_bytes().to_vec(), value)
    };
    let sorted = |mut part: Vec<(Vec<u8>, String)>| {
        // The parts of a SET have no order of their own.
        part.sort();
        part
    };
    name.iter_rdn().map(|attributes| sorted(attributes.iter().map(part).collect())).collect()
}

fn push_attribute(text: &mut String, attribute: &AttributeTypeAndValue<'_>) {
    let value = attribute.attr_value();
    match (name_of(attribute.attr_type()), decoded(value)) {
        (Some(name), Some(value)) => {
            text.push_str(name);
            text.push('=');
            push_escaped(text, &value);
        }
        (name, _) => {
            text.push_str(name.unwrap_or(&attribute.attr_type().to_id_string()));
            text.push_str("=#");
            text.push_str(&hex(value));
        }
    }
}

fn name_of(oid: &Oid<'_>) -> Option<&'static str> {
    TYPES.iter().find(|(bytes, _)| *bytes == oid.as_bytes()).map(|(_, name)| *name)
}

/// The characters of a string, whichever of ASN.1's kinds it is; `None` for another kind of value,
/// or for one that isn't what it says it is.
fn decoded(value: &Any<'_>) -> Option<String> {
    let bytes = value.data;
    match value.tag() {
        Tag::Utf8String => String::from_utf8(bytes.to_vec()).ok(),
        // Taken for ISO 8859-1, as Java and openssl do: the real T.61 is in no certificate.
        Tag::T61String => Some(latin(bytes)),
        // ASCII by the standard; what is more in it is usually UTF-8 nevertheless.
        Tag::PrintableString | Tag::Ia5String | Tag::NumericString | Tag::VisibleString => {
            Some(std::str::from_utf8(bytes).map_or_else(|_| latin(bytes), str::to_owned))
        }
        Tag::BmpString => {
            let (pairs, []) = bytes.as_chunks() else { return None };
            String::from_utf16(&pairs.iter().copied().map(u16::from_be_bytes).collect::<Vec<_>>()).ok()
        }
        Tag::UniversalString => {
            let (fours, []) = bytes.as_chunks() else { return None };
            fours.iter().copied().map(u32::from_be_bytes).map(char::from_u32).collect()
        }
        _ => None,
    }
}

fn latin(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

/// The value's whole encoding, in hexadecimal.
fn hex(value: &Any<'_>) -> String {
    let encoded = value.to_der_vec().unwrap_or_else(|_| value.data.to_vec());
    encoded.iter().map(|byte| format!("{byte:02X}")).collect()
}

/// RFC 4514, 2.4. Other control characters than NUL stay: the view makes them harmless.
fn push_escaped(text: &mut String, value: &str) {
    let last = value.chars().count().saturating_sub(1);
    for (at, c) in value.chars().enumerate() {
        match c {
            '\0' => text.push_str("\\00"),
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => text.extend(['\\', c]),
            '#' if at == 0 => text.push_str("\\#"),
            ' ' if at == 0 || at == last => text.push_str("\\ "),
            _ => text.push(c),
        }
    }
}

#[cfg(test)]
mod tests;
