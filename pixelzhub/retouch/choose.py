"""Which template mends which findings, at what price, and what it would leave wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from analytics.channels.rules import Finding
from connectors.models import Placement
from pixelzhub.retouch.models import Template, TemplateRule

WHITE = "FFFFFF"
SQUARE = 1.0


@dataclass(frozen=True, slots=True)
class Effect:
    """What a template does to a photo, read from the settings that GET Template answers.

    Field meanings: Developer API, POST Template. A value that the document does not know leaves its effect unknown,
    and an unknown effect mends nothing.
    """

    white_ground: bool
    removes_ground: bool
    fixed_size: tuple[int, int] | None
    aspect: float | None
    fill: float | None
    centred: bool
    keeps_shadow: bool
    format: str


def effect(settings: dict[str, Any]) -> Effect:
    """The effect of a template's settings."""
    ground, colour = _number(settings, "BackgroundType"), str(settings.get("BackgroundColor") or "").lstrip("#").upper()
    width, height = _number(settings, "ResizeWidth"), _number(settings, "ResizeHeight")
    kind = _number(settings, "ResizeType")
    fixed = (
        (int(width), int(height)) if kind == 2 and width and height and not _number(settings, "ResizeUnit") else None
    )
    return Effect(
        white_ground=ground == 1 and colour == WHITE,
        removes_ground=ground in {1, 2, 3},
        fixed_size=fixed,
        aspect=width / height if kind in {1, 2} and width and height else None,
        fill=_fill(settings, fixed),
        centred=_number(settings, "MarginType") in {1, 2} and _number(settings, "VerticalAlignment") in {0, 2, None},
        keeps_shadow=_number(settings, "ShadowType") in {1, 2},
        format=str(settings.get("OutputFormat") or "").upper().replace("JPG", "JPEG"),
    )


def _fill(settings: dict[str, Any], fixed: tuple[int, int] | None) -> float | None:
    """Longest side of the product against the frame's same side, 0..1, as the margins leave it."""
    margins = [_number(settings, f"Margin{side}") or 0.0 for side in ("Left", "Right", "Top", "Bottom")]
    kind = _number(settings, "MarginType")
    if kind == 1:
        across, down = 1 - (margins[0] + margins[1]) / 100, 1 - (margins[2] + margins[3]) / 100
    elif kind == 2 and fixed:
        across, down = 1 - (margins[0] + margins[1]) / fixed[0], 1 - (margins[2] + margins[3]) / fixed[1]
    else:
        return None
    # The product touches the margins one way or the other: the narrower of the two is certain.
    return min(across, down)


def _number(settings: dict[str, Any], name: str) -> float | None:
    try:
        return float(settings[name])
    except (KeyError, TypeError, ValueError):
        return None


def mends(finding: Finding, does: Effect) -> bool:
    """True if a photo with this finding no longer has it after a template with this effect."""
    match finding.code:
        case "non_white_background" | "border_frame" | "colour_cast":
            return does.white_ground
        case "small_subject":
            return does.fill is not None and finding.bound is not None and does.fill >= finding.bound
        case "off_centre":
            return does.centred
        case "odd_aspect_ratio":
            return does.aspect == SQUARE
        case "transparent":
            return does.white_ground and does.format == "JPEG"
        case "unsupported_format" | "wrong_extension" | "not_rgb" | "rotated_by_exif" | "animated":
            return does.format == "JPEG"
        case _:
            return False


def still_failing(findings: Sequence[Finding], template: Template) -> list[Finding]:
    """The required findings that this template leaves although retouching could mend them."""
    does = effect(template.settings)
    left = [f for f in findings if f.severity == "blocker" and f.remedy == "mend" and not mends(f, does)]
    return left


@dataclass(frozen=True, slots=True)
class Choice:
    """A template for a photo, and the findings that it mends."""

    template: Template
    mended: tuple[Finding, ...]


def recommend(findings: Sequence[Finding], templates: Sequence[Template]) -> Choice | None:
    """The cheapest of the templates that mend most: required findings first. None when none mends a required one."""
    best: tuple[tuple[int, int, Decimal, str], Choice] | None = None
    for template in templates:
        does = effect(template.settings)
        mended = tuple(finding for finding in findings if mends(finding, does))
        required = sum(finding.severity == "blocker" for finding in mended)
        if not required or template.price is None:
            continue
        # Fewest left, then fewest lesser ones, no shadow before shadow, then the price; the name ends a tie.
        rank = (-required, int(does.keeps_shadow), template.price - len(mended) * Decimal("0.001"), template.name)
        if best is None or rank < best[0]:
            best = (rank, Choice(template, mended))
    return best[1] if best else None


def ruled(placement: Placement, findings: Sequence[Finding], rules: Sequence[TemplateRule]) -> Choice | None:
    """What the merchant's own rules say for this photo: the first that fits."""
    codes = {finding.code for finding in findings}
    rule = next((rule for rule in rules if rule.template.gone_at is None and _fits(rule, placement, codes)), None)
    if rule is None:
        return None
    does = effect(rule.template.settings)
    return Choice(rule.template, tuple(finding for finding in findings if mends(finding, does)))


def _fits(rule: TemplateRule, placement: Placement, codes: set[str]) -> bool:
    return (
        rule.store_id in {None, placement.store_id}
        and rule.category_id in {None, placement.product.category_id}
        and (not rule.finding or rule.finding in codes)
    )
