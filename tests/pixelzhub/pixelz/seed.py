"""The Developer API document: its samples, parameter tables and statuses, read as they are printed."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

DOCUMENT = Path(__file__).resolve().parents[4] / "shared" / "seeds" / "pixelz-developer-api.txt"

needs_document = pytest.mark.skipif(not DOCUMENT.exists(), reason="the Developer API document is not beside this tree")

# The calls in the document's own headings.
HEADINGS = {
    "post template": "POST Template - Deprecated",
    "get template": "GET Template",
    "get templates": "GET Templates",
    "post image": "POST Image",
    "white glove": "POST WhiteGloveService",
    "delete": "DELETE Image",
    "get status": "GET Status",
    "images": "GET Images List",
    "count": "GET Count Images",
    "product ids": "GET ProductId-s List",
    "reject": "REJECT Image - Deprecated",
    "post contact": "POST Contact - Deprecated",
    "get contact": "GET Contact",
    "invoices": "GET Invoices",
    "webhook": "Webhook",
}
_SAMPLE = re.compile(
    r"^{} Response:\n(.*?)(?=^(?:XML|JSON) Response:|^Test Form|\Z)".replace("{}", "(XML|JSON)"),
    re.DOTALL | re.MULTILINE,
)


@cache
def sections() -> dict[str, str]:
    """Call -> the document's text about it."""
    lines = DOCUMENT.read_text().splitlines()
    starts = {call: lines.index(heading) for call, heading in HEADINGS.items()}
    ends = sorted([*starts.values(), lines.index("Verify Webhook")])
    return {
        call: "\n".join(lines[start + 1 : next(end for end in ends if end > start)]) + "\n"
        for call, start in starts.items()
    }


def samples(call: str) -> dict[str, bytes]:
    """ "json" and "xml" -> the sample answer, as far as the document prints one."""
    return {kind.lower(): text.strip().encode() for kind, text in _SAMPLE.findall(sections()[call])}


def parameters(call: str) -> dict[str, bool]:
    """The names of the call's parameter table -> whether each is required."""
    table = re.search(
        r"^Parameter Required.*?\n(.*?)^(?:XML Response|JSON Response|Example|Test)",
        sections()[call],
        re.DOTALL | re.MULTILINE,
    )
    rows = re.findall(r"^(\w+) (true|false)\b", table[1] if table else "", re.MULTILINE)
    return {name: required == "true" for name, required in rows}


def statuses() -> dict[int, str]:
    """The table "Image status explanation"."""
    table = sections()["images"].partition("Image status Detail\n")[2].partition("\n\n")[0]
    return {int(number): detail for number, _, detail in (line.partition(" ") for line in table.splitlines())}
