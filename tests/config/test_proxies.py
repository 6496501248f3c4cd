"""Which proxy a request takes."""

from __future__ import annotations

import pytest

from pipeline.config.layers import read_settings
from pipeline.config.proxies import shown_proxy
from pipeline.errors import ConfigError


def through(url: str, **env: str) -> str | None:
    return read_settings(env, folders=[]).proxies.for_url(url)


@pytest.mark.parametrize(
    ("env", "url", "proxy"),
    [
        ({}, "https://h/x", None),
        ({"HTTPS_PROXY": "http://p:1"}, "https://h/x", "http://p:1"),
        ({"https_proxy": "http://p:1"}, "https://h/x", "http://p:1"),
        ({"HTTPS_PROXY": "p:1"}, "https://h/x", "http://p:1"),
        ({"HTTPS_PROXY": "http://p:1"}, "http://h/x", None),
        ({"HTTP_PROXY": "http://p:2", "HTTPS_PROXY": "http://p:1"}, "http://h/x", "http://p:2"),
        ({"ALL_PROXY": "http://p:3"}, "https://h/x", "http://p:3"),
        ({"all_proxy": "socks5://p:3", "https_proxy": "http://p:1"}, "https://h/x", "http://p:1"),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "h"}, "https://h/x", None),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": ".example.com"}, "https://a.example.com/x", None),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "*.example.com"}, "https://a.example.com/x", None),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "example.com"}, "https://notexample.com/x", "http://p:1"),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "h:8443"}, "https://h/x", "http://p:1"),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "a, h:8443"}, "https://h:8443/x", None),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "10.0.0.0/8"}, "https://10.2.3.4/x", None),
        ({"HTTPS_PROXY": "http://p:1", "no_proxy": "*"}, "https://h/x", None),
        ({"HTTP_PROXY": "http://p:1"}, "http://127.0.0.1:8000/x", None),
        ({"HTTP_PROXY": "http://p:1"}, "http://[::1]:8000/x", None),
        ({"HTTP_PROXY": "http://p:1"}, "http://localhost:8000/x", None),
        ({"HTTP_PROXY": "socks5://p:1"}, "http://localhost:8000/x", None),
    ],
)
def test_the_proxy_of_a_request(env: dict[str, str], url: str, proxy: str | None) -> None:
    assert through(url, **env) == proxy


@pytest.mark.parametrize("proxy", ["socks5://p:1", "socks5h://u:secret@p:1", "ftp://p", "http://", "http://p:x"])
def test_a_proxy_that_cannot_be_used_is_an_error_without_its_password(proxy: str) -> None:
    with pytest.raises(ConfigError, match="http://host:port") as caught:
        through("https://h/x", HTTPS_PROXY=proxy)
    assert "secret" not in str(caught.value)


def test_a_shown_proxy_has_no_password() -> None:
    assert shown_proxy("http://user:secret@p:8080") == "http://p:8080"
    assert shown_proxy("http://[broken") == "***"
