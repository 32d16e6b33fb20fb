"""GET /ext/images/{id}: measurements with units, findings with limits, files, history, and where the photo hangs."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from analytics.accept import accept
from analytics.measure import original_path, thumbnail_path
from connectors.models import Image, Placement
from pixelzhub.dashboard.one_image import one_image
from pixelzhub.partners.renditions.routes import file_address
from tests import builders
from tests.pixelzhub.dashboard import retouched
from tests.pixelzhub.partners.caller import Caller

pytestmark = pytest.mark.django_db
ALL = "/ext/images"


@pytest.fixture
def caller(merchant) -> Caller:
    return Caller(merchant, ["ext:images:read"])


@pytest.fixture
def photo(merchant) -> Placement:
    builders.make_template(merchant)
    return retouched.mendable(merchant)[0]


def test_values_come_with_their_units(caller, photo) -> None:
    told = caller.data(f"{ALL}/{photo.image_id}")
    assert told["measurements"]["width"] == {"value": 1600, "unit": "px"}
    assert told["measurements"]["fill"] == {"value": 0.9, "unit": "share from 0 to 1"}
    assert told["measurements"]["ground_rgb"] == {"value": [229, 229, 229], "unit": "0 to 255"}
    assert told["measurements"]["letters"]["value"] is None


def test_findings_are_those_of_the_page_with_measured_and_limit(caller, merchant, photo) -> None:
    told = {one["channel"]: one for one in caller.data(f"{ALL}/{photo.image_id}/")["findings"]}
    page = one_image(merchant, photo.image)
    assert {code: [one["code"] for one in found["findings"]] for code, found in told.items()} == {
        channel.code: [finding.code for finding in channel.findings] for channel in page.channels
    }
    assert told["amazon"]["result"] == "fail"
    [ground] = [one for one in told["amazon"]["findings"] if one["code"] == "non_white_background"]
    assert (ground["severity"], ground["remedy"], ground["accepted"]) == ("blocker", "mend", False)
    assert (ground["measured"], ground["limit"]) == ("229, 229, 229", "255, 255, 255")
    assert ground["source"].startswith("https://")


def test_what_the_merchant_accepted_is_marked_and_does_not_count(caller, merchant, owner, photo) -> None:
    for code in ("non_white_background",):
        accept(merchant, "amazon", code, image=photo.image, by=owner)
    amazon = next(one for one in caller.data(f"{ALL}/{photo.image_id}")["findings"] if one["channel"] == "amazon")
    assert [one["code"] for one in amazon["findings"] if one["accepted"]] == ["non_white_background"]
    assert amazon["result"] != "fail"


def test_every_place_where_it_hangs_is_named(caller, photo) -> None:
    product = builders.make_product(photo.store, "Second")
    Placement.objects.create(merchant=photo.merchant, store=photo.store, product=product, image=photo.image, position=2)
    places = caller.data(f"{ALL}/{photo.image_id}")["places"]
    assert [(one["product_id"], one["position"], one["is_main"]) for one in places] == [
        (str(photo.product_id), 1, True),
        (str(product.pk), 3, False),
    ]


def test_files_can_be_fetched_at_their_addresses(caller, merchant, photo) -> None:
    [job] = retouched.ordered(merchant, [photo]).jobs.all()
    output = retouched.approved(job)
    for path in (thumbnail_path(merchant.pk, photo.image.sha256), output.file):
        default_storage.delete(path)
        default_storage.save(path, ContentFile(builders.make_jpeg()))
    files = {one["kind"]: one for one in caller.data(f"{ALL}/{photo.image_id}")["renditions"]}
    assert files["live"]["url"] == photo.image.url
    assert (files["output"]["output_id"], files["output"]["review"]) == (str(output.pk), "approved")
    for kind in ("thumbnail", "output"):
        answer = Client().get(urlsplit(files[kind]["url"]).path)
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
        assert b"".join(answer.streaming_content) == builders.make_jpeg()
    assert "original" not in files


def test_an_address_of_a_file_ends_and_opens_no_other(merchant, photo) -> None:
    file = thumbnail_path(merchant.pk, photo.image.sha256)
    default_storage.delete(file)
    default_storage.save(file, ContentFile(builders.make_jpeg()))
    address = urlsplit(file_address(file)).path
    *_, until, signature, _rest = address.removesuffix(file).split("/")
    assert Client().get(address).status_code == 200
    later = str(int(until) + 1)
    for wrong in (address.replace(until, later), address.replace(signature, signature[::-1]), address[:-4] + "png"):
        assert Client().get(wrong).status_code == 404
    with time_machine.travel(timezone.now() + timedelta(days=4)):
        assert Client().get(address).status_code == 404


def test_its_history_is_told(caller, merchant, photo) -> None:
    photo.image.versions.create(merchant=merchant, remote_id="r", sha256=photo.image.sha256)
    order = retouched.ordered(merchant, [photo])
    publication = retouched.published(retouched.approved(order.jobs.get()))
    history = caller.data(f"{ALL}/{photo.image_id}")["history"]
    assert [(one["changed_by"], one["until"]) for one in history["versions"]] == [("store", None)]
    assert [(one["order_id"], one["price"], one["currency"]) for one in history["jobs"]] == [
        (str(order.pk), "1.15", "USD")
    ]
    assert [(one["publication_id"], one["state"]) for one in history["publications"]] == [
        (str(publication.pk), "published")
    ]


def test_a_photo_that_is_not_measured_or_could_not_be_opened(caller, merchant) -> None:
    store = builders.make_store(merchant)
    new = builders.make_photo(builders.make_product(store), None)
    told = caller.data(f"{ALL}/{new.image_id}")
    assert (told["measurements"], told["findings"], told["sha256"]) == (None, [], None)
    broken = builders.Measurement(error="corrupt", reason="The file ends early.")
    bad = builders.make_photo(builders.make_product(store), broken)
    told = caller.data(f"{ALL}/{bad.image_id}")
    assert told["measurements"] == {"error": "corrupt", "reason": "The file ends early."}


@pytest.mark.parametrize("path", ["0", "abc", "-1", "9" * 30, "²", "%00", "1.0"])
def test_an_id_that_is_none_is_not_there(caller, path: str) -> None:
    assert caller.get(f"{ALL}/{path}").status_code == 404


def test_a_strangers_photo_is_not_there_and_the_scope_is_asked_for(caller, merchant, photo) -> None:
    [theirs] = retouched.mendable(builders.make_merchant("Others"))
    assert caller.get(f"{ALL}/{theirs.image_id}").status_code == 404
    assert Image.objects.filter(pk=theirs.image_id).exists()
    assert Caller(merchant, ["ext:orders:read"]).get(f"{ALL}/{photo.image_id}").status_code == 403


def test_the_stores_own_bytes_can_be_fetched_where_they_are_kept(caller, merchant, photo) -> None:
    own, image = "a" * 64, photo.image
    image.versions.create(merchant=merchant, remote_id="r", sha256=own, until=timezone.now())
    image.versions.create(merchant=merchant, remote_id="r", sha256=image.sha256, changed_by="hub")
    file = original_path(merchant.pk, own, image.url)
    default_storage.delete(file)
    default_storage.save(file, ContentFile(builders.make_jpeg((90, 90))))
    [original] = [one for one in caller.data(f"{ALL}/{image.pk}")["renditions"] if one["kind"] == "original"]
    assert original["sha256"] == own
    answer = Client().get(urlsplit(original["url"]).path)
    assert b"".join(answer.streaming_content) == builders.make_jpeg((90, 90))
