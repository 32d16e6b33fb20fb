"""The page of one photo."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone

from analytics.pixels import Measurement
from connectors.models import Image, ImageVersion
from tests.builders import WHITE_GROUND, grey_ground, make_photo, make_pixelz, make_product, make_store, make_template
from tests.pixelzhub.dashboard.photos import make_shop, photo_of

pytestmark = pytest.mark.django_db


def page_of(client, placement, query: str = "") -> str:
    response = client.get(reverse("dashboard:image", args=[placement.image_id]) + query)
    assert response.status_code == 200
    return response.content.decode()


def test_image_shows_measured_limit_remedy_and_source_with_its_date(client, merchant):
    make_shop(merchant)

    page = page_of(client, photo_of(merchant, "Grey mug"))

    assert "Fails on 1 of 2 channels" in page
    assert "229, 229, 229" in page
    assert "255, 255, 255" in page
    assert "Retouching mends it" in page
    assert "Required for the main photo." in page
    assert "sellercentral.amazon.com" in page
    assert "checked 1 Nov 2026" in page


def test_image_draws_the_subject_and_the_frame_that_the_rule_asks_for(client, merchant):
    small = replace(WHITE_GROUND, box=(0.2, 0.2, 0.8, 0.8), fill=0.6)
    placement = make_photo(make_product(make_store(merchant)), small)

    page = page_of(client, placement)

    assert 'class="guides"' in page
    assert "Frame that 85% needs" in page
    assert "at least 85%" in page


def test_image_opens_another_channel_on_request(client, merchant):
    make_shop(merchant)
    placement = photo_of(merchant, "Small bowl")

    assert "Picture is too small to zoom into" in page_of(client, placement, "?judge=amazon")
    assert "Picture is too small to zoom into" not in page_of(client, placement, "?judge=google")


def test_image_recommends_a_template_and_says_what_it_costs(client, merchant):
    make_shop(merchant)
    make_pixelz(merchant)
    make_template(merchant, "White ground, square", price="1.15")

    page = page_of(client, photo_of(merchant, "Grey mug"))

    assert "White ground, square" in page
    assert "$1.15" in page
    assert "Meets Amazon for this photo." in page


def test_image_says_what_still_fails_after_retouching(client, merchant):
    make_shop(merchant)
    make_template(merchant)

    assert "Still fails afterwards: Picture is too small" in page_of(client, photo_of(merchant, "Grey thimble"))


def test_image_without_a_fitting_template_says_what_to_do(client, merchant):
    make_shop(merchant)

    assert "Connect Pixelz to see with which template" in page_of(client, photo_of(merchant, "Grey mug"))


def test_image_that_could_not_be_opened_says_why_and_can_be_read_again(client, viewer, merchant):
    make_shop(merchant)
    placement = photo_of(merchant, "Broken mug")

    page = page_of(client, placement)
    assert "Cut off after 41 KB" in page
    assert "Read it again" in page
    assert "Read it again" not in page_of(viewer, placement)


def test_reading_again_makes_the_photo_due(client, viewer, merchant):
    make_shop(merchant)
    image = photo_of(merchant, "Broken mug").image
    url = reverse("dashboard:measure-again", args=[image.pk])

    assert viewer.post(url).status_code == 403
    assert client.post(url).status_code == 302
    assert Image.objects.get(pk=image.pk).due_at is not None


def test_image_leads_through_the_list_that_it_was_opened_from(client, merchant):
    make_shop(merchant)
    grey, thimble = photo_of(merchant, "Grey mug"), photo_of(merchant, "Grey thimble")

    page = page_of(client, thimble, "?view=mend")

    assert f'href="/images/{grey.image_id}/?view=mend"' in page
    assert "This is the first photo" in page


def test_image_tells_its_versions(client, merchant):
    make_shop(merchant)
    placement = photo_of(merchant, "Grey mug")
    past = timezone.now() - timezone.timedelta(days=2)
    rows = {"merchant": merchant, "image": placement.image, "remote_id": "1"}
    ImageVersion.objects.create(**rows, sha256="a" * 64, since=past, until=timezone.now())
    ImageVersion.objects.create(**rows, sha256="b" * 64)

    page = page_of(client, placement)

    assert f"Found in {placement.store.name}" in page
    assert f"Changed in {placement.store.name}" in page


def test_image_that_left_the_store_is_kept_and_says_so(client, merchant):
    make_shop(merchant)
    placement = photo_of(merchant, "Grey mug")
    placement.gone_at = placement.image.gone_at = timezone.now()
    placement.save()
    placement.image.save()

    assert "no longer in the store" in page_of(client, placement)


def test_names_of_products_are_text(client, merchant):
    placement = make_photo(make_product(make_store(merchant), "<script>alert(1)</script>"))

    assert "<script>alert" not in page_of(client, placement)


def test_viewers_see_the_price_and_whom_to_ask(viewer, merchant):
    make_shop(merchant)
    make_template(merchant)

    assert "Only owners and editors can order. Ask an owner." in page_of(viewer, photo_of(merchant, "Grey mug"))


def test_image_of_another_merchant_does_not_exist(stranger, merchant):
    make_shop(merchant)
    image = photo_of(merchant, "Grey mug").image_id

    assert stranger.get(reverse("dashboard:image", args=[image])).status_code == 404
    assert stranger.post(reverse("dashboard:measure-again", args=[image])).status_code == 404


@pytest.mark.parametrize("photos", [3, 60])
def test_image_asks_the_database_as_often_for_a_long_gallery(client, merchant, photos, django_assert_max_num_queries):
    product = make_product(make_store(merchant))
    for i in range(photos):
        placement = make_photo(product, position=i)
    with django_assert_max_num_queries(36):
        page_of(client, placement)


def test_what_could_not_be_told_says_so_and_why(client, merchant):
    store = make_store(merchant)
    in_a_room = replace(WHITE_GROUND, ground_uniform=0.2, box=None, box_measurable=False, fill=None, offset=None)
    thumb = replace(WHITE_GROUND, width=300, height=300)

    room, small = (page_of(client, make_photo(make_product(store), shown)) for shown in (in_a_room, thumb))
    broken = page_of(client, make_photo(make_product(store), Measurement(error="corrupt", reason="cut off")))

    assert "Not measurable." in room and "The background is not plain." in room
    assert "Too small to compare: the short side has less than 500 px." in small
    assert "The file could not be opened." in broken


def test_hint_is_called_one_and_never_counted(client, merchant):
    store = make_store(merchant, channels=("google",))
    marked = replace(WHITE_GROUND, marks=12, letters=0, chroma_p95=3)

    page = page_of(client, make_photo(make_product(store), marked))

    assert "finding-hint" in page and "A hint that may be wrong. It never counts." in page
    assert "finding-fail" not in page and "finding-warn" not in page
    assert "Black and white" in page and "never counts" in page
    assert 'class="count"' not in page.split('id="findings"')[1].split("finding-hint")[0]


def test_image_says_what_to_do_and_what_a_template_must_do(client, merchant):
    make_shop(merchant)
    make_template(merchant, "As it is", price="0.50", MarginType=0)
    make_template(merchant, "White ground, square", price="1.15")
    far = replace(grey_ground(), fill=0.6, box=(0.2, 0.2, 0.8, 0.8), width=420, height=420)
    placement = make_photo(make_product(photo_of(merchant, "Grey mug").store), far)

    page = page_of(client, placement)

    assert "Have it retouched" in page
    assert "1 finding needs a new photo" in page
    assert "A template for this photo needs" in page
    assert "White ground" in page and "Product fills at least 85%" in page
    assert "this template does it" in page
    assert "Still fails afterwards: Picture is too small" in page


def test_image_that_only_a_new_photo_helps_asks_nothing_of_a_template(client, merchant):
    make_shop(merchant)

    page = page_of(client, photo_of(merchant, "Tiny mug"))

    assert "Take a new photo" in page
    assert "A template for this photo needs" not in page
