"""What is published in a shop reaches the merchant's PIMs: once more after an undo, again after a failure, never wrongly."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from connectors.models import Image, Product, Store, Variant
from connectors.sync import continue_syncs, start_sync
from pixelzhub.retouch.forwarding import forward_photos
from pixelzhub.retouch.models import Forwarding, Publication
from pixelzhub.retouch.publish import undo
from tests import builders
from tests.connectors.pixee.harness import PixeeHarness
from tests.connectors.prestashop.harness import PrestaShopHarness
from tests.connectors.wizart.harness import WizartHarness
from tests.pixelzhub.retouch.published import published_photo, synced_shop, write

pytestmark = pytest.mark.django_db(transaction=True)
State = Forwarding.State


@pytest.fixture
def presta(tmp_path: Path) -> Iterator[PrestaShopHarness]:
    with PrestaShopHarness.start(None, tmp_path) as running:
        yield running


@pytest.fixture
def wizart(tmp_path: Path) -> Iterator[WizartHarness]:
    with WizartHarness.start(None, tmp_path) as running:
        yield running


@pytest.fixture
def pim(merchant, wizart: WizartHarness, presta: PrestaShopHarness, settings) -> Store:
    """A Wizart account beside the shop; it knows one product, by its SKU."""
    settings.ALLOWED_PRIVATE_HOSTS = presta.hosts() | wizart.hosts()
    made = builders.make_store(merchant, platform="wizart")
    made.settings = wizart.settings
    made.save()
    return made


@pytest.fixture
def publication(merchant, pim: Store, presta: PrestaShopHarness) -> Publication:
    """A main photo of that product, published in the shop."""
    intent = published_photo(synced_shop(merchant, presta), presta)
    Product.objects.filter(pk=intent.product_id).update(sku="wp_001", ean="")
    intent.product.refresh_from_db()
    type(intent.placement).objects.filter(pk=intent.placement_id).update(position=0)
    return write(intent)


def forwarded(publication: Publication) -> Forwarding:
    """One go at what is waiting or under way."""
    forward_photos(Forwarding.objects.filter(publication=publication).values_list("pk", flat=True))
    return Forwarding.objects.get(publication=publication)


def test_a_store_that_lists_nothing_syncs_by_being_reached(pim: Store) -> None:
    continue_syncs([start_sync(pim).pk], placed=lambda ids: None)
    pim.refresh_from_db()
    assert pim.state == Store.State.ACTIVE
    assert pim.last_sync_at


def test_a_published_photo_is_imported_and_followed_to_its_end(publication: Publication, wizart: WizartHarness) -> None:
    assert publication.state == Publication.State.PUBLISHED, publication.last_error
    assert Forwarding.objects.get().state == State.WAITING
    sent = forwarded(publication)
    assert sent.state == State.SENT
    assert sent.due_at
    assert sent.due_at > timezone.now()
    assert len(wizart.pim.imports) == 1
    for _ in range(10):
        if (now := forwarded(publication)).state != State.SENT:
            break
    assert (now.state, now.due_at) == (State.TAKEN, None)
    assert len(wizart.pim.imports) == 1


def test_an_undone_photo_goes_there_as_it_was_before(publication: Publication, wizart: WizartHarness) -> None:
    forwarded(publication)
    assert undo(publication=publication, by="test")
    assert write(publication).state == Publication.State.UNDONE, publication.last_error
    assert forwarded(publication).state == State.SENT
    first, second = wizart.pim.imports.values()
    assert first.files.keys() != second.files.keys()


def test_a_photo_that_changes_while_it_is_handed_over_is_handed_over_again(
    publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pixelzhub.retouch import forwarding

    hand_over = forwarding._photos

    def meanwhile(of: Publication) -> Iterator[object]:
        forwarding.forward_later(of)
        return hand_over(of)

    monkeypatch.setattr(forwarding, "_photos", meanwhile)
    assert forwarded(publication).state == State.WAITING


def test_a_product_that_the_store_does_not_know_is_no_failure(publication: Publication) -> None:
    Product.objects.filter(pk=publication.product_id).update(sku="mh-01")
    Variant.objects.all().delete()
    assert forwarded(publication).state == State.UNKNOWN


def test_a_variant_that_shows_another_photo_keeps_it(publication: Publication) -> None:
    """Each SKU is a row there: one colour's photo must not take the place of the other colours' photos."""
    Product.objects.filter(pk=publication.product_id).update(sku="mh-01")
    other = Image.objects.exclude(pk=publication.image_id).first()
    variant = Variant.objects.filter(product=publication.product_id)
    variant.update(sku="wp_001", ean="", image=other)
    assert forwarded(publication).state == State.UNKNOWN
    variant.update(image=publication.image_id)
    Forwarding.objects.update(state=State.WAITING)
    assert forwarded(publication).state == State.SENT


@pytest.mark.parametrize(("status", "state"), [(503, State.WAITING), (422, State.REFUSED), (401, State.WAITING)])
def test_a_failure_is_told_and_tried_again_if_that_may_help(
    publication: Publication, wizart: WizartHarness, status: int, state: str
) -> None:
    wizart.proxy.answer_next(status, b'{"errors": [{"title": "The table is wrong"}]}', times=8)
    found = forwarded(publication)
    assert found.state == state
    assert found.says or found.last_error
    assert (found.due_at is None) == (state == State.REFUSED)


def test_a_paused_store_is_left_alone(publication: Publication, pim: Store, wizart: WizartHarness) -> None:
    Store.objects.filter(pk=pim.pk).update(state=Store.State.PAUSED)
    found = forwarded(publication)
    assert (found.state, len(wizart.pim.imports)) == (State.WAITING, 0)
    assert found.due_at
    assert found.due_at > timezone.now()


def test_nothing_is_told_to_a_shop_or_to_another_merchant(publication: Publication) -> None:
    stranger = builders.make_store(builders.make_merchant("Others"), platform="wizart")
    builders.make_store(publication.merchant, platform="woocommerce")
    undo(publication=publication, by="test")
    write(publication)
    assert not Forwarding.objects.filter(store=stranger).exists()
    assert set(Forwarding.objects.values_list("store__platform", flat=True)) == {"wizart"}


def test_pixee_is_told_which_product_has_a_new_photo(
    merchant, presta: PrestaShopHarness, tmp_path: Path, settings
) -> None:
    with PixeeHarness.start(None, tmp_path) as pixee:
        settings.ALLOWED_PRIVATE_HOSTS = presta.hosts() | pixee.hosts()
        pixee.shop.add_connector("Shop")
        store = builders.make_store(merchant, platform="pixee")
        store.settings = pixee.settings
        store.save()
        continue_syncs([start_sync(store).pk], placed=lambda ids: None)
        assert Product.objects.filter(store=store).count() == 10
        intent = published_photo(synced_shop(merchant, presta), presta)
        Product.objects.filter(pk=intent.product_id).update(ean="3760000000003")
        sent = forwarded(write(intent))
        assert sent.state == State.SENT, sent.says


def test_the_pages_show_what_became_of_it_and_offer_another_try(
    client, merchant, owner, publication: Publication, pim: Store
) -> None:
    Forwarding.objects.update(state=State.REFUSED, says="Row 7: the photo is missing.", due_at=None)
    client.force_login(owner)
    page = client.get(reverse("dashboard:store", args=[pim.pk])).content.decode()
    assert "Row 7: the photo is missing." in page
    assert "Try 1 photo again" in page
    assert "What is looked at" not in page
    assert "Row 7" in client.get(reverse("dashboard:publication", args=[publication.pk])).content.decode()
    client.post(reverse("dashboard:forward-again", args=[pim.pk]))
    again = Forwarding.objects.get()
    assert (again.state, again.says) == (State.WAITING, "")
    assert again.due_at
