"""What the side bar shows on every page: counts, balance, who and for whom."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Sum
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import ngettext

from analytics.health import counts
from connectors.models import Store
from pixelzhub.accounts.models import Membership, Merchant, PixelzAccount
from pixelzhub.dashboard.templatetags.hub import money
from pixelzhub.dashboard.waiting import waiting_for
from pixelzhub.retouch.models import Template
from pixelzhub.retouch.review import waiting_outputs


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Lazy: a fragment that shows no side bar asks nothing."""
    member: Membership | None = getattr(request, "member", None)
    if member is None:
        return {"merchant": None, "member": None}
    merchant = member.merchant
    return {
        "merchant": merchant,
        "member": member,
        "nav": SimpleLazyObject(lambda: _counts(merchant)),
        "balance": SimpleLazyObject(lambda: _balance(merchant)),
    }


def _counts(merchant: Merchant) -> dict[str, int]:
    stores = Store.objects.filter(merchant=merchant).aggregate(n=Count("pk"), products=Sum("product_count"))
    return {
        "inbox": len(waiting_for(merchant)),
        "images": counts(merchant.pk).get("=all", 0),
        "products": stores["products"] or 0,
        "review": waiting_outputs(merchant).count(),
        "stores": stores["n"],
    }


def _balance(merchant: Merchant) -> dict[str, Any] | None:
    account = PixelzAccount.objects.filter(merchant=merchant).first()
    if account is None or account.balance is None:
        return None
    typical = Template.objects.filter(merchant=merchant, gone_at=None).exclude(price=None).order_by("price").first()
    return {
        "amount": account.balance,
        "currency": account.currency,
        "covers": _covers(account, typical),
    }


def _covers(account: PixelzAccount, template: Template | None) -> str:
    """How many photos that is, in words: the cheapest template's price is named with it."""
    n = account.covers(template.price) if template and template.price else None
    if template is None or n is None:
        return ""
    price = money(template.price, template.currency)
    return ngettext("Covers %(n)s photo at %(price)s", "Covers %(n)s photos at %(price)s", n) % {"n": n, "price": price}
