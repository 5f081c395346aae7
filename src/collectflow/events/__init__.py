"""Proposals, the tables of a case, and everything that can happen to it."""

from collectflow.events._base import (
    Decision,
    Event,
    Override,
    check_words,
    event_from_dict,
    proposal_from_dict,
)
from collectflow.events._contacts import (
    ContactInbound,
    ContactPlaced,
    ContactResult,
    PermissionGiven,
    PermissionWithdrawn,
    PreferenceGiven,
    PreferenceWithdrawn,
)
from collectflow.events._dues import DueChanged, DuesAdded
from collectflow.events._ledger import (
    Ledger,
    OpenDue,
)
from collectflow.events._money import (
    Adjusted,
    ArrearsReported,
    PaymentFailed,
    PaymentReceived,
    PaymentRefunded,
    PaymentReversed,
)
from collectflow.events._notices import (
    AddressWrong,
    DebtTransferred,
    NoticeDelivered,
    NoticeReturned,
    NoticeSent,
)
from collectflow.events._opening import CARRIED, AttributeSet, CaseOpened, PersonKnown
from collectflow.events._pauses import Paused, Resumed
from collectflow.events._promises import (
    Instalment,
    PlanAgreed,
    PlanEnded,
    PromiseCancelled,
    PromiseMade,
)
from collectflow.events._proposals import Act, Contact, Move, Proposal
from collectflow.events._relations import united
from collectflow.events._rows import (
    ROWS,
    Row,
)
from collectflow.events._stages import (
    ActDone,
    HoldLifted,
    HoldPlaced,
    Migrated,
    PlacementEnded,
    PlacementStarted,
    StageChanged,
)
from collectflow.events._tables import (
    Tables,
)
from collectflow.events._values import (
    Arrears,
    Conventions,
    Due,
    Person,
    Scalar,
)
from collectflow.events._voiding import EventVoided, voided

__all__ = [
    "CARRIED",
    "ROWS",
    "Act",
    "ActDone",
    "AddressWrong",
    "Adjusted",
    "Arrears",
    "ArrearsReported",
    "AttributeSet",
    "CaseOpened",
    "Contact",
    "ContactInbound",
    "ContactPlaced",
    "ContactResult",
    "Conventions",
    "DebtTransferred",
    "Decision",
    "Due",
    "DueChanged",
    "DuesAdded",
    "Event",
    "EventVoided",
    "HoldLifted",
    "HoldPlaced",
    "Instalment",
    "Ledger",
    "Migrated",
    "Move",
    "NoticeDelivered",
    "NoticeReturned",
    "NoticeSent",
    "OpenDue",
    "Override",
    "Paused",
    "PaymentFailed",
    "PaymentReceived",
    "PaymentRefunded",
    "PaymentReversed",
    "PermissionGiven",
    "PermissionWithdrawn",
    "Person",
    "PersonKnown",
    "PlacementEnded",
    "PlacementStarted",
    "PlanAgreed",
    "PlanEnded",
    "PreferenceGiven",
    "PreferenceWithdrawn",
    "PromiseCancelled",
    "PromiseMade",
    "Proposal",
    "Resumed",
    "Row",
    "Scalar",
    "StageChanged",
    "Tables",
    "check_words",
    "event_from_dict",
    "proposal_from_dict",
    "united",
    "voided",
]
