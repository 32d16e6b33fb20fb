"""Which of the catalogue's things there are, with their attributes and what they are related to."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework_json_api import serializers
from rest_framework_json_api.relations import ResourceRelatedField, SerializerMethodResourceRelatedField

from connectors.models import Category, Image, Import, Product, Store

HERE = "pixelzhub.partners.jsonapi.resources"


class StoreSerializer(serializers.ModelSerializer):
    status = serializers.CharField(source="state")

    class Meta:
        model = Store
        fields = ("name", "platform", "url", "status", "product_count", "last_sync_at", "created_at")


class CategorySerializer(serializers.ModelSerializer):
    store = ResourceRelatedField(read_only=True)
    included_serializers: ClassVar = {"store": f"{HERE}.StoreSerializer"}

    class Meta:
        model = Category
        fields = ("name", "language", "deactivated", "remote_id", "parent_remote_id", "product_count", "store")


class ProductSerializer(serializers.ModelSerializer):
    variants = serializers.SerializerMethodField()
    store = ResourceRelatedField(read_only=True)
    categories = ResourceRelatedField(many=True, read_only=True)
    images = SerializerMethodResourceRelatedField(model=Image, many=True, read_only=True)
    included_serializers: ClassVar = {
        "store": f"{HERE}.StoreSerializer",
        "categories": f"{HERE}.CategorySerializer",
        "images": f"{HERE}.ImageSerializer",
    }

    class Meta:
        model = Product
        fields = (
            "name", "sku", "ean", "url", "language", "deactivated", "tags", "remote_id", "image_count",
            "remote_updated_at", "variants", "store", "categories", "images",
        )  # fmt: skip

    def get_variants(self, product: Product) -> list[dict[str, Any]]:
        return [
            {"name": one.name, "sku": one.sku, "ean": one.ean, "image_id": str(one.image_id) if one.image_id else None}
            for one in product.variants.all()
        ]

    def get_images(self, product: Product) -> list[Image]:
        """In the order of its gallery."""
        return [placement.image for placement in product.placements.all()]


class ImageSerializer(serializers.ModelSerializer):
    store = ResourceRelatedField(read_only=True)
    products = SerializerMethodResourceRelatedField(model=Product, many=True, read_only=True)
    included_serializers: ClassVar = {"store": f"{HERE}.StoreSerializer", "products": f"{HERE}.ProductSerializer"}

    class Meta:
        model = Image
        fields = ("url", "width", "height", "sha256", "remote_id", "measured_at", "created_at", "store", "products")

    def get_products(self, image: Image) -> list[Product]:
        """Those that it hangs on."""
        return [placement.product for placement in image.placements.all()]


class ImportSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="import_id")
    status = serializers.CharField(source="state")
    store = ResourceRelatedField(read_only=True)
    included_serializers: ClassVar = {"store": f"{HERE}.StoreSerializer"}

    class Meta:
        model = Import
        fields = ("id", "filename", "status", "rows_total", "rows_done", "created_at", "finished_at", "store")
