"""Photos fit the device of the token that asks: WebP of up to 1600 px for pages, of 1080 px for phones, else as they are."""

from __future__ import annotations

import io
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import PIL.Image
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from analytics.measure import original_path
from connectors.article_models import Article
from connectors.articles.shelf import SCHEME
from pixelzhub.accounts.keys import create_key
from pixelzhub.accounts.kinds import Kind
from pixelzhub.accounts.tokens import create_token
from pixelzhub.partners.renditions import fitted
from pixelzhub.partners.renditions.fitting import CannotFit, fit, webp_of
from tests import builders
from tests.builders import make_jpeg, make_merchant

pytestmark = pytest.mark.django_db
EAN = "4006381333931"
SCOPES = ["ext:products:read", "ext:images:read"]
_number = count()
SIDES = {Kind.WEB: 1600, Kind.ANDROID: 1080, Kind.IOS: 1080, Kind.DIRECT: 2400, Kind.API_KEY: 2400}


def ask(merchant, kind: Kind, path: str) -> Any:
    """The answer's data for a caller of this kind."""
    if kind is Kind.API_KEY:
        _, key = create_key(merchant=merchant, name="ERP", scopes=SCOPES)
    else:
        _, key = create_token(merchant=merchant, kind=kind, name="Shop", scopes=SCOPES, origins=["https://a.example"])
    sent = f"Bearer {key}" if kind is Kind.API_KEY else key
    answer = Client().get(f"/api/v1{path}", headers={"Authorization": sent})
    assert answer.status_code == 200, answer.content
    return answer.json()["data"]


def fetch(address: str) -> Any:
    """The answer to whoever has the address, and nothing else."""
    return Client().get(urlsplit(address).path)


def picture_at(address: str) -> PIL.Image.Image:
    answer = fetch(address)
    assert answer.status_code == 200
    return PIL.Image.open(io.BytesIO(b"".join(answer.streaming_content)))


def kept(merchant, data: bytes, name: str = "shoe.jpg") -> str:
    """Where the hub keeps a photo of the partner catalogue."""
    return default_storage.save(f"{merchant.pk}/articles/ab/{next(_number)}/{name}", ContentFile(data))


def product_with(merchant, *addresses: str) -> None:
    pictures = [{"address": one} for one in addresses]
    Article.objects.create(merchant=merchant, ean=EAN, title="Shoe", pictures=pictures, updated_at=timezone.now())


@pytest.mark.parametrize("kind", SIDES)
@pytest.mark.parametrize("path", ["/ext/products", f"/ext/products/{EAN}"])
def test_a_products_photos_fit_the_device(merchant, kind: Kind, path: str) -> None:
    product_with(merchant, SCHEME + kept(merchant, make_jpeg((2400, 1200))))
    data = ask(merchant, kind, path)
    [address] = (data[0] if isinstance(data, list) else data)["image_urls"]
    picture = picture_at(address)
    assert picture.size == (SIDES[kind], SIDES[kind] // 2)
    assert picture.format == ("JPEG" if SIDES[kind] == 2400 else "WEBP")


def test_a_photo_that_the_hub_does_not_keep_is_given_as_it_is(merchant) -> None:
    product_with(merchant, "https://cdn.example.com/shoe.jpg")
    assert ask(merchant, Kind.IOS, f"/ext/products/{EAN}")["image_urls"] == ["https://cdn.example.com/shoe.jpg"]


@pytest.mark.parametrize("kind", SIDES)
def test_the_kept_original_of_a_photo_fits_the_device_and_its_live_address_stays(merchant, kind: Kind) -> None:
    image = builders.make_photo(builders.make_product(builders.make_store(merchant))).image
    default_storage.save(original_path(merchant.pk, image.sha256, image.url), ContentFile(make_jpeg((1200, 2400))))
    told = {one["kind"]: one["url"] for one in ask(merchant, kind, f"/ext/images/{image.pk}")["renditions"]}
    assert told["live"] == image.url
    assert picture_at(told["original"]).size == (SIDES[kind] // 2, SIDES[kind])


def test_a_copy_is_made_once_on_first_request_and_lies_beside_its_source(merchant, monkeypatch) -> None:
    made = []
    monkeypatch.setattr(fitted, "fit", lambda data, side: made.append(side) or fit(data, side))
    place = kept(merchant, make_jpeg((2000, 2000)))
    product_with(merchant, SCHEME + place)
    [address] = ask(merchant, Kind.WEB, f"/ext/products/{EAN}")["image_urls"]
    assert not default_storage.exists(f"{place}.1600.webp")
    answers = [fetch(address) for _ in range(3)]
    assert [answer.headers["Content-Type"] for answer in answers] == ["image/webp"] * 3
    assert answers[0].headers["X-Content-Type-Options"] == "nosniff"
    assert made == [1600]
    assert default_storage.exists(f"{place}.1600.webp")


def test_a_small_photo_is_not_enlarged(merchant) -> None:
    product_with(merchant, SCHEME + kept(merchant, make_jpeg((300, 200))))
    [address] = ask(merchant, Kind.WEB, f"/ext/products/{EAN}")["image_urls"]
    assert picture_at(address).size == (300, 200)


def test_a_file_that_cannot_be_read_is_given_as_it_is_and_tried_once(merchant, monkeypatch) -> None:
    made = []
    monkeypatch.setattr(fitted, "fit", lambda data, side: made.append(side) or fit(data, side))
    product_with(merchant, SCHEME + kept(merchant, b"no picture", "shoe.psd"))
    [address] = ask(merchant, Kind.IOS, f"/ext/products/{EAN}")["image_urls"]
    for _ in range(2):
        assert b"".join(fetch(address).streaming_content) == b"no picture"
    assert made == [1080]


def test_nobody_can_ask_for_a_size_or_a_file_of_their_own_choice(merchant) -> None:
    product_with(merchant, SCHEME + kept(merchant, make_jpeg((2000, 2000))))
    [address] = ask(merchant, Kind.WEB, f"/ext/products/{EAN}")["image_urls"]
    assert fetch(address.replace(".1600.", ".1080.")).status_code == 404
    assert fetch(address.replace(f"/{merchant.pk}/", f"/{make_merchant('Others').pk}/")).status_code == 404
    assert fetch(address.removesuffix(".1600.webp")).status_code == 404


def test_a_copy_of_a_file_that_is_gone_is_not_there(merchant) -> None:
    place = kept(merchant, make_jpeg((2000, 2000)))
    product_with(merchant, SCHEME + place)
    [address] = ask(merchant, Kind.WEB, f"/ext/products/{EAN}")["image_urls"]
    default_storage.delete(place)
    assert fetch(address).status_code == 404


def encoded(picture: PIL.Image.Image, form: str, **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "LA", "L", "P", "1", "CMYK", "I;16"])
def test_every_kind_of_pixels_becomes_webp(mode: str) -> None:
    source = encoded(PIL.Image.new(mode, (60, 40)), "TIFF" if mode == "CMYK" else "PNG")
    picture = PIL.Image.open(io.BytesIO(webp_of(source, 30)))
    assert (picture.format, picture.size) == ("WEBP", (30, 20))
    assert ("A" in picture.mode) == ("A" in mode)


def test_a_photo_that_was_taken_sideways_stands_upright() -> None:
    exif = PIL.Image.Exif()
    exif[0x0112] = 6
    source = encoded(PIL.Image.new("RGB", (80, 40)), "JPEG", exif=exif)
    assert PIL.Image.open(io.BytesIO(webp_of(source, 1080))).size == (40, 80)


@pytest.mark.parametrize("data", [b"", b"no picture", make_jpeg((400, 400))[:500]])
def test_what_is_no_whole_picture_cannot_be_made_to_fit(data: bytes) -> None:
    with pytest.raises(CannotFit):
        fit(data, 1080)
