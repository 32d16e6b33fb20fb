"""What the review shows: one result over its original, lined up on the product, its checks, and the film strip."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from analytics.findings import measurements_for
from analytics.pixels import Measurement
from pixelzhub.accounts.models import Merchant
from pixelzhub.dashboard.checked import CheckedChannel, checked_channels
from pixelzhub.dashboard.lining_up import lined_up, whole
from pixelzhub.dashboard.reject_page import FreeDays, VersionFile, free_days, versions_of
from pixelzhub.retouch.models import Job, JobUse, Output, Rejection
from pixelzhub.retouch.review import waiting_outputs

BEFORE, AFTER = 3, 14
VIEWS = ("slider", "side", "full")


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
    versions: list[VersionFile]
    against: VersionFile | None
    free: FreeDays | None
    refused: Rejection | None

    @property
    def unchanged(self) -> bool:
        """True if the very file that was sent back came again."""
        return bool(self.asked and self.output.comment and not self.refused)

    @property
    def version(self) -> VersionFile:
        """The file that is shown, among the versions."""
        return next(file for file in self.versions if file.output == self.output)

    @property
    def refused_marks(self) -> str:
        """The strokes that Pixelz did not take, as the form's field has them."""
        return json.dumps(self.refused.marks) if self.refused and self.refused.marks else ""

    @property
    def query(self) -> str:
        """How it is looked at, for the addresses of other photos and of the decision."""
        return f"?view={self.view}"

    @property
    def here(self) -> str:
        """The same for other views of this photo."""
        return f"&against={self.against.output.pk}" if self.against else ""

    @property
    def order_again(self) -> int | None:
        """A place where the photo hangs, to order it once more."""
        return next((use.placement_id for use in self.uses if use.placement.gone_at is None), None)

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


def review_page(merchant: Merchant, output: Output, *, view: str, against: str = "") -> ReviewPage:
    """Everything about one result; `against` is the id of an earlier version that stands in for the original."""
    job = output.job
    outputs = list(Output.objects.filter(job=job).order_by("pk"))
    rejections = list(Rejection.objects.filter(output__job=job).order_by("pk"))
    versions = versions_of(outputs, rejections)
    other = next((file for file in versions if str(file.output.pk) == against and file.output.pk < output.pk), None)
    before = other.output.sha256 if other else job.sha256
    measured = measurements_for(merchant.pk, [before, output.sha256])
    was, now = measured.get(before, Measurement()), measured.get(output.sha256, Measurement())
    counted = (
        waiting_outputs(merchant)
        .order_by()
        .aggregate(
            waiting=Count("pk"),
            meeting=Count("pk", filter=Q(meets=True)),
            position=Count("pk", filter=Q(pk__lte=output.pk)),
        )
    )
    film, older, newer = _film(merchant, output)
    placed, refused = lined_up(was, now), _refused(output, rejections)
    return ReviewPage(
        output=output,
        before={"src": _address(job, other), **_size(was)},
        after={"src": reverse("dashboard:output-file", args=[output.pk]), **_size(now)},
        placed=placed or whole(was, now),
        lined_up=placed is not None,
        measured=now,
        channels=checked_channels(output.checks),
        uses=list(job.uses.select_related("placement__product__store")[:20]),
        film=film,
        position=counted["position"],
        waiting=counted["waiting"],
        meeting=counted["meeting"],
        previous=older,
        next=newer,
        view=view if view in VIEWS else VIEWS[0],
        asked=_asked(output, outputs, refused),
        versions=versions,
        against=other,
        free=free_days(job),
        refused=refused,
    )


def _address(job: Job, other: VersionFile | None) -> str:
    if other:
        return reverse("dashboard:output-file", args=[other.output.pk])
    return reverse("dashboard:original", args=[job.sha256])


def _refused(output: Output, rejections: list[Rejection]) -> Rejection | None:
    """The last word on a file that waits again, if that was Pixelz's no."""
    last = [rejection for rejection in rejections if rejection.output_id == output.pk][-1:]
    waits = output.review == Output.Review.WAITING
    return next((row for row in last if waits and row.state == Rejection.State.REFUSED), None)


def next_to_review(merchant: Merchant, after: int) -> Output | None:
    """The next one that waits; from the end on, the first that was passed over."""
    waiting = waiting_outputs(merchant)
    return waiting.filter(pk__gt=after).first() or waiting.exclude(pk=after).first()


def _asked(output: Output, outputs: list[Output], refused: Rejection | None) -> str:
    """What the merchant wanted different when this photo was last sent back, or ""."""
    if output.review != Output.Review.WAITING:
        return ""
    earlier = [row for row in outputs if row.pk < output.pk or (row == output and not refused)]
    return next((row.comment for row in reversed(earlier) if row.comment), "")


def _size(measured: Measurement) -> dict[str, int]:
    return {"width": measured.width or 1, "height": measured.height or 1}


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
