"""PKCS#12 (RFC 7292) that no tool at hand writes: put together, or taken apart and altered, with a MAC that fits.

  pfx.py make OUT PASSWORD MAC PART...     MAC: none, sha1:2048, pbmac1-sha256:2048, pbmac1-sha512:2048
      key:ALIAS:ID:FILE                    PEM: PRIVATE KEY or ENCRYPTED PRIVATE KEY
      cert:ALIAS:ID:FILE                   PEM; cert+java: with the attribute that makes Java trust it
      An empty ALIAS or ID is none. Neighbours of one kind share a safe; nothing more is encrypted.
  pfx.py ber IN OUT PASSWORD outer|all     indefinite lengths, octet strings in pieces; `all`: inside too, with a new MAC
  pfx.py swap IN OUT PASSWORD              the safes in reverse order: keys before certificates, as Windows does
  pfx.py iterations IN OUT PASSWORD PLACE N   PLACE: mac, keys, certificates: the number alone is altered
  pfx.py mac IN OUT PASSWORD OTHER         the MAC alone made anew, with another password
  pfx.py prf IN OUT PASSWORD PLACE OID     PBKDF2's pseudo-random function (PLACE: keys, certificates)
  pfx.py cipher IN OUT PASSWORD PLACE OID  PBES2's cipher
  pfx.py scheme IN OUT PASSWORD PLACE OID  the whole scheme's identifier
"""

import hashlib
import hmac
import os
import sys

import der
from der import Node, explicit, integer, null, octets, oid, seq, set_of, text

DATA, ENCRYPTED_DATA = "1.2.840.113549.1.7.1", "1.2.840.113549.1.7.6"
KEY_BAG, SHROUDED_BAG, CERT_BAG = (f"1.2.840.113549.1.12.10.1.{n}" for n in (1, 2, 3))
FRIENDLY_NAME, LOCAL_KEY_ID = "1.2.840.113549.1.9.20", "1.2.840.113549.1.9.21"
X509 = "1.2.840.113549.1.9.22.1"
TRUSTED_KEY_USAGE, ANY_USAGE = "2.16.840.1.113894.746875.1.1", "2.5.29.37.0"
PBES2, PBKDF2, PBMAC1 = "1.2.840.113549.1.5.13", "1.2.840.113549.1.5.12", "1.2.840.113549.1.5.14"
DIGESTS = {
    "sha1": ("1.3.14.3.2.26", 64),
    "sha224": ("2.16.840.1.101.3.4.2.4", 64),
    "sha256": ("2.16.840.1.101.3.4.2.1", 64),
    "sha384": ("2.16.840.1.101.3.4.2.2", 128),
    "sha512": ("2.16.840.1.101.3.4.2.3", 128),
}
HMACS = {"sha256": "1.2.840.113549.2.9", "sha512": "1.2.840.113549.2.11"}


def derive(digest, password, salt, iterations):
    """RFC 7292, appendix B.2, for a MAC key (ID 3): one block is enough, the key is as long as the digest."""
    block = DIGESTS[digest][1]
    secret = (password + "\0").encode("utf-16-be")
    fill = lambda value: (value * (block // len(value) + 1))[: -(-len(value) // block) * block]
    key = hashlib.new(digest, bytes([3]) * block + fill(salt) + fill(secret)).digest()
    for _ in range(iterations - 1):
        key = hashlib.new(digest, key).digest()
    return key


def mac_data(content, password, how):
    """MacData over the authenticated safe's octets."""
    name, iterations = how.split(":")
    iterations, salt = int(iterations), os.urandom(8)
    if name.startswith("pbmac1-"):
        digest = name.removeprefix("pbmac1-")
        size = hashlib.new(digest).digest_size
        key = hashlib.pbkdf2_hmac(digest, password.encode(), salt, iterations, size)
        prf = seq(oid(HMACS[digest]), null())
        kdf = seq(oid(PBKDF2), seq(octets(salt), integer(iterations), integer(size), prf))
        algorithm = seq(oid(PBMAC1), seq(kdf, seq(oid(HMACS[digest]), null())))
        # RFC 9579: salt and iterations of MacData itself say nothing.
        return seq(seq(algorithm, octets(hmac.digest(key, content, digest))), octets(b"NOT USED"), integer(1))
    value = hmac.digest(derive(name, password, salt, iterations), content, name)
    return seq(seq(seq(oid(DIGESTS[name][0]), null()), octets(value)), octets(salt), integer(iterations))


def same_mac(pfx):
    """How the file's own MAC is made, for making it anew."""
    if len(pfx.items) < 3:
        return "none"
    info, _, *iterations = pfx.items[2].items
    algorithm = info.items[0].items[0].value
    name = next(name for name, (dotted, _) in DIGESTS.items() if oid(dotted).value == algorithm)
    count = int.from_bytes(iterations[0].value, "big") if iterations else 1
    return f"{name}:{count}"


def pfx(safe, password, how):
    """A PFX round the octets of an authenticated safe."""
    items = [integer(3), seq(oid(DATA), explicit(0, octets(safe)))]
    if how != "none":
        items.append(mac_data(safe, password, how))
    return seq(*items)


def attributes(alias, key_id, trusted=False):
    found = []
    if alias:
        found.append(seq(oid(FRIENDLY_NAME), set_of(text(30, alias))))
    if key_id:
        found.append(seq(oid(LOCAL_KEY_ID), set_of(octets(key_id.encode()))))
    if trusted:
        found.append(seq(oid(TRUSTED_KEY_USAGE), set_of(oid(ANY_USAGE))))
    return [set_of(*found)] if found else []


def bag(part):
    kind, alias, key_id, path = part.split(":", 3)
    pem = open(path).read()
    if kind == "key":
        if "ENCRYPTED PRIVATE KEY" in pem:
            what, value = SHROUDED_BAG, der.parse(der.from_pem(pem, "ENCRYPTED PRIVATE KEY"))
        else:
            what, value = KEY_BAG, der.parse(der.from_pem(pem, "PRIVATE KEY"))
    else:
        what = CERT_BAG
        value = seq(oid(X509), explicit(0, octets(der.from_pem(pem, "CERTIFICATE"))))
    return seq(oid(what), explicit(0, value), *attributes(alias, key_id, kind == "cert+java"))


def make(out, password, how, *parts):
    safes, last = [], None
    for part in parts:
        kind = part[:3]
        if kind != last:
            safes.append([])
        safes[-1].append(bag(part))
        last = kind
    contents = [seq(oid(DATA), explicit(0, octets(seq(*safe).der()))) for safe in safes]
    write(out, pfx(seq(*contents).der(), password, how).der())


def opened(path):
    whole = der.parse(open(path, "rb").read())
    return whole, der.parse(whole.items[1].items[1].items[0].value)


def ber(source, out, password, depth):
    whole, safes = opened(source)
    if depth == "all":
        for content in safes.items:
            if content.items[0].value == oid(DATA).value:
                inner = content.items[1].items[0]
                inner.value = der.parse(inner.value).ber(100)
        whole = pfx(safes.ber(100), password, same_mac(whole))
    write(out, whole.ber(100))


def swap(source, out, password):
    whole, safes = opened(source)
    safes.value.reverse()
    write(out, pfx(safes.der(), password, same_mac(whole)).der())


def protections(safes, place):
    """The AlgorithmIdentifiers of the encrypted safes, or of the keys that stand in the open ones."""
    for content in safes.items:
        kind = content.items[0].value
        if kind == oid(ENCRYPTED_DATA).value and place == "certificates":
            yield content.items[1].items[0].items[1].items[1]
        if kind == oid(DATA).value and place == "keys":
            inner = content.items[1].items[0]
            bags = der.parse(inner.value)
            for item in bags.items:
                if item.items[0].value == oid(SHROUDED_BAG).value:
                    yield item.items[1].items[0].items[0]
            inner.value = bags.der()


def altered(source, out, password, place, change):
    whole, safes = opened(source)
    count = 0
    for algorithm in protections(safes, place):
        change(algorithm)
        count += 1
    assert count, f"no {place} in {source}"
    write(out, pfx(safes.der(), password, same_mac(whole)).der())


def kdf_and_cipher(algorithm):
    assert algorithm.items[0].value == oid(PBES2).value, "not PBES2"
    return algorithm.items[1].items


def set_iterations(algorithm, n):
    if algorithm.items[0].value == oid(PBES2).value:
        kdf_and_cipher(algorithm)[0].items[1].items[1] = integer(n)
    else:
        algorithm.items[1].items[1] = integer(n)


def iterations(source, out, password, place, n):
    if place != "mac":
        return altered(source, out, password, place, lambda algorithm: set_iterations(algorithm, int(n)))
    whole, _ = opened(source)
    whole.items[2].items[2:] = [integer(int(n))]
    write(out, whole.der())


def mac(source, out, password, other):
    whole, safes = opened(source)
    write(out, pfx(whole.items[1].items[1].items[0].value, other, same_mac(whole)).der())


def prf(source, out, password, place, dotted):
    def change(algorithm):
        parameters = kdf_and_cipher(algorithm)[0].items[1].items
        if parameters[-1].tag == 0x30:
            parameters.pop()
        parameters.append(seq(oid(dotted), null()))

    altered(source, out, password, place, change)


def cipher(source, out, password, place, dotted):
    def change(algorithm):
        kdf_and_cipher(algorithm)[1].items[0] = oid(dotted)

    altered(source, out, password, place, change)


def scheme(source, out, password, place, dotted):
    def change(algorithm):
        algorithm.items[0] = oid(dotted)

    altered(source, out, password, place, change)


def write(path, content):
    with open(path, "wb") as file:
        file.write(content)


if __name__ == "__main__":
    commands = {f.__name__: f for f in (make, ber, swap, iterations, mac, prf, cipher, scheme)}
    commands[sys.argv[1]](*sys.argv[2:])
