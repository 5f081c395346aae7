"""Words and amounts: what an engine knows, and integers in minor units everywhere."""

from __future__ import annotations

from decimal import Decimal
from enum import IntEnum, StrEnum
from fractions import Fraction

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import collectflow as cf
from collectflow import vocabulary
from collectflow.vocabulary import CURRENCIES, check_amount, format_amount

_CODES = st.sampled_from(sorted(CURRENCIES))


@given(_CODES, st.integers(-(10**15), 10**15))
def test_minor_units_of_every_currency(code, amount):
    """An amount with as many decimals as the currency has is exact in minor units, whatever the size."""
    digits = CURRENCIES[code]
    assert cf.minor(Decimal(amount).scaleb(-digits), code) == amount
    assert cf.minor(amount, code) == amount * 10**digits


@given(_CODES, st.integers(-(10**12), 10**12))
def test_a_fraction_of_a_minor_unit_is_refused(code, amount):
    """What would have to be rounded is an error: how to round is the host's decision."""
    digits = CURRENCIES[code]
    with pytest.raises(cf.BadValue, match=f"{code} has {digits} decimal places"):
        cf.minor(Decimal(amount * 10 + 1).scaleb(-digits - 1), code)


@pytest.mark.parametrize("amount", [1.0, 182.5, True, "12.50", None, Fraction(1, 2)])
def test_minor_takes_decimals_and_integers_alone(amount):
    """A float, bool or text is no exact amount, and the error says what to pass."""
    with pytest.raises(cf.BadAmount, match="amounts are integers") as caught:
        cf.minor(amount, "USD")
    assert isinstance(caught.value, TypeError)


@pytest.mark.parametrize(
    "amount", [Decimal("NaN"), Decimal("Infinity"), Decimal("-Infinity"), Decimal("sNaN")]
)
def test_minor_refuses_what_is_not_finite(amount):
    """Not a number and infinity are no amounts."""
    with pytest.raises(cf.BadValue):
        cf.minor(amount, "USD")


@pytest.mark.parametrize("code", ["UDS", "usd", "", "XXX"])
def test_minor_refuses_unknown_currencies(code):
    """A code that ISO 4217 does not list, or not in this spelling, never passes silently."""
    with pytest.raises(cf.UnknownName, match="no currency named"):
        cf.minor(1, code)


class _Cents(IntEnum):
    TEN = 10


@pytest.mark.parametrize("value", [1.0, True, False, Decimal(5), "5", None, _Cents.TEN])
def test_only_an_int_is_an_amount(value):
    """Floats, bools, Decimals and texts where an amount belongs are an error that says so."""
    with pytest.raises(cf.BadAmount) as caught:
        check_amount(value, "the amount")
    assert type(value).__name__ in str(caught.value)


@pytest.mark.parametrize(("value", "least"), [(-1, 0), (0, 1), (-5, 1)])
def test_amounts_have_a_least(value, least):
    """An amount below what makes sense is an error that names the bound."""
    with pytest.raises(cf.BadValue, match=f"less than {least}"):
        check_amount(value, "the amount", least)
    assert check_amount(value, "the amount", None) == value
    assert check_amount(least, "the amount", least) == least


@pytest.mark.parametrize(
    ("amount", "currency", "said"),
    [
        (100_000, "USD", "1,000.00 USD"),
        (1, "USD", "0.01 USD"),
        (1500, "JPY", "1,500 JPY"),
        (1500, "KWD", "1.500 KWD"),
        (-5, "EUR", "-0.05 EUR"),
        (100, None, "1.00"),
    ],
)
def test_amounts_for_people(amount, currency, said):
    """Amounts are shown with as many decimals as the currency has."""
    assert format_amount(amount, currency) == said


def test_every_vocabulary_can_be_extended():
    """Each vocabulary takes more words, keeps its own, and the original does not change."""
    plain = cf.Vocabulary()
    for field in attrs.fields(cf.Vocabulary):
        more = plain.extended({field.name: ["something new"]})
        more.check(field.name, "something new", "here")
        assert more.words(field.name, "here") == plain.words(field.name, "here") | {"something new"}
        with pytest.raises(cf.UnknownName):
            plain.check(field.name, "something new", "here")


@pytest.mark.parametrize("name", [field.name for field in attrs.fields(cf.Vocabulary)])
def test_unknown_words_name_the_nearest(name):
    """A misspelt word of any vocabulary is refused, and the nearest word suggested."""
    words = cf.Vocabulary().extended({"acts": ["accelerate"]})
    word = max(words.words(name, "here"), key=len)
    with pytest.raises(cf.UnknownName) as caught:
        words.check(name, word[:-1] + "~" if len(word) > 3 else word + "~", "here")
    assert repr(word) in str(caught.value)
    assert str(caught.value).startswith("here: no ")


def test_unknown_vocabularies_are_refused():
    """A vocabulary that does not exist is refused wherever it is named."""
    with pytest.raises(cf.UnknownName, match="'channels'"):
        cf.Vocabulary().extended({"chanels": ["fax"]})
    with pytest.raises(cf.UnknownName, match="'channels'"):
        cf.Vocabulary().check("chanels", "call", "here")


class _Mine(StrEnum):
    FAX = "fax"


def test_string_enums_are_words():
    """Members of a `StrEnum` are stored as the plain texts that they are equal to."""
    more = cf.Vocabulary().extended({"channels": [_Mine.FAX]})
    assert all(type(word) is str for word in more.channels)
    more.check("channels", "fax", "here")


def test_outcomes_are_told_apart():
    """Every outcome is a response, an unanswered attempt, or reached somebody else; never two of these."""
    somebody_else = {"third_party", "wrong_person"}
    parts = [set(vocabulary.RESPONSES), set(vocabulary.UNANSWERED), somebody_else]
    assert set.union(*parts) == set(vocabulary.OUTCOMES)
    assert sum(len(part) for part in parts) == len(vocabulary.OUTCOMES)
