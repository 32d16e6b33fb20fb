"""What every platform promises, run against each one in the registry."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

import connectors.platforms
from connectors.contract import (
    ABILITIES,
    AddsImage,
    CountsThings,
    Gallery,
    ImageRecord,
    Kept,
    Picture,
    ReadsCategories,
    ReadsImages,
    ReadsProducts,
    TakesPhotos,
    WritesImage,
    WritesProduct,
    ability_report,
)
from connectors.errors import AuthFailed, BadReply, ConnectorError, NotFound, RateLimited, Temporary
from connectors.gallery import Conflict, NotAsSent, Written, can_replace, replace_image, sha256_of
from connectors.http import Http
from connectors.platforms.upload.connector import UploadConnector
from connectors.registry import PLATFORMS, connector_class
from tests.connectors.conftest import harness_class
from tests.connectors.harness import Harness, OverHttp

FOLDER = Path(connectors.platforms.__file__).parent


# ---- the registry ----------------------------------------------------------------------------------------------


def test_every_folder_of_platforms_is_registered():
    folders = {path.name for path in FOLDER.iterdir() if path.is_dir() and not path.name.startswith("__")}
    assert folders == set(PLATFORMS)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_platform_is_called_as_its_folder_and_has_a_harness(platform: str):
    kind = connector_class(platform)
    assert kind.platform == platform
    assert kind.__module__ == f"connectors.platforms.{platform}.connector"
    assert harness_class(platform).platform == platform


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_platform_says_what_it_is_and_where_each_setting_is_found(platform: str):
    kind = connector_class(platform)
    assert kind.label
    assert kind.help
    assert kind.setup
    for field in kind.setup:
        assert field.label
        assert len(field.help) > 20, f"{field.name} does not say where its value is found"


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_platform_shows_photos_or_takes_them_and_gives_a_reason_for_each_ability_that_it_lacks(platform: str):
    kind = connector_class(platform)
    assert issubclass(kind, ReadsImages) or (issubclass(kind, TakesPhotos) and kind.reasons["images"])
    assert all(line.has or line.reason for line in ability_report(kind))
    assert {line.name for line in ability_report(kind)} >= {ability.name for ability in ABILITIES}


# ---- getting in ------------------------------------------------------------------------------------------------


def test_good_settings_pass(reached: OverHttp):
    with reached.open() as connector:
        assert connector.check().name


def test_a_wrong_key_is_refused_for_good(reached: OverHttp):
    with reached.open(**reached.wrong_key) as connector, pytest.raises(AuthFailed) as caught:
        connector.check()
    assert caught.value.permanent


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_stops_working_asks_for_a_new_one(reached: OverHttp, status: int):
    reached.proxy.answer_next(status, times=4)
    with reached.open() as connector, pytest.raises(AuthFailed):
        reached.read(connector)


def test_a_wrong_address_is_named(reached: OverHttp):
    wrong = reached.wrong_address()
    with reached.open(**wrong) as connector, pytest.raises(ConnectorError) as caught:
        connector.check()
    assert any(part in str(caught.value) for part in urlsplit(wrong["url"])[1:3])


def test_an_upload_store_without_its_folder_is_named(tmp_path: Path):
    with Http() as http, pytest.raises(NotFound, match="missing"):
        UploadConnector({"folder": str(tmp_path / "missing")}, http).check()


# ---- reading ---------------------------------------------------------------------------------------------------


@pytest.fixture
def small_pages(listing: Harness, monkeypatch: pytest.MonkeyPatch) -> int:
    """Pages so small that there are at least three, at most five."""
    size = max(3, -(-len(listing.product_ids()) // 4))
    monkeypatch.setattr(listing.page_size, size)
    return size


def all_products(connector: ReadsProducts, **options: Any) -> list[Any]:
    return [product for page in connector.product_pages(**options) for product in page.products]


def test_all_products_come_once_each_over_several_pages(listing: Harness, small_pages: int):
    with listing.open() as connector:
        pages = list(connector.product_pages())
    ids = [product.id for page in pages for product in page.products]
    assert len(pages) >= 3
    assert sorted(ids) == sorted(listing.product_ids())
    assert all(isinstance(product_id, str) for product_id in ids)
    assert pages[-1].next_cursor is None


def test_the_next_page_is_not_read_before_it_is_asked_for(over_http: OverHttp, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(over_http.page_size, 3)
    with over_http.open() as connector:
        pages = connector.product_pages()
        next(pages)
        before = len(over_http.proxy.reads)
        next(pages)
    assert len(over_http.proxy.reads) > before


def test_reading_goes_on_at_the_cursor(listing: Harness, small_pages: int):
    with listing.open() as connector:
        first = next(connector.product_pages())
        rest = all_products(connector, cursor=first.next_cursor)
    ids = [product.id for product in (*first.products, *rest)]
    assert sorted(ids) == sorted(listing.product_ids())


def test_since_gives_the_changed_products_alone(listing: Harness):
    changed = listing.product_ids()[2]
    moment = datetime.now(UTC)
    listing.change_product(changed)
    with listing.open() as connector:
        assert [product.id for product in all_products(connector, since=moment)] == [changed]


def test_a_broken_product_is_named_and_the_rest_goes_on(listing: Harness):
    ids = listing.product_ids()
    broken = listing.break_product()
    with listing.open() as connector:
        pages = list(connector.product_pages())
    named = [record for page in pages for record in page.broken]
    assert [record.id for record in named] == [broken]
    assert named[0].reason
    assert {product.id for page in pages for product in page.products} == set(ids) - {broken}


def test_photos_are_readable_in_order_with_their_alt_texts(harness: Harness):
    product_id, _ = harness.example()
    with harness.open() as connector:
        gallery = connector.gallery(product_id)
        listed = next(one for one in all_products(connector) if one.id == product_id)
        assert all(connector.read_picture(image.url) for image in gallery.images)
    assert [image.position for image in gallery.images] == list(range(len(gallery.images)))
    assert all(bool(image.alt) == harness.kind.shows_alt for image in gallery.images)
    assert list(listed.images or gallery.images) == list(gallery.images)
    assert all(isinstance(image.id, str) and image.product_id == product_id for image in gallery.images)


def test_variants_say_which_photo_they_show(harness: Harness):
    if not harness.has_variants:
        pytest.skip("this platform has no variants")
    product_id, image_id = harness.example()
    with harness.open() as connector:
        assert image_id in {variant.image_id for variant in connector.gallery(product_id).variants}


def test_a_product_that_is_not_there_is_not_found(harness: Harness):
    with harness.open() as connector, pytest.raises(NotFound):
        connector.gallery("987654321")


def test_categories_and_counts_fit_what_is_listed(listing: Harness):
    with listing.open() as connector:
        if isinstance(connector, CountsThings):
            counts = connector.counts()
            assert counts.products == len(listing.product_ids())
            assert counts.images in {None, listing.picture_count()}
        if isinstance(connector, ReadsCategories):
            categories = list(connector.categories())
            ids = {category.id for category in categories}
            used = {one for product in all_products(connector) for one in product.category_ids}
            assert used <= ids
            assert all(category.name and "&amp;" not in category.name for category in categories)


# ---- answers that are none -------------------------------------------------------------------------------------


def test_429_waits_as_asked_and_then_goes_on(reached: OverHttp):
    reached.proxy.answer_next(429, Retry_After="0.3")
    begun = time.monotonic()
    with reached.open(tries=2) as connector:
        reached.read(connector)
    assert time.monotonic() - begun >= 0.3


def test_429_again_and_again_says_how_long_to_wait(reached: OverHttp):
    reached.proxy.answer_next(429, times=2, Retry_After="0.1")
    with reached.open(tries=2) as connector, pytest.raises(RateLimited) as caught:
        reached.read(connector)
    assert caught.value.retry_after == 0.1


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_store_with_a_problem_of_its_own_is_asked_again_later(reached: OverHttp, status: int):
    reached.proxy.answer_next(status)
    with reached.open() as connector, pytest.raises(Temporary) as caught:
        reached.read(connector)
    assert not caught.value.permanent


def test_a_store_that_does_not_answer_is_asked_again_later(reached: OverHttp):
    reached.proxy.hold_next_answer("GET")
    with reached.open(within_s=0.3) as connector, pytest.raises(Temporary):
        reached.read(connector)


@pytest.mark.parametrize("body", [b"<!doctype html><title>Just a moment</title>", b"", b'{"x": ', b"[1, 2]", b"7"])
def test_an_answer_that_is_not_the_platforms_is_a_bad_reply(over_http: OverHttp, body: bytes):
    over_http.proxy.answer_next(200, body, x_wp_total="1", x_wp_totalpages="1")
    with over_http.open() as connector, pytest.raises(BadReply):
        connector.gallery(over_http.example()[0])


def test_a_cut_off_answer_is_a_bad_reply(over_http: OverHttp):
    product_id, _ = over_http.example()
    over_http.proxy.cut_next_answer()
    with over_http.open() as connector, pytest.raises(BadReply):
        connector.gallery(product_id)


def test_a_missing_field_is_a_bad_reply(over_http: OverHttp):
    product_id, _ = over_http.example()
    over_http.drop_field("images")
    with over_http.open() as connector, pytest.raises(BadReply, match="images"):
        connector.gallery(product_id)


# ---- writing ---------------------------------------------------------------------------------------------------


class Publishing:
    """One photo of the example product about to be replaced."""

    def __init__(self, harness: Harness, connector: Any) -> None:
        self.harness, self.connector = harness, connector
        self.product_id, self.image_id = harness.example()
        self.before: Gallery = connector.gallery(self.product_id)
        self.index = [image.id for image in self.before.images].index(self.image_id)
        old = connector.read_picture(self.before.images[self.index].url)
        self.original = harness.pictures.picture(old, "original.jpg")
        self.picture = harness.picture()
        self.snapshot: dict[str, Any] | None = None

    def run(self, picture: Picture | None = None) -> Written:
        return replace_image(
            self.connector,
            product_id=self.product_id,
            image_id=self.image_id,
            expected_sha256=sha256_of(self.original.data),
            picture=picture or self.picture,
            original=self.original,
            keep_snapshot=self._keep,
            earlier=self.snapshot,
        )

    def _keep(self, snapshot: dict[str, Any]) -> None:
        self.snapshot = snapshot

    def others(self, gallery: Gallery) -> list[ImageRecord]:
        return [image for place, image in enumerate(gallery.images) if place != self.index]

    def links(self, gallery: Gallery, shown: str) -> set[str]:
        return {variant.id for variant in gallery.variants if variant.image_id == shown}


def test_a_replaced_photo_shows_the_new_bytes_and_nothing_else_changes(harness: Harness):
    with harness.open() as connector:
        if not can_replace(type(connector)):
            pytest.skip("this platform cannot replace a photo")
        publishing = Publishing(harness, connector)
        written = publishing.run()
        after = connector.gallery(publishing.product_id)
        new = after.images[publishing.index]
        assert new.id == written.remote_id
        assert connector.same_picture(connector.read_picture(new.url), publishing.picture.data)
        assert new.alt == publishing.before.images[publishing.index].alt
        assert publishing.others(after) == publishing.others(publishing.before)
        assert publishing.links(after, new.id) == publishing.links(publishing.before, publishing.image_id)
        assert isinstance(connector, WritesImage)
        assert connector.in_place == (new.id == publishing.image_id)


def test_the_same_publication_again_adds_nothing(harness: Harness):
    with harness.open() as connector:
        publishing = Publishing(harness, connector)
        first = publishing.run()
        number = harness.picture_count()
        assert publishing.run().remote_id == first.remote_id
    assert harness.picture_count() == number


@pytest.mark.parametrize("fate", ["lose_next_answer", "hold_next_answer"])
def test_a_write_whose_answer_was_lost_is_found_again(over_http: OverHttp, fate: str, monkeypatch: pytest.MonkeyPatch):
    if over_http.write_timeout:
        monkeypatch.setattr(over_http.write_timeout, 0.5)
    with over_http.open() as connector, over_http.open(within_s=0.5) as impatient:
        publishing = Publishing(over_http, connector)
        number = over_http.picture_count()
        getattr(over_http.proxy, fate)("PUT")
        publishing.connector = impatient
        with pytest.raises(Temporary):
            publishing.run()
        publishing.connector = connector
        written = publishing.run()
        shown = connector.read_picture(written.gallery.images[publishing.index].url)
        assert connector.same_picture(shown, publishing.picture.data)
        assert written.sha256 == sha256_of(shown)
        assert publishing.others(written.gallery) == publishing.others(publishing.before)
    assert over_http.picture_count() == number


def test_a_photo_that_the_owner_changed_is_not_overwritten(harness: Harness):
    with harness.open() as connector:
        publishing = Publishing(harness, connector)
        harness.replace_photo(publishing.product_id, publishing.image_id)
        now = connector.gallery(publishing.product_id)
        with pytest.raises(Conflict) as caught:
            publishing.run()
        assert connector.gallery(publishing.product_id) == now
        assert caught.value.live == connector.read_picture(now.images[publishing.index].url)
    assert not (harness.proxy and harness.proxy.writes)


def test_a_store_that_links_instead_of_copying_is_noticed(over_http: OverHttp):
    if not over_http.takes_addresses:
        pytest.skip("this platform is sent the bytes, and no address")
    with over_http.open() as connector:
        publishing = Publishing(over_http, connector)
        over_http.link_new_pictures(publishing.before, publishing.picture.url)
        with pytest.raises(NotAsSent) as caught:
            publishing.run()
    assert any("links to the hub" in difference for difference in caught.value.differences)


def test_a_write_that_mixes_something_up_is_repaired_once(over_http: OverHttp):
    if not issubclass(over_http.kind, WritesProduct):
        pytest.skip("a write touches the bytes of one photo alone")
    with over_http.open() as connector:
        publishing = Publishing(over_http, connector)
        over_http.proxy.edit_writes(over_http.sabotaged)
        written = publishing.run()
        after = connector.gallery(publishing.product_id)
        assert after.images[publishing.index].id == written.remote_id
        assert after.images[publishing.index].alt == publishing.before.images[publishing.index].alt
        assert publishing.others(after) == publishing.others(publishing.before)


def test_a_write_that_cannot_be_repaired_is_taken_back(over_http: OverHttp):
    with over_http.open() as connector:
        publishing = Publishing(over_http, connector)
        over_http.spoil_until_put_back()
        with pytest.raises(NotAsSent) as caught:
            publishing.run()
        after = connector.gallery(publishing.product_id)
        assert caught.value.restored
        assert caught.value.differences
        live = connector.read_picture(after.images[publishing.index].url)
        assert connector.same_picture(live, publishing.original.data)
        assert [image.alt for image in after.images] == [image.alt for image in publishing.before.images]
        shown = after.images[publishing.index].id
        assert publishing.links(after, shown) == publishing.links(publishing.before, publishing.image_id)


def test_a_photo_is_added_where_it_is_wanted(harness: Harness):
    with harness.open() as connector:
        if not isinstance(connector, AddsImage) or not connector.places:
            pytest.skip("this platform cannot add a photo at a place")
        product_id, _ = harness.example()
        before = connector.gallery(product_id)
        first = connector.add_image(product_id, harness.picture(11), position=1, alt="From the side")
        last = connector.add_image(product_id, harness.picture(12), alt="From below")
        after = connector.gallery(product_id)
    ids = [image.id for image in before.images]
    assert [image.id for image in after.images] == [ids[0], first.id, *ids[1:], last.id]
    assert after.images[1].alt == ("From the side" if connector.shows_alt else "")


def test_a_replaced_photo_can_move(harness: Harness):
    with harness.open() as connector:
        if not isinstance(connector, WritesImage) or not connector.moves:
            pytest.skip("this platform does not move a photo that it replaces")
        product_id, image_id = harness.example()
        ids = [image.id for image in connector.gallery(product_id).images]
        new = connector.post_image(product_id, image_id, harness.picture(13), position=0)
        after = connector.gallery(product_id)
        assert connector.same_picture(connector.read_picture(after.images[0].url), harness.picture(13).data)
    assert [image.id for image in after.images] == [new.id, *(one for one in ids if one != image_id)]
    assert new.position == 0


def test_a_product_takes_its_photos_in_another_order(harness: Harness):
    with harness.open() as connector:
        if not isinstance(connector, WritesProduct):
            pytest.skip("this platform cannot rearrange photos")
        product_id, _ = harness.example()
        before = connector.gallery(product_id)
        turned = [Kept(image.id) for image in reversed(before.images)]
        connector.post_product(product_id, turned)
        after = connector.gallery(product_id)
    assert [image.id for image in after.images] == [one.image_id for one in turned]
    assert {image.id: image.alt for image in after.images} == {image.id: image.alt for image in before.images}


# ---- secrets and strangers -------------------------------------------------------------------------------------


def test_no_secret_is_in_an_error_or_in_a_connectors_name(reached: OverHttp):
    fields = [field.name for field in reached.kind.setup if field.kind == "secret"]
    secrets = [reached.settings[name] for name in fields if reached.settings.get(name)]
    said = []
    for status in (400, 401, 403, 404, 429, 500):
        reached.proxy.answer_next(status, b"{}", times=4)
        with reached.open() as connector:
            said += [repr(connector), str(connector), repr(connector.http)]
            with pytest.raises(ConnectorError) as caught:
                reached.read(connector)
            said += [str(caught.value), repr(caught.value)]
        reached.proxy.forget()
    assert not [text for text in said for secret in secrets if secret in text]


def test_two_connectors_share_nothing(reached: OverHttp):
    with reached.open() as one, reached.open() as other:
        assert one.settings is not other.settings
        assert one.http is not other.http
        one.settings["url"] = "http://127.0.0.1:1"
        assert other.check().name
