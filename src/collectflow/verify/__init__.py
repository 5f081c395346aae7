"""Proofs: the third reading of the guard language, every case that events can build (extra `verify`, z3).

`never` proves that something is never allowed, or shows a case in which it is; `check` looks for what an
engine's structure makes impossible or ambiguous; `path` looks for moves from stage to stage; `compare` says
whether new policies are stricter or looser than old ones. Every answer is proved, refuted with a witness
that was reviewed, or unknown with the reason.
"""

from collectflow._extras import explain_missing

try:
    from collectflow.verify._answers import Answer, Change, Comparison, Difference, Proof, Report, Witness
    from collectflow.verify._ask import check, compare, never, path
except ImportError as error:
    explain_missing(error, __name__)
    raise

__all__ = [
    "Answer",
    "Change",
    "Comparison",
    "Difference",
    "Proof",
    "Report",
    "Witness",
    "check",
    "compare",
    "never",
    "path",
]
