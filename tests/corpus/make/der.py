"""ASN.1 as a tree (X.690), for taking files apart and putting them together in ways that no tool does."""


class Node:
    """One element: its tag's octet, and either octets or elements. Tags above 30 occur in no keystore."""

    def __init__(self, tag, value):
        self.tag = tag
        self.value = value

    @property
    def items(self):
        assert isinstance(self.value, list), f"{self.tag:02x} has no elements"
        return self.value

    def der(self):
        content = self.value if isinstance(self.value, bytes) else b"".join(item.der() for item in self.value)
        return bytes([self.tag]) + length(len(content)) + content

    def ber(self, chunk):
        """As Bouncy Castle and NSS stream it: no lengths ahead, octet strings in pieces of `chunk` octets."""
        if isinstance(self.value, list):
            inner = b"".join(item.ber(chunk) for item in self.value)
            return bytes([self.tag, 0x80]) + inner + b"\0\0"
        if self.tag in (0x04, 0x80) and len(self.value) > chunk:
            pieces = [self.value[at : at + chunk] for at in range(0, len(self.value), chunk)]
            inner = b"".join(Node(0x04, piece).der() for piece in pieces)
            return bytes([self.tag | 0x20, 0x80]) + inner + b"\0\0"
        return self.der()

    def walk(self):
        yield self
        if isinstance(self.value, list):
            for item in self.value:
                yield from item.walk()


def length(n):
    if n < 0x80:
        return bytes([n])
    octets = n.to_bytes((n.bit_length() + 7) // 8, "big")
    return bytes([0x80 | len(octets)]) + octets


def parse(octets):
    node, rest = element(octets)
    assert not rest, "octets after the end"
    return node


def element(octets):
    tag, n, at = octets[0], octets[1], 2
    if n & 0x80:
        at += n & 0x7F
        n = int.from_bytes(octets[2:at], "big")
    content, rest = octets[at : at + n], octets[at + n :]
    assert len(content) == n, "cut off"
    if not tag & 0x20:
        return Node(tag, content), rest
    items = []
    while content:
        item, content = element(content)
        items.append(item)
    return Node(tag, items), rest


def seq(*items):
    return Node(0x30, list(items))


def set_of(*items):
    return Node(0x31, list(items))


def explicit(n, item):
    return Node(0xA0 | n, [item])


def octets(content):
    return Node(0x04, content)


def integer(n):
    return Node(0x02, n.to_bytes(n.bit_length() // 8 + 1, "big", signed=True))


def null():
    return Node(0x05, b"")


def oid(dotted):
    first, second, *rest = map(int, dotted.split("."))
    out = b""
    for arc in [first * 40 + second, *rest]:
        groups = [arc & 0x7F]
        while arc := arc >> 7:
            groups.append(arc & 0x7F | 0x80)
        out += bytes(reversed(groups))
    return Node(0x06, out)


def text(tag, words):
    """12: UTF8String, 19: PrintableString, 20: T61String, 22: IA5String, 28: UniversalString, 30: BMPString."""
    encoding = {12: "utf-8", 19: "ascii", 20: "latin-1", 22: "ascii", 28: "utf-32-be", 30: "utf-16-be"}[tag]
    return Node(tag, words.encode(encoding))


def from_pem(text, label):
    """The first block of that label."""
    import base64

    body = text.split(f"-----BEGIN {label}-----")[1].split("-----END")[0]
    return base64.b64decode("".join(body.split()))


def to_pem(content, label):
    import base64

    body = base64.b64encode(content).decode()
    lines = [body[at : at + 64] for at in range(0, len(body), 64)]
    return "\n".join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""])
