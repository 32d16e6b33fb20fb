"""A store that encodes every picture anew: what it shows counts as ours, is no change of theirs, and can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from analytics.derive import derive
from analytics.measure import keep_file, measure_images, original_path
from connectors.gallery import sha256_of
from connectors.models import Image, ImageVersion, Placement, Store
from connectors.stores import connector_of
from connectors.sync import continue_syncs, start_sync
from pixelzhub.retouch.models import Output, Publication
from pixelzhub.retouch.publish import publish_outputs, undo
from pixelzhub.retouch.writing import write_publications
from tests import builders
from tests.connectors.prestashop.harness import PrestaShopHarness
from tests.pixelzhub.retouch.conftest import stored

pytestmark = pytest.mark.django_db(transaction=True)
State = Publication.State


@pytest.fixture
def presta(tmp_path: Path, settings) -> Iterator[PrestaShopHarness]:
    with PrestaShopHarness.start(None, tmp_path) as running:
        settings.ALLOWED_PRIVATE_HOSTS = running.hosts()
        yield running


@pytest.fixture
def store(merchant, presta: PrestaShopHarness) -> Store:
    made = builders.make_store(merchant, platform="prestashop")
    made.settings = presta.settings
    made.save()
    continue_syncs([start_sync(made).pk], placed=derive)
    return made


@pytest.fixture
def publication(store: Store, presta: PrestaShopHarness) -> Publication:
    """A retouched photo that is published."""
    product_id, image_id = presta.example()
    placement = Placement.objects.get(product__remote_id=product_id, image__remote_id=image_id)
    measure_images([placement.image_id])
    placement.refresh_from_db()
    original = presta.store.shop.files[int(image_id)]
    keep_file(original_path(store.merchant_id, placement.image.sha256, placement.image.url), original)
    data = builders.make_jpeg((64, 48), ground=(255, 255, 255))
    file = f"{store.merchant_id}/outputs/{sha256_of(data)}.jpg"
    keep_file(file, data)
    job = builders.make_job(placement)
    output = Output.objects.create(
        merchant=store.merchant, job=job, source="", file=file, sha256=sha256_of(data), bytes=len(data),
        meets=True, review=Output.Review.APPROVED, reviewed_at=timezone.now(), reviewed_by="test",
    )  # fmt: skip
    made = publish_outputs(merchant=store.merchant, outputs=[output], by="test")[0]
    return write(made)


def write(publication: Publication) -> Publication:
    write_publications([publication.pk])
    publication.refresh_from_db()
    return publication


def shown(publication: Publication) -> bytes:
    with connector_of(publication.store) as connector:
        gallery = connector.gallery(publication.product.remote_id)
        image = next(one for one in gallery.images if one.id == publication.image.remote_id)
        return connector.read_picture(image.url)


def test_what_the_store_shows_is_what_the_hub_keeps(publication: Publication) -> None:
    assert publication.state == State.PUBLISHED, publication.last_error
    image = Image.objects.get(pk=publication.image_id)
    assert image.sha256 == sha256_of(shown(publication)) != publication.output.sha256
    assert publication.after_sha256 == image.sha256


def test_the_next_look_at_the_photo_finds_no_change_of_theirs(publication: Publication) -> None:
    measure_images([publication.image_id])
    versions = ImageVersion.objects.filter(image=publication.image).order_by("pk")
    assert list(versions.values_list("changed_by", flat=True)) == ["store", "hub"]


def test_killed_after_the_write_is_found_published(publication: Publication, presta: PrestaShopHarness) -> None:
    writes = len(presta.proxy.writes)
    left = {"state": State.WRITING, "published_at": None, "due_at": timezone.now(), "writer_until": None}
    Publication.objects.filter(pk=publication.pk).update(**left)
    assert write(publication).state == State.PUBLISHED
    assert len(presta.proxy.writes) == writes


def test_undo_shows_the_old_photo_again(publication: Publication) -> None:
    before = stored(original_path(publication.merchant_id, publication.before_sha256, publication.image.url))
    assert undo(publication=publication, by="test")
    assert write(publication).state == State.UNDONE, publication.last_error
    with connector_of(publication.store) as connector:
        assert connector.same_picture(shown(publication), before)
