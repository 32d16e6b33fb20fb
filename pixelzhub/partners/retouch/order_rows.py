"""Orders as partners see them, and what an order would hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count

from connectors.models import Placement
from pixelzhub.partners.frame.listing import amount
from pixelzhub.retouch.cart import Cart
from pixelzhub.retouch.models import Job, Order


def order_bodies(orders: Sequence[Order]) -> list[dict[str, Any]]:
    """Each order with its estimate and how many photos are in which state; one question for all of them."""
    counted: dict[int, dict[str, int]] = defaultdict(dict)
    rows = Job.objects.filter(order__in=[order.pk for order in orders]).order_by().values("order", "state")
    for row in rows.annotate(n=Count("pk")):
        counted[row["order"]][row["state"]] = row["n"]
    return [_body(order, counted[order.pk]) for order in orders]


def order_body(order: Order) -> dict[str, Any]:
    """One order, with the photos that were left out and why."""
    [body] = order_bodies([order])
    places = [row["placement"] for row in order.left_out]
    found = Placement.objects.filter(merchant=order.merchant_id, pk__in=places).values_list("pk", "image")
    images = dict(found)
    refused = [refusal(images.get(row["placement"]), row["reason"]) for row in order.left_out]
    return body | {"refused": refused}


def order_changed(order: Order) -> datetime:
    return order.created_at


def quote(cart: Cart, refused: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What the cart comes to: the price of each photo, the sums, the photos that are refused, and what stands against it."""
    return {
        "currency": cart.currency,
        "total": amount(cart.total),
        "trial_discount": amount(cart.trial),
        "estimate": amount(cart.estimate),
        "other_currencies": [{"amount": amount(value), "currency": currency} for value, currency in cart.others],
        "balance": amount(cart.balance),
        "photos": [
            {
                "image_id": str(line.placement.image_id),
                "template_id": str(line.template.pk) if line.template else None,
                "template_name": line.template.name if line.template else None,
                "price": amount(line.price),
                "currency": line.currency or None,
                "is_trial": line.content in cart.trial_lines,
                "still_failing": [f"{one.channel}/{one.code}" for one in line.left_failing],
            }
            for line in cart.lines
        ],
        "refused": [*refused, *(refusal(out.placement.image_id, out.reason) for out in cart.left_out)],
        "problems": cart.stops,
    }


def refusal(image_id: int | None, reason: str) -> dict[str, Any]:
    """Why a photo is not in an order; its id is None once the store no longer has it."""
    return {"image_id": str(image_id) if image_id else None, "reason": reason}


def _body(order: Order, states: Mapping[str, int]) -> dict[str, Any]:
    return {
        "id": str(order.pk),
        "number": order.number,
        "state": order.state,
        "state_text": str(order.get_state_display()),
        "reason": order.last_error or None,
        "ordered_by": order.ordered_by,
        "by_rule": order.by_rule,
        "comment": order.comment or None,
        "deadline": order.deadline,
        "estimates": [
            {"amount": amount(Decimal(value)), "currency": currency} for currency, value in order.estimates.items()
        ],
        "photos": sum(states.values()),
        "photos_by_state": states,
        "created_at": order.created_at,
    }
