"""Shopify's mutations on the shop's media, with its refusals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.connectors.shopify.answers import Answers, Object
from tests.connectors.shopify.shop import MOST_MEDIA, File, Product, Shop, Variant


def _number(id: str) -> int:
    return int(id.rpartition("/")[2])


def _no(code: str, message: str) -> list[Object]:
    return [{"code": code, "field": None, "message": message}]


class Writes:
    """What the mutations do and give."""

    def __init__(self, shop: Shop, answers: Answers, home: Callable[[], str], start_bulk: Callable[[str], str]) -> None:
        self.shop, self.answers, self.home, self.start_bulk = shop, answers, home, start_bulk

    def root(self) -> Object:
        return {
            "stagedUploadsCreate": self.stage,
            "fileUpdate": self.update_files,
            "fileAcknowledgeUpdateFailed": self.acknowledge,
            "productUpdate": self.add_media,
            "productReorderMedia": self.reorder,
            "productVariantAppendMedia": self.attach,
            "productVariantDetachMedia": self.detach,
            "bulkOperationRunQuery": self.bulk,
            "webhookSubscriptionCreate": self.subscribe,
        }

    def stage(self, info: Any, input: list[Object]) -> Object:
        targets = []
        for one in input:
            key = f"tmp/{self.shop.next_id()}/{one['filename']}"
            parameters = {"Content-Type": one["mimeType"], "success_action_status": "201", "key": key, "policy": "p"}
            targets.append(
                {
                    "url": f"{self.home()}/staged/",
                    "resourceUrl": f"{self.home()}/staged/{key}",
                    "parameters": [{"name": name, "value": value} for name, value in parameters.items()],
                }
            )
        return {"stagedTargets": targets, "userErrors": []}

    def update_files(self, info: Any, files: list[Object]) -> Object:
        """All or none."""
        problems = [problem for one in files for problem in self._file_problems(one)]
        if problems:
            return {"files": [], "userErrors": problems}
        found = [self._update(one) for one in files]
        return {"files": [self.answers.media(file) for file in found], "userErrors": []}

    def _file_problems(self, one: Object) -> list[Object]:
        file = self.shop.files.get(_number(one["id"]))
        if file is None:
            return _no("FILE_DOES_NOT_EXIST", f"File id {one['id']} does not exist.")
        if file.status == "FAILED":
            return _no("INVALID_FAILED_MEDIA_STATE", "File cannot be updated in a failed state.")
        if file.status != "READY":
            return _no("NON_READY_STATE", "Non-ready files cannot be updated.")
        if one.get("originalSource", "") not in {"", *self.shop.staged}:
            return _no("INVALID_IMAGE_SOURCE_URL", "Image URL is invalid")
        if any(_number(product) not in self.shop.products for product in one.get("referencesToRemove") or ()):
            return _no("REFERENCE_TARGET_DOES_NOT_EXIST", "The reference target does not exist.")
        return []

    def _update(self, one: Object) -> File:
        file = self.shop.files[_number(one["id"])]
        file.alt = one.get("alt", file.alt) or ""
        for product in one.get("referencesToRemove") or ():
            self.shop.take_off(file, self.shop.products[_number(product)])
        if source := one.get("originalSource"):
            self.shop.make(file, self.shop.staged[source], "PROCESSING")
        return file

    def acknowledge(self, info: Any, fileIds: list[str]) -> Object:
        for one in fileIds:
            file = self.shop.files[_number(one)]
            file.status, file.error = "READY", ""
        return {"files": [], "userErrors": []}

    def add_media(self, info: Any, product: Object, media: list[Object]) -> Object:
        found = self.shop.products.get(_number(product["id"]))
        if found is None:
            return {"product": None, "userErrors": [{"field": ["id"], "message": "Product does not exist"}]}
        if len(found.file_ids) + len(media) > MOST_MEDIA:
            return {"product": None, "userErrors": [{"field": ["media"], "message": "Exceeded 250 media"}]}
        for one in media:
            data = self.shop.staged[one["originalSource"]]
            file = self.shop.add_file(one["originalSource"].rpartition("/")[2], data, alt=one.get("alt") or "")
            self.shop.make(file, data, "UPLOADED")
            found.file_ids.append(file.id)
        return {"product": self.answers.product(found), "userErrors": []}

    def reorder(self, info: Any, id: str, moves: list[Object]) -> Object:
        product = self.shop.products.get(_number(id))
        if product is None:
            return {"job": None, "mediaUserErrors": _no("PRODUCT_DOES_NOT_EXIST", "Product does not exist")}
        steps = [(_number(one["id"]), int(one["newPosition"])) for one in moves]
        if any(file_id not in product.file_ids for file_id, _ in steps):
            return {"job": None, "mediaUserErrors": _no("MEDIA_DOES_NOT_EXIST", "Media does not exist")}
        return {"job": {"id": self.shop.reorder(product, steps), "done": False}, "mediaUserErrors": []}

    def attach(self, info: Any, productId: str, variantMedia: list[Object]) -> Object:
        pairs = self._pairs(productId, variantMedia)
        for product, variant, file_id in pairs:
            if variant.file_id is not None:
                said = "The product variant already has attached media."
                return {"userErrors": _no("PRODUCT_VARIANT_ALREADY_HAS_MEDIA", said)}
            if file_id not in product.file_ids:
                return {"userErrors": _no("MEDIA_DOES_NOT_EXIST_ON_PRODUCT", "Media does not exist on the product.")}
            if self.shop.files[file_id].status != "READY":
                return {"userErrors": _no("NON_READY_MEDIA", "Non-ready media are not supported.")}
        for _, variant, file_id in pairs:
            variant.file_id = file_id
        return {"userErrors": []}

    def detach(self, info: Any, productId: str, variantMedia: list[Object]) -> Object:
        pairs = self._pairs(productId, variantMedia)
        if any(variant.file_id != file_id for _, variant, file_id in pairs):
            said = "The specified media is not attached to the specified variant."
            return {"userErrors": _no("MEDIA_IS_NOT_ATTACHED_TO_VARIANT", said)}
        for _, variant, _file_id in pairs:
            variant.file_id = None
        return {"userErrors": []}

    def _pairs(self, product_id: str, pairs: list[Object]) -> list[tuple[Product, Variant, int]]:
        product = self.shop.products[_number(product_id)]
        variants = {variant.id: variant for variant in product.variants}
        return [(product, variants[_number(one["variantId"])], _number(one["mediaIds"][0])) for one in pairs]

    def bulk(self, info: Any, query: str, groupObjects: bool) -> Object:
        if any(one["status"] in {"CREATED", "RUNNING"} for one in self.answers.operations.values()):
            said = "A bulk query operation for this app and shop is already in progress"
            return {"bulkOperation": None, "userErrors": _no("OPERATION_IN_PROGRESS", said)}
        return {"bulkOperation": self.answers.operations[self.start_bulk(query)], "userErrors": []}

    def subscribe(self, info: Any, topic: str, webhookSubscription: Object) -> Object:
        uri = webhookSubscription["uri"]
        if any((one["topic"], one["uri"]) == (topic, uri) for one in self.answers.webhooks):
            said = "Address for this topic has already been taken"
            return {"userErrors": [{"field": ["webhookSubscription", "callbackUrl"], "message": said}]}
        hook_id = f"gid://shopify/WebhookSubscription/{self.shop.next_id()}"
        self.answers.webhooks.append({"__typename": "WebhookSubscription", "id": hook_id, "topic": topic, "uri": uri})
        return {"webhookSubscription": self.answers.webhooks[-1], "userErrors": []}
