"""Certificates that openssl won't make: taken from one that it made, altered, and signed again.

  x509.py again IN.pem OUT.pem SIGNER.key CHANGE...    signed with SHA-256, by the algorithm that IN names
      serial=N                 any integer: 0, negative, of 40 octets
      subject=TAG:WORDS        one common name of that string type (12 UTF-8, 20 T61, 28 Universal, 30 BMP)
      subject= issuer=         none
      until=TIME               GeneralizedTime, as 99991231235959Z
      extensions=              none, and so version 1
      names=critical           the alternative names' extension, as RFC 5280 wants it beside an empty subject
      unknown=OID              one more extension, critical, that nobody knows
      signature=spoilt         one bit of the signature turned
"""

import subprocess
import sys

import der
from der import Node, integer, octets, oid, seq, set_of, text

COMMON_NAME = "2.5.4.3"
SUBJECT_ALT_NAME = "2.5.29.17"


def change(tbs, name, value):
    at = 1 if tbs.items[0].tag == 0xA0 else 0
    if name == "serial":
        tbs.items[at] = integer(int(value, 0))
    elif name == "subject" and not value:
        tbs.items[at + 4] = seq()
    elif name == "subject":
        tag, words = value.split(":", 1)
        tbs.items[at + 4] = seq(set_of(seq(oid(COMMON_NAME), text(int(tag), words))))
    elif name == "issuer" and not value:
        tbs.items[at + 2] = seq()
    elif name == "until":
        tbs.items[at + 3].items[1] = Node(0x18, value.encode())
    elif name == "extensions":
        tbs.value = [item for item in tbs.items if item.tag not in (0xA0, 0xA3)]
    elif name == "names":
        for extension in tbs.items[-1].items[0].items:
            if extension.items[0].value == oid(SUBJECT_ALT_NAME).value:
                extension.value.insert(1, Node(0x01, b"\xff"))
    elif name == "unknown":
        extensions = tbs.items[-1].items[0]
        extensions.items.append(seq(oid(value), Node(0x01, b"\xff"), octets(b"\x05\x00")))
    else:
        raise SystemExit(f"no change is called {name}")


def again(source, out, signer, *changes):
    certificate = der.parse(der.from_pem(open(source).read(), "CERTIFICATE"))
    tbs, algorithm, _ = certificate.items
    changes = dict(item.split("=", 1) for item in changes)
    spoilt = changes.pop("signature", None)
    for name, value in changes.items():
        change(tbs, name, value)
    command = ["openssl", "dgst", "-sha256", "-sign", signer]
    signature = subprocess.run(command, input=tbs.der(), capture_output=True, check=True).stdout
    if spoilt:
        signature = signature[:-1] + bytes([signature[-1] ^ 1])
    signed = seq(tbs, algorithm, Node(0x03, b"\0" + signature))
    with open(out, "w") as file:
        file.write(der.to_pem(signed.der(), "CERTIFICATE"))


if __name__ == "__main__":
    assert sys.argv[1] == "again"
    again(*sys.argv[2:])
