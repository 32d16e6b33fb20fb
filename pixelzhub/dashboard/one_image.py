"""All that is known of one photo: where it hangs, what was measured, what each channel says, and what mends it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.accept import acceptances_at
from analytics.channels.rules import Finding
from analytics.findings import findings_of, measurements_for, standing
from analytics.listed import Accepted, listed_channels
from analytics.measure import file_name
from analytics.pixels import Measurement
from analytics.twin_models import TwinGroup
from connectors.models import Image, Placement
from pixelzhub.accounts.models import Merchant
from pixelzhub.dashboard.cards import reason_of, waits_for
from pixelzhub.dashboard.findings import ChannelFindings, channel_findings
from pixelzhub.dashboard.templatetags.charts import Box
from pixelzhub.dashboard.templatetags.hub import count
from pixelzhub.dashboard.twins import twins_of


@dataclass(frozen=True, slots=True)
class OneImage:
    """`placement` is the place that is judged: the first where the photo hangs now."""

    image: Image
    placement: Placement | None
    placements: list[Placement]
    measurement: Measurement | None
    channels: list[ChannelFindings]
    twins: list[TwinGroup]

    @property
    def title(self) -> str:
        return self.placement.product.name if self.placement else self.file

    @property
    def number(self) -> int:
        """Its place in the gallery, counted from one."""
        return self.placement.position + 1 if self.placement else 0

    @property
    def alt(self) -> str:
        return _("%(name)s, photo %(n)s") % {"name": self.title, "n": self.number}

    @property
    def others(self) -> list[Placement]:
        """Further places where the same photo hangs now."""
        return [row for row in self.placements[1:] if row.gone_at is None]

    @property
    def twin_words(self) -> str:
        """Where else the photo hangs, as the same file or nearly: "In 3 other places, as 2 files"."""
        return ", ".join(_twin_words(group) for group in self.twins)

    @property
    def colour(self) -> str:
        """The file's colours in words: how they are written, and whether a profile says what they mean."""
        m = self.measurement
        if m is None or not m.mode:
            return ""
        return f"{m.mode}, {_('with a colour profile') if m.has_icc else _('without a colour profile')}"

    @property
    def findings(self) -> list[Finding]:
        """Those that stand on any channel; what was accepted asks for nothing."""
        return standing([finding for channel in self.channels for finding in channel.findings])

    def channel(self, code: str) -> ChannelFindings | None:
        """The channel whose findings are shown: the one that is asked for, else the first that fails, else the first."""
        asked = [row for row in self.channels if row.code == code]
        failing = [row for row in self.channels if row.mark == "fail"]
        return next(iter([*asked, *failing, *self.channels]), None)

    @property
    def reason(self) -> str:
        """Why it could not be opened, or ""."""
        return reason_of(self.image, self.measurement)

    @property
    def file(self) -> str:
        return file_name(self.image.url)

    @property
    def failing(self) -> int:
        return sum(channel.mark == "fail" for channel in self.channels)

    @property
    def badge(self) -> dict[str, str]:
        """The one-line verdict beside the title."""
        if self.measurement is None:
            return {"kind": "fail", "text": _("Could not be opened")} if self.reason else _waiting(self.image)
        if self.failing:
            words = {"n": self.failing, "of": len(self.channels)}
            return {
                "kind": "fail",
                "text": ngettext(
                    "Fails on %(n)s of %(of)s channel", "Fails on %(n)s of %(of)s channels", len(self.channels)
                )
                % words,
            }
        return (
            {"kind": "pass", "text": _("Meets every required rule")}
            if self.channels
            else {"kind": "", "text": _("No channel")}
        )

    @property
    def stage(self) -> dict[str, Any] | None:
        """The picture with its box and the frame that a rule asks for; None while it cannot be shown."""
        m = self.measurement
        if m is None or m.error or not m.width:
            return None
        return {
            "src": reverse("dashboard:live", args=[self.image.pk]),
            "width": m.width,
            "height": m.height,
            "box": _rectangle(m),
            **_wanted(m, self.findings),
        }


def _twin_words(group: TwinGroup) -> str:
    if group.kind == TwinGroup.Kind.COLOURS:
        return ngettext("one of %(n)s colour", "one of %(n)s colours", group.files) % {"n": group.files}
    n = group.places - 1
    where = ngettext("in %(n)s other place", "in %(n)s other places", n) % {"n": count(n)}
    files = ngettext("as %(n)s file", "as %(n)s files", group.files) % {"n": count(group.files)}
    return where if group.files == 1 else f"{where} {files}"


def _waiting(image: Image) -> dict[str, str]:
    return {"kind": "no" if image.outside else "waiting", "text": waits_for(image)}


def _rectangle(measurement: Measurement) -> Box | None:
    """(left, top, width, height) of one, from the corners that were measured."""
    if measurement.box is None or not measurement.box_measurable:
        return None
    x0, y0, x1, y1 = measurement.box
    return x0, y0, x1 - x0, y1 - y0


def _wanted(measurement: Measurement, findings: Sequence[Finding]) -> dict[str, Any]:
    """The crop in which the product would fill as much as the strictest channel asks, kept within the picture."""
    box = _rectangle(measurement)
    bounds = [f.bound for f in findings if f.code == "small_subject" and f.bound]
    if box is None or not bounds or not measurement.fill:
        return {"wanted": None, "wanted_label": ""}
    side = measurement.fill / max(bounds)
    left = min(max(box[0] + (box[2] - side) / 2, 0.0), 1 - side)
    top = min(max(box[1] + (box[3] - side) / 2, 0.0), 1 - side)
    label = _("Frame that %(share)s%% needs") % {"share": round(100 * max(bounds))}
    return {"wanted": (left, top, side, side), "wanted_label": label}


def one_image(merchant: Merchant, image: Image) -> OneImage:
    """The photo, judged at the first place where it hangs."""
    rows = image.placements.select_related("product__category", "product__store", "image").order_by("gone_at", "pk")
    placements = list(rows)
    # Databases disagree on where NULL sorts: the ones that hang now come first.
    placements.sort(key=lambda row: (row.gone_at is not None, row.position))
    placement = placements[0] if placements else None
    measurement = measurements_for(merchant.pk, [image.sha256]).get(image.sha256) if image.sha256 else None
    listed = listed_channels([image.store_id]).get(image.store_id, [])
    channels = []
    if placement and measurement:
        acceptances = acceptances_at(placement)
        found = findings_of(placement, measurement, listed, Accepted(everywhere=set(acceptances)))
        channels = channel_findings(placement, measurement, listed, found, acceptances)
    return OneImage(image, placement, placements, measurement, channels, twins_of(merchant, image))
