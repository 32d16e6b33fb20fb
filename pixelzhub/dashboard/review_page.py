"""What the review shows: one result over its original, lined up on the product, its checks, and the film strip."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from math import sqrt
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from analytics.channels import CHANNELS
from analytics.findings import measurements_for
from analytics.pixels import Measurement
from pixelzhub.accounts.models import Merchant
from pixelzhub.retouch.models import Job, JobUse, Output
from pixelzhub.retouch.review import waiting_outputs

BEFORE, AFTER = 3, 14
#: two boxes whose shapes differ by more show different things, such as a product with and without its shadow
MOST_SHAPE = 1.35
VIEWS = ("slider", "side", "full")


@dataclass(frozen=True, slots=True)
class Check:
    """One rule: before, after and limit in words, and the mark of what it comes to."""

    kind: str
    title: str
    before: str
    after: str
    limit: str
    sent_for: bool


@dataclass(frozen=True, slots=True)
class CheckedChannel:
    name: str
    checks: list[Check]


@dataclass(frozen=True, slots=True)
class ReviewPage:
    output: Output
    before: dict[str, Any]
    after: dict[str, Any]
    placed: dict[str, float] | None
    lined_up: bool
    measured: Measurement
    channels: list[CheckedChannel]
    uses: list[JobUse]
    film: list[Output]
    position: int
    waiting: int
    meeting: int
    previous: int | None
    next: int | None
    view: str
    asked: str

    @property
    def unchanged(self) -> bool:
        """True if the very file that was sent back came again."""
        return bool(self.asked and self.output.comment)

    @property
    def missed(self) -> int:
        """How many rules the result misses that it should meet."""
        return sum(check.kind == "fail" for channel in self.channels for check in channel.checks)

    @property
    def decided(self) -> bool:
        return self.output.review != Output.Review.WAITING

    @property
    def views(self) -> list[str]:
        return list(VIEWS)


def review_page(merchant: Merchant, output: Output, *, view: str) -> ReviewPage:
    """Everything about one result; the strip holds what was decided today and what waits around it."""
    job = output.job
    measured = measurements_for(merchant.pk, [job.sha256, output.sha256])
    was, now = measured.get(job.sha256, Measurement()), measured.get(output.sha256, Measurement())
    waiting = waiting_outputs(merchant)
    film, older, newer = _film(merchant, output)
    placed = lined_up(was, now)
    return ReviewPage(
        output=output,
        before={"src": reverse("dashboard:original", args=[job.sha256]), **_size(was)},
        after={"src": reverse("dashboard:output-file", args=[output.pk]), **_size(now)},
        placed=placed or whole(was, now),
        lined_up=placed is not None,
        measured=now,
        channels=_channels(output.checks),
        uses=list(job.uses.select_related("placement__product__store")[:20]),
        film=film,
        position=waiting.filter(pk__lte=output.pk).count(),
        waiting=waiting.count(),
        meeting=waiting.filter(meets=True).count(),
        previous=older,
        next=newer,
        view=view if view in VIEWS else VIEWS[0],
        asked=_asked(output) if output.review == Output.Review.WAITING else "",
    )


def next_to_review(merchant: Merchant, after: int) -> Output | None:
    """The next one that waits; from the end on, the first that was passed over."""
    waiting = waiting_outputs(merchant)
    return waiting.filter(pk__gt=after).first() or waiting.exclude(pk=after).first()


def _asked(output: Output) -> str:
    """What the merchant wanted different when this photo was last sent back, or ""."""
    earlier = Output.objects.filter(job=output.job, pk__lte=output.pk).exclude(comment="").order_by("-pk")
    return earlier.values_list("comment", flat=True).first() or ""


def _size(measured: Measurement) -> dict[str, int]:
    return {"width": measured.width or 1, "height": measured.height or 1}


def lined_up(was: Measurement, now: Measurement) -> dict[str, float] | None:
    """Where the before stands, in px of the after, so that both products coincide; None where they cannot."""
    if was.box is None or now.box is None or not (was.box_measurable and now.box_measurable):
        return None
    old, new = _pixels(was.box, was), _pixels(now.box, now)
    across, down = new[2] / max(1.0, old[2]), new[3] / max(1.0, old[3])
    if not across or not down or max(across / down, down / across) > MOST_SHAPE:
        return None
    scale = sqrt(across * down)
    return {
        "x": new[0] + new[2] / 2 - (old[0] + old[2] / 2) * scale,
        "y": new[1] + new[3] / 2 - (old[1] + old[3] / 2) * scale,
        "width": was.width * scale,
        "height": was.height * scale,
    }


def whole(was: Measurement, now: Measurement) -> dict[str, float] | None:
    """The whole before in the middle of the after's frame."""
    if not (was.width and was.height and now.width and now.height):
        return None
    scale = min(now.width / was.width, now.height / was.height)
    width, height = was.width * scale, was.height * scale
    return {"x": (now.width - width) / 2, "y": (now.height - height) / 2, "width": width, "height": height}


def _pixels(box: tuple[float, float, float, float], measured: Measurement) -> tuple[float, float, float, float]:
    """A box of fractions (x0, y0, x1, y1) as left, top, width, height in px."""
    x0, y0, x1, y1 = box
    return x0 * measured.width, y0 * measured.height, (x1 - x0) * measured.width, (y1 - y0) * measured.height


def _channels(checks: list[dict[str, Any]]) -> list[CheckedChannel]:
    found: dict[str, list[Check]] = {}
    for check in checks:
        found.setdefault(check["channel"], []).append(_check(check))
    return [CheckedChannel(CHANNELS[code].name, rows) for code, rows in found.items() if code in CHANNELS]


def _check(check: dict[str, Any]) -> Check:
    kind = "pass" if check["holds"] else "warn" if check["meets"] else "fail"
    return Check(kind, check["title"], check["before"], check["after"], check["limit"], check["sent_for"])


def _film(merchant: Merchant, output: Output) -> tuple[list[Output], int | None, int | None]:
    """The outputs around one, and the ids of those that wait on either side of it."""
    today = timezone.now() - timedelta(hours=12)
    rows = Output.objects.filter(merchant=merchant).filter(
        Q(review=Output.Review.WAITING, job__state=Job.State.DELIVERED) | Q(reviewed_at__gte=today)
    )
    rows = rows.select_related("job__product")
    earlier = list(rows.filter(pk__lt=output.pk).order_by("-pk")[:BEFORE])[::-1]
    later = list(rows.filter(pk__gt=output.pk).order_by("pk")[:AFTER])
    older = waiting_outputs(merchant).filter(pk__lt=output.pk).order_by("-pk").values_list("pk", flat=True).first()
    newer = waiting_outputs(merchant).filter(pk__gt=output.pk).values_list("pk", flat=True).first()
    return [*earlier, output, *later], older, newer
