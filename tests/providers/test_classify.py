"""WIRE §3, row by row: what an answer without a picture means."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.decide.events import FailureKind
from pipeline.providers.classify import RULES, charged_for, kind_of
from pipeline.providers.signals import signals_of

T, L, U = FailureKind.TRANSIENT, FailureKind.RATE_LIMIT, FailureKind.UNKNOWN
D, B, R = FailureKind.DEAD_PROVIDER, FailureKind.BAD_REQUEST, FailureKind.REFUSED


def error(message: str = "", **fields: Any) -> dict[str, Any]:
    return {"error": {"message": message, **fields}}


def middleware(code: str) -> dict[str, Any]:
    return {"code": code, "message": code.lower()}


def minimax(number: int) -> dict[str, Any]:
    return {"created": 0, "trace_id": "t", "base_resp": {"status_code": number, "status_msg": "x"}}


ANSWERS: list[tuple[int, dict[str, Any] | None, FailureKind]] = [
    # transient
    (408, None, T),
    (409, None, T),
    (429, error("slow down", code="rate_limit_exceeded"), L),
    (429, error("slow down", code="slow_down"), L),
    (429, error("Upstream rate limit exceeded, please retry later", type="rate_limit_error"), L),
    (429, error("Too many pending requests"), L),
    (429, error("Image generation concurrency limit exceeded"), L),
    (429, error("Concurrency limit exceeded for user"), L),
    (429, None, L),
    (200, error("Too many pending requests"), L),
    (200, error("slow", code="rate_limit_exceeded"), L),
    (200, error("slow", type="rate_limit_error"), L),
    *((status, minimax(number), L) for number in (1002, 1039, 1041, 2045) for status in (200, 429)),
    # unknown
    *((status, None, U) for status in (500, 502, 503, 504, 520, 522, 524, 529)),
    (503, error("overloaded", code="server_is_overloaded"), U),
    (502, error("Upstream service temporarily unavailable", type="upstream_error"), U),
    (502, error("upstream did not return image output"), U),
    (502, error("Upstream response too large"), U),
    (200, error("it broke"), U),
    (200, error("it broke", type="server_error"), U),
    (200, {"error": "it broke"}, U),
    *((200, minimax(number), U) for number in (1000, 1001, 1024, 1033)),
    (200, minimax(9999), U),
    (200, minimax(502), U),
    (200, error("x", code=502), U),
    # dead provider
    (401, error("bad key", code="invalid_api_key", type="invalid_request_error"), D),
    (401, middleware("API_KEY_REQUIRED"), D),
    (401, middleware("INVALID_API_KEY"), D),
    (401, middleware("API_KEY_DISABLED"), D),
    (401, middleware("USER_INACTIVE"), D),
    (402, None, D),
    (403, middleware("INSUFFICIENT_BALANCE"), D),
    (403, middleware("SUBSCRIPTION_NOT_FOUND"), D),
    (403, middleware("API_KEY_EXPIRED"), D),
    (403, middleware("GROUP_NOT_ALLOWED"), D),
    (403, middleware("ACCESS_DENIED"), D),
    (403, error("group forbids images", type="permission_error"), D),
    (403, error("no money", type="billing_error"), D),
    (403, error("Your organization must be verified to use the model", type="invalid_request_error"), D),
    (404, error("async image tasks are not enabled"), D),
    (404, None, D),
    (400, error("no such model", code="model_not_found"), D),
    (429, error("You exceeded your current quota", code="insufficient_quota", type="insufficient_quota"), D),
    (429, error("x", code="credit_balance_exhausted"), D),
    (429, error("x", code="organization_spend_limit_exceeded"), D),
    (429, error("x", code="project_spend_limit_exceeded"), D),
    (429, error("x", code="organization_usage_limit_exceeded"), D),
    (429, middleware("API_KEY_QUOTA_EXHAUSTED"), D),
    (429, middleware("INVALID_AUTH_RATE_LIMITED"), D),
    (429, error("no available image quota"), D),
    (429, error("No available compatible accounts", type="rate_limit_error"), D),
    (503, error("No available compatible accounts"), D),
    (400, error("hard limit", code="billing_hard_limit_reached", type="invalid_request_error"), D),
    (502, error("Upstream authentication failed, please contact administrator"), D),
    (502, error("Upstream access forbidden, please contact administrator"), D),
    (200, error("x", code="insufficient_quota"), D),
    (200, middleware("INVALID_API_KEY"), D),
    (200, error("x", type="authentication_error"), D),
    (307, None, D),
    *((200, minimax(number), D) for number in (1004, 1008, 2049, 2056, 401, 403)),
    # bad request
    (400, error("Invalid size '1792x936'. Width and height must both be divisible by 16.", param="size"), B),
    (400, error("x", code="unsupported_file_mimetype", param="image[0]"), B),
    (400, None, B),
    (413, None, B),
    (415, None, B),
    (422, None, B),
    (200, error("size", type="invalid_request_error"), B),
    (200, minimax(2013), B),
    (400, minimax(400), B),
    (200, minimax(400), B),
    # refused
    (400, error("rejected", code="moderation_blocked", type="image_generation_user_error"), R),
    (400, error("rejected", type="image_generation_user_error"), R),
    (400, error("x", code="content_policy_violation"), R),
    (400, error("Your request was rejected by the safety system."), R),
    (502, error("x", code="content_policy_violation"), R),
    (200, error("x", code="moderation_blocked"), R),
    *((200, minimax(number), R) for number in (1026, 1027)),
]


@pytest.mark.parametrize(("status", "document", "kind"), ANSWERS)
def test_what_an_answer_means(status: int, document: dict[str, Any] | None, kind: FailureKind) -> None:
    assert kind_of(signals_of(status, document, "")) is kind


@pytest.mark.parametrize(
    ("kind", "charged"),
    [(T, "no"), (L, "no"), (D, "no"), (B, "no"), (R, "no"), (U, "maybe"), (FailureKind.BAD_PICTURE, "yes")],
)
def test_only_unknown_answers_may_have_been_billed(kind: FailureKind, charged: str) -> None:
    assert charged_for(kind) == charged


def test_every_rule_decides_at_least_one_answer_of_the_table() -> None:
    """A rule that no row reaches is dead, or hides behind another."""
    deciding = set()
    for status, document, _ in ANSWERS:
        signals = signals_of(status, document, "")
        deciding.add(next((rule.when for rule in RULES if rule.fits(signals)), "none"))
    assert {rule.when for rule in RULES} <= deciding


def test_every_rule_says_in_words_what_it_recognises() -> None:
    assert len({rule.when for rule in RULES}) == len(RULES)


def test_a_status_nobody_knows_is_never_taken_for_free() -> None:
    assert kind_of(signals_of(299, {"x": 1}, "")) is U
    assert kind_of(signals_of(799, None, "")) is U
