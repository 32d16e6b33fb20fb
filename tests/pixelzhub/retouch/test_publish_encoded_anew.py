"""A store that encodes every picture anew: what it shows counts as ours, is no change of theirs, and can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from analytics.measure import measure_images, original_path
from connectors.gallery import sha256_of
from connectors.models import Image, ImageVersion, Store
from connectors.stores import connector_of
from pixelzhub.retouch.models import Publication
from pixelzhub.retouch.publish import undo
from tests.connectors.prestashop.harness import PrestaShopHarness
from tests.pixelzhub.retouch.conftest import stored
from tests.pixelzhub.retouch.published import published_photo, synced_shop, write

pytestmark = pytest.mark.django_db(transaction=True)
State = Publication.State


@pytest.fixture
def presta(tmp_path: Path, settings) -> Iterator[PrestaShopHarness]:
    with PrestaShopHarness.start(None, tmp_path) as running:
        settings.ALLOWED_PRIVATE_HOSTS = running.hosts()
        yield running


@pytest.fixture
def store(merchant, presta: PrestaShopHarness) -> Store:
    return synced_shop(merchant, presta)


@pytest.fixture
def publication(store: Store, presta: PrestaShopHarness) -> Publication:
    return write(published_photo(store, presta))


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
