"""What stopped or is late at Pixelz, a line a cause: two thousand photos with one reason are one line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Min, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from pixelzhub.accounts.models import Merchant
from pixelzhub.dashboard.templatetags.hub import count, when
from pixelzhub.dashboard.waiting_lines import EACH, Act, Waiting, key_of
from pixelzhub.pixelz import Status
from pixelzhub.retouch.follow import CALLBACK_MISSED
from pixelzhub.retouch.models import Job
from pixelzhub.retouch.rhythm import OVERDUE_AFTER

# Pixelz names no address for its questions; they stand in the account, behind the front page.
PIXELZ_SITE = "https://www.pixelz.com/"


@dataclass(frozen=True, slots=True)
class Cause:
    """Why photos stop: the title for one and for many, what to do, and the buttons' words."""

    title: Promise
    todo: Promise
    do: str = "again"


_UNSENT = Cause(
    ngettext_lazy("%(shown)s photo was not sent", "%(shown)s photos were not sent", "n"),
    gettext_lazy("Mend the reason, then send again. Nothing was paid."),
)
_LOST = Cause(
    ngettext_lazy("%(shown)s photo was lost at Pixelz", "%(shown)s photos were lost at Pixelz", "n"),
    gettext_lazy("Nothing comes back for it. Send it again, under a new ticket."),
)
_NO_FILE = Cause(
    ngettext_lazy(
        "Pixelz is done with %(shown)s photo, but names no file",
        "Pixelz is done with %(shown)s photos, but names no files",
        "n",
    ),
    gettext_lazy("The hub goes on asking. If no file comes, send it again."),
)
_OTHER = Cause(
    ngettext_lazy("%(shown)s photo stopped at Pixelz", "%(shown)s photos stopped at Pixelz", "n"),
    gettext_lazy("Look at the reason, then send again."),
)
CAUSES: dict[int, Cause] = {
    Status.DOWNLOAD_FAILED: Cause(
        ngettext_lazy("Pixelz could not fetch %(shown)s photo", "Pixelz could not fetch %(shown)s photos", "n"),
        gettext_lazy("Every way was tried. Send it again once the hub or the store can be reached from outside."),
    ),
    Status.REJECTED: Cause(
        ngettext_lazy("Pixelz could not work on %(shown)s photo", "Pixelz could not work on %(shown)s photos", "n"),
        gettext_lazy(
            "Take the photo anew and put it into your store; the hub finds it there. Or order it anew as it is."
        ),
    ),
    Status.AWAITING_REPLY: Cause(
        ngettext_lazy("Pixelz asks you about %(shown)s photo", "Pixelz asks you about %(shown)s photos", "n"),
        gettext_lazy("Answer in your Pixelz account. The photo goes on by itself then."),
        "answer",
    ),
    Status.WAITING_FOR_PAYMENT: Cause(
        ngettext_lazy("%(shown)s photo waits for a payment", "%(shown)s photos wait for a payment", "n"),
        gettext_lazy("Pixelz goes on by itself once the invoice is paid."),
        "pay",
    ),
    **dict.fromkeys(CALLBACK_MISSED, _NO_FILE),
}


def stopped(merchant: Merchant) -> QuerySet[Job]:
    """Photos that wait for the merchant, or that were lost."""
    return Job.objects.filter(merchant=merchant, state__in=[Job.State.NEEDS_YOU, Job.State.LOST])


def late(merchant: Merchant) -> QuerySet[Job]:
    """Photos that Pixelz has had for a day longer than promised."""
    since = timezone.now() - OVERDUE_AFTER
    return Job.objects.filter(merchant=merchant, state=Job.State.SUBMITTED, expected_at__lt=since)


def stopped_jobs(merchant: Merchant) -> Iterator[Waiting]:
    """Photos that Pixelz or the hub gave up on, the most frequent causes first."""
    jobs = stopped(merchant)
    causes = jobs.values("state", "status_id", "status_name", "last_error").annotate(
        n=Count("pk"), since=Min(Coalesce("status_since", "created_at")), next=Min("due_at"), job=Min("pk")
    )
    found = list(causes.order_by("-n", "job")[: EACH + 1])
    for row in found[:EACH]:
        fields = {name: row[name] for name in ("state", "status_id", "status_name", "last_error")}
        cause = _cause(row["state"], row["status_id"])
        key = key_of("job", *fields.values())
        anew = row["status_id"] == Status.REJECTED
        why = (anew and row["status_name"]) or row["last_error"]
        yield Waiting(
            "job", "stopped", key, str(cause.title % {"n": row["n"], "shown": count(row["n"])}),
            why, row["since"], _("Look"), todo=str(cause.todo), error=row["last_error"],
            next_check=row["next"], rows=jobs.filter(**fields).order_by("pk"),
            acts=_acts(cause.do, row["n"], anew=anew),
        )  # fmt: skip
    if len(found) > EACH:
        orders, words = reverse("dashboard:orders"), _("More photos stopped, for other reasons")
        yield Waiting("job", "stopped", "job-more", words, _("Their orders say why."), None, _("See"), href=orders)


def _cause(state: str, status_id: int | None) -> Cause:
    if state == Job.State.LOST:
        return _LOST
    return _UNSENT if status_id is None else CAUSES.get(status_id, _OTHER)


def _acts(do: str, n: int, *, anew: bool) -> tuple[Act, ...]:
    if do == "pay":
        return (Act(_("See the invoices"), reverse("dashboard:invoices")),)
    if do == "answer":
        return (Act(_("Answer at Pixelz"), PIXELZ_SITE, external=True),)
    one = _("Order it anew") if anew else _("Send it again")
    many = _("Order all %(n)s anew") if anew else _("Send all %(n)s again")
    return (Act(one if n == 1 else many % {"n": count(n)}, do="again"),)


def late_jobs(merchant: Merchant) -> Iterator[Waiting]:
    """Photos a day past their promised time, a line for each state that Pixelz says they are in."""
    jobs = late(merchant)
    rows = jobs.values("status_id", "status_name", "last_error").annotate(
        n=Count("pk"), since=Min("expected_at"), next=Min("due_at")
    )
    for row in rows.order_by("since")[:EACH]:
        fields = {name: row[name] for name in ("status_id", "status_name", "last_error")}
        title = ngettext("%(n)s photo is late", "%(n)s photos are late", row["n"]) % {"n": count(row["n"])}
        promised = _("Promised for %(when)s") % {"when": when(row["since"])}
        yield Waiting(
            "late", "late", key_of("late", *fields.values()), title,
            " · ".join(filter(None, (promised, row["status_name"]))), row["since"], _("Look"),
            todo=_("The hub goes on asking. Pixelz can say more: ask there with the ticket."), error=row["last_error"],
            next_check=row["next"], rows=jobs.filter(**fields).order_by("expected_at"),
            acts=(Act(_("Ask Pixelz now"), do="ask"), Act(_("Open Pixelz"), PIXELZ_SITE, external=True)),
        )  # fmt: skip
