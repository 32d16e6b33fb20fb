"""Orders so many photos, each of bytes of its own, in the demo whose environment this process has.

python -m tests.kill.order_many 2000
"""

from __future__ import annotations

import io
import sys
import uuid

import django

django.setup()

from PIL import Image as Pillow  # noqa: E402

from analytics.measure import keep_file, original_path  # noqa: E402
from connectors.gallery import sha256_of  # noqa: E402
from connectors.models import Image, Placement, Product, Store  # noqa: E402
from pixelzhub.accounts.models import Merchant  # noqa: E402
from pixelzhub.pipeline import ask_for_sweep  # noqa: E402
from pixelzhub.retouch.account import refresh_account  # noqa: E402
from pixelzhub.retouch.cart import Wishes, build_cart  # noqa: E402
from pixelzhub.retouch.models import Order, Template  # noqa: E402
from pixelzhub.retouch.orders import place_order  # noqa: E402


def order_many(n: int) -> Order:
    """One order of `n` photos, as the demo merchant."""
    merchant = Merchant.objects.get(slug="demo")
    refresh_account(merchant.pixelz)
    store = Store.objects.create(merchant=merchant, platform="upload", name="Many", slug="many", state="paused")
    placements = _photos(store, n)
    template = Template.objects.filter(merchant=merchant, gone_at=None).exclude(price=None).first()
    assert template is not None
    wishes = Wishes(templates={placement.pk: template.pk for placement in placements})
    cart = build_cart(merchant=merchant, placement_ids=list(wishes.templates), wishes=wishes)
    order = place_order(merchant=merchant, by="many", cart=cart, token=uuid.uuid4())
    ask_for_sweep()
    return order


def _photos(store: Store, n: int) -> list[Placement]:
    merchant = store.merchant
    contents = [_picture(number) for number in range(n)]
    products = Product.objects.bulk_create(
        Product(merchant=merchant, store=store, remote_id=f"m{number}", name=f"Product {number}") for number in range(n)
    )
    images = Image.objects.bulk_create(
        Image(
            merchant=merchant, store=store, remote_id=f"m{number}", url=f"http://127.0.0.1:1/m{number}.jpg",
            sha256=sha256_of(data), measured_at=django.utils.timezone.now(),
        )
        for number, data in enumerate(contents)
    )  # fmt: skip
    for image, data in zip(images, contents, strict=True):
        keep_file(original_path(merchant.pk, image.sha256, image.url), data)
    return Placement.objects.bulk_create(
        Placement(merchant=merchant, store=store, product=product, image=image)
        for product, image in zip(products, images, strict=True)
    )


def _picture(number: int) -> bytes:
    file = io.BytesIO()
    colour = (number % 256, number // 256 % 256, 90)
    Pillow.new("RGB", (48, 48), colour).save(file, "JPEG", comment=str(number).encode())
    return file.getvalue()


if __name__ == "__main__":
    order_many(int(sys.argv[1]))
