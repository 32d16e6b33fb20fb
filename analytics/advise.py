"""What helps a picture: retouching, a new photograph, or a change in the store; and what a template must do for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from analytics.channels.rules import REMEDIES, Finding

Verdict = Literal["mend", "reshoot", "fix", "meets"]
Trait = Literal["white_ground", "shape", "least_fill", "most_fill", "centred", "jpeg", "light", "clean"]

# What retouching has to do about a code. Codes that it cannot help are not here.
ASKS: dict[str, tuple[Trait, ...]] = {
    "non_white_background": ("white_ground",),
    "border_frame": ("white_ground",),
    "colour_cast": ("white_ground",),
    "transparent": ("white_ground", "jpeg"),
    "odd_aspect_ratio": ("shape",),
    "small_subject": ("least_fill",),
    "large_subject": ("most_fill",),
    "off_centre": ("centred",),
    "unsupported_format": ("jpeg",),
    "wrong_extension": ("jpeg",),
    "not_rgb": ("jpeg",),
    "rotated_by_exif": ("jpeg",),
    "animated": ("jpeg",),
    "dark": ("light",),
    "low_contrast": ("light",),
    "overexposed": ("light",),
    "watermark": ("clean",),
    "text_overlay": ("clean",),
}
TRAITS: tuple[Trait, ...] = ("white_ground", "shape", "least_fill", "most_fill", "centred", "jpeg", "light", "clean")


@dataclass(frozen=True, slots=True)
class Property:
    """One thing that a template must do. `limit` is a share 0..1 for fills, the shape in words for shapes, else None.

    `required` says whether a required rule asks it; `findings` are those that go when it is done.
    """

    trait: Trait
    limit: float | str | None
    required: bool
    findings: tuple[Finding, ...]


def verdict(found: Iterable[Finding]) -> Verdict:
    """The first that helps, of all channels' required rules: mend, else reshoot, else fix; "meets" when none fails.

    Findings that were accepted are not asked.
    """
    needed = {finding.remedy for finding in found if finding.severity == "blocker" and not finding.accepted}
    return next((remedy for remedy in REMEDIES if remedy in needed), "meets")


def asked_of_template(found: Iterable[Finding]) -> list[Property]:
    """What a template must do for these findings to go, the strictest limit of each; accepted findings ask nothing."""
    asking: dict[tuple[Trait, str], list[Finding]] = {}
    for finding in found:
        for trait in () if finding.accepted else ASKS.get(finding.code, ()):
            asking.setdefault((trait, _apart(trait, finding)), []).append(finding)
    asked = [_property(trait, findings) for (trait, _shape), findings in asking.items()]
    return sorted(asked, key=lambda item: (TRAITS.index(item.trait), not item.required))


def _apart(trait: Trait, finding: Finding) -> str:
    """Two shapes cannot both be met: each is a property of its own."""
    return finding.limit if trait == "shape" else ""


def _property(trait: Trait, found: Sequence[Finding]) -> Property:
    required = any(finding.severity == "blocker" for finding in found)
    return Property(trait, _limit(trait, found), required, tuple(found))


def _limit(trait: Trait, found: Sequence[Finding]) -> float | str | None:
    bounds = [finding.bound for finding in found if finding.bound is not None]
    if trait == "least_fill" and bounds:
        return max(bounds)
    if trait == "most_fill" and bounds:
        return min(bounds)
    return found[0].limit if trait == "shape" else None
