"""What helps one photo in one sentence, and what a template must do for it, beside the template that is recommended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.advise import Property, asked_of_template, verdict
from analytics.channels.rules import Finding
from pixelzhub.dashboard.templatetags.hub import percent
from pixelzhub.retouch.choose import Effect, effect, mends
from pixelzhub.retouch.models import Template

UNTOLD = {"most_fill", "light", "clean"}


@dataclass(frozen=True, slots=True)
class Asked:
    """One property in words. `met`: whether the recommended template has it; None where nobody can say."""

    words: str
    required: bool
    met: bool | None


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do: retouch, reshoot, store, or "" for nothing; what that is in a sentence, and what it leaves."""

    kind: str
    words: str
    rest: list[str]


def advice(found: Sequence[Finding]) -> Advice | None:
    """The first that helps and what is left for the others; None where no required rule fails."""
    first = verdict(found)
    if first == "meets":
        return None
    numbers = {remedy: _titles(found, remedy) for remedy in ("mend", "reshoot", "fix")}
    words, kind = {
        "mend": (_("Have it retouched"), "retouch"),
        "reshoot": (_("Take a new photo"), "reshoot"),
        "fix": (_("Change it in your store"), "store"),
    }[first]
    rest = [_left(remedy, titles) for remedy, titles in numbers.items() if remedy != first and titles]
    return Advice(kind, words, rest)


def _titles(found: Sequence[Finding], remedy: str) -> set[str]:
    """Required findings that only this helps, each code once."""
    return {
        finding.code
        for finding in found
        if finding.severity == "blocker" and finding.remedy == remedy and not finding.accepted
    }


def _left(remedy: str, codes: set[str]) -> str:
    n = len(codes)
    if remedy == "reshoot":
        return ngettext("%(n)s finding needs a new photo", "%(n)s findings need a new photo", n) % {"n": n}
    return ngettext("%(n)s is fixed in the store", "%(n)s are fixed in the store", n) % {"n": n}


def asked(found: Sequence[Finding], template: Template | None) -> list[Asked]:
    """The properties that a template must have for these findings to go."""
    does = effect(template.settings) if template else None
    return [
        Asked(
            words=_words(item),
            required=item.required,
            met=_met(item, does) if does else None,
        )
        for item in asked_of_template(found)
    ]


def _met(item: Property, does: Effect) -> bool | None:
    """None for what the settings of a template do not tell."""
    if all(mends(finding, does) for finding in item.findings):
        return True
    return None if item.trait in UNTOLD else False


def _words(item: Property) -> str:
    match item.trait:
        case "white_ground":
            return _("White ground")
        case "shape":
            return _("Square") if item.limit == "1:1" else _("Shape %(shape)s") % {"shape": item.limit}
        case "least_fill" if isinstance(item.limit, float):
            return _("Product fills at least %(share)s") % {"share": percent(item.limit)}
        case "most_fill" if isinstance(item.limit, float):
            return _("Product fills at most %(share)s") % {"share": percent(item.limit)}
        case "centred":
            return _("Product in the middle")
        case "jpeg":
            return _("JPG file")
        case "light":
            return _("Light corrected")
        case "clean":
            return _("Marks and words removed")
    return _("Product sized to the frame")
