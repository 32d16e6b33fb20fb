"""Which template mends which findings, at what price, and what it would leave wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from analytics.channels.judges.size import SHAPE_TOLERANCE
from analytics.channels.rules import Finding
from connectors.models import Placement
from pixelzhub.pixelz import TemplateSettings, template_settings
from pixelzhub.retouch.models import Template, TemplateRule

WHITE = "FFFFFF"
SQUARE = 1.0
# Developer API, POST Template: BackgroundType, ResizeType, ResizeUnit, MarginType, VerticalAlignment.
FILLED, TRANSPARENT, GRADIENT = 1, 2, 3
ASPECT, FIXED_SIZE = 1, 2
PIXELS = 0
PER_CENT, MARGIN_PIXELS = 1, 2
TOP, CENTRE, BOTTOM = 1, 2, 3


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


def effect(settings: Mapping[str, Any]) -> Effect:
    """The effect of a template's settings."""
    said = template_settings(settings)
    sized = said.width and said.height and said.resize_unit in {PIXELS, None}
    fixed = (int(said.width or 0), int(said.height or 0)) if said.resize_type == FIXED_SIZE and sized else None
    shaped = said.width and said.height and said.resize_type in {ASPECT, FIXED_SIZE}
    return Effect(
        white_ground=said.background_type == FILLED and said.background_color == WHITE,
        removes_ground=said.background_type in {FILLED, TRANSPARENT, GRADIENT},
        fixed_size=fixed,
        aspect=(said.width or 0) / (said.height or 1) if shaped else None,
        fill=_fill(said, fixed),
        centred=said.margin_type in {PER_CENT, MARGIN_PIXELS} and said.vertical_alignment in {0, CENTRE, None},
        keeps_shadow=said.shadow_type in {1, 2},
        format=(said.output_format or "").replace("JPG", "JPEG"),
    )


def _fill(said: TemplateSettings, fixed: tuple[int, int] | None) -> float | None:
    """Longest side of the product against the frame's same side, 0..1, as the margins leave it."""
    sides, ends = (said.margin_left or 0) + (said.margin_right or 0), (said.margin_top or 0) + (said.margin_bottom or 0)
    if said.margin_type == PER_CENT:
        across, down = 1 - sides / 100, 1 - ends / 100
    elif said.margin_type == MARGIN_PIXELS and fixed:
        across, down = 1 - sides / fixed[0], 1 - ends / fixed[1]
    else:
        return None
    # The product touches the margins one way or the other: the narrower of the two is certain.
    return min(across, down)


def mends(finding: Finding, does: Effect) -> bool:
    """True if a photo with this finding no longer has it after a template with this effect."""
    match finding.code:
        case "non_white_background" | "border_frame" | "colour_cast":
            return does.white_ground
        case "small_subject":
            return does.fill is not None and finding.bound is not None and does.fill >= finding.bound
        case "large_subject":
            return does.fill is not None and finding.bound is not None and does.fill <= finding.bound
        case "off_centre":
            return does.centred
        case "odd_aspect_ratio":
            return does.aspect is not None and abs(does.aspect / (finding.bound or SQUARE) - 1) <= SHAPE_TOLERANCE
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
    rule = first_fitting(placement, findings, rules)
    if rule is None:
        return None
    does = effect(rule.template.settings)
    return Choice(rule.template, tuple(finding for finding in findings if mends(finding, does)))


def first_fitting(
    placement: Placement, findings: Sequence[Finding], rules: Sequence[TemplateRule]
) -> TemplateRule | None:
    """The first rule, in the merchant's order, all of whose conditions fit; a template without a price is no answer."""
    codes = {finding.code for finding in findings}
    tags = {str(tag).casefold() for tag in placement.product.tags}
    return next((rule for rule in rules if _orderable(rule.template) and _fits(rule, placement, codes, tags)), None)


def _orderable(template: Template) -> bool:
    return template.gone_at is None and template.price is not None


def _fits(rule: TemplateRule, placement: Placement, codes: set[str], tags: set[str]) -> bool:
    return (
        rule.store_id in {None, placement.store_id}
        and rule.category_id in {None, placement.product.category_id}
        and (not rule.tag or rule.tag.casefold() in tags)
        and (not rule.finding or rule.finding in codes)
    )
