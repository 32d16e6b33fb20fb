"""The first run, step by step; each step can be left and taken up again."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from analytics.models import FindingRow, ListedChannel
from connectors.models import Store
from pixelzhub.accounts.models import Merchant, PixelzAccount
from pixelzhub.retouch.models import Order


@dataclass(frozen=True, slots=True)
class ChecklistStep:
    title: str
    text: str
    url: str
    action: str
    done: bool


@dataclass(frozen=True, slots=True)
class Checklist:
    steps: list[ChecklistStep]

    @property
    def current(self) -> ChecklistStep:
        """The first step that is not done yet."""
        return next(step for step in self.steps if not step.done)

    @property
    def done(self) -> int:
        return sum(step.done for step in self.steps)


def checklist(merchant: Merchant) -> Checklist | None:
    """The first run of a merchant; None once it is hidden or all done."""
    if merchant.checklist_hidden_at and merchant.checklist_hidden_at <= timezone.now():
        return None
    steps = _steps(merchant)
    return None if all(step.done for step in steps) else Checklist(steps)


def _steps(merchant: Merchant) -> list[ChecklistStep]:
    mend = reverse("dashboard:images") + "?view=mend"
    measured = FindingRow.objects.filter(merchant=merchant, code__in=["=meets", "=mend", "=reshoot", "=fix"])
    return [
        ChecklistStep(
            _("Connect a store"),
            _("Connecting only reads; nothing in your store changes."),
            reverse("dashboard:connect"),
            _("Connect a store"),
            Store.objects.filter(merchant=merchant).exists(),
        ),
        ChecklistStep(
            _("Say where you sell"),
            _("Each photo is judged by the rules of the channels that you choose."),
            reverse("dashboard:settings-channels"),
            _("Choose channels"),
            ListedChannel.objects.filter(merchant=merchant).exists(),
        ),
        ChecklistStep(
            _("Look at your findings"),
            _("What fails, by how much, and whether retouching can mend it."),
            reverse("dashboard:images"),
            _("See the photos"),
            measured.exists(),
        ),
        ChecklistStep(
            _("Connect Pixelz"),
            _("Your templates, their prices and your balance then stand here."),
            reverse("dashboard:settings-pixelz"),
            _("Connect Pixelz"),
            PixelzAccount.objects.filter(merchant=merchant).exists(),
        ),
        ChecklistStep(
            _("Send a first order"),
            _("You see the price before you send, and approve each photo before it goes live."),
            mend,
            _("Choose photos"),
            Order.objects.filter(merchant=merchant).exists(),
        ),
    ]
