"""A host that no browser opens, that is inside a network, or that may be taken for another."""

# ruff: noqa: RUF001 - letters that look like others are what this is about
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.content.hosts import host_flaw, host_of, sent_host
from helpers.fuzzing import time_limit

HOSTS = {
    None: (
        "www.ct.gov EXAMPLE.com. a_b.example a.example:80 a.example: 3m.example 1a.2b "
        "münchen.example straße.example xn--mnchen-3ya.example школа.рф 日本.jp ｅxample.example "
        "مثال.example l·l.example a--b.example 中文。example a.home.example local.example"
    ),
    "E140": (
        "a..b .a -a.example a-.example a.example:65536 a.example:99999 a.example:80a a:b@c "
        "good.example⁄.evil.example good.example∕a ℀.example a\u200bb.example a\u2060b.example "
        "a💩.example xn--zzzzzzzz xn--a.example xn--.example \u0301a.example a.1 1.2.3.4.5 [x] "
        "[::1 a,b.example a\u3164.example 1.2.3.999 256.1.1.1 08 4294967296"
    ),
    "W162": (
        "2130706433 127.0.0.1 0x7f.1 017700000001 1.2.0x [::1] [fe80::1] localhost localhost:8080 "
        "1.2.3 255.255.255.255 4294967295 intranet printer.local nas.lan dc.corp x.internal a.localhost router.home.arpa 192.168.0.1:80"
    ),
    "W163": "www.аррӏе.com xn--80ak6aa92e.com παράδειγμα.com a.xn--e1afmkfd.example раypal.example",
}


@pytest.mark.parametrize(
    ("host", "flaw"), [(host, flaw) for flaw, hosts in HOSTS.items() for host in hosts.split()]
)
def test_a_host_is_judged_as_a_browser_reads_it(host: str, flaw: str | None) -> None:
    """Its letters, its length and its number count, whatever the rest of the address is."""
    assert {host_flaw(f"https://{host}{rest}") for rest in ("", "/", "/a?b#c", "?q", "#x")} == {
        flaw
    }


@pytest.mark.parametrize(
    ("host", "flaw"),
    [
        ("a" * 63 + ".example", None),
        ("a" * 64 + ".example", "E140"),
        ("é" * 40 + ".example", None),  # 53 bytes as it is sent
        ("é" * 63 + ".example", "E140"),
        ("a." * 122 + "examples", None),  # 252
        ("a." * 123 + "examples", "E140"),
    ],
)
def test_a_host_has_a_length(host: str, flaw: str | None) -> None:
    """What counts is how it is sent."""
    assert host_flaw(f"http://{host}/") == flaw


@pytest.mark.parametrize("host", ["é" * 250_000, f"xn--{'a' * 250_000}-b", "é." * 120_000])
def test_a_host_of_any_length_is_judged_soon(host: str) -> None:
    """Python takes quadratic time to encode a label, and no host is so long."""
    with time_limit(5):
        assert host_flaw(f"https://{host}.example/") == "E140"
        assert sent_host(f"https://{host}.example/")


def test_a_host_is_shown_as_it_is_sent() -> None:
    """So that nobody takes it for another one."""
    assert sent_host("https://www.аррӏе.com/x") == "www.xn--80ak6aa92e.com"
    assert host_of("https://xn--80ak6aa92e.com") == "аррӏе.com"
    assert host_of("mailto:a@b.example") == ""


@given(st.text(max_size=20), st.sampled_from(["", "/", ":8", "."]))
def test_any_text_has_an_answer(text: str, end: str) -> None:
    """No host is a bug of the program."""
    assert host_flaw(f"https://{text}{end}") in (None, "E140", "W162", "W163")
    assert isinstance(sent_host(f"https://{text}{end}"), str)
