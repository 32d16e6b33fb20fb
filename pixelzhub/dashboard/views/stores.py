"""Stores: what each can do and how far it is; sync, pause, disconnect."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from analytics.health import counts, health_from
from connectors import stores as connecting
from connectors.contract import AbilityReport, ability_report
from connectors.disconnect import erase_store
from connectors.line import go_on, hold
from connectors.models import Image, Placement, Store, SyncRun
from pixelzhub import pipeline
from pixelzhub.accounts import audit
from pixelzhub.accounts.middleware import HubRequest
from pixelzhub.dashboard.guards import editor_required, fragment, member_required, own, owner_required
from pixelzhub.dashboard.progress import SyncProgress, progress_of
from pixelzhub.dashboard.scope_form import ScopeForm
from pixelzhub.dashboard.views.forwarding import forwarded_to
from pixelzhub.retouch.models import Publication


@dataclass(frozen=True, slots=True)
class StoreCard:
    """One store as its card shows it."""

    store: Store
    progress: SyncProgress
    abilities: list[AbilityReport]
    products: int
    photos: int
    score: int | None
    examples: list[Placement]

    @property
    def mark(self) -> str:
        """The kind of the badge beside the name."""
        if self.store.state in {Store.State.NEEDS_REAUTH, Store.State.ERROR}:
            return "fail"
        if self.store.state == Store.State.PAUSED:
            return "no"
        return "working" if self.progress.state in {"running", "measuring"} else "pass"

    @property
    def is_busy(self) -> bool:
        """True while the page is worth asking for again."""
        return self.mark == "working" and not self.progress.held


def card_of(store: Store) -> StoreCard:
    health = health_from(counts(store.merchant_id, store_id=store.pk))
    run = SyncRun.objects.filter(store=store).order_by("-id").first()
    examples = Placement.objects.filter(store=store, gone_at=None, position=0, image__measured_at__isnull=False)
    return StoreCard(
        store=store,
        progress=progress_of(store, run),
        abilities=ability_report(store.connector),
        products=store.product_count,
        photos=health.photos,
        score=health.score,
        examples=list(examples.order_by("-pk").select_related("image", "product")[:4]),
    )


@require_safe
@member_required
def stores(request: HubRequest) -> HttpResponseBase:
    cards = [card_of(store) for store in Store.objects.filter(merchant=request.merchant)]
    context = {"cards": cards, "photos": sum(card.photos for card in cards), "busy": any(c.is_busy for c in cards)}
    return render(request, fragment(request, "stores/stores.html", "store-list"), context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def store(request: HubRequest, store_id: uuid.UUID) -> HttpResponseBase:
    """One store; a POST changes its scope and limits, or pauses its measuring."""
    if request.method == "POST":
        return change_measuring(request, store_id)
    found = own(request, Store.objects.all(), pk=store_id)
    return _store_page(request, found, ScopeForm(found))


def _store_page(request: HubRequest, found: Store, form: ScopeForm) -> HttpResponseBase:
    context = {
        "form": form,
        "card": card_of(found),
        "store": found,
        "by_hand": found.connector.by_hand,
        "runs": SyncRun.objects.filter(store=found)[:10],
        "unreadable": Image.objects.filter(store=found, gone_at=None).exclude(last_error="")[:20],
        "undoable": Publication.objects.filter(store=found, state=Publication.State.PUBLISHED).count(),
        **forwarded_to(found),
    }
    status = 422 if form.errors else 200
    return render(request, fragment(request, "stores/store.html", "store-card"), context, status=status)


@editor_required
def change_measuring(request: HubRequest, store_id: uuid.UUID) -> HttpResponseBase:
    """What the form "What is looked at" says, or the button beside it."""
    found = own(request, Store.objects.all(), pk=store_id)
    if request.POST.get("act") in {"pause", "go-on"}:
        return _measuring_paused(request, found, pause=request.POST["act"] == "pause")
    form = ScopeForm(found, request.POST)
    if not form.is_valid():
        return _store_page(request, found, form)
    form.save()
    if form.changed_data:
        audit.record(request.merchant, request.user, "store.scope_changed", found, **form.details())
    pipeline.nudge()
    messages.success(request, _("Saved. What is outside the scope is not fetched."))
    return redirect("dashboard:store", store_id=found.pk)


def _measuring_paused(request: HubRequest, found: Store, *, pause: bool) -> HttpResponseBase:
    """Nothing more of this store is fetched, or the line moves again."""
    with transaction.atomic():
        Store.objects.filter(pk=found.pk).update(measuring_paused_at=timezone.now() if pause else None)
        (hold if pause else go_on)(found)
    audit.record(
        request.merchant, request.user, "store.measuring_paused" if pause else "store.measuring_resumed", found
    )
    pipeline.nudge()
    return redirect("dashboard:store", store_id=found.pk)


@require_POST
@editor_required
def sync(request: HubRequest, store_id: uuid.UUID) -> HttpResponseBase:
    """Read the store again now; photos that could not be read are tried again as well."""
    found = own(request, Store.objects.exclude(state=Store.State.PAUSED), pk=store_id)
    Store.objects.filter(pk=found.pk).update(due_at=timezone.now())
    unread = Image.objects.filter(store=found, gone_at=None, measured_at=None, due_at=None, turn=None, outside=False)
    unread.update(due_at=timezone.now(), attempts=0, last_error="")
    pipeline.nudge()
    return redirect("dashboard:store", store_id=found.pk)


@require_POST
@editor_required
def pause(request: HubRequest, store_id: uuid.UUID) -> HttpResponseBase:
    """Pause, or go on with a paused one."""
    found = own(request, Store.objects.all(), pk=store_id)
    paused = found.state == Store.State.PAUSED
    with transaction.atomic():
        (connecting.resume if paused else connecting.pause)(found)
        (go_on if paused else hold)(found)
    audit.record(request.merchant, request.user, "store.resumed" if paused else "store.paused", found)
    pipeline.nudge()
    return redirect("dashboard:store", store_id=found.pk)


@require_http_methods(["GET", "POST"])
@owner_required
def disconnect(request: HubRequest, store_id: uuid.UUID) -> HttpResponseBase:
    """Asks first: what is erased, and that undo ends there."""
    found = own(request, Store.objects.all(), pk=store_id)
    if request.method == "POST":
        audit.record(request.merchant, request.user, "store.disconnected", found)
        erase_store(found)
        messages.success(request, _("%(store)s is disconnected and erased here.") % {"store": found.name})
        return redirect("dashboard:stores")
    undoable = Publication.objects.filter(store=found, state=Publication.State.PUBLISHED).count()
    return render(request, "stores/disconnect.html", {"store": found, "undoable": undoable})
