"""Regulatory classes by days past due, as facts beside the case's stage."""

from collectflow.staging._classify import classify, walk
from collectflow.staging._said import Classification, Held, Was
from collectflow.staging._scheme import Class, Scheme, buckets
from collectflow.staging._schemes import china, crr, ffiec, ifrs9, rbi

__all__ = [
    "Class",
    "Classification",
    "Held",
    "Scheme",
    "Was",
    "buckets",
    "china",
    "classify",
    "crr",
    "ffiec",
    "ifrs9",
    "rbi",
    "walk",
]
