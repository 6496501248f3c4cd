"""Our client through the LiteLLM proxy in front of ``serve-offline``: three processes; run by ``.ci/run interop``."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from PIL import Image

T = TypeVar("T")
BIN = Path(sys.executable).parent
KEY = "sk-interop"
SIZE = (1536, 864)
START_SECONDS = 120
DIRECT = build_opener(ProxyHandler({}))

GATEWAY = """
model_list:
  - model_name: storyboard
    litellm_params: {{model: openai/previs, api_base: "{offline}", api_key: x}}
    model_info: {{mode: image_generation}}
general_settings: {{master_key: {key}}}
"""
PROFILE = """
name: litellm
model: storyboard
lineage: offline
base_url: {gateway}
key_env: LITELLM_KEY
image_field: "{image_field}"
omit: [stream, partial_images]  # LiteLLM answers 500 to an image stream, after the picture was made
price: {{text_in: 0, image_in: 1000, image_out: 0}}
"""


def environment(home: Path) -> dict[str, str]:
    """Nothing of this machine's keys, addresses or proxies; LiteLLM's price table from its wheel."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "SYSTEMROOT", "TMPDIR", "TEMP")}
    return {**kept, "HOME": str(home), "PYTHONUTF8": "1", "LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_KEY": KEY}


@contextmanager
def running(log: Path, env: dict[str, str], *argv: str) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as file, subprocess.Popen(argv, stdout=file, stderr=subprocess.STDOUT, env=env) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()


def until(what: str, process: subprocess.Popen[bytes], log: Path, ready: Callable[[], T | None]) -> T:
    """Ask ``ready`` until it says something true; the program's own words if it ends or takes too long."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        if found := ready():
            return found
        time.sleep(0.2)
    sys.exit(f"{what} did not start:\n{log.read_text(errors='replace')[-4000:]}")


def alive(url: str) -> bool:
    try:
        with DIRECT.open(f"{url}/health/liveliness", timeout=2) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def gateway(folder: Path, env: dict[str, str]) -> Iterator[str]:
    """``serve-offline`` and the proxy in front of it; the proxy's address."""
    with ExitStack() as stack:
        log = folder / "offline.log"
        process = stack.enter_context(running(log, env, str(BIN / "run-storyboard"), "serve-offline"))
        offline = until("serve-offline", process, log, lambda: re.search(r"http://\S+/v1", log.read_text()))
        config = folder / "gateway.yaml"
        config.write_text(GATEWAY.format(offline=offline.group(), key=KEY), encoding="utf-8")
        port, log = free_port(), folder / "litellm.log"
        argv = (str(BIN / "litellm"), "--config", str(config), "--host", "127.0.0.1", "--port", str(port))
        process = stack.enter_context(running(log, env, *argv))
        url = f"http://127.0.0.1:{port}"
        until("the LiteLLM proxy", process, log, lambda: alive(url))
        yield url


@dataclass(frozen=True, slots=True)
class Pictures:
    """Paths of two references and of a mask with a hole in it."""

    red: str
    blue: str
    mask: str


@dataclass(frozen=True, slots=True)
class Client:
    """``gpt-image2`` as a person calls it."""

    folder: Path
    env: dict[str, str]
    profile: str

    def ask(self, *argv: str, form: str = "png", exit_code: int = 0) -> dict[str, Any]:
        """Its JSON answer; ends the script where it is not as promised."""
        output = self.folder / f"out.{form}"
        wish = ("--prompt", "a lighthouse", "--aspect", "16:9", "--output", str(output), "--force", "--json")
        command = (str(BIN / "gpt-image2"), *argv, "--provider", self.profile, *wish)
        done = subprocess.run(command, env=self.env, capture_output=True, text=True, encoding="utf-8", check=False)
        sys.stdout.write(f"gpt-image2 {' '.join(argv)}: exit {done.returncode}\n")
        if done.returncode != exit_code:
            sys.exit(f"expected exit {exit_code}\n{done.stdout}{done.stderr}")
        answer: dict[str, Any] = json.loads(done.stdout)
        if exit_code == 0:
            with Image.open(output) as picture:
                picture.load()
                same("the picture", (picture.size, picture.format), (SIZE, form.upper()))
            same("what it came to", answer["calls"], {"sent": 1, "kept": 1, "lost": 0, "failed": 0, "unknown": 0})
        return answer


def same(what: str, found: object, wanted: object) -> None:
    if found != wanted:
        sys.exit(f"{what}: {found!r}, not {wanted!r}")


def paint(folder: Path) -> Pictures:
    red, blue, mask = (folder / f"{name}.png" for name in ("red", "blue", "mask"))
    Image.new("RGB", (512, 512), "red").save(red)
    Image.new("RGB", (512, 512), "blue").save(blue)
    clear = Image.new("RGBA", (512, 512), "white")
    clear.paste((0, 0, 0, 0), (128, 128, 384, 384))
    clear.save(mask)
    return Pictures(str(red), str(blue), str(mask))


def carry_out(client: Client, pictures: Pictures) -> None:
    """Every call that the gateway can pass; the price counts references only, at a dollar a thousand tokens."""
    first, second = ("--image", pictures.red), ("--image", pictures.blue)
    drawn = client.ask("generate")
    same("the bill of a generation", (drawn["cost"]["basis"], drawn["cost"]["run"]), ("usage", 0))
    client.ask("generate", "--stream", form="webp")
    one = client.ask("edit", *first)
    two = client.ask("edit", *first, *second, form="jpeg")
    same("the bill of two references", (two["cost"]["basis"], two["cost"]["run"]), ("usage", 2 * one["cost"]["run"]))
    same("one reference is billed", one["cost"]["run"] > 0, True)
    client.ask("edit", *first, "--mask", pictures.mask)
    refused = client.ask("generate", "--model", "absent", exit_code=1)
    same("a refusal", (refused["error"]["kind"], refused["calls"]["failed"]), ("bad-request", 1))


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        env = environment(folder)
        pictures = paint(folder)
        with gateway(folder, env) as url:
            for image_field in ("image", "image[]"):
                profile = folder / f"litellm-{image_field.strip('[]')}.yaml"
                profile.write_text(PROFILE.format(gateway=url, image_field=image_field), encoding="utf-8")
                sys.stdout.write(f"image_field: {image_field}\n")
                carry_out(Client(folder, env, str(profile)), pictures)


if __name__ == "__main__":
    main()
