"""What publishing will change, every write with its undo, and the choice after a hold-back."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from connectors.models import Image, Placement, Store, Variant
from pixelzhub.accounts.models import Merchant
from pixelzhub.dashboard import publication_page
from pixelzhub.retouch.models import JobUse, Output, Publication
from pixelzhub.retouch.publish import publishable
from tests import builders
from tests.pixelzhub.dashboard.retouched import approved, mendable, ordered, published
from tests.pixelzhub.retouch.test_runs import many_approved, many_published

NEW, LIST = reverse("dashboard:new-publication"), reverse("dashboard:publications")
LEAVE_OUT, CSV = reverse("dashboard:leave-out"), reverse("dashboard:publications-csv")
HTMX = {"HX-Request": "true"}


@pytest.fixture
def outputs(merchant: Merchant) -> list[Output]:
    """Two approved photos on two products."""
    return make_outputs(merchant, 2)


def make_outputs(merchant: Merchant, n: int, **store: str) -> list[Output]:
    if not merchant.templates.exists():
        builders.make_template(merchant)
    return [approved(job) for job in ordered(merchant, mendable(merchant, n, **store)).jobs.all()]


def page_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def form(page: str) -> dict[str, str]:
    """What the plan's form sends besides its ticks when its button is pressed."""
    fields = re.findall(r'name="(token|upto|photos)" value="([^"]+)"', page)
    return {"do": "publish"} | dict(fields)


def press(client: Client, address: str = NEW, **ticks: list[int]) -> HttpResponse:
    """Look at the plan, tick, look again and publish."""
    client.post(address, ticks)
    return client.post(address, form(page_of(client, address)) | ticks)


def queries_of(client: Client, address: str) -> int:
    """Queries of a page that was looked at before: the first look may write to the session."""
    page_of(client, address)
    with CaptureQueriesContext(connection) as asked:
        page_of(client, address)
    return len(asked)


def csv_lines(client: Client, address: str) -> list[dict[str, str]]:
    text = b"".join(client.get(address).streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_plan_shows_the_gallery_now_and_after(client, outputs) -> None:
    product, image = outputs[0].job.product, outputs[0].job.image
    second = builders.make_photo(product, position=1)
    Variant.objects.create(
        merchant=product.merchant, store=product.store, product=product, image=image, remote_id="v1", name="Red"
    )
    page = page_of(client, NEW)
    assert "Publish 2 approved photos" in page
    assert "1 of 2 photos changes" in page
    assert "Its only photo changes" in page
    assert page.count(reverse("dashboard:thumbnail", args=[second.image.sha256])) == 2
    assert reverse("dashboard:thumbnail", args=[outputs[0].sha256]) in page
    assert "1 keeps this photo" in page
    assert "“A photo”" in page
    assert not Publication.objects.exists()


def test_plan_says_what_replacing_means_on_a_platform(client, merchant) -> None:
    make_outputs(merchant, 1, platform="woocommerce")
    assert "the old file stays in your media library" in page_of(client, NEW)


@pytest.mark.parametrize(
    ("platform", "shop", "hub", "warned"),
    [
        ("woocommerce", "https://shop.example", "http://192.168.1.7:8000", True),
        ("woocommerce", "https://shop.example", "http://localhost:8000", True),
        ("woocommerce", "http://192.168.1.9", "http://192.168.1.7:8000", False),
        ("woocommerce", "https://shop.example", "https://hub.example", False),
        ("prestashop", "https://shop.example", "http://localhost:8000", False),
    ],
)
def test_plan_says_which_store_cannot_fetch_photos_here(
    client, merchant, settings, platform, shop, hub, warned
) -> None:
    settings.PUBLIC_URL = hub
    make_outputs(merchant, 1, platform=platform, url=shop)
    assert ("Publishing will fail until" in page_of(client, NEW)) == warned


def test_plan_says_nothing_more_where_a_photo_is_simply_replaced(client, outputs) -> None:
    assert "Good to know" not in page_of(client, NEW)


def test_unticked_photo_stays_and_the_button_counts(client, outputs) -> None:
    shown = [output.pk for output in outputs]
    part = client.post(NEW, {"shown": shown, "tick": shown[:1]}, headers=HTMX).content.decode()
    assert "<html" not in part
    assert "Publish 1 photo" in part
    press(client, shown=shown, tick=shown[:1])
    assert Publication.objects.get().output == outputs[0]


def test_any_selection_is_ticked_page_by_page(client, merchant, outputs) -> None:
    make_outputs(merchant, 21)
    client.post(NEW, {"do": "none"})
    shown = [output.pk for output in outputs]
    answer = client.post(NEW, {"shown": shown, "tick": shown[1:], "do": "page:1"})
    assert answer.url == f"{NEW}?after=1"
    assert "Publish 1 photo" in page_of(client, answer.url)
    press(client)
    assert Publication.objects.get().output == outputs[1]
    assert "Publish 22 photos" in page_of(client, NEW)


def test_photos_of_one_order_are_published_alone(client, merchant, outputs) -> None:
    other = make_outputs(merchant, 1)[0]
    press(client, f"{NEW}?order={other.job.order.number}")
    assert Publication.objects.get().output == other


def test_one_click_is_one_run(client, outputs) -> None:
    fields = form(page_of(client, NEW))
    answer = client.post(NEW, fields)
    assert answer.url == reverse("dashboard:publication-run", args=[1])
    assert client.post(NEW, fields).url == answer.url
    assert Publication.objects.filter(run__number=1).count() == Publication.objects.count() == 2
    page = page_of(client, answer.url)
    assert "<strong>0 of 2</strong>" in page
    assert "every 2s" in page


def test_photo_that_was_approved_after_the_page_was_shown_waits(client, merchant, outputs) -> None:
    fields = form(page_of(client, NEW))
    make_outputs(merchant, 1)
    client.post(NEW, fields)
    assert {row.output for row in Publication.objects.all()} == set(outputs)


def test_other_photos_than_were_shown_are_not_published(client, outputs) -> None:
    fields = form(page_of(client, NEW))
    published(outputs[0], "intent")
    assert "Look once more." in client.post(NEW, fields, follow=True).content.decode()
    assert Publication.objects.count() == 1
    assert client.post(NEW, {"do": "publish", "upto": "x", "photos": "²", "token": "x"}).status_code == 302


def test_same_picture_on_two_products_is_ticked_once(client, merchant, outputs) -> None:
    store = outputs[0].job.product.store
    twin = builders.make_photo(builders.make_product(store, "Zebra twin"), builders.grey_ground())
    JobUse.objects.create(merchant=merchant, job=outputs[0].job, placement=twin)
    page = page_of(client, NEW)
    assert "the same picture" in page
    assert page.count('name="tick"') == 2
    assert "Publish 3 photos" in page


def test_other_products_that_show_the_same_file_are_named_before(client, merchant) -> None:
    output = make_outputs(merchant, 1, platform="shopware")[0]
    photo = output.job.uses.get().placement
    assert "both show the same file" not in page_of(client, NEW)
    mug = builders.make_product(photo.store, "Mug")
    same_id = Placement.objects.create(merchant=merchant, store=photo.store, product=mug, image=photo.image)
    assert "Changes on Mug too: both show the same file." in page_of(client, NEW)
    image = Image.objects.create(
        merchant=merchant, store=photo.store, remote_id="other", url=photo.image.url, sha256=photo.image.sha256
    )
    Placement.objects.filter(pk=same_id.pk).update(image=image)
    assert "Changes on Mug too: both show the same file." in page_of(client, NEW)
    Image.objects.filter(pk=image.pk).update(url="http://127.0.0.1/a-copy.jpg")
    assert "both show the same file" not in page_of(client, NEW)


def test_a_store_that_gives_each_product_its_own_photo_warns_of_none(client, merchant) -> None:
    photo = make_outputs(merchant, 1, platform="woocommerce")[0].job.uses.get().placement
    mug = builders.make_product(photo.store, "Mug")
    Placement.objects.create(merchant=merchant, store=photo.store, product=mug, image=photo.image)
    assert "both show the same file" not in page_of(client, NEW)


def test_stores_that_cannot_be_published_to_are_named_with_the_reason(client, merchant, outputs) -> None:
    blocked = make_outputs(merchant, 1, name="Print Corner")[0]
    Store.objects.filter(pk=blocked.job.product.store_id).update(state="needs_reauth")
    page = page_of(client, NEW)
    assert "Print Corner no longer accepts its key." in page
    assert "Publish 2 photos" in page
    press(client)
    assert blocked.pk not in Publication.objects.values_list("output", flat=True)


def test_photo_that_can_go_nowhere_is_left_out_for_good(client, merchant, outputs) -> None:
    blocked = make_outputs(merchant, 2, name="Print Corner")
    store = blocked[0].job.product.store
    Store.objects.filter(pk=store.pk).update(state="needs_reauth")
    twin = builders.make_photo(builders.make_product(outputs[0].job.product.store))
    JobUse.objects.create(merchant=merchant, job=blocked[1].job, placement=twin)
    page = page_of(client, NEW)
    assert "Leave 1 photo out" in page
    fields = {"against": "needs_key", "store": store.pk, "upto": blocked[0].pk}
    client.post(LEAVE_OUT, fields | {"upto": blocked[0].pk - 1})
    assert not Publication.objects.exists()
    client.post(LEAVE_OUT, fields)
    client.post(LEAVE_OUT, fields)
    assert Publication.objects.get().output == blocked[0]
    assert list(publishable(merchant)) == [*outputs, blocked[1]]
    assert "Left as the store shows it" in page_of(client, LIST)


def test_plan_without_anything_approved_leads_to_the_review(client, merchant) -> None:
    assert "Nothing to publish" in page_of(client, NEW)


def test_viewer_sees_the_plan_and_cannot_publish(viewer, stranger, outputs) -> None:
    assert "Only owners and editors can publish." in page_of(viewer, NEW)
    fields = form(page_of(viewer, NEW))
    for address in (NEW, LEAVE_OUT):
        assert viewer.post(address, fields).status_code == 403
        stranger.post(f"{address}?output={outputs[0].pk}", fields)
    assert not Publication.objects.exists()


def test_undone_photo_is_not_published_again_by_the_way(client, merchant, outputs) -> None:
    published(outputs[0], "undone", undone_at=timezone.now())
    assert list(publishable(merchant)) == [outputs[1]]
    page = page_of(client, f"{NEW}?output={outputs[0].pk}")
    assert "Publish 1 approved photo" in page
    press(client, f"{NEW}?output={outputs[0].pk}")
    assert Publication.objects.filter(output=outputs[0], state="intent").count() == 1


def test_plan_asks_as_often_for_many_as_for_few(client, merchant) -> None:
    many_approved(merchant, 3)
    few = queries_of(client, NEW)
    many_approved(merchant, 297)
    assert queries_of(client, NEW) == few
    assert "Publish 300 approved photos" in page_of(client, NEW)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("intent", "Waits for its turn"),
        ("writing", "Writing, then reading the store back"),
        ("published", "Seen in the store"),
        ("held_back", "Held back: the store changed it first"),
        ("failed", "Not published"),
        ("undo_intent", "Waits for undo"),
        ("undoing", "Putting the old photo back"),
        ("undone", "Left as the store shows it"),
    ],
)
def test_states_are_words(client, outputs, state, words) -> None:
    found = published(outputs[0], state, due_at=timezone.now())
    assert words in page_of(client, LIST)
    assert words in page_of(client, reverse("dashboard:publication", args=[found.pk]))


def test_list_is_filtered_by_state_store_and_words(client, merchant, outputs) -> None:
    published(outputs[0])
    published(outputs[1], "failed", last_error="The store refused it.")
    failed = page_of(client, f"{LIST}?state=failed")
    assert "The store refused it." in failed
    assert outputs[0].job.product.name not in failed
    assert outputs[0].job.product.name in page_of(client, f"{LIST}?q={outputs[0].job.product.sku}")
    assert "No publications match." in page_of(client, f"{LIST}?q=nothing-like-it")
    assert client.get(f"{LIST}?state=x&store=x&after=²").status_code == 200


def test_list_is_paged_by_key(client, merchant) -> None:
    many_published(merchant, 52)
    first = page_of(client, LIST)
    assert first.count("Undo Product") == 50
    key = re.findall(r"after=(\d+)", first)[0]
    assert f"/{Publication.objects.earliest('pk').pk}/" in page_of(client, f"{LIST}?after={key}")


def test_list_asks_as_often_for_many_as_for_few(client, merchant) -> None:
    many_published(merchant, 3)
    few = queries_of(client, LIST)
    many_published(merchant, 297)
    assert queries_of(client, LIST) == few


def test_days_have_heads_in_the_merchants_time_zone(client, merchant, outputs) -> None:
    merchant.time_zone = "Pacific/Auckland"
    merchant.save()
    for output, moment in zip(outputs, ("2026-01-31T10:30Z", "2026-01-31T11:30Z"), strict=True):
        published(output, created_at=datetime.fromisoformat(moment))
    page = page_of(client, LIST)
    assert reverse("dashboard:undo-day", args=["2026-01-31"]) in page
    assert reverse("dashboard:undo-day", args=["2026-02-01"]) in page


def test_export_holds_what_the_list_shows(client, merchant, outputs) -> None:
    product = outputs[0].job.product
    product.name = "=HYPERLINK(1)"
    product.save()
    merchant.time_zone = "Pacific/Auckland"
    merchant.save()
    published(outputs[0], undone_by="editor@example.com", created_at=datetime.fromisoformat("2026-01-31T11:30Z"))
    published(outputs[1], "failed")
    (line,) = csv_lines(client, f"{CSV}?state=published")
    assert line["Product"] == "'=HYPERLINK(1)"
    assert (line["Store"], line["Photo"], line["State"]) == (product.store.name, "1", "Seen in the store")
    assert (line["SHA-256 before"], line["SHA-256 after"]) == (outputs[0].job.sha256, outputs[0].sha256)
    assert line["Published by"] == line["Undone by"] == "editor@example.com"
    assert line["Date"] == "2026-02-01T00:30:00+13:00"
    assert csv_lines(client, f"{CSV}?q=nothing-like-it") == []


def test_export_reads_piece_by_piece(client, merchant, monkeypatch) -> None:
    monkeypatch.setattr(publication_page, "PIECE", 10)
    many_published(merchant, 25)
    with CaptureQueriesContext(connection) as asked:
        lines = csv_lines(client, CSV)
    assert sum('FROM "retouch_publication"' in query["sql"] for query in asked) == 4
    assert len({line["SHA-256 after"] for line in lines}) == 25


def test_list_part_is_renewed_alone(client, outputs) -> None:
    published(outputs[0], "writing")
    part = client.get(LIST, headers=HTMX).content.decode()
    assert "<html" not in part
    assert "every 2s" in part


def test_undo_asks_for_the_original_and_comes_back_to_the_list(client, outputs) -> None:
    found = published(outputs[0])
    answer = client.post(f"{reverse('dashboard:undo', args=[found.pk])}?from=list&state=published")
    assert answer.url == f"{LIST}?state=published"
    found.refresh_from_db()
    assert found.state == "undo_intent"
    assert client.post(reverse("dashboard:undo", args=[found.pk])).status_code == 302


def test_held_back_shows_all_three_and_asks(client, outputs) -> None:
    live = "e" * 64
    found = published(outputs[0], "held_back", live_sha256=live)
    page = page_of(client, reverse("dashboard:publication", args=[found.pk]))
    assert reverse("dashboard:thumbnail", args=[live]) in page
    assert reverse("dashboard:original", args=[outputs[0].job.sha256]) in page
    assert reverse("dashboard:output-file", args=[outputs[0].pk]) in page
    client.post(reverse("dashboard:choose", args=[found.pk]), {"choice": "ours"})
    found.refresh_from_db()
    assert (found.state, found.before_sha256) == ("intent", live)


def test_page_says_which_photo_an_undo_brings_back(client, outputs) -> None:
    found = published(outputs[0])
    page = reverse("dashboard:publication", args=[found.pk])
    assert "The photo that was sent; kept here for Undo" in page_of(client, page)
    Publication.objects.update(before_sha256="e" * 64)
    shown = page_of(client, page)
    assert "Undo brings this one back" in shown
    assert reverse("dashboard:original", args=["e" * 64]) in shown


def test_decision_waits_for_another_photo_at_the_same_place(client, outputs) -> None:
    found = published(outputs[0], "held_back", live_sha256="e" * 64)
    published(outputs[0], "intent")
    answer = client.post(reverse("dashboard:choose", args=[found.pk]), {"choice": "ours"}, follow=True)
    assert "Another photo is on its way to the same place." in answer.content.decode()


def test_keeping_what_the_store_shows_writes_nothing(client, outputs) -> None:
    found = published(outputs[0], "held_back", live_sha256="e" * 64)
    client.post(reverse("dashboard:choose", args=[found.pk]), {"choice": "nonsense"})
    found.refresh_from_db()
    assert found.state == "held_back"
    client.post(reverse("dashboard:choose", args=[found.pk]), {"choice": "keep"})
    found.refresh_from_db()
    assert (found.state, found.due_at) == ("undone", None)


def test_publication_belongs_to_its_merchant_and_editors_alone_undo(viewer, stranger, outputs) -> None:
    found = published(outputs[0])
    assert stranger.get(reverse("dashboard:publication", args=[found.pk])).status_code == 404
    assert "Only owners and editors can undo." in page_of(viewer, reverse("dashboard:publication", args=[found.pk]))
    for name in ("undo", "choose"):
        assert viewer.post(reverse(f"dashboard:{name}", args=[found.pk])).status_code == 403
        assert stranger.post(reverse(f"dashboard:{name}", args=[found.pk])).status_code == 404


def test_list_without_anything_says_what_will_stand_there(client, merchant) -> None:
    assert "Everything that you published, with Undo" in page_of(client, LIST)
