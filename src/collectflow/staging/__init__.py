"""Regulatory classes by days past due, as facts beside the case's stage."""

from collectflow.staging._by_due import ByDue, DueClass, by_due
from collectflow.staging._classify import classify, walk
from collectflow.staging._said import Classification, Held, Was
from collectflow.staging._scheme import Class, Scheme, buckets
from collectflow.staging._schemes import china, crr, ffiec, ifrs9, rbi

__all__ = [
    "ByDue",
    "Class",
    "Classification",
    "DueClass",
    "Held",
    "Scheme",
    "Was",
    "buckets",
    "by_due",
    "china",
    "classify",
    "crr",
    "ffiec",
    "ifrs9",
    "rbi",
    "walk",
]
