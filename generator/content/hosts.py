"""The host of a web address: whether there can be one, and whether it may be taken for another."""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import ip_address
from typing import Literal
from unicodedata import category, name, normalize

from generator.core.characters import INVISIBLE

HostFlaw = Literal["E140", "W162", "W163"]
PARTS = re.compile(r"https?://(\[[^\]]*\]|[^/?#:]*)(?::([0-9]*))?(?=[/?#]|\Z)", re.IGNORECASE)
MAX_PORT = 65535
MAX_LABEL = 63  # bytes, as it is sent
MAX_HOST = 253
DOTS = re.compile("[.\u3002]")
UNSEEN = re.compile(f"[{INVISIBLE}]")
NUMBER = re.compile(r"[0-9]+|0[xX][0-9a-fA-F]*")
# What IDNA allows in a label besides hyphens, by categories of Unicode, and a few characters that
# it allows in some places: https://www.rfc-editor.org/rfc/rfc5892
ALLOWED = {"Ll", "Lo", "Lm", "Mn", "Mc", "Nd"}
ALLOWED_TOO = set("-_\u00b7\u0375\u05f3\u05f4\u06fd\u06fe\u0f0b\u3007\u30fb")
# Names that only a network of its own knows: RFC 6761, RFC 6762, RFC 8375, and ICANN's `internal`.
LOCAL = re.compile(r"(?:.*\.)?(?:localhost|local|internal|intranet|lan|home|corp|home\.arpa)")
# Alphabets with letters that look like those of another one.
ALIKE = {"ARMENIAN", "CHEROKEE", "COPTIC", "CYRILLIC", "GREEK", "LATIN", "LISU"}


def host_flaw(address: str) -> HostFlaw | None:
    """Return the code of what is wrong with the host of a web address, or None.

    No browser opens it (E140), it is a number or a name inside a network (W162), or it has letters
    of several alphabets (W163), like https://www.xn--pple-43d.com, whose first letter is Cyrillic.
    """
    parts = PARTS.match(address)
    if not parts or (parts[2] and int(parts[2][:9]) > MAX_PORT):
        return "E140"
    return _flaw(parts[1])


@lru_cache(maxsize=1_000)  # the addresses of an entry, and those of a contractor, share a host
def _flaw(host: str) -> HostFlaw | None:
    if host.startswith("["):
        return "W162" if _is_address(host[1:-1]) else "E140"
    labels = host_labels(host)
    if NUMBER.fullmatch(labels[-1]):  # then a browser reads all of it as a number
        return "W162" if _is_number(labels) else "E140"
    if not _can_be_sent(labels):
        return "E140"
    if len(labels) == 1 or LOCAL.fullmatch(".".join(labels)):
        return "W162"
    return "W163" if is_mixed("".join(labels)) else None


def host_labels(host: str) -> list[str]:
    """Return the labels of a host as a browser shows them, in lowercase: `xn--…` is decoded."""
    written = DOTS.split(normalize("NFKC", host).lower().removesuffix("."))
    return [_decoded(label) for label in written]


def host_of(address: str) -> str:
    """Return the host of a web address, as a browser shows it; "" for any other address."""
    parts = PARTS.match(address)
    return ".".join(host_labels(parts[1])) if parts else ""


def encoded(label: str) -> str:
    """Return a label as it is sent; letters that are not ASCII begin with `xn--`.

    One that is longer than any host stays as it is, because Python takes quadratic time for it.
    """
    if label.isascii() or len(label) > MAX_HOST:
        return label
    return f"xn--{label.encode('punycode').decode()}"


def sent_host(address: str) -> str:
    """Return the host of a web address as it is sent, which shows that it is another one."""
    return ".".join(map(encoded, host_of(address).split(".")))


def alphabets(text: str) -> set[str]:
    """Return the alphabets of a text whose letters look like others, by their names in Unicode."""
    return ALIKE & {name(c, "").partition(" ")[0] for c in text if c.isalpha()}


def is_mixed(text: str) -> bool:
    """Return whether a text has letters of several such alphabets."""
    return not text.isascii() and len(alphabets(text)) > 1


def _is_address(text: str) -> bool:
    try:
        return bool(ip_address(text))
    except ValueError:
        return False


def _is_number(labels: list[str]) -> bool:
    """Return whether a browser reads labels as one number: 10.0.0.1, 10.1 and 0xa000001 are one.

    Each but the last is one byte, and the last is the rest: https://url.spec.whatwg.org/#ipv4-parser
    """
    if len(labels) > 4:
        return False
    try:
        *single, rest = map(_value, labels)
    except ValueError:  # such as 08, which is octal because of its zero
        return False
    return all(byte < 256 for byte in single) and rest < 256 ** (5 - len(labels))


def _value(label: str) -> int:
    """Return the value of a number as a browser reads it; raises ValueError."""
    if label.startswith("0x"):
        return int(label[2:] or "0", 16)
    return int(label, 8 if label.startswith("0") else 10)


def _can_be_sent(labels: list[str]) -> bool:
    """Return whether IDNA allows each label, and neither a label nor the host is too long."""
    sent = [encoded(label) for label in labels]
    is_long = (
        any(not 0 < len(label) <= MAX_LABEL for label in sent) or len(".".join(sent)) > MAX_HOST
    )
    return not is_long and all(map(_is_label, labels))


def _is_label(label: str) -> bool:
    """Return whether IDNA allows a label; browsers also allow an underscore."""
    if not label or label.startswith(("-", "xn--")) or label.endswith("-"):
        return False
    if category(label[0])[0] == "M" or UNSEEN.search(label):  # an accent needs a letter before it
        return False
    return all(c in ALLOWED_TOO or category(c) in ALLOWED for c in label)


def _decoded(label: str) -> str:
    """Return a label in its own letters; one that no letters encode to stays, and is refused."""
    if not label.startswith("xn--") or len(label) > MAX_HOST:
        return label
    try:
        letters = label[4:].encode().decode("punycode")
    except UnicodeError:
        return label
    return letters if not letters.isascii() and encoded(letters) == label else label
