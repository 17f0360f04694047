"""Files that are damaged, or hostile, or of a kind of their own.

  damage.py cut IN OUT N             the first N octets; a negative N: all but the last so many
  damage.py flip IN OUT N            the lowest bit of octet N turned; a negative N counts from the end
  damage.py append IN OUT HEX        octets after the end
  damage.py jks1 IN OUT PASSWORD     a JKS of version 2 as version 1: no types of certificates, a new digest
  damage.py jks OUT PASSWORD HEX     any octets, with the digest that makes them a JKS
  damage.py bks OUT                  what a Bouncy Castle keystore begins with
  damage.py deep OUT N               N indefinite SEQUENCEs in each other, after what a PFX begins with
"""

import hashlib
import sys


def read(path):
    with open(path, "rb") as file:
        return file.read()


def write(path, content):
    with open(path, "wb") as file:
        file.write(content)


def cut(source, out, n):
    write(out, read(source)[: int(n)])


def flip(source, out, n):
    content = bytearray(read(source))
    content[int(n)] ^= 1
    write(out, content)


def append(source, out, octets):
    write(out, read(source) + bytes.fromhex(octets))


def with_digest(body, password):
    return body + hashlib.sha1(password.encode("utf-16-be") + b"Mighty Aphrodite" + body).digest()


def jks(out, password, octets):
    write(out, with_digest(bytes.fromhex(octets), password))


def jks1(source, out, password):
    content = read(source)[:-20]
    at, body = 12, content[:4] + b"\0\0\0\x01" + content[8:12]

    def take(n):
        nonlocal at, body
        piece = content[at : at + n]
        at, body = at + n, body + piece
        return piece

    def certificate():
        nonlocal at
        at += 2 + int.from_bytes(content[at : at + 2], "big")
        take(int.from_bytes(take(4), "big"))

    for _ in range(int.from_bytes(content[8:12], "big")):
        kind = take(4)[3]
        take(int.from_bytes(take(2), "big"))
        take(8)
        if kind == 1:
            take(int.from_bytes(take(4), "big"))
            for _ in range(int.from_bytes(take(4), "big")):
                certificate()
        else:
            certificate()
    write(out, with_digest(body, password))


def bks(out):
    salt = bytes(range(20))
    header = b"\0\0\0\x02" + b"\0\0\0\x14" + salt + (1500).to_bytes(4, "big")
    write(out, header + b"\0" + bytes(20))


def deep(out, n):
    write(out, b"\x30\x80\x02\x01\x03" + b"\x30\x80" * int(n))


if __name__ == "__main__":
    commands = {f.__name__: f for f in (cut, flip, append, jks, jks1, bks, deep)}
    commands[sys.argv[1]](*sys.argv[2:])
