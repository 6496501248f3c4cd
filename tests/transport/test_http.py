"""One request, exactly once; what arrives is in the spool; what breaks is a value."""

from __future__ import annotations

import asyncio
import shutil
import ssl
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from pipeline.config.keys import Key
from pipeline.config.proxies import Proxies
from pipeline.transport.http import Http
from pipeline.transport.memory import MemorySpool
from pipeline.transport.outcomes import Arrived, Part, TransportFailure, Trouble
from tests.fakes.image_service import Do, ImageService
from tests.transport.raw import Proxy, answering, raw_server

KEY = "sk-transport-secret"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


async def post(url: str, *, spool: Any = None, **options: Any) -> Arrived | TransportFailure:
    seconds = options.pop("seconds", 5.0)
    async with Http(key=Key(KEY), **options) as http:
        return await http.post_json(f"{url}/x", {"prompt": "雨"}, spool or MemorySpool(), seconds=seconds, headers={})


async def fetch(url: str, own_host: str = "127.0.0.1", **options: Any) -> Arrived | TransportFailure:
    spool = options.pop("spool", None) or MemorySpool()
    async with Http(key=Key(KEY), own_host=own_host, **options) as http:
        return await http.fetch(url, spool, seconds=5)


def failed(outcome: Arrived | TransportFailure) -> TransportFailure:
    assert isinstance(outcome, TransportFailure)
    return outcome


def arrived(outcome: Arrived | TransportFailure) -> Arrived:
    assert isinstance(outcome, Arrived)
    return outcome


async def test_a_refused_connection_never_left() -> None:
    async with raw_server(answering(OK)) as url:
        pass
    outcome = failed(await post(url))
    assert (outcome.trouble, outcome.left) == (Trouble.CONNECT, False)


async def test_an_unknown_name_never_left() -> None:
    outcome = failed(await post("http://nowhere.invalid"))
    assert (outcome.trouble, outcome.left) == (Trouble.NAME, False)


async def test_a_server_without_tls_never_got_the_request() -> None:
    async def plain(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(OK)
        await writer.drain()

    async with raw_server(plain) as url:
        outcome = failed(await post(url.replace("http:", "https:")))
    assert (outcome.trouble, outcome.left) == (Trouble.TLS, False)


async def test_a_connection_that_takes_too_long_never_left() -> None:
    """A server that accepts and never speaks TLS holds the handshake; the connect timeout ends it."""
    done = asyncio.Event()

    async def silent(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await done.wait()

    async with raw_server(silent) as url:
        outcome = failed(await post(url.replace("http:", "https:"), connect_timeout=0.2))
        done.set()
    assert (outcome.trouble, outcome.left) == (Trouble.TIMEOUT, False)


async def test_a_dropped_connection_after_the_request_left() -> None:
    async def drop(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")

    async with raw_server(drop) as url:
        outcome = failed(await post(url))
    assert (outcome.trouble, outcome.left) == (Trouble.DISCONNECTED, True)


async def test_a_dropped_connection_is_not_tried_again() -> None:
    """The HTTP library repeats nothing: a server that drops sees one connection."""
    connections = []

    async def drop(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        connections.append(await reader.readuntil(b"\r\n\r\n"))

    async with raw_server(drop) as url:
        await post(url)
    assert len(connections) == 1


async def test_silence_ends_at_the_total_timeout() -> None:
    async with ImageService([Do("hang")]) as service:
        outcome = failed(await post(service.url, seconds=0.3))
    assert (outcome.trouble, outcome.left) == (Trouble.TIMEOUT, True)


async def test_a_slow_drip_ends_at_the_total_timeout() -> None:
    async with ImageService([Do("drip")]) as service:
        outcome = arrived(await post(service.url, seconds=0.4))
    assert "no whole answer" in outcome.cut


async def test_an_endless_body_ends_at_the_cap() -> None:
    spool = MemorySpool()
    async with ImageService([Do("endless")]) as service:
        outcome = arrived(await post(service.url, spool=spool, max_bytes=3 * 1024 * 1024))
    assert "over 3 MiB" in outcome.cut
    assert len(spool.body) <= 3 * 1024 * 1024


async def test_a_cut_body_keeps_what_arrived() -> None:
    spool = MemorySpool()
    async with ImageService([Do("cut", size="64x64")]) as service:
        outcome = arrived(await post(service.url, spool=spool))
    assert "broke" in outcome.cut
    assert spool.body.startswith(b'{"created"')


async def test_the_head_is_in_the_spool_before_the_body() -> None:
    """A killed run leaves a head that says which answer the bytes belong to."""
    order: list[str] = []

    class Watching(MemorySpool):
        async def begin(self, head: Mapping[str, Any], /) -> None:
            order.append(f"head {head['status']}")

        async def write(self, data: bytes, /) -> None:
            order.append("body")

    async with ImageService([Do("status", status=418, body={"a": 1})]) as service:
        await post(service.url, spool=Watching())
    assert order == ["head 418", "body"]


async def test_what_the_disk_says_is_not_taken_for_the_wire() -> None:
    class Full(MemorySpool):
        async def write(self, data: bytes, /) -> None:
            raise OSError(28, "No space left on device")

    async with raw_server(answering(OK)) as url:
        with pytest.raises(OSError, match="No space"):
            await post(url, spool=Full())
        with pytest.raises(OSError, match="No space"):
            await fetch(url, spool=Full())


async def test_a_redirected_post_is_not_followed() -> None:
    async with ImageService([Do("redirect")]) as service:
        outcome = arrived(await post(service.url))
        assert (outcome.status, len(service.seen)) == (307, 1)


async def test_garbage_instead_of_http_is_a_value() -> None:
    async with raw_server(answering(b"\x00\x01 what is this\r\n\r\n")) as url:
        outcome = failed(await post(url))
    assert (outcome.trouble, outcome.left) == (Trouble.PROTOCOL, True)


async def test_endless_headers_are_a_value() -> None:
    async with raw_server(answering(b"HTTP/1.1 200 OK\r\n" + b"X-A: " + b"a" * 100_000 + b"\r\n\r\n")) as url:
        assert failed(await post(url)).left


async def test_every_request_takes_a_fresh_connection() -> None:
    """An idle connection that the server just closed would look like a billed request."""
    async with raw_server(answering(OK)) as url, Http() as http:
        for _ in range(3):
            spool = MemorySpool()
            arrived(await http.post_json(f"{url}/x", {}, spool, seconds=5, headers={}))
            assert bytes(spool.body) == b"ok"


async def test_many_requests_at_once_wait_for_nobody() -> None:
    """The limiter of the run is the only queue: the HTTP library's own (100 connections) is off."""
    async with (
        ImageService([Do("hang", size="64x64", times=0)]) as service,
        Http() as http,
        asyncio.TaskGroup() as group,
    ):
        for _ in range(110):
            group.create_task(http.post_json(f"{service.url}/x", {}, MemorySpool(), seconds=20, headers={}))
        await service.arrived(110)
        service.release()
    assert service.most_in_flight == 110


async def test_parts_go_in_their_order_with_ascii_names_and_types() -> None:
    parts = [
        Part("prompt", "雨夜"),
        Part("image[]", b"1" * 2_000_000, "a.png", "image/png"),
        Part("image[]", b"2", "b.jpg", "image/jpeg"),
    ]
    async with ImageService() as service, Http() as http:
        await http.post_form(f"{service.url}/v1/images/edits", parts, MemorySpool(), seconds=5, headers={})
        (seen,) = service.posts
    assert seen.prompt == "雨夜"
    assert [(file.field, file.filename, file.content_type, len(file.data)) for file in seen.files] == [
        ("image[]", "a.png", "image/png", 2_000_000),
        ("image[]", "b.jpg", "image/jpeg", 1),
    ]
    assert "Content-Length" in seen.headers


async def test_an_answer_given_before_the_whole_form_was_read_is_seen() -> None:
    """A proxy that says 413 at once is heard, not taken for a broken connection."""

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        while await reader.read(65536):
            pass

    part = Part("image[]", b"1" * 20_000_000, "a.png", "image/png")
    async with raw_server(refuse) as url, Http() as http:
        outcome = arrived(await http.post_form(f"{url}/x", [part], MemorySpool(), seconds=10, headers={}))
    assert outcome.status == 413


async def test_cancelling_ends_the_request() -> None:
    async with ImageService([Do("hang")]) as service:
        task = asyncio.create_task(post(service.url))
        await service.arrived(1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


# ── proxies ───────────────────────────────────────────────────────────────────────────────────────────


async def test_a_request_goes_through_the_proxy_that_is_set() -> None:
    proxy = Proxy()
    async with raw_server(proxy.handle) as url:
        outcome = arrived(await post("http://relay.invalid", proxies=Proxies(http=url)))
    assert outcome.status == 200
    assert proxy.seen[0].startswith(b"POST http://relay.invalid/x HTTP/1.1")


async def test_a_proxy_that_refuses_got_no_key_and_the_request_never_left() -> None:
    proxy = Proxy()
    async with raw_server(proxy.handle) as url:
        outcome = failed(await post("https://relay.invalid", proxies=Proxies(https=url)))
    assert (outcome.trouble, outcome.left) == (Trouble.PROXY, False)
    assert KEY.encode() not in proxy.seen[0]


async def test_a_proxy_that_is_not_there_is_said() -> None:
    async with raw_server(answering(OK)) as url:
        pass
    outcome = failed(await post("https://relay.invalid", proxies=Proxies(https=url)))
    assert (outcome.trouble, outcome.left) == (Trouble.PROXY, False)


async def test_no_netrc_and_no_proxy_of_the_process_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    """Only the settings decide: the process's own variables are not looked at behind their back."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login evil password evil\n", encoding="utf-8")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    async with ImageService() as service:
        await post(service.url)
        assert service.posts[0].headers["Authorization"] == f"Bearer {KEY}"


# ── downloads ─────────────────────────────────────────────────────────────────────────────────────────


async def test_a_download_never_carries_the_key() -> None:
    async with ImageService() as service:
        outcome = failed(await fetch(f"{service.url}/v1/models"))
        assert outcome.status == 401
        assert "Authorization" not in service.seen[0].headers


async def test_a_download_from_a_private_address_is_refused_unless_it_is_the_own_host() -> None:
    async with ImageService() as service:
        outcome = failed(await fetch(f"{service.url}/v1/models", own_host="relay.example"))
        assert (outcome.trouble, service.seen) == (Trouble.ADDRESS, [])
        by_name = service.url.replace("127.0.0.1", "localhost")
        outcome = failed(await fetch(f"{by_name}/v1/models", own_host="relay.example"))
        assert (outcome.trouble, service.seen) == (Trouble.ADDRESS, [])


def redirecting(location: str) -> bytes:
    return f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()


@pytest.mark.parametrize(
    "location", ["http://10.0.0.1/x", "file:///etc/passwd", "http://[bad/x", "http://localhost:1/"]
)
async def test_a_redirect_inside_is_refused(location: str) -> None:
    async with raw_server(answering(redirecting(location))) as url:
        assert failed(await fetch(f"{url}/x")).trouble is Trouble.ADDRESS


async def test_three_redirects_are_walked_and_no_fourth() -> None:
    hops: list[int] = []
    wanted = 3

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        hops.append(1)
        writer.write(OK if len(hops) > wanted else redirecting("/next"))
        await writer.drain()

    async with raw_server(handle) as url:
        assert arrived(await fetch(f"{url}/x")).status == 200
        hops.clear()
        wanted = 4
        assert failed(await fetch(f"{url}/x")).trouble is Trouble.ADDRESS
        assert len(hops) == 4


async def test_a_gigabyte_picture_ends_at_the_cap() -> None:
    async with raw_server(answering(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 3_000_000)) as url:
        assert "over 1 MiB" in arrived(await fetch(f"{url}/x", max_picture=1024 * 1024)).cut


# ── secrets ───────────────────────────────────────────────────────────────────────────────────────────


async def test_an_echoed_key_is_masked_in_headers_and_values() -> None:
    spool = MemorySpool()
    async with ImageService([Do("echo-key")]) as service:
        outcome = arrived(await post(service.url, spool=spool))
    assert outcome.headers["x-request-id"] == "***"
    assert KEY not in f"{outcome!r} {spool.head!r}"


async def test_the_session_does_not_show_the_key() -> None:
    assert KEY not in repr(Http(key=Key(KEY)))


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl to make a certificate")
async def test_an_untrusted_certificate_is_refused(tmp_path: Path) -> None:
    """TLS is verified: a certificate that nobody vouches for gets no request."""
    got: list[bytes] = []

    async def handle(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        got.append(await reader.read(100))

    async with raw_server(handle, tls=own_certificate(tmp_path)) as url:
        outcome = failed(await post(url.replace("http:", "https:")))
    assert (outcome.trouble, outcome.left) == (Trouble.TLS, False)
    assert b"".join(got) == b""


def own_certificate(folder: Path) -> ssl.SSLContext:
    make = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=127.0.0.1"
    subprocess.run(
        [*make.split(), "-keyout", "key.pem", "-out", "cert.pem"], cwd=folder, check=True, capture_output=True
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context
