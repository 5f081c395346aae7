"""Odoo: follow-up levels by days past due (odoo/odoo up to 9.0).

C9 addons/account_followup/account_followup_demo.xml: 15 days, 30 days, and 45 days to the end of the month,
which threatens legal action within 8 days. A run takes one level; litigation takes them all away. The manual
action of the third level is a task for somebody and holds nothing up: a hook on `StageChanged` makes it.
"""

from __future__ import annotations

from datetime import date

from collectflow.importers import odoo
from story import entered, opened, tell

DEMO = """name,sequence,delay,start,send_email,send_letter,manual_action,manual_action_note
Urging,2,45,end_of_month,1,1,0,
Gentle,0,15,days,1,0,0,
Second,1,30,days,0,1,1,Call
"""

#: The levels that the project's own tests set up.
TESTED = "name,delay\nfirst,15\nsecond,30\nthird,40\n"


def main() -> None:
    """Tell of an invoice that climbs all three levels."""
    due = date(2024, 1, 15)
    imported = odoo(DEMO)
    engine = imported.engine()
    tell(f"C9 demo, due {due}", entered(engine, opened(engine, due), date(2024, 6, 1)))
    tell("C9 leaves behind", ((each.where, each.name) for each in imported.not_carried))


if __name__ == "__main__":
    main()
