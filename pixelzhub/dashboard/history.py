"""What happened to one photo, newest first: its versions, its way to Pixelz and back, its publications."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from connectors.models import Image, ImageVersion
from pixelzhub.dashboard.templatetags.hub import money
from pixelzhub.retouch.models import Job, Publication

MOST = 50
PUBLICATION_MARKS = {"published": "pass", "held_back": "warn", "failed": "fail", "undone": "undone"}
JOB_MARKS = {"delivered": "pass", "needs_you": "fail", "cancelled": "no"}


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history; `sha256` is the picture that it speaks of, if the hub keeps one."""

    at: datetime
    mark: str
    title: str
    detail: str
    href: str = ""
    sha256: str = ""


def history(image: Image) -> list[Event]:
    """At most fifty of each kind, newest first."""
    jobs = Job.objects.filter(merchant_id=image.merchant_id, image=image).select_related("order", "template")
    written = Publication.objects.filter(merchant_id=image.merchant_id, image=image)
    events = [
        *_versions(image, list(image.versions.all()[:MOST])),
        *(event for job in jobs.order_by("-id")[:MOST] for event in _job(job)),
        *(_publication(publication) for publication in written[:MOST]),
    ]
    return sorted(events, key=lambda event: event.at, reverse=True)


def _versions(image: Image, versions: list[ImageVersion]) -> list[Event]:
    """The hub's own versions are told by their publications."""
    found = []
    for i, version in enumerate(versions):
        first = i == len(versions) - 1
        if version.changed_by == ImageVersion.By.STORE:
            title = _("Found in %(store)s") if first else _("Changed in %(store)s")
            detail = "" if first else _("The store shows another picture since then")
            words = {"store": image.store.name}
            found.append(Event(version.since, "no", title % words, detail, sha256=version.sha256))
    return found


def _job(job: Job) -> list[Event]:
    href = reverse("dashboard:order", args=[job.order.number])
    price = money(job.price, job.currency)
    sent = Event(
        job.submitted_at or job.created_at,
        JOB_MARKS.get(job.state, "working") if not job.delivered_at else "no",
        _("Order #%(number)s") % {"number": job.order.number},
        " · ".join(filter(None, (job.instructions, price, "" if job.delivered_at else job.get_state_display()))),
        href,
    )
    back = Event(job.delivered_at, "pass", _("Back from Pixelz"), job.instructions, href) if job.delivered_at else None
    return [sent, back] if back else [sent]


def _publication(publication: Publication) -> Event:
    undone = publication.undone_at if publication.state == Publication.State.UNDONE else None
    words = {"who": publication.undone_by if undone else publication.published_by}
    return Event(
        undone or publication.published_at or publication.created_at,
        PUBLICATION_MARKS.get(publication.state, "working"),
        _("Undone, the old photo is back") if undone else publication.get_state_display(),
        publication.last_error or _("by %(who)s") % words,
        reverse("dashboard:publication", args=[publication.pk]),
        publication.before_sha256 if undone else publication.after_sha256,
    )
