"""Templates with prices, in words."""

from __future__ import annotations

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from analytics.channels import CHANNELS
from analytics.measure import keep_file, thumbnail_path
from pixelzhub.dashboard.channel_fit import fits
from pixelzhub.dashboard.template_words import in_words, summary
from tests import builders
from tests.pixelzhub.dashboard.retouched import approved, mendable, ordered

LIST = reverse("dashboard:templates")


def words(**settings: object) -> dict[str, str]:
    return dict(in_words(builders.WHITE_SQUARE | settings))


def test_list_names_price_settings_and_channels(client, merchant) -> None:
    builders.make_pixelz(merchant)
    builders.make_template(merchant)
    page = client.get(LIST).content.decode()
    assert "White ground, square" in page
    assert "$1.15" in page
    assert "filled with pure white · 1,600 × 1,600 px · JPG" in page
    assert "Amazon" in page


def test_settings_are_words_and_not_codes() -> None:
    found = words(DeliveryTimeInHours=24, IsKeptMannequin=False, ColorMatching=True, ColorMatchingSetting="Follow it")
    assert found == {
        "Background": "Filled with pure white", "Size": "1,600 × 1,600 px", "Room around the product": "5% on every side",
        "Place in the frame": "In the middle", "Shadow": "None", "File": "JPG", "Mannequin": "Removed",
        "Colour": "Follow it", "Delivery time": "24 hours",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("setting", "label", "text"),
    [
        ({"ResizeType": 6}, "Size", "Pixelz's setting 6"),
        ({"ResizeType": 1, "ResizeWidth": 3, "ResizeHeight": 4}, "Size", "Shape 3 : 4"),
        ({"ShadowType": "weird"}, "Shadow", "Pixelz's setting weird"),
        (
            {"MarginType": 2, "MarginTop": 10},
            "Room around the product",
            "top 10 px, right 5 px, bottom 5 px, left 5 px",
        ),
        ({"BackgroundType": 2, "BackgroundColor": None}, "Background", "Transparent"),
        ({"BackgroundType": 1, "BackgroundColor": "eeeeee"}, "Background", "Filled with #EEEEEE"),
    ],
)
def test_number_that_nobody_explains_is_shown_as_it_is(setting, label, text) -> None:
    assert words(**setting)[label] == text


def test_settings_that_pixelz_leaves_out_are_left_out() -> None:
    assert in_words({}) == []
    assert summary({}) == ""


def test_channel_is_met_only_when_nothing_required_is_left(merchant) -> None:
    white = {fit.channel.code: fit for fit in fits(builders.make_template(merchant))}
    assert white["amazon"].meets
    grey = {fit.channel.code: fit for fit in fits(builders.make_template(merchant, "Crop", BackgroundType=0))}
    assert [rule.code for rule in grey["amazon"].left] == ["non_white_background"]


@pytest.mark.parametrize(
    ("setting", "broken"),
    [
        ({"ResizeWidth": 300, "ResizeHeight": 400}, "Picture is too small: 400 px, needs 500 px"),
        ({"ResizeWidth": 12_000, "ResizeHeight": 12_000}, "Picture has too many pixels: 12,000 px, at most 10,000 px"),
        ({"OutputFormat": "PSD"}, "Format is not accepted: Is PSD"),
        ({"BackgroundColor": "EEEEEE"}, "Background is not pure white"),
        ({"BackgroundType": 2, "OutputFormat": "PNG"}, "Background is not pure white"),
    ],
    ids=["small", "large", "format", "grey", "transparent"],
)
def test_what_the_template_alone_decides_is_held_against_the_channel(merchant, setting, broken) -> None:
    found = {fit.channel.code: fit for fit in fits(builders.make_template(merchant, **setting))}
    assert any(text.startswith(broken) for text in found["amazon"].broken), found["amazon"].broken
    assert not found["amazon"].meets


def test_each_channel_has_its_own_shape(merchant) -> None:
    upright = builders.make_template(merchant, "Upright", ResizeWidth=1801, ResizeHeight=2600)
    found = {fit.channel.code: fit for fit in fits(upright)}
    assert found["zalando"].meets
    square = {fit.channel.code: fit for fit in fits(builders.make_template(merchant))}
    assert not square["zalando"].meets


@pytest.mark.parametrize("setting", [{"ResizeUnit": 1}, {"ResizeType": 6}, {"OutputFormat": "XYZ"}])
def test_what_nobody_knows_breaks_no_rule(merchant, setting) -> None:
    channels = (CHANNELS["amazon"], CHANNELS["google"])
    assert all(not fit.broken for fit in fits(builders.make_template(merchant, **setting), channels))


def test_shadow_is_cautioned_where_pure_white_is_required(merchant) -> None:
    found = {fit.channel.code: fit for fit in fits(builders.make_template(merchant, ShadowType=2))}
    assert found["amazon"].meets
    assert "shadow" in found["amazon"].caution
    assert found["google"].caution == ""


def test_list_says_what_each_channel_takes_and_when_it_was_used_last(client, merchant) -> None:
    builders.make_pixelz(merchant)
    builders.make_template(merchant, "Small", ResizeWidth=300, ResizeHeight=300)
    page = client.get(LIST).content.decode()
    assert "Cannot meet Amazon: Picture is too small: 300 px, needs 500 px" in page
    assert "never" in page
    ordered(merchant, mendable(merchant))
    assert "Today" in client.get(LIST).content.decode()


def keep_thumbnail(merchant, sha256: str, data: bytes) -> None:
    path = thumbnail_path(merchant.pk, sha256)
    default_storage.delete(path)
    keep_file(path, data)


def test_template_is_previewed_on_a_photo_of_ones_own(client, stranger, merchant) -> None:
    template = builders.make_template(merchant)
    first, second = mendable(merchant, 2)
    keep_thumbnail(merchant, second.image.sha256, builders.make_jpeg())
    page = client.get(
        reverse("dashboard:template", args=[template.pk]), {"photo": second.image.sha256}
    ).content.decode()
    address = reverse("dashboard:template-preview", args=[template.pk, second.image.sha256])
    assert f'src="{address}"' in page
    assert f"?photo={first.image.sha256}" in page
    assert "A rough preview made by the hub; Pixelz does it by hand." in page
    answer = client.get(address)
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.content[:2] == b"\xff\xd8"
    assert client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    template.settings |= {"BackgroundType": 0}
    template.save()
    assert client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 200
    assert stranger.get(address).status_code == 404


def test_preview_of_what_is_not_there_is_not_found(client, merchant) -> None:
    template = builders.make_template(merchant)
    photo, broken = mendable(merchant, 2)
    keep_thumbnail(merchant, broken.image.sha256, b"no picture")
    default_storage.delete(thumbnail_path(merchant.pk, photo.image.sha256))
    for sha256 in (photo.image.sha256, broken.image.sha256, "f" * 64, "..", "x"):
        assert client.get(f"/templates/{template.pk}/preview/{sha256}.jpg").status_code == 404


def test_template_page_says_what_it_leaves(client, viewer, stranger, merchant) -> None:
    template = builders.make_template(merchant, "Crop", "0.65", BackgroundType=0)
    address = reverse("dashboard:template", args=[template.pk])
    page = client.get(address).content.decode()
    assert "Leaves: Background is not pure white" in page
    assert "$0.65" in page
    assert viewer.get(address).status_code == 200
    assert stranger.get(address).status_code == 404


def test_template_page_shows_photos_that_were_made_with_it(client, merchant) -> None:
    template = builders.make_template(merchant)
    output = approved(ordered(merchant, mendable(merchant)).jobs.get())
    page = client.get(reverse("dashboard:template", args=[template.pk])).content.decode()
    assert reverse("dashboard:thumbnail", args=[output.sha256]) in page
    assert "Ordered for 1 photo so far." in page


def test_without_an_account_it_asks_to_connect_one(client, merchant) -> None:
    assert "Connect Pixelz" in client.get(LIST).content.decode()


def test_account_without_templates_says_where_they_are_made(client, merchant) -> None:
    builders.make_pixelz(merchant)
    assert "Templates are made in your Pixelz account." in client.get(LIST).content.decode()


@pytest.mark.parametrize("n", [3, 60])
def test_list_asks_as_often_for_many_as_for_few(client, merchant, n, django_assert_max_num_queries) -> None:
    builders.make_pixelz(merchant)
    for number in range(n):
        builders.make_template(merchant, f"Template {number}")
    with django_assert_max_num_queries(26):
        client.get(LIST)
