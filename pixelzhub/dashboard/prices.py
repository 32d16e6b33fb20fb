"""Pixelz's templates: what each does in words, for how much, which channels' rules it meets, and when it was used last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max

from analytics.findings import measurements_for
from analytics.models import FindingRow
from connectors.models import Placement
from pixelzhub.accounts.models import Merchant
from pixelzhub.dashboard.channel_fit import ChannelFit, effect_words, fits
from pixelzhub.dashboard.template_words import in_words, summary
from pixelzhub.retouch.choose import effect
from pixelzhub.retouch.models import Job, Output, Template
from pixelzhub.retouch.preview import notes

EXAMPLES = 4
OFFERED, LOOKED_AT = 6, 30


@dataclass(frozen=True, slots=True)
class Priced:
    template: Template
    summary: str
    fits: list[ChannelFit]
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class TemplatePage:
    """One template; `photos` are the merchant's own that can be previewed, `shown` the one that is."""

    template: Template
    settings: list[tuple[str, str]]
    effects: list[tuple[str, str]]
    fits: list[ChannelFit]
    examples: list[Output]
    used: int
    used_at: datetime | None
    photos: list[Placement]
    shown: Placement | None
    notes: list[str]


def priced_templates(merchant: Merchant) -> list[Priced]:
    """Every template that can be ordered, by name."""
    used = Job.objects.filter(merchant=merchant).order_by().values("template").annotate(at=Max("created_at"))
    used_at = dict(used.values_list("template", "at"))
    rows = Template.objects.filter(merchant=merchant, gone_at=None)
    return [Priced(row, summary(row.settings), fits(row), used_at.get(row.pk)) for row in rows]


def template_page(template: Template, *, photo: str = "") -> TemplatePage:
    """Everything of one template; `photo` is the content of the photo to preview, the heaviest failing one if empty."""
    merchant = template.merchant
    jobs = Job.objects.filter(merchant=merchant, template=template).aggregate(n=Count("pk"), at=Max("created_at"))
    examples = Output.objects.filter(merchant=merchant, job__template=template, review=Output.Review.APPROVED)
    photos = _photos(merchant)
    shown = next((place for place in photos if place.image.sha256 == photo), photos[0] if photos else None)
    return TemplatePage(
        template=template,
        settings=in_words(template.settings),
        effects=effect_words(effect(template.settings)),
        fits=fits(template),
        examples=list(examples.select_related("job").order_by("-pk")[:EXAMPLES]),
        used=jobs["n"],
        used_at=jobs["at"],
        photos=photos,
        shown=shown,
        notes=_notes(template, shown) if shown else [],
    )


def _photos(merchant: Merchant) -> list[Placement]:
    """The photos that need retouching most, each content once."""
    rows = FindingRow.objects.filter(merchant=merchant, code="=mend").order_by("-weight", "-placement")
    places = [row.placement for row in rows.select_related("placement__image", "placement__product")[:LOOKED_AT]]
    return list({place.image.sha256: place for place in places}.values())[:OFFERED]


def _notes(template: Template, shown: Placement) -> list[str]:
    measured = measurements_for(shown.merchant_id, [shown.image.sha256])
    return notes(measured[shown.image.sha256], template.settings) if measured else []
