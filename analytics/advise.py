"""What helps a picture: retouching, a new photograph, or a change in the store."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from analytics.channels.rules import REMEDIES, Finding

Verdict = Literal["mend", "reshoot", "fix", "meets"]


def verdict(found: Iterable[Finding]) -> Verdict:
    """The first that helps, of all channels' required rules: mend, else reshoot, else fix; "meets" when none fails."""
    needed = {finding.remedy for finding in found if finding.severity == "blocker"}
    return next((remedy for remedy in REMEDIES if remedy in needed), "meets")
