"""/ext/templates: what can be ordered of Pixelz, and for how much."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from pixelzhub.accounts.scopes import Scope
from pixelzhub.partners.frame.keys import merchant_of
from pixelzhub.partners.frame.listing import amount, listed
from pixelzhub.partners.frame.route import Route
from pixelzhub.retouch.choose import effect
from pixelzhub.retouch.models import Template


class Templates(Route):
    scopes: ClassVar = {"GET": Scope.ORDERS_READ}

    def get(self, request: Request) -> Response:
        rows = Template.objects.filter(merchant=merchant_of(request), gone_at=None)
        return listed(request, rows, lambda found: [_told(row) for row in found], _read_at)


def _read_at(template: Template) -> datetime:
    return template.read_at


def _told(template: Template) -> dict[str, Any]:
    """`price` is that of one photo; without one the template cannot be ordered."""
    return {
        "id": str(template.pk),
        "pixelz_id": template.remote_id,
        "name": template.name,
        "price": amount(template.price),
        "currency": template.currency or None,
        "effect": asdict(effect(template.settings)),
        "updated_at": template.read_at,
    }
