"""Puts the member and the merchant on every request: each view starts from them."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from pixelzhub.accounts.models import Membership, Merchant, User

MERCHANT_KEY = "merchant"


class HubRequest(HttpRequest):
    """A request after `MerchantMiddleware`, for typing."""

    user: User
    member: Membership
    merchant: Merchant
    htmx: object


class MerchantMiddleware:
    """`request.member` is the membership that the person works under now, or None."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        member = _member_of(request)
        request.member = member  # type: ignore[attr-defined]
        request.merchant = member.merchant if member else None  # type: ignore[attr-defined]
        if member is None:
            return self.get_response(request)
        with (
            timezone.override(_zone(member.merchant.time_zone)),
            structlog.contextvars.bound_contextvars(merchant=member.merchant_id),
        ):
            return self.get_response(request)


def _member_of(request: HttpRequest) -> Membership | None:
    if not request.user.is_authenticated:
        return None
    members = Membership.objects.filter(user_id=request.user.pk).select_related("merchant", "user")
    chosen = request.session.get(MERCHANT_KEY)
    return (members.filter(merchant_id=chosen).first() if chosen else None) or members.first()


def _zone(name: str) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo("UTC")
