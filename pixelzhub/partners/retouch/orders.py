"""/ext/orders: what was ordered, what an order would cost, and ordering: by the same cart and the same path as the pages."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from connectors.models import Image, Placement
from pixelzhub import pipeline
from pixelzhub.accounts.models import Merchant, PixelzAccount
from pixelzhub.accounts.scopes import Scope
from pixelzhub.partners.frame.asking import choice, id_in, ids_in, own_row
from pixelzhub.partners.frame.body import WrongValue, fields_of, shown
from pixelzhub.partners.frame.envelope import envelope, failure
from pixelzhub.partners.frame.keys import key_of, merchant_of
from pixelzhub.partners.frame.listing import listed
from pixelzhub.partners.frame.once import once
from pixelzhub.partners.frame.route import Route
from pixelzhub.partners.retouch.order_rows import order_bodies, order_body, order_changed, quote, refusal
from pixelzhub.retouch.cart import Cart, Wishes, build_cart
from pixelzhub.retouch.models import Order, Template
from pixelzhub.retouch.orders import NotCovered, NothingToSend, place_order

NO_PLACE = "It no longer hangs on a product"


@dataclass(frozen=True, slots=True)
class Wish:
    """Which photos, on which template; None leaves it to the recommendation."""

    image_ids: Sequence[int]
    template_id: int | None
    dry_run: bool

    @classmethod
    def read(cls, fields: Mapping[str, Any]) -> Wish:
        """Out of a body. Raises `WrongValue`."""
        dry_run = fields.get("dry_run", False)
        if not isinstance(dry_run, bool):
            raise WrongValue(f"“dry_run” is {shown(dry_run)}; true and false are accepted.")
        return cls(ids_in(fields, "images"), id_in(fields, "template"), dry_run)


class Orders(Route):
    scopes: ClassVar = {"GET": Scope.ORDERS_READ, "POST": Scope.ORDERS_WRITE}

    def get(self, request: Request) -> Response:
        rows = Order.objects.filter(merchant=merchant_of(request))
        if state := choice(request, "state", Order.State.values):
            rows = rows.filter(state=state)
        return listed(request, rows, order_bodies, order_changed)

    def post(self, request: Request) -> Response:
        wish = Wish.read(fields_of(request, {"images", "template", "dry_run"}))
        merchant = merchant_of(request)
        _check_rows(merchant, wish)
        if wish.dry_run:
            told = quote(*_cart(merchant, wish))
            if not PixelzAccount.objects.filter(merchant=merchant).exists():
                told["problems"].append("No Pixelz account is connected.")
            return Response(envelope({"dry_run": True, "order": None, **told}))

        def work(token: uuid.UUID) -> Response:
            return _ordered(merchant, wish, by=str(key_of(request)), token=token)

        return once(request, work)


class OneOrder(Route):
    scopes: ClassVar = {"GET": Scope.ORDERS_READ}

    def get(self, request: Request, order_id: str) -> Response:
        order = own_row(Order.objects.filter(merchant=merchant_of(request)), order_id)
        return Response(envelope(order_body(order), updated_at=order.created_at))


def _ordered(merchant: Merchant, wish: Wish, *, by: str, token: uuid.UUID) -> Response:
    cart, refused = _cart(merchant, wish)
    told = quote(cart, refused)
    try:
        order = place_order(merchant=merchant, by=by, cart=cart, token=token)
    except (NotCovered, NothingToSend) as reason:
        reasons = [f"Image {one['image_id']}: {one['reason']}." for one in told["refused"]]
        return Response(failure([str(reason), *reasons]), status=409)
    pipeline.nudge()
    data = {"dry_run": False, "order": order_body(order), **told}
    return Response(envelope(data, updated_at=order.created_at))


def _check_rows(merchant: Merchant, wish: Wish) -> None:
    """Raises `NotFound` for what is not this merchant's."""
    known = set(Image.objects.filter(merchant=merchant, pk__in=wish.image_ids).values_list("pk", flat=True))
    missing = [f"There is no image {pk}." for pk in wish.image_ids if pk not in known]
    if wish.template_id is not None and not Template.objects.filter(merchant=merchant, pk=wish.template_id).exists():
        missing.append(f"There is no template {wish.template_id}.")
    if missing:
        raise NotFound(missing)


def _cart(merchant: Merchant, wish: Wish) -> tuple[Cart, list[dict[str, Any]]]:
    """Each photo at the place where there is most to do, as on the pages; and those that hang nowhere."""
    rows = Placement.objects.filter(merchant=merchant, image__in=wish.image_ids, gone_at=None)
    places: dict[int, int] = {}
    for image, place in rows.order_by("-weight", "pk").values_list("image", "pk"):
        places.setdefault(image, place)
    templates = {} if wish.template_id is None else dict.fromkeys(places.values(), wish.template_id)
    cart = build_cart(
        merchant=merchant,
        placement_ids=list(places.values()),
        wishes=Wishes(templates=templates),
    )
    return cart, [refusal(pk, NO_PLACE) for pk in wish.image_ids if pk not in places]
