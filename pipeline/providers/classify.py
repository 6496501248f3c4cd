"""What an answer without a picture means: one table, read from the top, the first rule that fits counts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from pipeline.decide.events import FailureKind
from pipeline.providers.base import Charged

_TRANSIENT, _RATE, _UNKNOWN = FailureKind.TRANSIENT, FailureKind.RATE_LIMIT, FailureKind.UNKNOWN
_DEAD, _BAD, _REFUSED = FailureKind.DEAD_PROVIDER, FailureKind.BAD_REQUEST, FailureKind.REFUSED


@dataclass(frozen=True, slots=True)
class Signals:
    """What an answer says about why there is no picture.

    ``status`` is HTTP's. ``codes`` are the error's code and type, in lower case; ``number`` is MiniMax's code;
    ``text`` is the message; ``param`` the field that a bad request names.
    """

    status: int
    codes: tuple[str, ...] = ()
    number: int | None = None
    text: str = ""
    param: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """``when`` says in words what it recognises. All that a rule names must fit; what it doesn't name is free.

    ``codes`` are regular expressions for a whole code, ``words`` one to be found in the message.
    """

    kind: FailureKind
    when: str
    statuses: frozenset[int] = frozenset()
    codes: str = ""
    numbers: frozenset[int] = frozenset()
    words: str = ""

    def fits(self, signals: Signals) -> bool:
        return (
            (not self.statuses or signals.status in self.statuses)
            and (not self.codes or any(re.fullmatch(self.codes, code) for code in signals.codes))
            and (not self.numbers or signals.number in self.numbers)
            and (not self.words or re.search(self.words, signals.text, re.IGNORECASE) is not None)
        )


def _on(*statuses: int) -> frozenset[int]:
    return frozenset(statuses)


_ANY_5XX: Final = frozenset(range(500, 600))

RULES: Final[tuple[Rule, ...]] = (
    # MiniMax's own numbers
    Rule(_RATE, "MiniMax: rate, token, connection or growth limit", numbers=_on(1002, 1039, 1041, 2045)),
    Rule(_UNKNOWN, "MiniMax: unknown error, timeout, internal error", numbers=_on(1000, 1001, 1024, 1033)),
    Rule(_DEAD, "MiniMax: key, balance or usage window", numbers=_on(1004, 1008, 2049, 2056)),
    Rule(_REFUSED, "MiniMax: sensitive input or output", numbers=_on(1026, 1027)),
    Rule(_BAD, "MiniMax: parameters", numbers=_on(2013)),
    # codes that say it, whatever the status
    Rule(
        _REFUSED,
        "moderation",
        codes="moderation_blocked|image_generation_user_error|content_policy_violation|content_filter",
    ),
    Rule(
        _DEAD,
        "money: quota, credit, balance or spending limit",
        codes=(
            "insufficient_(user_)?quota|credit_balance_exhausted|.*_spend_limit_exceeded|.*_usage_limit_exceeded|"
            "billing_hard_limit_reached|billing_not_active|billing_error|api_key_quota_exhausted|"
            "insufficient_balance|quota_exceeded|pre_consume_token_quota_failed"
        ),
    ),
    Rule(
        _DEAD,
        "key, account or group",
        codes=(
            "invalid_api_key|api_key_(required|disabled|expired|invalid)|user_inactive|subscription_not_found|"
            "group_not_allowed|access_denied|invalid_auth_rate_limited|account_deactivated|invalid_organization"
        ),
    ),
    Rule(_DEAD, "the model is not there", codes="model_not_found|model_not_available"),
    Rule(_RATE, "rate limit", codes="rate_limit_exceeded|slow_down|too_many_requests"),
    Rule(
        _BAD,
        "a parameter",
        codes=(
            "unsupported_file_mimetype|unknown_parameter|invalid_value|invalid_size|invalid_image(_.*)?|"
            "missing_required_parameter|string_above_max_length|image_too_large|invalid_type"
        ),
    ),
    # sentences that say it, whatever the status
    Rule(_DEAD, "no account behind the relay", words="no available (compatible )?accounts?"),
    Rule(_DEAD, "the relay's own key is refused", words="upstream (authentication failed|access forbidden)"),
    Rule(
        _DEAD,
        "money, in words",
        statuses=_on(200, 400, 403, 429),
        words=(
            "no available image quota|insufficient (account )?(balance|quota|credits?)|exceeded your current quota|"
            "billing hard limit|余额不足|额度不足|额度已用尽"
        ),
    ),
    Rule(
        _REFUSED,
        "moderation, in words",
        statuses=_on(200, 400, 403, 422),
        words="rejected (by|as a result of) (the|our) safety system|content policy",
    ),
    Rule(
        _RATE,
        "concurrency limit, in words",
        statuses=_on(200, 400, 403, 409, 429, 503),
        words="too many pending requests|concurrency limit exceeded|rate limit exceeded",
    ),
    # the status alone
    Rule(_TRANSIENT, "408, 409, 425: try again", statuses=_on(408, 409, 425)),
    Rule(_RATE, "429: rate limit", statuses=_on(429)),
    Rule(_DEAD, "401, 402, 403: key, money, permission", statuses=_on(401, 402, 403)),
    Rule(_DEAD, "404, 405, 410: there is no such route", statuses=_on(404, 405, 410)),
    Rule(_DEAD, "3xx: the address leads elsewhere", statuses=frozenset(range(300, 400))),
    Rule(_BAD, "any other 4xx: the request", statuses=frozenset(range(400, 500))),
    Rule(_UNKNOWN, "5xx: may have been carried out", statuses=_ANY_5XX),
    # 200 with an error inside: its type stands for a status
    Rule(
        _DEAD, "200 with a type that means 401, 403 or 404", codes="authentication_error|permission_error|not_found.*"
    ),
    Rule(_RATE, "200 with a type that means 429", codes="rate_limit_error"),
    Rule(_BAD, "200 with a type that means 400", codes="invalid_request_error"),
)

_CHARGED: Final[dict[FailureKind, Charged]] = {
    _UNKNOWN: "maybe",
    FailureKind.BAD_PICTURE: "yes",
}


def kind_of(signals: Signals) -> FailureKind:
    """Return what an answer means; with nothing known about it, it may have been billed."""
    return next((rule.kind for rule in RULES if rule.fits(signals)), _UNKNOWN)


def charged_for(kind: FailureKind) -> Charged:
    """Return whether an answer of this kind was billed."""
    return _CHARGED.get(kind, "no")
