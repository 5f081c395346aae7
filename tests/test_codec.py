"""Plain data and back, and data that does not fit."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import collectflow as cf
from collectflow._codec import dump, load, tag_of, tagged_classes
from tests.support import START

_SCALARS = int | str | bool | date | None


@given(st.none() | st.booleans() | st.integers() | st.text() | st.dates())
def test_a_scalar_keeps_its_type(value):
    """Ints, texts, bools, dates and nothing stay what they are, also under a union of them all."""
    event = cf.AttributeSet("e", at=START, name="x", value=value)
    back = cf.AttributeSet.from_dict(json.loads(json.dumps(event.to_dict())))
    assert back == event
    assert type(back.value) is type(value)


@pytest.mark.parametrize("text", ["2026-01-01", "20260101", "2026-W01-1", "", "true", "1"])
def test_a_text_that_looks_like_something_else_stays_a_text(text):
    """A text in the shape of a date is still a text after a round trip."""
    event = cf.AttributeSet("e", at=START, name="x", value=text)
    back = cf.AttributeSet.from_dict(json.loads(json.dumps(event.to_dict())))
    assert type(back.value) is str
    assert back.value == text


@pytest.mark.parametrize(
    ("hint", "value", "plain"),
    [
        (datetime, datetime(2026, 1, 1, 7, 30, 0, 1, tzinfo=UTC), "2026-01-01T07:30:00.000001+00:00"),
        (date, date(2026, 2, 28), "2026-02-28"),
        (time, time(23, 59, 59, 999_999), "23:59:59.999999"),
        (timedelta, timedelta(days=1, microseconds=3), 86_400_000_003),
        (tuple[int, str], (1, "a"), [1, "a"]),
        (tuple[int, ...], (1, 2), [1, 2]),
        (frozenset[int], frozenset({3, 1}), [1, 3]),
        (dict[str, int], {"a": 1}, {"a": 1}),
        (int | None, None, None),
        (object, {"as": ["it", "is"]}, {"as": ["it", "is"]}),
    ],
)
def test_plain_data(hint, value, plain):
    """What each annotated type becomes as plain data, and that it comes back."""
    assert dump(value) == plain
    assert load(hint, json.loads(json.dumps(plain)), "here") == value


@pytest.mark.parametrize(
    ("hint", "data", "said"),
    [
        (int, True, "type int"),
        (int, 1.0, "type int"),
        (bool, 1, "type bool"),
        (str, 5, "type str"),
        (datetime, 5, "ISO 8601"),
        (datetime, "yesterday", "ISO 8601"),
        (date, "2026-02-30", "ISO 8601"),
        (timedelta, "1 day", "microseconds"),
        (timedelta, True, "microseconds"),
        (tuple[int, ...], 5, "a list"),
        (tuple[int, int], [1], "a list of 2"),
        (frozenset[int], "x", "a list"),
        (dict[str, int], [], "an object"),
        (int | str, [], "or"),
        (cf.Due, [], "Due"),
    ],
)
def test_data_that_does_not_fit(hint, data, said):
    """Data of another shape is an error that names the place and what belongs there."""
    with pytest.raises(cf.BadValue, match=said) as caught:
        load(hint, data, "the place")
    assert str(caught.value).startswith("the place is ")


_PAYMENT = cf.PaymentReceived("e", at=START, amount=5).to_dict()


@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        ({"type": "payment_recieved"}, cf.UnknownName, "'payment_received'"),
        ({"type": None}, cf.BadValue, "the field 'type' is missing"),
        ({"type": 5}, cf.UnknownName, "type"),
        ({"type": "move"}, cf.UnknownName, "type"),
        ({"amuont": 5}, cf.UnknownName, "'amount'"),
        ({"amount": "5"}, cf.BadValue, "event.amount"),
        ({"amount": 5.0}, cf.BadValue, "event.amount"),
        ({"amount": 0}, cf.BadValue, "less than 1"),
        ({"at": "2026-01-01T00:00:00"}, cf.NaiveDatetime, "no time zone"),
        ({"id": ""}, cf.BadValue, "non-empty"),
    ],
)
def test_dicts_that_hold_no_event(change, error, said):
    """A dict with a misspelt type or field, or a wrong value, never becomes an event."""
    data = {**_PAYMENT, **change}
    with pytest.raises(error, match=said):
        cf.event_from_dict(data)


def test_a_missing_field_is_named():
    """A dict without a field that is needed says which."""
    data = {key: value for key, value in _PAYMENT.items() if key != "amount"}
    with pytest.raises(cf.BadValue, match="'type' is missing; it is one of: act, contact, move"):
        cf.proposal_from_dict({"channel": "call"})
    with pytest.raises(cf.BadValue, match="'amount' is missing"):
        cf.event_from_dict(data)
    with pytest.raises(cf.BadValue, match="an object"):
        cf.event_from_dict([])  # type: ignore[arg-type]


def test_a_class_loads_only_its_own():
    """`PaymentReceived.from_dict` takes no other event's dict."""
    other = cf.PromiseMade("e", at=START, amount=5, by=date(2026, 1, 9)).to_dict()
    with pytest.raises(cf.UnknownName):
        cf.PaymentReceived.from_dict(other)
    assert cf.PaymentReceived.from_dict(_PAYMENT).amount == 5


def test_tags_are_unique():
    """No two registered classes share the name by which they are stored."""
    tags = [tag_of(cls) for cls in tagged_classes(object)]
    assert len(tags) == len(set(tags))


def test_fields_with_their_default_are_left_out():
    """Stored events are short: what has its default is not written."""
    assert set(_PAYMENT) == {"type", "id", "at", "amount"}
