"""How sure the hub is of a code, in plain words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from analytics.pixels.codes import CHECKS, Confidence

CONFIDENCE: dict[str, Confidence] = {check.code: check.confidence for check in CHECKS}
WORDS = {
    "certain": "",
    "likely": _("Likely, not certain: please look."),
    "hint": _("A hint that may be wrong. It never counts."),
}
SHORT = {"certain": _("Certain"), "likely": _("Likely"), "hint": _("Hint")}


def confidence_words(code: str) -> str:
    """What to think of a finding that was not measured for certain; "" for one that was."""
    return str(WORDS[CONFIDENCE.get(code, "certain")])
