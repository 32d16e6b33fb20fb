"""Saleor's mutations on the shop's media, with its refusals (saleor/graphql/product/mutations)."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from tests.connectors.saleor.shop import ALT_LIMIT, Media, Product, Shop, gid

Object = dict[str, Any]
OK: Object = {"errors": []}


def no(field: str, code: str, message: str) -> Object:
    return {"errors": [{"field": field, "code": code, "message": message}]}


def number(global_id: str) -> int:
    return int(base64.b64decode(global_id).decode().partition(":")[2])


class Writes:
    """What the mutations do and give. `changed` is told of each product that was written."""

    def __init__(self, shop: Shop, as_json: Callable[[Media], Object], changed: Callable[[Product], None]) -> None:
        self.shop, self.as_json, self.changed = shop, as_json, changed
        self.hooks: dict[str, Object] = {}

    def root(self) -> Object:
        return {
            "productMediaCreate": self.create,
            "productMediaUpdate": self.update,
            "productMediaReorder": self.reorder,
            "productMediaDelete": self.delete,
            "variantMediaAssign": self.assign,
            "variantMediaUnassign": self.unassign,
            "webhookCreate": self.subscribe,
            "webhookUpdate": self.resubscribe,
        }

    def create(self, info: Any, input: Object) -> Object:
        product = self.shop.products.get(number(input["product"]))
        if product is None:
            return no("product", "NOT_FOUND", f"Couldn't resolve to a node: {input['product']}")
        if len(input.get("alt") or "") > ALT_LIMIT:
            return no("input", "INVALID", f"Alt field exceeds the character limit of {ALT_LIMIT}.")
        if not input.get("image"):
            return no("input", "REQUIRED", "Image or external URL is required.")
        name, data = input["image"]
        if not data.startswith((b"\xff\xd8", b"\x89PNG")):
            return no("image", "INVALID", "Invalid file type.")
        media = self.shop.add_media(product, name, data, input.get("alt") or "")
        self.changed(product)
        return {"media": self.as_json(media), "errors": []}

    def update(self, info: Any, id: str, input: Object) -> Object:
        if number(id) not in self.shop.media():
            return no("id", "NOT_FOUND", f"Couldn't resolve to a node: {id}")
        product, media = self.shop.media()[number(id)]
        media.alt = input["alt"]
        self.changed(product)
        return OK

    def reorder(self, info: Any, productId: str, mediaIds: list[str]) -> Object:
        product, ids = self.shop.products[number(productId)], [number(one) for one in mediaIds]
        if len(ids) != len(product.media):
            return no("order", "INVALID", "Incorrect number of media IDs provided.")
        known = {media.id: media for media in product.media}
        if set(ids) - set(known):
            return no("order", "NOT_PRODUCTS_IMAGE", "Media does not belong to this product.")
        product.media = [known[one] for one in ids]
        self.changed(product)
        return OK

    def delete(self, info: Any, id: str) -> Object:
        if number(id) not in self.shop.media():
            return no("id", "NOT_FOUND", f"Couldn't resolve to a node: {id}")
        product, media = self.shop.media()[number(id)]
        self.shop.delete_media(media, product)
        self.changed(product)
        return OK

    def assign(self, info: Any, variantId: str, mediaId: str) -> Object:
        product, variant = self.shop.variants()[number(variantId)]
        if number(mediaId) not in {media.id for media in product.media}:
            return no("mediaId", "NOT_PRODUCTS_IMAGE", "This media doesn't belong to that product.")
        if number(mediaId) in variant.media_ids:
            return no("mediaId", "MEDIA_ALREADY_ASSIGNED", "This media is already assigned")
        variant.media_ids.append(number(mediaId))
        return OK

    def unassign(self, info: Any, variantId: str, mediaId: str) -> Object:
        _, variant = self.shop.variants()[number(variantId)]
        if number(mediaId) not in variant.media_ids:
            return no("mediaId", "NOT_PRODUCTS_IMAGE", "Media is not assigned to this variant.")
        variant.media_ids.remove(number(mediaId))
        return OK

    def subscribe(self, info: Any, input: Object) -> Object:
        self.hooks[gid("Webhook", self.shop.next_id())] = input
        return OK

    def resubscribe(self, info: Any, id: str, input: Object) -> Object:
        self.hooks[id] |= input
        return OK
