"""Errors are values: they carry data, say what to do, compare by content and survive pickling."""

from __future__ import annotations

import copy
import pickle
import traceback

import pytest

import collectflow as cf
from collectflow import errors
from tests.support import START, make_engine, open_case

_EVENT = cf.PaymentReceived("e-1", at=START, amount=5)
_OTHER = cf.PaymentReceived("e-1", at=START, amount=6)


def _verdict(trigger: str = "cure") -> cf.Verdict:
    engine = make_engine()
    return engine.review(open_case(engine), trigger, START)


_NAIVE = START.replace(tzinfo=None)

#: One of each; a test fails when a public error has none here.
EXAMPLES: dict[type[cf.CollectflowError], tuple[tuple[object, ...], str]] = {
    cf.NaiveDatetime: (("at", _NAIVE), "pass an aware datetime"),
    cf.BadAmount: (("amount", 1.5), "float"),
    cf.BadValue: (("amount", 0, "it cannot be less than 1"), "it cannot be less than 1"),
    cf.UnknownName: (("channel", "cal", ("call", "sms"), "contact"), "did you mean 'call'?"),
    cf.UnknownStage: (("stage", "latee", ("late",), "case 'c-1'"), "engine.migrate()"),
    cf.UnknownReference: (("e-2", "payments", "e-1", ()), "none is known here"),
    cf.CurrencyMismatch: (("USD", "EUR", "event 'e-1'"), "one case a currency"),
    cf.EndlessMoves: (("c-1", START, ("a", "b", "a")), "days_in_stage"),
    cf.EventIdReused: (("e-1", _EVENT, _OTHER), "Give it an id of its own"),
    cf.NoSuchTransition: (("grace", "sue", ("cure",)), "it offers: cure"),
    cf.AskedTooEarly: ((START, START), "case.as_of(at)"),
    cf.InvalidLifecycle: (("l", ("one", "two")), "problems (2)"),
    cf.InvalidPolicy: (("p", ("one",)), "  - one"),
    cf.InvalidEngine: ((("one",),), "  - one"),
    cf.NotCarried: (("level 'one'", ("anchor 'invoice_date': no",)), "cannot be carried (1)"),
    cf.BadGuard: (("a fact in an if", "use &"), "use &"),
    cf.NotOverridable: (("r", "consnt", ("consent",)), "did you mean 'consent'?"),
    cf.PausesOverlap: (("q", "p", START.date(), None), "resume that one at an earlier instant"),
    cf.Refused: ((_verdict(),), "refused: cure"),
    cf.HookFired: (("hook", "fire"), "engine.fire()"),
}


#: What to put last for another error of the same class.
OTHERS: dict[type[cf.CollectflowError], object] = {cf.Refused: _verdict("start_reminders")}


def test_every_public_error_is_tried_here():
    """All of `collectflow.errors` is public, derives from one base, and has an example."""
    public = {getattr(errors, name) for name in errors.__all__}
    assert public == {*EXAMPLES, cf.CollectflowError}
    assert all(issubclass(each, cf.CollectflowError) for each in public)
    assert all(getattr(cf, name) is getattr(errors, name) for name in errors.__all__)


@pytest.mark.parametrize("cls", EXAMPLES, ids=lambda cls: cls.__name__)
def test_errors_are_values(cls):
    """An error says what to do, equals one of the same content, and survives pickle and copy."""
    given, said = EXAMPLES[cls]
    error = cls(*given)
    assert said in str(error)
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        back = pickle.loads(pickle.dumps(error, protocol))
        assert type(back) is cls
        assert back == error
        assert str(back) == str(error)
    assert copy.copy(error) == error
    assert error != cls(*given[:-1], OTHERS.get(cls, "something else"))
    assert hash(error) == hash(copy.copy(error))
    assert error != "something else"


@pytest.mark.parametrize("cls", EXAMPLES, ids=lambda cls: cls.__name__)
def test_errors_can_be_raised_like_any_other(cls):
    """Raising, chaining, notes and printing a traceback work, although errors are frozen."""
    error = cls(*EXAMPLES[cls][0])

    def chained() -> None:
        error.add_note("a note")
        raise error from KeyError("first")

    with pytest.raises(cls) as caught:
        chained()
    assert caught.value is error
    assert isinstance(error.__cause__, KeyError)
    printed = "".join(traceback.format_exception(error))
    assert "a note" in printed
    assert str(error).splitlines()[0] in printed
    with pytest.raises(AttributeError):
        error.what = "changed"


@pytest.mark.parametrize(
    ("cls", "base"),
    [
        *(
            (cls, ValueError)
            for cls in EXAMPLES
            if cls not in {cf.BadAmount, cf.BadGuard, cf.Refused, cf.HookFired}
        ),
        (cf.BadAmount, TypeError),
        (cf.BadGuard, TypeError),
        (cf.HookFired, RuntimeError),
    ],
    ids=lambda cls: cls.__name__,
)
def test_bad_input_is_also_a_plain_error(cls, base):
    """A host that knows nothing of collectflow still catches bad input."""
    assert issubclass(cls, base)


def test_a_refusal_is_no_bad_input():
    """Being refused is an answer, not a mistake of the caller's."""
    assert not issubclass(cf.Refused, (ValueError, TypeError))


@pytest.mark.parametrize(
    ("known", "hint"),
    [
        (("call", "sms"), "did you mean 'call'?"),
        (("coal", "Call"), "did you mean 'Call'?"),
        (("visit",), "known: visit"),
        ((), "none is known here"),
    ],
)
def test_the_nearest_names(known, hint):
    """An unknown name is answered with the nearest ones, or with all, or says that there are none."""
    assert errors.nearest("cal", known) == hint


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ("loan-00031", "did you mean 'loan-00031/1' or 'loan-00031/2'?"),
        ("loan-00903", "did you mean 'loan-00903/1'?"),
        ("lo", "known: "),
    ],
)
def test_the_nearest_names_are_those_that_begin_with_what_was_written(asked, hint):
    """Ids of cases are alike; whoever leaves out the end of one means that one. Two letters mean none."""
    known = ["loan-00031/3", "loan-00031/2", "loan-00031/1", "loan-00903/1", "loan-00803/1"]
    assert errors.nearest(asked, known).startswith(hint)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (START, "2026-01-01T00:00:00+00:00"),
        (START.date(), "2026-01-01"),
        (START.time(), "00:00:00"),
        ("text", "'text'"),
    ],
)
def test_a_bad_value_is_shown_as_it_is_written(value, written):
    """Dates and times in ISO 8601, not in Python's words."""
    assert str(cf.BadValue("at", value, "no")) == f"at is {written}; no"
