"""/ext/events: who did what lately, newest first: of each kind of thing for keys that may read that kind."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import Q
from rest_framework.request import Request
from rest_framework.response import Response

from pixelzhub.accounts.models import AuditEvent
from pixelzhub.accounts.scopes import Scope
from pixelzhub.partners.frame.asking import choice, moment_asked
from pixelzhub.partners.frame.keys import check_scope, key_of, merchant_of
from pixelzhub.partners.frame.listing import listed
from pixelzhub.partners.frame.route import Route

# The noun of an action -> the scope that tells of it. Of members, keys and the account no key is told.
SCOPES = {
    "channels": Scope.IMAGES_READ,
    "own_limits": Scope.IMAGES_READ,
    "order": Scope.ORDERS_READ,
    "job": Scope.ORDERS_READ,
    "output": Scope.ORDERS_READ,
    "rule": Scope.ORDERS_READ,
    "rules": Scope.ORDERS_READ,
    "strays": Scope.ORDERS_READ,
    "publication": Scope.PUBLICATIONS_READ,
    "publication_run": Scope.PUBLICATIONS_READ,
    "store": Scope.CONNECTORS_READ,
    "import": Scope.IMPORTS_READ,
    "webhook": Scope.WEBHOOKS_READ,
}


class Events(Route):
    scopes: ClassVar = {"GET": Scope.IMAGES_READ}

    def get(self, request: Request) -> Response:
        kind, since = choice(request, "kind", SCOPES), moment_asked(request, "updated_since")
        caller = key_of(request)
        if kind:
            check_scope(caller, SCOPES[kind])
        kinds = [kind] if kind else [noun for noun, scope in SCOPES.items() if scope in caller.scopes]
        rows = AuditEvent.objects.filter(_of(kinds), merchant_id=merchant_of(request).pk)
        rows = rows.filter(at__gt=since) if since else rows
        return listed(request, rows, lambda found: [_told(event) for event in found], _at)


def _of(kinds: Iterable[str]) -> Q:
    found = Q()
    for noun in kinds:
        found |= Q(action__startswith=f"{noun}.")
    return found


def _at(event: AuditEvent) -> datetime:
    return event.at


def _told(event: AuditEvent) -> dict[str, Any]:
    return {
        "id": str(event.pk),
        "at": event.at,
        "action": event.action,
        "actor": event.actor,
        "subject": event.subject or None,
        "details": event.details,
    }
