"""Debt collection in the European Union: what directives ask of whoever collects, until a country's law does.

Covered: the notice before the first collection of a debt that was transferred (Directive (EU) 2021/2167 on
credit servicers and credit purchasers, article 10(2)); forbearance before enforcement (Directive (EU)
2023/2225 on consumer credit, article 35; Directive 2014/17/EU on mortgage credit, article 28, by a function
of its own).

Not covered: which measures are offered, charges, how one behaves; default and its materiality, which are
classes of the books; see `NOT_COVERED`.

As of March 2026. Directives bind states: the law that transposes them decides, and may ask for more. Only the
consumer credit directive's date is known here, 20 November 2026. It is not legal advice.

Directive 2023/2225 is not about loans secured on immovable property, nor about more than 100,000 euros
(article 2). That forbearance was considered is an act of the engine's own, done once the person's
circumstances were looked at, whether or not a measure was offered: `Engine(acts=["consider_forbearance"])`.
The directive does not ask to offer it again and again, so one such act is enough.
"""

from __future__ import annotations

from datetime import date

from collectflow import facts
from collectflow.guards import since
from collectflow.policies._law import NOT_IN_TRADE, Aims, aims, for_, in_force_from, noted, pack
from collectflow.policy import Policy, Rule, Target, on_contact, on_move

__all__ = ["CONSIDERED", "NOT_COVERED", "mortgages", "policy"]

#: The act that says that forbearance was considered.
CONSIDERED = "consider_forbearance"
#: The day from which states apply what transposes Directive (EU) 2023/2225, article 48.
_CONSUMER_CREDIT = date(2026, 11, 20)

#: What is not covered, by the paragraph, with the reason.
NOT_COVERED = noted(
    {
        "Directive 2021/2167, art. 10(1)": "how one behaves",
        "Directive 2021/2167, art. 10(2), on request": "it bars nothing; what the notice says is text",
        "Directive 2023/2225, art. 35, the measures": "which measures there are is national, and offered",
        "Directive 2023/2225, art. 35, charges": "amounts; no text was found",
        "Directive 2023/2225, art. 36": "debt advisory services; no text was found",
        "Directive 2014/17, art. 28(2) to (5)": "charges, and what is left after foreclosure",
        "CRR, art. 178; Regulation 2018/171": "default is a class of the books: `collectflow.staging`",
        "EBA/GL/2016/07": "when default ends: a class of the books",
    }
)


def policy(*, enforcing: Aims = None, considered: str = CONSIDERED, dated: bool = True) -> Policy:
    """The directives on credit servicers and on consumer credit.

    Args:
        enforcing: The moves and acts by which enforcement begins: the move `sue` unless given. Article 35
            is left out for `()`.
        considered: The act that says that forbearance was considered; the engine has to know it.
        dated: `False` lifts the date from which the consumer credit directive is applied.
    """
    moves = aims(enforcing, on_move("sue"))
    told = facts.notices("transfer", within=since("transfers")) >= 1
    # The notice itself, an answer to the borrower, and the search for where to send it.
    no_collection = for_("legal", "inform", "locate") | facts.answers
    rules = [
        Rule(
            "directive-2021-2167.transfer-notice",
            on=[on_contact(), *moves],
            when=NOT_IN_TRADE,
            require=(facts.transfers() < 1) | told | no_collection,
            because="the borrower is told of each transfer before the first collection after it",
            citation="Directive (EU) 2021/2167, art. 10(2)",
            source="official",
        )
    ]
    if moves:
        rules += in_force_from(
            _CONSUMER_CREDIT,
            [
                _forbearance(
                    "directive-2023-2225.forbearance",
                    moves,
                    considered,
                    "Directive (EU) 2023/2225, art. 35(1)",
                )
            ],
        )
    return pack("eu", version="2026-03", rules=rules, dated=dated)


def mortgages(
    *,
    enforcing: Aims = None,
    considered: str = CONSIDERED,
    dated: bool = True,
) -> Policy:
    """The directive on mortgage credit, for loans that are secured on homes.

    Args:
        enforcing: The moves and acts by which foreclosure begins: the move `sue` unless given.
        considered: The act that says that forbearance was considered.
        dated: `False` lifts dates in force; none is known.
    """
    return pack(
        "eu.mortgages",
        version="2025-01",
        dated=dated,
        rules=[
            _forbearance(
                "directive-2014-17.forbearance",
                aims(enforcing, on_move("sue")),
                considered,
                "Directive 2014/17/EU, art. 28(1)",
            )
        ],
    )


def _forbearance(name: str, enforcing: tuple[Target, ...], considered: str, citation: str) -> Rule:
    return Rule(
        name,
        on=enforcing,
        require=facts.acts(considered) >= 1,
        because="no enforcement before forbearance was considered",
        citation=citation,
        source="official",
    )
