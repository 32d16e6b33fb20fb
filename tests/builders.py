"""Rows for tests, typed and plain: each function makes one thing and what it cannot be without."""

from __future__ import annotations

import io
import itertools
from typing import Any

import PIL.Image

from analytics.derive import derive
from analytics.models import ListedChannel, StoredMeasurement
from analytics.pixels import VERSION, Measurement
from connectors.models import Category, Image, Placement, Product, Store
from connectors.record_page import count_products
from pixelzhub.accounts.members import create_merchant
from pixelzhub.accounts.models import Merchant, PixelzAccount, User
from pixelzhub.retouch.hooks import hook_digest
from pixelzhub.retouch.models import Job, JobUse, Order, Template, TemplateRule

_number = itertools.count(1)


def make_user(email: str = "", **fields: Any) -> User:
    return User.objects.create_user(email or f"person{next(_number)}@example.com", "a-test-password", **fields)


def make_merchant(name: str = "Luma", **fields: Any) -> Merchant:
    return create_merchant(name=name, owner=make_user(name=f"Owner of {name}"), **fields)


def make_store(
    merchant: Merchant, *, platform: str = "sandbox", channels: tuple[str, ...] = ("amazon", "google"), **fields: Any
) -> Store:
    n = next(_number)
    values = {
        "name": f"Store {n}",
        "slug": f"store-{n}",
        "settings": {"url": "http://127.0.0.1:1/shop", "token": "none"},
    }
    store = Store.objects.create(merchant=merchant, platform=platform, **(values | fields))
    for code in channels:
        ListedChannel.objects.create(merchant=merchant, store=store, code=code)
    return store


def make_product(store: Store, name: str = "", **fields: Any) -> Product:
    n = next(_number)
    values = {"name": name or f"Product {n}", "remote_id": f"p{n}", "sku": f"SKU-{n}"}
    made = Product.objects.create(merchant=store.merchant, store=store, **(values | fields))
    count_products(store.pk, 1)
    return made


def make_category(store: Store, name: str = "Bags") -> Category:
    return Category.objects.create(merchant=store.merchant, store=store, remote_id=f"c{next(_number)}", name=name)


WHITE_GROUND = Measurement(
    format="JPEG", extension="jpg", bytes=200_000, width=1600, height=1600, mode="RGB", jpeg_quality=90,
    ground_rgb=(255, 255, 255), ground_min=255, ground_white_share=1.0, ground_pure_share=1.0, ground_grey_share=0.0,
    ground_uniform=1.0, box=(0.05, 0.05, 0.95, 0.95), box_measurable=True, fill=0.9, offset=0.0, sharpness=0.5,
    sharpness_small=0.5, luma_p1=10, luma_p99=255, entropy=5.0, overexposed_share=0.0, chroma_p95=60, frame_sides=0,
    subject_lab=(50.0, 10.0, 10.0), blockiness=1.0,
)  # fmt: skip


def grey_ground() -> Measurement:
    """As `WHITE_GROUND`, photographed on grey: fails Amazon's main-photo rule, and retouching mends it."""
    from dataclasses import replace

    return replace(
        WHITE_GROUND, ground_rgb=(229, 229, 229), ground_min=229, ground_white_share=0.0, ground_pure_share=0.0,
        ground_grey_share=1.0,
    )  # fmt: skip


def make_photo(
    product: Product,
    measurement: Measurement | None = WHITE_GROUND,
    *,
    position: int = 0,
    sha256: str = "",
    **fields: Any,
) -> Placement:
    """A photo on a product, measured unless `measurement` is None, with its findings derived."""
    n = next(_number)
    digest = sha256 or f"{n:064x}"
    values = {"remote_id": f"i{n}", "url": f"http://127.0.0.1:1/{n}.jpg", "sha256": digest if measurement else ""}
    image = Image.objects.create(merchant=product.merchant, store=product.store, **(values | fields))
    if measurement is not None:
        StoredMeasurement.objects.get_or_create(
            merchant=product.merchant, sha256=digest, version=VERSION, defaults={"values": measurement.to_json()}
        )
    placement = Placement.objects.create(
        merchant=product.merchant, store=product.store, product=product, image=image, position=position, alt="A photo"
    )
    derive([placement.pk])
    placement.refresh_from_db()
    return placement


WHITE_SQUARE = {
    "BackgroundType": 1, "BackgroundColor": "FFFFFF", "ResizeType": 2, "ResizeUnit": 0, "ResizeWidth": 1600,
    "ResizeHeight": 1600, "MarginType": 1, "MarginLeft": 5, "MarginRight": 5, "MarginTop": 5, "MarginBottom": 5,
    "VerticalAlignment": 2, "ShadowType": 0, "OutputFormat": "JPG",
}  # fmt: skip


def make_template(
    merchant: Merchant, name: str = "White ground, square", price: str = "1.15", **settings: Any
) -> Template:
    return Template.objects.create(
        merchant=merchant, remote_id=str(next(_number)), name=name, price=price, currency="USD",
        settings=WHITE_SQUARE | settings,
    )  # fmt: skip


def make_rule(merchant: Merchant, template: Template, **fields: Any) -> TemplateRule:
    """A template rule after the ones that are there; without conditions it fits every photo."""
    values = {"position": merchant.template_rules.count() + 1}
    return TemplateRule.objects.create(merchant=merchant, template=template, **(values | fields))


def make_jpeg(size: tuple[int, int] = (60, 60), ground: Any = (229, 229, 229), product: Any = (40, 60, 120)) -> bytes:
    """A picture of a product in the middle third of a plain ground."""
    picture = PIL.Image.new("RGB", size, ground)
    width, height = size
    picture.paste(product, (width // 3, height // 3, width - width // 3, height - height // 3))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=95)
    return out.getvalue()


def make_pixelz(merchant: Merchant, **fields: Any) -> PixelzAccount:
    values = {
        "contact_email": "a@example.com", "contact_key": "key", "secret": "secret",
        "balance": "250.00", "currency": "USD",
    }  # fmt: skip
    return PixelzAccount.objects.create(merchant=merchant, **(values | fields))


def make_order(merchant: Merchant, **fields: Any) -> Order:
    values = {
        "number": 1000 + next(_number), "ordered_by": "somebody", "estimates": {"USD": "1.15"}, "state": Order.State.OPEN,
    }  # fmt: skip
    return Order.objects.create(merchant=merchant, **(values | fields))


def make_job(placement: Placement, template: Template | None = None, **fields: Any) -> Job:
    """A job of a photo, waiting to be sent; on a template of its own unless one is given."""
    merchant, own_id = placement.merchant, fields.pop("customer_image_id", f"own{next(_number)}")
    values = {
        "order": fields.pop("order", None) or make_order(merchant),
        "image": placement.image, "product": placement.product, "sha256": placement.image.sha256,
        "content": placement.image.sha256, "filename": "photo.jpg", "customer_image_id": own_id,
        "hook_digest": hook_digest(own_id), "template": template or make_template(merchant), "price": "1.15",
        "currency": "USD",
    }  # fmt: skip
    job = Job.objects.create(merchant=merchant, **(values | fields))
    JobUse.objects.create(merchant=merchant, job=job, placement=placement)
    return job
