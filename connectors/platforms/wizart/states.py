"""What the states of an import mean (README of https://github.com/wizart-tech/api, “Checking import status”)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from connectors.answers import Raw
from connectors.contract import ForwardState
from connectors.platforms.wizart.answers import LONGEST, read

UNDER_WAY: Mapping[str, str] = {
    "uploading_files": "Wizart is taking the files.",
    "validating_csv": "Wizart is checking the table.",
    "unpacking_archive": "Wizart is unpacking the photos.",
    "checking_images": "Wizart is looking whether each photo that the table names is there.",
    "waiting_queue": "The import waits for its turn at Wizart.",
    "importing_data": "Wizart is importing.",
}
# As in “Total rows imported: 1109 out of 1109”: https://wizart.atlassian.net/wiki/pages/viewpage.action?pageId=2235629583
NOTHING_IMPORTED = re.compile(r"imported:\s*0\s+out of", re.IGNORECASE)


def state_of(found: Raw, log: Callable[[], list[str]]) -> ForwardState:
    """How far an import is; `log` gives the lines of its log and is asked only for one that went wrong."""
    status = read.needed(found, "status", of="The import")
    message = read.text(found, "status_message").strip()[:LONGEST]
    if status in UNDER_WAY:
        return ForwardState(finished=False, taken=False, says=_joined(UNDER_WAY[status], message))
    if status == "success":
        return ForwardState(finished=True, taken=True, says=message or "Wizart has imported all rows.")
    if status == "warning":
        taken = not NOTHING_IMPORTED.search(message)
        start = "Wizart has skipped rows with errors." if taken else "Wizart has skipped all rows."
        return ForwardState(finished=True, taken=taken, says=_joined(start, message, *log()))
    if status == "failure":
        start = "The import broke off; what came before the error is in Wizart."
        return ForwardState(finished=True, taken=False, says=_joined(start, message, *log()))
    shown = f"Wizart calls the import “{status[:60]}”, which the hub does not know."
    return ForwardState(finished=False, taken=False, says=_joined(shown, message))


def _joined(*lines: str) -> str:
    return "\n".join(dict.fromkeys(filter(None, lines)))
