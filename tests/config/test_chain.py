"""From names, files and variables to profiles with an address and a key."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.config.chain import Chain, resolve_chain
from pipeline.config.layers import Settings, read_settings
from pipeline.errors import ConfigError, NoProvider

RELAY = {"GPT_IMAGE2_BASE_URL": "https://relay.example/v1", "GPT_IMAGE2_API_KEY": "sk-relay-1"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "config" / "profiles"
    folder.mkdir(parents=True)
    return folder


def own(home: Path, name: str, text: str) -> None:
    path = home / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)


def settings(home: Path, **env: str) -> Settings:
    return read_settings(env, folders=[home])


def chain(home: Path, *names: str, **env: str) -> Chain:
    return resolve_chain(names, settings(home, **env))


def test_the_default_is_sub2api_with_address_and_key_from_the_environment(home: Path) -> None:
    """Nothing named, five variables set: all of them arrive."""
    (only,) = chain(
        home,
        **RELAY,
        GPT_IMAGE2_GENERATE_PATH="/v1/draw",
        GPT_IMAGE2_EDIT_PATH="edit/it",
        GPT_IMAGE2_TIMEOUT_SECONDS="42",
    ).profiles
    assert only.name == "sub2api"
    assert only.key is not None
    assert only.key.reveal() == "sk-relay-1"
    assert only.url(only.profile.generate_path) == "https://relay.example/v1/draw"
    assert only.url(only.profile.edit_path) == "https://relay.example/v1/edit/it"
    assert (only.profile.timeout, only.profile.timeout_slow) == (42, 42)
    assert only.sources == {
        "base_url": "GPT_IMAGE2_BASE_URL",
        "generate_path": "GPT_IMAGE2_GENERATE_PATH",
        "edit_path": "GPT_IMAGE2_EDIT_PATH",
        "timeout": "GPT_IMAGE2_TIMEOUT_SECONDS",
    }


@pytest.mark.parametrize(
    ("base", "path", "url"),
    [
        ("https://h/v1", "/v1/images/edits", "https://h/v1/images/edits"),
        ("https://h/v1/", "/v1/images/edits", "https://h/v1/images/edits"),
        ("https://h", "/v1/images/edits", "https://h/v1/images/edits"),
        ("https://h/api", "/v1/images/edits", "https://h/api/v1/images/edits"),
        ("https://h/v1", "/content/models/canvas-20/edits", "https://h/v1/content/models/canvas-20/edits"),
    ],
)
def test_v1_is_never_doubled(home: Path, base: str, path: str, url: str) -> None:
    (only,) = chain(home, GPT_IMAGE2_BASE_URL=base, GPT_IMAGE2_API_KEY="k" * 8, GPT_IMAGE2_EDIT_PATH=path).profiles
    assert only.url(only.profile.edit_path) == url


def test_minimax_works_as_backup_by_variables_alone(home: Path) -> None:
    """canvas-20 first: address with /v1 and its own paths."""
    env = {"GPT_IMAGE2_BASE_URL": "https://api.minimax.io/v1", "GPT_IMAGE2_API_KEY": "mm-key"}
    (only,) = chain(home, "canvas-20", **env).profiles
    assert only.url(only.profile.edit_path) == "https://api.minimax.io/v1/content/models/canvas-20/edits"


def chain_profiles(home: Path, *names: str, **env: str) -> list[tuple[str, str, str]]:
    return [(one.name, one.origin, one.key_source) for one in chain(home, *names, **env).profiles]


def test_one_key_value_goes_to_one_origin(home: Path) -> None:
    """The backup takes the next variable whose value the primary does not send elsewhere."""
    assert chain_profiles(
        home, "sub2api", "canvas-20", **RELAY, OPENAI_API_KEY="sk-relay-1", CODEX_API_KEY="sk-codex"
    ) == [
        ("sub2api", "https://relay.example", "GPT_IMAGE2_API_KEY"),
        ("canvas-20", "https://api.minimax.io", "CODEX_API_KEY"),
    ]


def test_the_same_origin_may_have_the_same_key(home: Path) -> None:
    own(home, "second", "model: gpt-image-2\nbase_url: https://relay.example\nkey_env: GPT_IMAGE2_API_KEY\n")
    assert [one[2] for one in chain_profiles(home, "sub2api", "second", **RELAY)] == ["GPT_IMAGE2_API_KEY"] * 2


def test_a_backup_without_a_key_is_a_warning(home: Path) -> None:
    found = chain(home, "sub2api", "canvas-20", **RELAY)
    assert [one.name for one in found.profiles] == ["sub2api"]
    assert "the chain is 1 long" in found.warnings[0]


def test_a_first_profile_without_a_key_says_which_variable_to_set(home: Path) -> None:
    with pytest.raises(NoProvider, match="GPT_IMAGE2_API_KEY") as caught:
        chain(home, "sub2api", GPT_IMAGE2_BASE_URL="https://relay.example")
    assert caught.value.exit_code == 5


def test_sub2api_without_an_address_says_so(home: Path) -> None:
    with pytest.raises(NoProvider, match="GPT_IMAGE2_BASE_URL"):
        chain(home, GPT_IMAGE2_API_KEY="sk-1234")


def test_without_need_of_keys_nothing_is_an_error(home: Path) -> None:
    """check and --dry-run work on a machine without keys."""
    found = resolve_chain(["sub2api", "canvas-20"], settings(home), need_keys=False)
    assert [one.usable for one in found.profiles] == [False, False]
    assert found.profiles[0].origin == ""


def test_openai_key_to_another_host_is_said_once(home: Path) -> None:
    found = chain(home, "canvas-20", OPENAI_API_KEY="sk-openai")
    assert [one for one in found.warnings if "OPENAI_API_KEY" in one] == [
        "OPENAI_API_KEY is sent to https://api.minimax.io, which is not OpenAI; set another variable if unwanted"
    ]
    assert chain(home, "openai", OPENAI_API_KEY="sk-openai").warnings == ()


def test_a_profiles_own_key_env_wins(home: Path) -> None:
    own(home, "mine", "model: gpt-image-2\nbase_url: https://mine.example\nkey_env: [MINE_KEY]\n")
    env = {"MINE_KEY": "sk-mine", "GPT_IMAGE2_API_KEY": "sk-relay", "OPENAI_API_KEY": "sk-openai"}
    assert chain_profiles(home, "mine", **env) == [("mine", "https://mine.example", "MINE_KEY")]
    own(home, "canvas-20", "key_env: [MINE_KEY]\n")
    assert chain_profiles(home, "canvas-20", **env)[0][2] == "MINE_KEY"


def test_an_address_from_the_environment_brings_its_own_key(home: Path) -> None:
    """GPT_IMAGE2_BASE_URL and GPT_IMAGE2_API_KEY are a pair: the key of another host is not sent there."""
    own(home, "mine", "model: gpt-image-2\nbase_url: https://mine.example\nkey_env: [MINE_KEY]\n")
    assert chain_profiles(home, "mine", MINE_KEY="sk-mine", **RELAY) == [
        ("mine", "https://relay.example", "GPT_IMAGE2_API_KEY")
    ]


def test_the_environment_overrides_a_literal_key_and_the_file_a_shipped_variable(home: Path) -> None:
    own(home, "canvas-20", "key: file-key\n")
    assert chain_profiles(home, "canvas-20", OPENAI_API_KEY="sk-o")[0][2] == str(home / "canvas-20.yaml")
    assert chain_profiles(home, "canvas-20", GPT_IMAGE2_API_KEY="sk-g")[0][2] == "GPT_IMAGE2_API_KEY"


def test_offline_needs_nothing_and_ignores_the_variables(home: Path) -> None:
    (only,) = chain(home, "offline", **RELAY, GPT_IMAGE2_TIMEOUT_SECONDS="1").profiles
    assert (only.key, only.base_url, only.usable) == (None, "", True)
    assert only.profile.timeout == 120
    assert only.at("http://127.0.0.1:1").origin == "http://127.0.0.1:1"


def test_an_own_profile_is_laid_over_the_shipped_one_key_by_key(home: Path) -> None:
    own(
        home,
        "sub2api",
        "base_url: https://relay.lan\nkey: sk-file-key\nlimits: {max_concurrency: 2}\n"
        "tasks: {use: true}\nprice: {per_image: 0.06, currency: CNY, usd: 0.14}\n",
    )
    (only,) = chain(home).profiles
    assert only.origin == "https://relay.lan"
    assert (only.limits.concurrency, only.limits.max_concurrency) == (4, 2)
    assert only.capabilities.tasks
    assert only.task_url("a b/../c") == "https://relay.lan/v1/images/tasks/a%20b%2F..%2Fc"
    assert only.price is not None
    assert only.price.usd == 0.14


def test_lineage_follows_the_model(home: Path) -> None:
    own(home, "sub2api", "model: gpt-image-1.5-2025-12-16\nbase_url: https://r.example\nkey: sk-file\n")
    assert chain(home).lineage == "gpt-image-1.5"
    own(home, "other", "model: openai/gpt-image-2-2026-04-21\nbase_url: https://r.example\nkey: sk-file\n")
    assert chain(home, "other").lineage == "gpt-image-2"


def test_a_chain_across_lineages_is_an_error(home: Path) -> None:
    with pytest.raises(ConfigError, match=r"sub2api.*offline"):
        chain(home, "sub2api", "offline", **RELAY)


def test_a_path_is_for_the_command_line_only(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "relay.yaml"
    path.write_text("model: gpt-image-2\nbase_url: http://127.0.0.1:9\nkey_env: K\n", encoding="utf-8")
    found = resolve_chain([str(path)], settings(home, K="sk-1234"), allow_paths=True)
    assert (found.profiles[0].name, found.warnings) == ("relay", ())
    with pytest.raises(ConfigError, match="--provider"):
        resolve_chain([str(path)], settings(home, K="sk-1234"))


def test_an_unknown_name_suggests_the_nearest(home: Path) -> None:
    with pytest.raises(ConfigError, match="did you mean canvas-20"):
        chain(home, "canvas20")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("model: gpt-image-2\nbase_ulr: x\n", "base_ulr: there is no such key; did you mean base_url"),
        ("model: gpt-image-2\nlimits: {concurency: 3}\n", r"limits\.concurency: there is no such key"),
        ("model: gpt-image-2\ntimeout: soon\n", "timeout"),
        ("model: gpt-image-2\ncapabilities: {sizes: [big]}\n", "capabilities"),
        ("model: gpt-image-2\nedit_path: images/edits\n", "edit_path"),
        ("model: [\n", r"mine\.yaml:2: no readable YAML"),
        ("- a\n", "key: value"),
        ("model: !!python/object/apply:os.system [ls]\n", "no readable YAML"),
        ("model: gpt-image-2\nbase_url: ftp://x\nkey: abcdefg\n", "no http"),
        ("model: gpt-image-2\nbase_url: https://user:secret@x\nkey: abcdefg\n", "user or password"),
        ("model: gpt-image-2\nbase_url: https://x\nkey: 'two words'\n", "the key holds blanks"),
    ],
)
def test_a_fault_in_a_profile_says_where(home: Path, text: str, says: str) -> None:
    own(home, "mine", text)
    with pytest.raises(ConfigError, match=says) as caught:
        chain(home, "mine")
    assert "secret" not in str(caught.value)
    assert "two words" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GPT_IMAGE2_BASE_URL", "relay.example/v1"),
        ("GPT_IMAGE2_BASE_URL", "https://relay.example/v1?key=abc"),
        ("GPT_IMAGE2_BASE_URL", "https://relay.example:port"),
        ("GPT_IMAGE2_TIMEOUT_SECONDS", "-3"),
        ("GPT_IMAGE2_TIMEOUT_SECONDS", "nan"),
        ("GPT_IMAGE2_EDIT_PATH", "https://other.example/edits"),
        ("GPT_IMAGE2_API_KEY", "schlüssel"),
        ("GPT_IMAGE2_API_KEY", "two\nlines"),
    ],
)
def test_a_variable_that_cannot_be_used_is_named(home: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name) as caught:
        chain(home, **{**RELAY, name: value})
    assert value not in str(caught.value)


def test_keys_are_nowhere_to_be_seen(home: Path) -> None:
    own(home, "canvas-20", "key: file-secret\n")
    seen = settings(home, **RELAY, OPENAI_API_KEY="sk-openai-secret", HTTPS_PROXY="http://u:proxy-secret@p:1")
    found = resolve_chain(["sub2api", "canvas-20"], seen)
    text = f"{seen!r} {found!r} {found}"
    for secret in ("sk-relay-1", "file-secret", "sk-openai-secret", "proxy-secret"):
        assert secret not in text


def test_plain_http_with_a_key_is_a_warning_except_on_loopback(home: Path) -> None:
    far = chain(home, GPT_IMAGE2_BASE_URL="http://relay.example", GPT_IMAGE2_API_KEY="sk-1234")
    near = chain(home, GPT_IMAGE2_BASE_URL="http://localhost:3000", GPT_IMAGE2_API_KEY="sk-1234")
    assert ("unencrypted" in far.warnings[0], near.warnings) == (True, ())


def test_a_socks_proxy_is_an_error_that_names_what_to_do(home: Path) -> None:
    with pytest.raises(NoProvider, match=r"HTTPS_PROXY.*NO_PROXY"):
        chain(home, **RELAY, ALL_PROXY="socks5://127.0.0.1:1080")
    assert chain(home, **RELAY, ALL_PROXY="socks5://127.0.0.1:1080", HTTPS_PROXY="127.0.0.1:7890").profiles
