"""The lines of the breakdown: each with its figures, the lists behind them, and what is affected as a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from analytics.channels import CHANNELS
from analytics.channels.rules import heaviest
from analytics.health import counts
from analytics.outcome import code_at
from connectors.models import Store
from pixelzhub.accounts.models import Merchant
from pixelzhub.dashboard.breakdown_counts import VERDICTS, Then, category_then, counted, of_listed
from pixelzhub.dashboard.channel_findings import HELPS, SEVERITY_WORDS
from pixelzhub.dashboard.channel_rows import channel_rows
from pixelzhub.dashboard.filters import PhotoFilter
from pixelzhub.dashboard.health_scope import Scope

_PHOTOS = ("photos", gettext_lazy("Photos"))
_END = (("score", gettext_lazy("Score")), ("trend", gettext_lazy("30 days")))
_MEET = ("meets", gettext_lazy("Meet"))
_PLACE = (
    _PHOTOS,
    _MEET,
    ("mend", gettext_lazy("Mend")),
    ("reshoot", gettext_lazy("Reshoot")),
    ("fix", gettext_lazy("Fix")),
    *_END,
)
_CHANNEL = (_PHOTOS, _MEET, ("fail", gettext_lazy("Fail")), ("warn", gettext_lazy("Warned")), *_END)
_FINDING = (_PHOTOS, ("share", gettext_lazy("Share")), ("trend", gettext_lazy("30 days")))


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure: shown with `after` behind it, and linked to the list whose length it is."""

    value: int | None
    href: str = ""
    after: str = ""
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its name leads to the health page (or the help) of it; `csv` is what is affected."""

    name: str
    href: str
    cells: dict[str, Cell]
    csv: str = ""
    note: str = ""


def lines_of(
    merchant: Merchant, stores: Sequence[Store], scope: Scope, kind: str, before: Then
) -> tuple[list[Line], tuple[tuple[str, Any], ...]]:
    """The lines of one kind in no order, and the columns that they fill; a category's name is its id still."""
    if kind == "finding":
        return _of_findings(merchant, scope, before), _FINDING
    if kind == "channel":
        return _of_channels(merchant, scope, before), _CHANNEL
    return _of_places(merchant, stores, scope, kind, before), _CHANNEL if scope.channel else _PLACE


def _of_places(merchant: Merchant, stores: Sequence[Store], scope: Scope, kind: str, before: Then) -> list[Line]:
    group = "store" if kind == "store" else "category_key"
    found = of_listed(merchant, scope, group) if scope.channel else counted(merchant, scope, group, VERDICTS)
    slugs = {store.pk: store for store in stores}
    lines = []
    for key, n in found.items():
        photos = n.get("=all", 0) - n.get("=unmeasured", 0)
        if photos <= 0:
            continue
        store = slugs.get(key)
        base = replace(scope.base, **({"store": str(key)} if store else {"category": str(key or "")}))
        was = before.stores.get(str(key)) if store else category_then(before, key)
        own = scope.query(store=store.slug) if store else scope.query(category=str(key))
        # What has no category cannot be asked for: the lists know no name for it.
        linked = base if key else None
        lines.append(
            Line(
                name=store.name if store else str(key),
                href=reverse("dashboard:health") + own if key else "",
                cells=_place_cells(scope, n, photos, linked, None if scope.channel or scope.category else was),
                csv=_csv(replace(base, level="fail") if scope.channel else base) if key else "",
            )
        )
    return lines


def _place_cells(
    scope: Scope, n: dict[str, int], photos: int, base: PhotoFilter | None, was: list[int] | None
) -> dict[str, Cell]:
    if scope.channel:
        fail, warn = n.get("=fail", 0), n.get("=warn", 0)
        levels = {"photos": "listed", "fail": "fail", "warn": "warn"}
        to = {name: base.address(level=level) if base else "" for name, level in levels.items()}
        return {
            "photos": Cell(photos, to["photos"]),
            "meets": Cell(photos - fail),
            "fail": Cell(fail, to["fail"]),
            "warn": Cell(warn, to["warn"]),
            **_end(photos, photos - fail, was),
        }
    meets = n.get("=meets", 0)
    groups = {name: n.get(f"={name}", 0) for name in ("meets", "mend", "reshoot", "fix")}
    return {
        "photos": Cell(photos),
        **{name: Cell(value, base.address(view=name) if base else "") for name, value in groups.items()},
        **_end(photos, meets, was),
    }


def _end(photos: int, meets: int, was: list[int] | None) -> dict[str, Cell]:
    """Score and trend, in points."""
    score = round(100 * meets / photos) if photos else None
    rise = score - round(100 * was[1] / was[0]) if was and was[0] and score is not None else None
    return {"score": Cell(score), "trend": Cell(rise, signed=True)}


def _of_channels(merchant: Merchant, scope: Scope, before: Then) -> list[Line]:
    place = scope.place
    found = counts(merchant.pk, store_id=scope.store_id, category_id=place.category_id)
    lines = []
    for row in channel_rows(merchant, place, found):
        was = None if scope.category else before.channels.get(row.code)
        cells = {
            "photos": Cell(row.listed, row.links["listed"]),
            "meets": Cell(row.passing),
            "fail": Cell(row.fail, row.links["fail"]),
            "warn": Cell(row.warn, row.links["warn"]),
            **_end(row.listed, row.passing, was),
        }
        href = reverse("dashboard:health") + scope.query(channel=row.code)
        lines.append(Line(row.name, href, cells, _csv(replace(place, channel=row.code, level="fail"))))
    return lines


def _of_findings(merchant: Merchant, scope: Scope, before: Then) -> list[Line]:
    """A line a code: on the scope's channel, or on any."""
    found = counts(merchant.pk, store_id=scope.store_id, category_id=scope.place.category_id)
    photos = found.get("=all", 0) - found.get("=unmeasured", 0)
    prefix = f"{scope.channel}/" if scope.channel else ""
    channels = [CHANNELS[scope.channel]] if scope.channel else list(CHANNELS.values())
    # The words are those of a channel that finds it: another's may speak of what nobody asked.
    rules = heaviest(
        rule
        for channel in channels
        for rule in channel.rules
        if found.get(code_at(channel.code, rule.code, rule.severity))
    )
    lines = []
    for rule in rules:
        n = found.get(prefix + rule.code, 0)
        if not n:
            continue
        wanted = replace(scope.base, finding=rule.code)
        was = before.findings.get(prefix + rule.code, 0) if before.known and not scope.category else None
        cells = {
            "photos": Cell(n, wanted.address()),
            "share": Cell(round(100 * n / photos) if photos else None, after="%"),
            "trend": Cell(None if was is None else n - was, signed=True),
        }
        asked = [str(SEVERITY_WORDS[rule.severity]), str(HELPS[rule.remedy])]
        lines.append(
            Line(
                rule.title, f"{reverse('dashboard:help-findings')}#{rule.code}", cells, _csv(wanted), " · ".join(asked)
            )
        )
    return lines


def _csv(wanted: PhotoFilter) -> str:
    return reverse("dashboard:affected") + wanted.query()
