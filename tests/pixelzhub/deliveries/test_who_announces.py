"""Each event is told once, when it became true, with ids as the partner API has them."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from analytics.derive import derive
from analytics.measure import measure_images
from connectors.imports import create_upload_store, run_imports, start_import
from connectors.models import Image
from pixelzhub.accounts.models import Merchant, PixelzAccount
from pixelzhub.deliveries import from_catalogue
from pixelzhub.deliveries.endpoints import Message
from pixelzhub.deliveries.events import Event
from pixelzhub.deliveries.managing import make_endpoint
from pixelzhub.pipeline import BY_NAME
from pixelzhub.pixelz import ImageStatus, Status
from pixelzhub.retouch.collect import collect_outputs
from pixelzhub.retouch.follow import _save as save
from pixelzhub.retouch.follow import note
from pixelzhub.retouch.models import Job
from pixelzhub.retouch.publish import undo
from tests import builders
from tests.connectors.prestashop.harness import PrestaShopHarness
from tests.connectors.servers import Answer, Server, jpeg
from tests.pixelzhub.retouch.published import published_photo, synced_shop, write

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def listener(merchant: Merchant) -> None:
    make_endpoint(merchant=merchant, url="https://8.8.8.8/", events=list(Event.values), description="", by="x")


def told(event: Event) -> list[dict[str, Any]]:
    return [json.loads(row.body)["data"] for row in Message.objects.filter(event=event).order_by("id")]


def test_every_event_has_a_sentence() -> None:
    assert all(str(event.label).endswith(".") for event in Event)


@pytest.mark.parametrize("step", ["continue_syncs", "imports", "measure"])
def test_the_pipeline_passes_the_callbacks(step: str) -> None:
    passed = {
        "continue_syncs": {"synced": from_catalogue.store_synced},
        "imports": {"synced": from_catalogue.store_synced, "finished": from_catalogue.import_finished},
        "measure": {"measured": from_catalogue.images_measured},
    }
    assert passed[step].items() <= BY_NAME[step].run.keywords.items()  # type: ignore[attr-defined]


def test_an_import_is_told_with_its_problems_and_the_sync_after_it(merchant, settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("shoe.jpg", jpeg(1))
    store = create_upload_store(merchant, "My photos")
    row = start_import(store, SimpleUploadedFile("photos.zip", packed.getvalue()))
    run_imports([row.pk], placed=derive, synced=from_catalogue.store_synced, finished=from_catalogue.import_finished)
    assert told(Event.IMPORT_FINISHED) == [
        {
            "import_id": str(row.import_id),
            "store_id": str(store.pk),
            "status": "success",
            "rows": 1,
            "imported": 1,
            "problems": 0,
            "error": None,
        }
    ]
    assert told(Event.STORE_SYNCED) == [{"store_id": str(store.pk), "products": 1, "changes": 1, "everything": True}]


def test_an_import_that_cannot_be_read_is_told_with_the_reason(merchant, settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    row = start_import(create_upload_store(merchant, "My photos"), SimpleUploadedFile("photos.zip", b"no zip"))
    run_imports([row.pk], placed=derive, finished=from_catalogue.import_finished)
    (said,) = told(Event.IMPORT_FINISHED)
    row.refresh_from_db()
    assert (said["status"], said["error"]) == ("failure", row.last_error)


@pytest.fixture
def photos(merchant, settings) -> Iterator[list[Image]]:
    """Two photos that a shop serves, and one that it does not have."""

    def serve(call) -> Answer:
        return Answer(404) if "gone" in call.path else Answer(200, builders.make_jpeg())

    with Server(serve) as server:
        settings.ALLOWED_PRIVATE_HOSTS = frozenset({server.host})
        store = builders.make_store(merchant, settings={"url": server.url, "token": "none"})
        product = builders.make_product(store)
        yield [
            builders.make_photo(product, None, url=f"{server.url}/{name}.jpg", due_at=timezone.now()).image
            for name in ("one", "two", "gone")
        ]


def test_photos_that_were_measured_are_told_and_others_not(photos) -> None:
    measure_images([image.pk for image in photos], measured=from_catalogue.images_measured)
    store_id = str(photos[0].store_id)
    expected = [{"image_id": str(image.pk), "store_id": store_id} for image in photos[:2]]
    assert sorted(told(Event.IMAGE_MEASURED), key=str) == sorted(expected, key=str)


def test_a_batch_of_photos_costs_one_query_when_nobody_listens(merchant, photos) -> None:
    merchant.webhook_endpoints.all().delete()
    with CaptureQueriesContext(connection) as queries:
        measure_images([image.pk for image in photos], measured=from_catalogue.images_measured)
    assert len([query for query in queries if "deliveries_" in query["sql"]]) == 1


@pytest.fixture
def job(merchant):
    builders.make_pixelz(merchant)
    photo = builders.make_photo(builders.make_product(builders.make_store(merchant)), builders.grey_ground())
    return builders.make_job(photo, state="submitted", ticket="t-1", submitted_at=timezone.now())


def test_a_job_that_needs_somebody_is_told_when_it_begins_to_and_not_at_each_look(job, merchant) -> None:
    for status in (Status.AWAITING_REPLY, Status.AWAITING_REPLY, Status.IN_PRODUCTION, Status.AWAITING_REPLY):
        note(job, ImageStatus("t-1", "c", "", status, "", (), is_paid=False), PixelzAccount.objects.get())
        save([job])
    assert told(Event.JOB_NEEDS_ATTENTION) == [
        {
            "job_id": str(job.pk), "order_id": str(job.order_id), "product_id": str(job.product_id),
            "image_id": str(job.image_id), "reason": "Pixelz asks you something about this photo.",
        }
    ] * 2  # fmt: skip


def test_a_job_is_told_once_when_its_files_are_here(job, merchant, settings) -> None:
    with Server(lambda call: Answer(200, builders.make_jpeg())) as pixelz:
        settings.ALLOWED_PRIVATE_HOSTS = frozenset({pixelz.host})
        PixelzAccount.objects.update(files_url=f"{pixelz.url}/files/")
        Job.objects.update(state="finished", result_paths=["/files/a.jpg"])
        collect_outputs([job.pk])
        collect_outputs([job.pk])
    assert told(Event.JOB_DELIVERED) == [
        {
            "job_id": str(job.pk), "order_id": str(job.order_id), "product_id": str(job.product_id),
            "image_id": str(job.image_id), "files": 1,
        }
    ]  # fmt: skip


def test_a_publication_is_told_when_the_store_shows_it_and_its_undo_when_it_shows_the_other(merchant, settings):
    with PrestaShopHarness.start(None, Path(settings.MEDIA_ROOT)) as presta:
        settings.ALLOWED_PRIVATE_HOSTS = presta.hosts()
        publication = published_photo(synced_shop(merchant, presta), presta)
        assert write(publication).state == "published"
        undo(publication=publication, by="x")
        assert write(publication).state == "undone"
    expected = {
        "publication_id": str(publication.pk), "job_id": str(publication.output.job_id),
        "store_id": str(publication.store_id), "product_id": str(publication.product_id),
        "image_id": str(publication.image_id),
    }  # fmt: skip
    assert told(Event.PUBLICATION_PUBLISHED) == told(Event.PUBLICATION_UNDONE) == [expected]
