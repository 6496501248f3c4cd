"""From a judge's name, files and variables to an address, a key and a price."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.config.chain import resolve_chain
from pipeline.config.judge import ResolvedJudge, judge_names, resolve_judge
from pipeline.config.layers import Settings, profile_names, read_settings
from pipeline.errors import ConfigError

RELAY = {"RUN_STORYBOARD_JUDGE_BASE_URL": "https://relay.example/v1", "RUN_STORYBOARD_JUDGE_API_KEY": "sk-eyes-1"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "config" / "profiles"
    (folder / "judges").mkdir(parents=True)
    return folder


def own(home: Path, name: str, text: str) -> None:
    path = home / "judges" / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)


def settings(home: Path, **env: str) -> Settings:
    return read_settings(env, folders=[home])


def judge(home: Path, name: str, **env: str) -> ResolvedJudge:
    return resolve_judge(name, settings(home, **env))


def secret(found: ResolvedJudge) -> str | None:
    return found.key.reveal() if found.key else None


@pytest.mark.parametrize("name", judge_names(read_settings({}, folders=[])))
def test_every_shipped_judge_is_read(home: Path, name: str):
    found = judge(home, name, **RELAY)
    assert (found.name, found.usable) == (name, True)


def test_judges_are_no_image_profiles(home: Path):
    assert {"openai", "qwen", "relay", "local"} <= set(judge_names(settings(home)))
    assert not {"qwen", "relay", "local"} & set(profile_names(settings(home)))


def test_openai_needs_its_variable_alone(home: Path):
    found = judge(home, "openai", OPENAI_API_KEY="sk-openai")
    assert (found.url, secret(found)) == ("https://api.openai.com/v1/chat/completions", "sk-openai")
    assert (found.key_source, found.warnings) == ("OPENAI_API_KEY", ())
    assert found.cost(1_000_000, 1_000_000) == pytest.approx(5.25)


def test_v1_is_not_doubled(home: Path):
    assert judge(home, "relay", **RELAY).url == "https://relay.example/v1/chat/completions"
    assert judge(home, "qwen").url == "https://dashscope.aliyuncs.com/compatible-mode/v1/chat/completions"


def test_a_price_in_another_currency_is_usd_by_its_rate(home: Path):
    assert judge(home, "qwen").cost(1_000_000, 0) == pytest.approx(0.14)


def test_what_is_missing_is_said_with_the_variable_to_set(home: Path):
    assert "RUN_STORYBOARD_JUDGE_BASE_URL" in judge(home, "relay", RUN_STORYBOARD_JUDGE_API_KEY="k" * 8).missing[0]
    assert judge(home, "openai").missing == (
        "the judge openai has no key: set OPENAI_API_KEY / RUN_STORYBOARD_JUDGE_API_KEY.",
    )


def test_a_judge_on_this_machine_needs_no_key(home: Path):
    found = judge(home, "local", RUN_STORYBOARD_JUDGE_API_KEY="sk-eyes-1")
    assert (found.usable, found.key, found.cost(1000, 1000)) == (True, None, 0.0)


def test_ones_own_profile_is_laid_over_the_shipped_one(home: Path):
    own(home, "openai", "key_env: MY_KEY\nanswer_tokens: 500\n")
    found = judge(home, "openai", OPENAI_API_KEY="sk-a-1", MY_KEY="sk-b-1", RUN_STORYBOARD_JUDGE_API_KEY="sk-c-1")
    assert (secret(found), found.profile.answer_tokens, found.model) == ("sk-b-1", 500, "gpt-5.4-mini")


def test_an_address_from_a_variable_brings_its_key(home: Path):
    own(home, "openai", "key_env: MY_KEY\n")
    assert secret(judge(home, "openai", MY_KEY="sk-b-1", **RELAY)) == "sk-eyes-1"


def test_another_model_does_not_have_the_old_ones_price(home: Path):
    assert judge(home, "openai", RUN_STORYBOARD_JUDGE_MODEL="gpt-9").cost(1, 1) is None
    assert judge(home, "openai", RUN_STORYBOARD_JUDGE_MODEL="gpt-5.4-mini").cost(1, 1) is not None
    own(home, "openai", "model: gpt-9\nprice: {input: 1, output: 1}\n")
    assert judge(home, "openai").cost(1_000_000, 0) == 1


def test_a_key_that_an_image_service_of_another_origin_is_sent_is_passed_over(home: Path):
    env = {"GPT_IMAGE2_BASE_URL": "https://relay.example", "GPT_IMAGE2_API_KEY": "sk-same", "OPENAI_API_KEY": "sk-same"}
    chain = resolve_chain(["sub2api"], settings(home, **env)).profiles
    assert resolve_judge("openai", settings(home, **env), chain=chain).key is None
    env |= {"RUN_STORYBOARD_JUDGE_BASE_URL": "https://relay.example/v1"}
    assert secret(resolve_judge("openai", settings(home, **env), chain=chain)) == "sk-same"


def test_a_key_that_goes_elsewhere_or_unencrypted_is_said(home: Path):
    found = judge(home, "openai", OPENAI_API_KEY="sk-a-1", RUN_STORYBOARD_JUDGE_BASE_URL="http://relay.example")
    assert len(found.warnings) == 2
    assert "unencrypted" in found.warnings[0]
    assert "not OpenAI" in found.warnings[1]


def test_no_key_is_shown(home: Path):
    own(home, "mine", "model: m\nbase_url: https://a.example\nkey: sk-literal-1\nheaders: {x-secret: sk-header-1}\n")
    found = judge(home, "mine")
    assert secret(found) == "sk-literal-1"
    assert "sk-" not in repr(found).replace("mask", "")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("base_url: https://a.example\n", "model: Field required"),
        ("model: m\nmodle: x\n", "modle: there is no such key; did you mean model?"),
        ("model: m\nedge: 4096\n", "edge: Input should be less than or equal to 1024"),
        ("model: m\nbody: {stream: true}\n", "body can't set stream"),
        ("model: m\nprice: {input: .nan, output: 1}\n", "price.input"),
        ("model: m\nbase_url: ftp://a.example\n", "no http(s) address"),
        ("model: m\nbase_url: https://u:p@a.example\n", "holds a user or password"),
        ("model: m\nkey: sk-lit eral\nbase_url: https://a.example\n", "holds blanks"),
    ],
)
def test_a_profile_that_is_wrong_says_what(home: Path, text: str, words: str):
    own(home, "mine", text)
    with pytest.raises(ConfigError) as caught:
        judge(home, "mine")
    assert words in str(caught.value)


def test_an_unknown_name_suggests_the_nearest(home: Path):
    with pytest.raises(ConfigError, match=r"no judge openia; did you mean openai\?"):
        judge(home, "openia")


@pytest.mark.parametrize("name", ["../openai", "x/y", "a\\b", "mine.yaml"])
def test_a_plan_names_judges_and_no_files(home: Path, name: str):
    with pytest.raises(ConfigError, match="not given as a file"):
        judge(home, name)


def test_a_proxy_that_can_not_be_used_is_said_before_anything_is_sent(home: Path):
    found = judge(home, "openai", OPENAI_API_KEY="sk-a-1", HTTPS_PROXY="socks5://127.0.0.1:1")
    assert "socks" in found.missing[0]
