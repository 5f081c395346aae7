"""Importers: the settings of other dunning software as a lifecycle and a policy.

Each gives an `Imported`, which names every construct that was left behind. What would change a decision is
an error (`NotCarried`) unless the host accepts it by name.
"""

from collectflow.importers._imported import Imported, LeftOut
from collectflow.importers._kill_bill import kill_bill
from collectflow.importers._tables import oca, odoo

__all__ = ["Imported", "LeftOut", "kill_bill", "oca", "odoo"]
