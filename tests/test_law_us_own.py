"""Cases of the kind that an examiner would try on Regulation F, and that no example of its authors shows."""

from __future__ import annotations

from datetime import date, time

import pytest

import collectflow as cf
from collectflow.policies import online_lending, us
from tests.law_support import UNKNOWN, Ask, check, then
from tests.law_us_support import (
    CEASE,
    DISPUTED,
    EMAIL,
    HOURS,
    MEDIUM,
    NEW_YORK,
    NOTICE,
    PLACE,
    POLICIES,
    REPRESENTED,
    SEVEN,
    SMS,
    TALKED,
    TIME,
    advised,
    called,
    calls,
    came,
    consent,
    contact,
    hold,
    in_2026,
    notice,
    ok,
    on,
    refused,
    reply,
    row,
    sent,
    soft,
    talk,
    to,
    wish,
)

SUE = cf.Move("sue")
OUTSOURCED = {"stage": "outsourced"}
BY = date(2020, 5, 8)
AFTERNOON = wish(on(4, 1), starts=time(15), stops=time(17))
SAID = "reg-f.said-before"
SELL = cf.Act("sell")
HOUSEHOLD = to("call", "household")

ROWS = [
    row(
        "own_consent_for_one_evening",
        "a late call on Friday is wanted; not the evening before, and not the one after",
        [consent(on(4, 1), "contact", channel="call", starts=on(4, 3, 21), until=on(4, 4, 0))],
        [
            refused(on(4, 2, 22), HOURS),
            ok(on(4, 3, 22)),
            refused(on(4, 3, 22), HOURS, EMAIL),
            refused(on(4, 4, 22), HOURS),
        ],
    ),
    row(
        "own_written_early_answered_late",
        "an email at a convenient time is not answered at an inconvenient one",
        [AFTERNOON, came(on(4, 2, 14, 50), "email", "in")],
        [
            ok(on(4, 2, 14, 55), reply("email", "in")),
            refused(on(4, 2, 15, 10), TIME, reply("email", "in")),
            ok(on(4, 2, 17), reply("email", "in")),
        ],
    ),
    row(
        "own_answered_from_elsewhere",
        "who writes from home, which is inconvenient, is not answered at work, which is as well",
        [
            wish(on(4, 1), place="home"),
            wish(on(4, 1), place="work"),
            came(on(4, 2), "call", "in", place="home", outcome="voicemail"),
        ],
        [
            ok(on(4, 2, 13), reply("call", "in", place="home")),
            refused(on(4, 2, 13), PLACE, reply("call", "in", place="work")),
        ],
    ),
    row(
        "own_consent_to_another_collector",
        "what the creditor or another collector was permitted is not permitted to this one",
        [
            talk(on(4, 1), collector="x"),
            talk(on(4, 1), collector="y"),
            consent(on(4, 1, 13), collector="x"),
            consent(on(4, 1, 13)),
            consent(on(4, 1, 13), "contact", collector="x"),
            consent(on(4, 1, 13), "contact"),
        ],
        [
            ok(on(4, 2), to("call", collector="x")),
            soft(on(4, 2), TALKED, to("call", collector="y")),
            ok(on(4, 2, 22), to("email", collector="x")),
            refused(on(4, 2, 22), HOURS, to("email", collector="y")),
        ],
    ),
    row(
        "own_another_collector_talks",
        "a conversation with another collector does not end the consent that this one has",
        [
            talk(on(4, 1), collector="x"),
            consent(on(4, 1, 12, 5), collector="x"),
            talk(on(4, 2), collector="y"),
        ],
        [ok(on(4, 3), to("call", collector="x")), soft(on(4, 3), TALKED, to("call", collector="y"))],
    ),
    row(
        "own_result_an_hour_later",
        "a call that is not known to have been a conversation yet, and then is",
        [called(on(4, 1), "conversation", known=on(4, 1, 13))],
        [ok(on(4, 1, 12, 59)), soft(on(4, 1, 13), TALKED), soft(on(4, 7), TALKED), ok(on(4, 8))],
    ),
    row(
        "own_refused_to_talk",
        "who answers and refuses to pay was spoken with",
        [called(on(4, 1), "refused")],
        [soft(on(4, 2), TALKED), soft(on(4, 7), TALKED), ok(on(4, 8))],
    ),
    row(
        "own_refused_to_talk__consent",
        "and that ends a consent to more calls",
        [talk(on(4, 1)), consent(on(4, 1, 12, 5)), called(on(4, 2), "refused")],
        [ok(on(4, 2, 11)), soft(on(4, 3), TALKED), soft(on(4, 8), TALKED), ok(on(4, 9))],
    ),
    row(
        "own_visit_is_no_call",
        "a conversation at the door is not one by telephone",
        [contact(on(4, 1), "visit", "conversation")],
        [ok(on(4, 2))],
    ),
    row(
        "own_two_zones_and_a_wish",
        "three to five is inconvenient, in New York or in Los Angeles",
        [AFTERNOON],
        [
            ok(on(4, 2, 14, 59)),
            refused(on(4, 2, 15, 30), TIME),
            ok(on(4, 2, 17, 30)),
            refused(on(4, 2, 18, 30), TIME),
            ok(on(4, 2, 20)),
        ],
        zones=[NEW_YORK, "America/Los_Angeles"],
    ),
    row(
        "own_seven_days_over_a_change_of_clocks",
        "seven days are days, whether one of them has 23 hours or 25",
        [talk(in_2026(3, 4, 20))],
        [soft(in_2026(3, 10, 20, 59), TALKED), ok(in_2026(3, 11, 8))],
    ),
    row(
        "own_clocks_go_back",
        "half past seven in winter was half past eight the day before",
        [],
        [
            refused(in_2026(11, 1, 7, 30), HOURS, EMAIL),
            ok(in_2026(11, 1, 8), EMAIL),
            ok(in_2026(11, 1, 21), EMAIL),
            refused(in_2026(11, 1, 21, 30), HOURS, EMAIL),
        ],
    ),
    row(
        "own_called_about_another_debt",
        "a call that stands in this case but is about another debt alone",
        [talk(on(4, 1), about=["card"], discussed=["card"])],
        [ok(on(4, 2))],
    ),
    row(
        "own_called_about_another_debt__and_this",
        "unless this one was spoken of as well",
        [talk(on(4, 1), about=["card"], discussed=["card", "account-case"])],
        [soft(on(4, 2), TALKED)],
    ),
    row(
        "own_wish_told_elsewhere",
        "a wish told about another debt is one about all",
        [],
        [refused(on(4, 2), MEDIUM), refused(on(4, 3, 16), TIME, EMAIL), ok(on(4, 3), EMAIL)],
        beside={"card": [wish(on(4, 1), channel="call"), AFTERNOON]},
    ),
    row(
        "own_wrong_number_found_later",
        "seven calls to a number that then turns out to be somebody else's",
        [
            calls(*(on(4, day) for day in range(1, 8)), address="wrong"),
            [cf.AddressWrong("wrong", at=on(4, 7, 15), address="wrong")],
        ],
        [
            soft(on(4, 7, 14, 59), SEVEN, to("call", address="right")),
            ok(on(4, 7, 15), to("call", address="right")),
        ],
    ),
    row(
        "own_consent_is_withdrawn",
        "consent to more calls ends when the consumer takes it back",
        [
            talk(on(4, 1)),
            consent(on(4, 1, 12, 5), name="p"),
            [cf.PermissionWithdrawn("p-", at=on(4, 3), permission="p")],
        ],
        [ok(on(4, 2)), ok(on(4, 3, 11, 59)), soft(on(4, 3), TALKED)],
    ),
    row(
        "own_consent_to_texts",
        "who may be texted may not be texted at night, nor past an attorney",
        [consent(on(4, 1), "medium", channel="sms"), hold(on(6, 1), "represented")],
        [
            ok(on(4, 1, 13), SMS),
            refused(on(4, 1, 22), HOURS, SMS),
            ok(on(5, 29), SMS),
            advised(on(5, 31), "reg-f.text-number", SMS),
            refused(on(6, 1), REPRESENTED, SMS),
        ],
    ),
    row(
        "own_eighth_day_of_a_consent",
        "the first day on which consent no longer counts, and seven calls on it",
        [consent(on(4, 1)), calls(*(on(4, 8, hour) for hour in range(9, 16)))],
        [ok(on(4, 7)), ok(on(4, 8, 8)), soft(on(4, 8, 17)), soft(on(4, 14)), ok(on(4, 15))],
    ),
    row(
        "own_consent_does_not_end_a_wish",
        "consent to more calls is none to late ones, nor to a medium that was refused",
        [consent(on(4, 1)), wish(on(4, 2), channel="call")],
        [refused(on(4, 1, 22), HOURS), ok(on(4, 1, 13)), refused(on(4, 2, 13), MEDIUM)],
    ),
    row(
        "own_a_machine_calls",
        "ringless voicemails and recorded calls are calls",
        [
            *(contact(on(4, day), "ringless_voicemail", "voicemail") for day in (1, 2, 3)),
            *(contact(on(4, day), "recorded_call", "no_answer") for day in (6, 7)),
            calls(on(4, 6, 9), on(4, 7, 9)),
        ],
        [
            ok(on(4, 7, 11)),
            soft(on(4, 7, 13)),
            soft(on(4, 7, 13), SEVEN, to("ringless_voicemail")),
            soft(on(4, 7, 13), SEVEN, to("recorded_call")),
        ],
    ),
    row(
        "own_ceased_by_telephone",
        "a wish to end communication that is not written is only advice",
        [hold(on(4, 1), "cease", "call")],
        [advised(on(4, 1, 13), SAID), ok(on(4, 1, 13), EMAIL)],
    ),
    row(
        "own_ceased_and_writes",
        "after the written end even a consumer who writes is not answered about the debt",
        [hold(on(4, 1), "cease", "email"), came(on(4, 2), "email", "in")],
        [
            refused(on(4, 2), CEASE, reply("email", "in")),
            refused(on(4, 2), CEASE, to("email", purpose="legal")),
        ],
    ),
    row(
        "own_spouse_and_sibling",
        "a spouse is the consumer; a brother is not",
        [],
        [
            ok(on(4, 1), to("call", "spouse")),
            refused(on(4, 1, 22), HOURS, to("call", "spouse")),
            refused(on(4, 1), "reg-f.third-parties", to("call", "family")),
        ],
        others=[
            cf.Person("spouse", "spouse", zones=[NEW_YORK]),
            cf.Person("family", "family", zones=[NEW_YORK]),
        ],
    ),
    row(
        "own_place_of_work",
        "the employer forbids calls at work; a mobile is not there",
        [hold(on(4, 1), "workplace", "call")],
        [
            ok(on(4, 1, 11), to("call", place="work")),
            refused(on(4, 1, 13), "reg-f.workplace", to("call", place="work")),
            ok(on(4, 1, 13)),
        ],
    ),
    row(
        "own_disputed_again",
        "verified; a repetition by telephone, or late, holds nothing up",
        [
            hold(on(4, 20), "dispute"),
            notice(on(4, 27), "verification"),
            hold(on(4, 28), "dispute", "call"),
            hold(on(5, 20), "dispute"),
        ],
        [refused(on(4, 20), DISPUTED), ok(on(4, 27), EMAIL), ok(on(4, 29), EMAIL), ok(on(5, 21), EMAIL)],
        validated=BY,
    ),
    row(
        "own_a_demand_names_an_earlier_day",
        "a demand for payment does not shorten the validation period",
        [sent(on(4, 1)), notice(on(4, 5), "demand", by=date(2020, 4, 15)), hold(on(4, 20), "dispute")],
        [refused(on(4, 20), DISPUTED, EMAIL)],
        validated=BY,
    ),
    row(
        "own_attorney_disputes",
        "an attorney disputes for the consumer; a friend does not",
        [hold(on(4, 19), "dispute", party="friend"), hold(on(4, 20), "dispute", party="attorney")],
        [ok(on(4, 19), EMAIL), refused(on(4, 20), DISPUTED, EMAIL)],
        validated=BY,
    ),
    *(
        row(
            f"own_nobody_said_how__{kind}_of_a_{scope}",
            "what nobody said how it was asked for is taken for writing",
            [hold(on(4, 20), kind, None, scope=scope)],
            [refused(on(4, 20), rule, EMAIL), ok(on(4, 20), to("email", purpose="legal"))],
            validated=BY,
        )
        for kind, scope, rule in (
            ("dispute", "debt", DISPUTED),
            ("dispute", "portion", "reg-f.disputed-in-part"),
            ("creditor_request", "debt", "reg-f.original-creditor"),
        )
    ),
    *(
        row(
            f"own_nobody_said_how__suit_and_{kind}",
            "nor is a suit brought meanwhile",
            [hold(on(4, 20), kind, None), notice(on(4, 27), answer)],
            [refused(on(4, 20), "reg-f.suit-on-a-disputed-debt", SUE), ok(on(4, 27), SUE)],
            validated=BY,
            opening=OUTSOURCED,
        )
        for kind, answer in (("dispute", "verification"), ("creditor_request", "original_creditor"))
    ),
    row(
        "own_verification_comes_back",
        "a verification that was not delivered was not sent",
        [
            hold(on(4, 20), "dispute"),
            notice(on(4, 22), "verification", name="v"),
            [cf.NoticeReturned("v-", at=on(4, 29), notice="v")],
        ],
        [ok(on(4, 22), EMAIL), refused(on(4, 29), DISPUTED, EMAIL)],
        validated=BY,
    ),
    row(
        "own_first_by_voicemail",
        "a limited-content message is no communication: it owes no validation notice",
        [called(on(4, 1), "voicemail")],
        [ok(on(4, 20))],
        validated=False,
    ),
    row(
        "own_suit_while_disputed",
        "collection that ceases is a suit as well",
        [hold(on(4, 20), "dispute"), notice(on(4, 27), "verification")],
        [
            ok(on(4, 20, 11), SUE),
            refused(on(4, 20), "reg-f.suit-on-a-disputed-debt", SUE),
            ok(on(4, 27), SUE),
        ],
        validated=BY,
        opening=OUTSOURCED,
    ),
    row(
        "own_original_creditor",
        "who the creditor was is asked in time, and told",
        [hold(on(4, 20), "creditor_request", "email"), notice(on(4, 22), "original_creditor")],
        [
            refused(on(4, 20), "reg-f.original-creditor", EMAIL),
            ok(on(4, 20), to("letter", purpose="legal")),
            ok(on(4, 22), EMAIL),
        ],
        validated=BY,
    ),
    row(
        "own_notice_returned",
        "a notice that came back was not sent",
        [
            talk(on(4, 1)),
            notice(on(4, 2), name="n"),
            [cf.NoticeReturned("n-", at=on(4, 10), notice="n")],
            notice(on(4, 12)),
        ],
        [ok(on(4, 9), EMAIL), refused(on(4, 10), NOTICE, EMAIL), ok(on(4, 12), EMAIL)],
        validated=False,
    ),
    row(
        "own_the_agency_begins",
        "the lender's contacts are not the agency's first, nor is its notice the agency's",
        [talk(on(3, 1)), talk(on(4, 1), collector="x"), notice(on(4, 9), collector="x")],
        [
            ok(on(4, 1, 11), to("email", collector="x")),
            ok(on(4, 6), to("email", collector="x")),
            refused(on(4, 7), NOTICE, to("email", collector="x")),
            ok(on(4, 9), to("email", collector="x")),
            refused(on(4, 9), NOTICE, EMAIL),
        ],
        validated=False,
    ),
    row(
        "own_the_agency_begins__validated",
        "the notice of another is not the agency's",
        [talk(on(3, 1)), talk(on(4, 1), collector="x")],
        [refused(on(4, 7), NOTICE, to("email", collector="x")), ok(on(4, 7), EMAIL)],
    ),
    row(
        "own_before_furnishing",
        "mailed on May 1, waited for until May 14, furnished on May 15",
        [sent(on(5, 1), "letter")],
        [
            refused(on(5, 14, 23), "reg-f.before-furnishing", cf.Act("furnish")),
            ok(on(5, 15, 0), cf.Act("furnish")),
        ],
        policies=(us.regulation_f(dated=False, furnishing=["furnish"]),),
        parts={"acts": ["furnish"]},
    ),
    row(
        "own_before_furnishing__undelivered",
        "it came back on May 10, and was mailed again on May 11",
        [contact(on(5, 1), "letter", "undelivered", known=on(5, 10)), sent(on(5, 11), "letter")],
        [
            refused(on(5, 15), "reg-f.before-furnishing", cf.Act("furnish")),
            refused(on(5, 24), "reg-f.before-furnishing", cf.Act("furnish")),
            ok(on(5, 25), cf.Act("furnish")),
        ],
        policies=(us.regulation_f(dated=False, furnishing=["furnish"]),),
        parts={"acts": ["furnish"]},
    ),
    row(
        "own_massachusetts",
        "two in seven days to a home or mobile, texts among them; who is not reached was not called",
        [
            called(in_2026(3, 2), "no_answer"),
            called(in_2026(3, 2, 15), "voicemail"),
            sent(in_2026(3, 3), "sms"),
        ],
        [
            ok(in_2026(3, 3, 11)),
            refused(in_2026(3, 3, 13), "massachusetts.two-in-seven-days"),
            refused(in_2026(3, 3, 13), "massachusetts.two-in-seven-days", SMS),
            ok(in_2026(3, 3, 13), EMAIL),
            ok(in_2026(3, 3, 13), to("call", place="work")),
            refused(in_2026(3, 8), "massachusetts.two-in-seven-days"),
            ok(in_2026(3, 9)),
        ],
        policies=(*POLICIES, us.massachusetts()),
    ),
    row(
        "own_massachusetts__work",
        "two in thirty days at work; not at all once that was asked, by telephone for ten days",
        [
            talk(in_2026(3, 2), place="work"),
            talk(in_2026(3, 12), place="work"),
            hold(in_2026(4, 6), "workplace", "call"),
        ],
        [
            ok(in_2026(3, 12, 11), to("call", place="work")),
            refused(in_2026(3, 31), "massachusetts.two-in-thirty-days-elsewhere", to("call", place="work")),
            ok(in_2026(4, 1), to("call", place="work")),
            refused(in_2026(4, 15), "massachusetts.workplace", to("call", place="work")),
            ok(in_2026(4, 16), to("call", place="work")),
        ],
        policies=(us.massachusetts(),),
    ),
    row(
        "own_massachusetts__household",
        "others of the household: two in seven days at home, two in thirty elsewhere, by day",
        [
            *(called(in_2026(3, day), "third_party", party="household") for day in (2, 3)),
            *(called(in_2026(3, day, 15), None, party="household", place="work") for day in (2, 3)),
        ],
        [
            ok(in_2026(3, 3, 11), HOUSEHOLD),
            refused(in_2026(3, 3, 16), "massachusetts.household-two-in-seven-days", HOUSEHOLD),
            refused(in_2026(3, 8, 20), "massachusetts.household-two-in-seven-days", HOUSEHOLD),
            refused(in_2026(3, 9, 7, 59), "massachusetts.household-hours", HOUSEHOLD),
            ok(in_2026(3, 9, 8), HOUSEHOLD),
            refused(
                in_2026(3, 31),
                "massachusetts.household-two-in-thirty-days",
                to("call", "household", place="work"),
            ),
            ok(in_2026(4, 1), to("call", "household", place="work")),
        ],
        policies=(us.massachusetts(),),
        others=[cf.Person("household", "household", zones=[NEW_YORK])],
    ),
    row(
        "own_sale_of_a_settled_debt",
        "what was paid, or discharged, is not sold",
        [
            hold(on(4, 2), "bankruptcy", None, name="h"),
            [cf.HoldLifted("h-", at=on(4, 3), hold="h")],
            [cf.PaymentReceived("paid", at=on(4, 4), amount=100_00)],
        ],
        [
            ok(on(4, 2, 11), SELL),
            refused(on(4, 2), "reg-f.sale-of-a-settled-debt", SELL),
            ok(on(4, 3), SELL),
            refused(on(4, 4), "reg-f.sale-of-a-settled-debt", SELL),
        ],
        policies=(us.regulation_f(dated=False, selling=["sell"]),),
        parts={"acts": ["sell"]},
    ),
    row(
        "own_texted_from",
        "a number that the consumer texted from is safe for sixty days",
        [came(on(4, 1), "sms", address="m")],
        [
            ok(on(5, 29), to("sms", address="m")),
            advised(on(5, 29), "reg-f.text-number", to("sms", address="other")),
            advised(on(6, 1), "reg-f.text-number", to("sms", address="m")),
        ],
    ),
    row(
        "own_in_force",
        "the rules are in force from 30 November 2021 on",
        [],
        [
            Ask(on(11, 29, 22, year=2021), EMAIL, UNKNOWN),
            refused(on(11, 30, 22, year=2021), HOURS, EMAIL),
            ok(on(11, 30, year=2021), EMAIL),
        ],
        policies=(us.regulation_f(),),
    ),
    row(
        "own_only_agencies",
        "a lender in its own name is no debt collector, if one reads it so",
        [talk(on(4, 1))],
        [
            ok(on(4, 20, 22), EMAIL),
            refused(on(4, 20, 22), HOURS, to("email", collector="x")),
            ok(on(4, 20), to("email", collector="x")),
        ],
        policies=(us.regulation_f(dated=False, only_agencies=True),),
        validated=False,
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_the_pack_stands_up_to_an_examiner(row):
    check(row, POLICIES)


def test_the_lender_owes_no_validation_notice_where_only_agencies_are_bound():
    engine = cf.Engine(online_lending.lifecycle(), [us.regulation_f(dated=False, only_agencies=True)])
    at = on(4, 20)
    assert engine.obligations(then("case", talk(on(4, 1)), at), at) == ()
    (owed,) = engine.obligations(then("case", talk(on(4, 19), collector="x"), at), at)
    assert (owed.rule, owed.missed, owed.due_by) == (NOTICE, False, on(4, 25, 0))


def test_suits_reports_and_sales_stay_bound_where_only_agencies_are():
    """They name no collector, and would be let off by that."""
    pack = us.regulation_f(dated=False, only_agencies=True, furnishing=["report"], selling=["sell"])
    engine = cf.Engine(online_lending.lifecycle(), [pack], acts=["report", "sell"])
    at = on(4, 20)
    held = [*hold(on(4, 2), "time_barred"), *hold(on(4, 2), "bankruptcy"), *hold(on(4, 2), "dispute")]
    case = engine.migrate(then("case", held, at), "outsourced", at, "for the test").case
    found = {
        str(asked): {each.rule for each in engine.review(case, asked, at).findings if each.blocks}
        for asked in ("sue", cf.Act("report"), cf.Act("sell"))
    }
    assert list(found.values()) == [
        {"reg-f.time-barred", "reg-f.suit-on-a-disputed-debt"},
        {"reg-f.before-furnishing"},
        {"reg-f.sale-of-a-settled-debt"},
    ]


@pytest.mark.parametrize(
    ("kind", "rule"), [("dispute", "reg-f.disputed"), ("creditor_request", "reg-f.original-creditor")]
)
@pytest.mark.parametrize(("channel", "refuses"), [(None, True), ("letter", True), ("call", False)])
def test_a_dispute_that_nobody_said_how_it_came_counts_as_written(kind, rule, channel, refuses):
    engine = cf.Engine(online_lending.lifecycle(), POLICIES)
    at = on(4, 20)
    asked = cf.HoldPlaced("asked", at=on(4, 19), kind=kind, channel=channel)
    verdict = engine.review(then("case", [asked], at), EMAIL, at)
    assert (rule in {each.rule for each in verdict.findings if each.blocks}) is refuses


def test_the_validation_notice_is_owed_from_the_first_communication_on():
    engine = cf.Engine(online_lending.lifecycle(), POLICIES)
    happened = [*talk(on(4, 1)), *notice(on(4, 8))]

    def owed(*clock: int) -> list[cf.Obligation]:
        at = on(4, *clock)
        return [each for each in engine.obligations(then("case", happened, at), at) if each.rule == NOTICE]

    assert owed(1, 11) == []
    (before,) = owed(1, 13)
    assert (before.missed, before.certain, before.due_by) == (False, True, on(4, 7, 0))
    (after,) = owed(7, 0)
    assert (after.missed, after.due_by) == (True, None)
    assert owed(8) == []
