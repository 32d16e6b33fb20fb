"""A merchant with one of everything that the partner API tells of, and the ids by the names that addresses have for them."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from analytics.analysis_models import Analysis
from analytics.models import HealthDay
from connectors.imports import create_upload_store
from connectors.models import ImageVersion, Import
from pixelzhub.accounts import audit
from pixelzhub.accounts.models import Merchant
from pixelzhub.accounts.scopes import Scope
from pixelzhub.deliveries.announcing import announce
from pixelzhub.deliveries.endpoints import Endpoint
from pixelzhub.deliveries.events import Event
from pixelzhub.retouch.models import Invoice, Job
from tests import builders
from tests.pixelzhub.dashboard import retouched
from tests.pixelzhub.partners.caller import Caller

PRODUCT = {
    "ean": "3760000000001", "name": "TV wall mount", "brand_name": "KIMEX", "weight": 1.5, "status": "active",
    "image_urls": ["https://shop.example/front.jpg"],
}  # fmt: skip


def all_scopes(merchant: Merchant) -> Caller:
    """A program that may do everything."""
    return Caller(merchant, Scope.values)


def fill(merchant: Merchant) -> dict[str, str]:
    """Rows of every kind; gives their ids."""
    caller = all_scopes(merchant)
    assert caller.post("/ext/products", PRODUCT).status_code == 200
    template = builders.make_template(merchant)
    photos = retouched.mendable(merchant, 3)
    order = retouched.ordered(merchant, photos)
    jobs = list(Job.objects.filter(order=order).order_by("pk"))
    retouched.delivered(jobs[0])
    publication = retouched.published(retouched.approved(jobs[1]))
    image = photos[0].image
    ImageVersion.objects.create(merchant=merchant, image=image, remote_id="r", sha256=image.sha256)
    Invoice.objects.create(merchant=merchant, number="INV-1", amount="12.50", currency="USD")
    audit.record(merchant, "anna@shop.example", "order.placed", order, photos=3)
    endpoint = Endpoint.objects.create(
        merchant=merchant, url="https://erp.example/hooks", events=[Event.JOB_DELIVERED.value]
    )
    announce(merchant.pk, Event.JOB_DELIVERED, {"job_id": str(jobs[0].pk)})
    handed_in = Import.objects.create(
        merchant=merchant, store=create_upload_store(merchant, "Uploads"), state="importing_data",
        archive="imports/a.zip", filename="a.zip",
        problems=[{"row": 3, "column": "image", "value": "b.jpg", "accepted": "a picture", "problem": "It is not there."}],
    )  # fmt: skip
    analysis = Analysis.objects.create(
        merchant=merchant, state="done", channels=["amazon"], values=builders.grey_ground().to_json(), name="a.jpg"
    )
    yesterday = timezone.localdate() - timedelta(days=1)
    HealthDay.objects.create(merchant=merchant, store=image.store, day=yesterday, photos=3, meeting=1)
    return {
        "ean": PRODUCT["ean"], "store_id": str(photos[0].store_id), "image_id": str(image.pk), "order_id": str(order.pk),
        "job_id": str(jobs[0].pk), "waiting_job_id": str(jobs[2].pk),
        "publication_id": str(publication.pk), "webhook_id": str(endpoint.pk),
        "delivery_id": str(endpoint.messages.get().number), "analysis_id": str(analysis.pk),
        "template_id": str(template.pk), "import_id": str(handed_in.import_id), "output_id": str(publication.output_id),
    }  # fmt: skip
