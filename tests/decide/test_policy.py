"""What follows a failure: the table of WIRE §3, line by line, and its bounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.decide.events import FailureKind
from pipeline.decide.policy import PATIENCE, Bounds, GiveUp, Past, Send, Step, next_step

A, B, C = "sub2api", "canvas-20", "openai"
CHAIN = (A, B)
KINDS = {
    "T": FailureKind.TRANSIENT,
    "R": FailureKind.RATE_LIMIT,
    "U": FailureKind.UNKNOWN,
    "D": FailureKind.DEAD_PROVIDER,
    "Q": FailureKind.BAD_REQUEST,
    "X": FailureKind.REFUSED,
    "P": FailureKind.BAD_PICTURE,
}


def story(text: str) -> tuple[Past, ...]:
    """``"Ta Ta Ub"``: a transient fault at a, again, an unknown outcome at b; in capitals ``TA``: in an earlier run."""
    profiles = {"a": A, "b": B, "c": C}
    found = []
    for word in text.split():
        kind, profile = KINDS[word[0]], profiles[word[1].lower()]
        wait = float(word[2:]) if word[2:] else None
        found.append(Past(profile, kind, wait, fresh=word[1].islower()))
    return tuple(found)


def after(text: str, chain: tuple[str, ...] = CHAIN, **bounds: int) -> Step:
    return next_step(story(text), chain, Bounds(**bounds))


def short(step: Step) -> tuple[str, ...]:
    match step:
        case Send(profile=profile):
            return ("send", profile)
        case GiveUp(kind=kind):
            return ("give up", kind)


SIX = "Ta " * 6

TABLE = [
    # nothing has failed
    ("", CHAIN, ("send", A)),
    ("", (), ("give up", "dead-provider")),
    # transient: same provider, at most six resends, then fail over
    ("Ta", CHAIN, ("send", A)),
    ("Ra", CHAIN, ("send", A)),
    (SIX, CHAIN, ("send", A)),
    (SIX + "Ta", CHAIN, ("send", B)),
    ("Ra Ta Ra Ta Ra Ta Ra", CHAIN, ("send", B)),
    (SIX + "Ta", (A,), ("give up", "transient")),
    (SIX + "Ta" + " Tb" * 6, CHAIN, ("send", B)),
    (SIX + "Ta" + " Tb" * 7, CHAIN, ("give up", "transient")),
    # its circuit was opened meanwhile
    ("Ta", (B,), ("send", B)),
    ("Ta", (), ("give up", "transient")),
    # Retry-After: waited out up to two minutes, above that fail over, or come back later
    ("Ra120", CHAIN, ("send", A)),
    ("Ra121", CHAIN, ("send", B)),
    ("Ra121", (A,), ("give up", "rate-limit")),
    # … and never undercut by way of the next profile's failure
    ("Ra300 Db", (A,), ("give up", "dead-provider")),
    ("Ra300 Ub", CHAIN, ("send", B)),
    # unknown: twice more, the last time elsewhere, then it is unknown
    ("Ua", CHAIN, ("send", A)),
    ("Ua Ua", CHAIN, ("send", B)),
    ("Ua Ua", (A,), ("send", A)),
    ("Ua Ua Ub", CHAIN, ("give up", "unknown")),
    ("Ua Ua Ua", (A,), ("give up", "unknown")),
    ("Ua", (B,), ("send", B)),
    ("Ua", (), ("give up", "unknown")),
    # … for the board's whole life
    ("UA UA", CHAIN, ("send", B)),
    ("UA UA UB", CHAIN, ("give up", "unknown")),
    ("UA Ta", CHAIN, ("send", A)),
    ("UA Ta Ua", CHAIN, ("send", B)),
    # dead provider: the next one, at once
    ("Da", CHAIN, ("send", B)),
    ("Da", (B,), ("send", B)),
    ("Da", (A,), ("give up", "dead-provider")),
    ("Da Db", CHAIN, ("give up", "dead-provider")),
    ("Da Db", (A, B, C), ("send", C)),
    ("Da Tb", CHAIN, ("send", B)),
    (SIX + "Ta Db", (A, C), ("send", C)),
    # bad request and refused: nothing more in this run, whatever came before or beside it
    ("Qa", CHAIN, ("give up", "bad-request")),
    ("Xa", CHAIN, ("give up", "refused")),
    ("Ua Xa", CHAIN, ("give up", "refused")),
    ("Xa Ua", CHAIN, ("give up", "refused")),
    ("Qa Ua", CHAIN, ("give up", "bad-request")),
    # bad picture: one more, then one at the next profile, then no more
    ("Pa", CHAIN, ("send", A)),
    ("Pa Pa", CHAIN, ("send", B)),
    ("Pa Pa Pb", CHAIN, ("give up", "bad-picture")),
    ("Pa Pa Pb", (A, B, C), ("give up", "bad-picture")),
    ("Pa Pa", (A,), ("give up", "bad-picture")),
    ("PA PA", CHAIN, ("send", B)),
    ("PA PA PB", CHAIN, ("give up", "bad-picture")),
    ("Pa", (B,), ("send", B)),
    ("Pb", (B,), ("send", B)),
    ("Pb Pb", (B,), ("give up", "bad-picture")),
    # … never a third one at the first because the second is dead
    ("Pa Pa Db", CHAIN, ("give up", "dead-provider")),
    ("Pa Pa Db", (A,), ("give up", "dead-provider")),
    (SIX + "Ta Pb", CHAIN, ("send", B)),
    # a later run sends again what was free
    ("TA TA TA TA TA TA TA", CHAIN, ("send", A)),
    ("DA", CHAIN, ("send", A)),
    ("QA", CHAIN, ("send", A)),
    ("RA300", CHAIN, ("send", A)),
]


@pytest.mark.parametrize(("failed", "chain", "then"), TABLE)
def test_what_follows(failed: str, chain: tuple[str, ...], then: tuple[str, ...]):
    assert short(after(failed, chain)) == then


def test_an_earlier_refusal_of_these_very_words_stands():
    """``past`` marks it fresh as long as the note is the same; a table row can't say that."""
    assert short(next_step([Past(A, FailureKind.REFUSED, fresh=True)], CHAIN, Bounds())) == ("give up", "refused")


@pytest.mark.parametrize(
    ("bounds", "failed", "then"),
    [
        ({"unknown": 0}, "Ua", ("give up", "unknown")),
        ({"unknown": 1}, "Ua", ("send", B)),
        ({"unknown": 3}, "Ua Ua", ("send", A)),
        ({"transient": 0}, "Ta", ("send", B)),
        ({"transient": 1}, "Ta Ta", ("send", B)),
    ],
)
def test_bounds_are_the_plans(bounds: dict[str, int], failed: str, then: tuple[str, ...]):
    assert short(after(failed, **bounds)) == then


def test_waits_grow_and_keep_what_the_service_asked():
    assert after("Ta") == Send(A, backoff=1)
    assert after("Ta Ta Ra5") == Send(A, backoff=3, floor=5.0)
    assert after("Ua") == Send(A, backoff=1)


def test_nothing_is_waited_for_before_another_profile_or_after_a_bad_picture():
    for failed in ("Ua Ua", "Da", "Pa", "Pa Pa", "Ra300", SIX + "Ta", "UA"):
        step = after(failed)
        assert isinstance(step, Send), failed
        assert (step.backoff, step.floor) == (0, 0.0), failed


@pytest.mark.parametrize(
    ("failed", "chain", "seconds"),
    [
        ("Ra300", (A,), 300.0),
        ("Ra300 Rb200", CHAIN, 200.0),
        ("Ra300 Db", CHAIN, 300.0),
        ("Ra300 Tb Tb Tb Tb Tb Tb Tb", CHAIN, 300.0),
        ("Da", (A,), None),
    ],
)
def test_giving_up_says_when_to_come_back(failed: str, chain: tuple[str, ...], seconds: float | None):
    step = after(failed, chain)
    assert isinstance(step, GiveUp)
    assert step.come_back == seconds


@st.composite
def _answers(draw: st.DrawFn) -> tuple[list[tuple[FailureKind, float | None]], tuple[str, ...], Bounds]:
    kinds = st.sampled_from(list(FailureKind))
    waits = st.one_of(st.none(), st.floats(0, 600))
    chain = draw(st.sampled_from([(A,), (A, B), (A, B, C)]))
    bounds = Bounds(draw(st.integers(0, 6)), draw(st.integers(0, 4)))
    return draw(st.lists(st.tuples(kinds, waits), min_size=60, max_size=60)), chain, bounds


@given(_answers())
def test_whatever_a_service_answers_the_bounds_hold_and_there_is_an_end(case: tuple) -> None:
    """Play the policy against services that answer at will."""
    answers, chain, bounds = case
    past: list[Past] = []
    dead: set[str] = set()
    for kind, wait in answers:
        step = next_step(past, [p for p in chain if p not in dead], bounds)
        if isinstance(step, GiveUp):
            break
        assert step.profile in chain
        assert step.profile not in dead
        told = [p.retry_after for p in past if p.profile == step.profile and p.retry_after is not None]
        assert all(seconds <= PATIENCE for seconds in told), "a Retry-After was undercut"
        past.append(Past(step.profile, kind, wait if kind in (FailureKind.TRANSIENT, FailureKind.RATE_LIMIT) else None))
        if kind is FailureKind.DEAD_PROVIDER:
            dead.add(step.profile)
    else:
        raise AssertionError("asks for ever")
    kinds = [p.kind for p in past]
    assert kinds.count(FailureKind.UNKNOWN) <= bounds.unknown + 1
    assert kinds.count(FailureKind.BAD_PICTURE) <= bounds.bad + 2
    assert sum(k in (FailureKind.REFUSED, FailureKind.BAD_REQUEST) for k in kinds) <= 1
    for profile in chain:
        waited = [p for p in past if p.profile == profile and p.kind in (FailureKind.TRANSIENT, FailureKind.RATE_LIMIT)]
        assert len(waited) <= bounds.transient + 1
