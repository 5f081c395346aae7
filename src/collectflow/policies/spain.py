"""Debt collection in Spain: credit bureaux, suits, and the acceleration of mortgages.

Covered: when a debt may be put on the list of a credit bureau and how long it stays there (Ley Orgánica
3/2018, article 20.1 and sixth additional provision); that negotiation is tried before a suit (Ley Orgánica
1/2025, articles 5 and 10); by a function of its own, when a mortgage may be accelerated (Ley 5/2019, article
24).

Not covered: what a notice says, the bureau's own duties; see `NOT_COVERED`. Spanish law names no hours and no
number of contacts.

As of March 2026. Article 20 was read in the law; what is said of the others is reported. In force: Ley 5/2019
from 16 June 2019, LO 1/2025 from 3 April 2025; of LO 3/2018 no date was read. It is not legal advice.

Five years are 1,826 days: on the last day of five years or, where these have two leap days, one before. A
month to pay is 31 days, its first not counted, so that none is too short. What is open stands for the
principal that the 50 euros are about. The request to negotiate is a notice of the engine's own kind,
`Engine(notices=[NEGOTIATION])`; a mortgage is told by attributes,
`Engine(attributes={"principal": int, "second_half": bool})`: the capital granted, in cents, and whether the
debtor fell into default in the second half of the term.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from collectflow import facts
from collectflow.policies._law import Aims, aims, in_force_from, noted, pack
from collectflow.policy import Policy, Rule, Target, on_act, on_move

__all__ = ["NEGOTIATION", "NOT_COVERED", "mortgages", "policy"]

#: The kind of notice by which the other side is asked to negotiate.
NEGOTIATION = "negotiation"

_LO_1_2025 = date(2025, 4, 3)
_LEY_5_2019 = date(2019, 6, 16)
_BUREAU = "LO 3/2018, art. 20.1"
_FIVE_YEARS = 1826
_A_MONTH = 31

#: What is not covered, by the paragraph, with the reason.
NOT_COVERED = noted(
    {
        "LO 3/2018, art. 20.1(c), the bureau": "that the bureau tells the debtor within 30 days",
        "LO 3/2018, art. 20.1(e), (f); 20.2": "who may look at the list, and who answers for it",
        "LO 1/2025, arts. 14 to 19": "the ways to negotiate, and what each asks for",
        "Ley 5/2019, art. 24, the warning": "what the demand says",
        "Ley 5/2019, art. 25": "default interest",
    }
)


def policy(
    *,
    listing: Aims = None,
    keeping: Aims = None,
    suits: Aims = None,
    told_in_contract: bool = False,
    wait: int = 30,
    dated: bool = True,
) -> Policy:
    """Credit bureaux (LO 3/2018), and negotiation before a suit (LO 1/2025).

    The engine has to know the moves and acts that are named; `()` leaves out the rules about them.

    Args:
        listing: The moves and acts by which a bureau is told: the act `list` unless given.
        keeping: By which the debt stays on its list: the act `keep_listed`.
        suits: By which a civil suit is brought: the move `sue`.
        told_in_contract: Whether the contract says that a bureau may be told; otherwise a demand has to.
        wait: How many days the other side has to answer the request to negotiate, its receipt not counted.
            Articles 7 and 10 are read so; the law asks only that it was tried.
        dated: `False` lifts the dates from which rules are in force.
    """
    listed, kept = aims(listing, on_act("list")), aims(keeping, on_act("keep_listed"))
    return pack(
        "spain",
        version="2026-03",
        currency="EUR",
        dated=dated,
        rules=[
            *_bureau(listed, kept, told_in_contract=told_in_contract),
            *in_force_from(_LO_1_2025, _negotiation(aims(suits, on_move("sue")), wait)),
        ],
    )


# --- LO 3/2018: credit bureaux ------------------------------------------------------------------------


def _bureau(
    listing: tuple[Target, ...], keeping: tuple[Target, ...], *, told_in_contract: bool
) -> list[Rule]:
    rules = []
    if listing or keeping:
        rules += [
            Rule(
                "lo-3-2018.due",
                on=[*listing, *keeping],
                require=facts.days_past_due >= 1,
                because="a bureau is told of what is due and unpaid",
                citation=f"{_BUREAU}(b)",
                source="official",
            ),
            Rule(
                "lo-3-2018.not-disputed",
                on=[*listing, *keeping],
                require=~facts.disputed,
                because="a bureau is not told of what is disputed",
                citation=f"{_BUREAU}(b)",
                source="official",
            ),
            Rule(
                "lo-3-2018.five-years",
                on=[*listing, *keeping],
                require=facts.days_past_due < _FIVE_YEARS,
                because="a debt is listed for five years from its due date at most",
                citation=f"{_BUREAU}(d)",
                source="official",
            ),
        ]
    if listing and not told_in_contract:
        rules.append(
            Rule(
                "lo-3-2018.told",
                on=listing,
                require=facts.notices("demand") >= 1,
                because="the debtor is told that a bureau may be, in the contract or with a demand",
                citation=f"{_BUREAU}(c)",
                source="official",
            )
        )
    if listing:
        rules.append(
            Rule(
                "lo-3-2018.fifty-euros",
                on=listing,
                require=facts.amount_open >= 50_00,
                because="no bureau is told of less than 50 euros",
                citation="LO 3/2018, sixth additional provision",
                source="reported",
            )
        )
    return rules


# --- LO 1/2025: negotiation before a suit -------------------------------------------------------------


def _negotiation(suits: tuple[Target, ...], wait: int) -> list[Rule]:
    if not suits:
        return []
    return [
        Rule(
            "lo-1-2025.negotiation",
            on=suits,
            require=(facts.notices(NEGOTIATION, received=True) >= 1)
            & (facts.days_since_notice(NEGOTIATION, received=True) > wait),
            because="no suit is admitted before negotiation was tried",
            citation="LO 1/2025, arts. 5 and 10",
            source="reported",
            grounds=("the law excepts this kind of suit", "the parties negotiated, and signed that they did"),
        )
    ]


# --- Ley 5/2019: mortgages ----------------------------------------------------------------------------


def mortgages(*, accelerating: Aims = None, dated: bool = True) -> Policy:
    """Acceleration of the mortgages of natural persons, Ley 5/2019, article 24.

    Args:
        accelerating: The moves and acts by which the whole loan falls due: the act `accelerate` unless given.
        dated: `False` lifts the date from which the rules are in force.
    """
    share, instalments = facts.overdue_share("principal"), facts.unpaid_dues
    due_at_once = aims(accelerating, on_act("accelerate"))
    second_half = facts.attribute("second_half", bool)
    in_first = (share >= Fraction(3, 100)) | (instalments >= 12)
    in_second = (share >= Fraction(7, 100)) | (instalments >= 15)
    return pack(
        "spain.mortgages",
        version="2026-03",
        dated=dated,
        rules=in_force_from(
            _LEY_5_2019,
            [
                Rule(
                    "ley-5-2019.arrears",
                    on=due_at_once,
                    require=in_second | (~second_half & in_first),
                    because="not before 3% of the principal or 12 instalments are unpaid, later on 7% or 15",
                    citation="Ley 5/2019, art. 24.1(b)",
                    source="reported",
                ),
                Rule(
                    "ley-5-2019.demand",
                    on=due_at_once,
                    require=(facts.notices("demand", received=True) >= 1)
                    & (facts.days_since_notice("demand", received=True) > _A_MONTH),
                    because="not before the borrower was asked to pay, and given a month",
                    citation="Ley 5/2019, art. 24.1(c)",
                    source="reported",
                ),
            ],
        ),
    )
