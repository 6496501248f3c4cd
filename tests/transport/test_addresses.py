"""No delivered address leads into a private network."""

from __future__ import annotations

import ipaddress

import pytest

from pipeline.transport.addresses import ForbiddenAddress, PublicResolver, is_public, refusal


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/x", "http://10.0.0.1/x", "http://192.168.1.1/x", "http://172.16.0.9/x",
        "http://169.254.169.254/latest/meta-data", "http://100.64.0.1/x", "http://0.0.0.0/x", "http://[::1]/x",
        "http://[::ffff:127.0.0.1]/x", "http://[fe80::1]/x", "http://[fd00::1]/x", "http://[64:ff9b::7f00:1]/x",
        "http://[2002:7f00:1::]/x", "http://224.0.0.1/x", "http://198.18.0.1/x",
        "file:///etc/passwd", "ftp://h/x", "gopher://h/x", "https:///x", "http://[broken/x", "http://h:99999/x", "x",
    ],
)  # fmt: skip
def test_what_must_not_be_fetched_is_refused_by_its_text(url: str) -> None:
    assert refusal(url, "relay.example")


@pytest.mark.parametrize("url", ["https://files.example/x.png", "http://8.8.8.8/x", "https://[2606:4700::1]/x"])
def test_public_addresses_are_fetched(url: str) -> None:
    assert refusal(url, "relay.example") == ""


@pytest.mark.parametrize("own", ["10.0.0.1", "relay.lan", "127.0.0.1"])
def test_the_profiles_own_host_may_be_private(own: str) -> None:
    assert refusal(f"http://{own}:8080/x", own) == ""


@pytest.mark.parametrize("name", ["localhost", "127.1", "2130706433", "0x7f.1"])
async def test_a_name_that_leads_inside_is_refused_by_the_resolver(name: str) -> None:
    """Other spellings of loopback come out of the resolver as what they are."""
    resolver = PublicResolver("")
    with pytest.raises(ForbiddenAddress):
        await resolver.resolve(name, 80)
    await resolver.close()


async def test_the_resolver_lets_the_own_host_through() -> None:
    resolver = PublicResolver("localhost")
    assert await resolver.resolve("localhost", 80)
    await resolver.close()


def test_an_address_is_judged_by_what_it_wraps() -> None:
    assert is_public(ipaddress.ip_address("::ffff:8.8.8.8"))
    assert not is_public(ipaddress.ip_address("::ffff:10.0.0.1"))
