"""Makes the database of an intake server: one merchant with so many photos at Pixelz. Prints their callback paths."""

from __future__ import annotations

import json
import sys
from urllib.parse import urlsplit

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from pixelzhub.retouch.hooks import hook_digest, hook_url  # noqa: E402
from pixelzhub.retouch.models import Job  # noqa: E402
from tests import builders  # noqa: E402
from tests.intake.server import SECRET  # noqa: E402


def main(n: int) -> None:
    call_command("migrate", verbosity=0)
    merchant = builders.make_merchant(f"Intake of {n}")
    builders.make_pixelz(merchant, secret=SECRET)
    photo = builders.make_photo(builders.make_product(builders.make_store(merchant)), builders.grey_ground())
    order, template = builders.make_order(merchant), builders.make_template(merchant)
    own_ids = [f"{merchant.pk}-{number}" for number in range(n)]
    Job.objects.bulk_create(
        Job(
            merchant=merchant, order=order, template=template, image=photo.image, product=photo.product, filename="a.jpg",
            sha256=f"{number:064x}", content=f"{number:064x}", customer_image_id=own_id, hook_digest=hook_digest(own_id),
            state="submitted", ticket=f"t-{number}", price="1.15", currency="USD",
        )
        for number, own_id in enumerate(own_ids)
    )  # fmt: skip
    sys.stdout.write(
        json.dumps({"merchant": merchant.pk, "hooks": [urlsplit(hook_url(own_id)).path for own_id in own_ids]})
    )


main(int(sys.argv[1]))
