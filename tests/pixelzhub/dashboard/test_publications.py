"""What publishing will change, every write with its undo, and the choice after a hold-back."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from connectors.models import Store, Variant
from pixelzhub.accounts.models import Merchant
from pixelzhub.dashboard.waiting import publishable
from pixelzhub.retouch.models import JobUse, Output, Publication
from tests import builders
from tests.pixelzhub.dashboard.retouched import approved, mendable, ordered, published

NEW, LIST = reverse("dashboard:new-publication"), reverse("dashboard:publications")
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


def test_unticked_photo_stays_and_the_button_counts(client, outputs) -> None:
    shown = "&".join(f"shown={output.pk}" for output in outputs)
    part = client.get(f"{NEW}?{shown}&tick={outputs[0].pk}", headers=HTMX).content.decode()
    assert "<html" not in part
    assert "Publish 1 photo" in part
    posted = {"last": outputs[1].pk, "shown": [output.pk for output in outputs], "tick": [outputs[0].pk]}
    client.post(NEW, posted)
    assert Publication.objects.get().output == outputs[0]


def test_one_click_publishes_once_and_follows(client, outputs) -> None:
    posted = {"last": outputs[1].pk}
    answer = client.post(NEW, posted)
    first, last = Publication.objects.order_by("pk")
    assert answer.url == f"{LIST}?batch={first.pk}-{last.pk}"
    page = page_of(client, answer.url)
    assert "<strong>0 of 2</strong>" in page
    assert "every 2s" in page
    client.post(NEW, posted)
    assert Publication.objects.count() == 2


def test_photo_that_was_approved_after_the_page_was_shown_waits(client, outputs) -> None:
    client.post(NEW, {"last": outputs[0].pk})
    assert Publication.objects.get().output == outputs[0]
    assert client.post(NEW, {"last": "x"}).status_code == 302


def test_same_picture_on_two_products_is_ticked_once(client, merchant, outputs) -> None:
    store = outputs[0].job.product.store
    twin = builders.make_photo(builders.make_product(store, "Zebra twin"), builders.grey_ground())
    JobUse.objects.create(merchant=merchant, job=outputs[0].job, placement=twin)
    page = page_of(client, NEW)
    assert "the same picture" in page
    assert page.count('name="tick"') == 2
    assert "Publish 3 photos" in page


def test_stores_that_cannot_be_published_to_are_named_with_the_reason(client, merchant, outputs) -> None:
    blocked = make_outputs(merchant, 1, name="Print Corner")[0]
    Store.objects.filter(pk=blocked.job.product.store_id).update(state="needs_reauth")
    page = page_of(client, NEW)
    assert "Print Corner no longer accepts its key." in page
    assert "Publish 2 photos" in page
    client.post(NEW, {"last": blocked.pk})
    assert blocked.pk not in Publication.objects.values_list("output", flat=True)


def test_plan_without_anything_approved_leads_to_the_review(client, merchant) -> None:
    assert "Nothing to publish" in page_of(client, NEW)


def test_viewer_sees_the_plan_and_cannot_publish(viewer, stranger, outputs) -> None:
    assert "Only owners and editors can publish." in page_of(viewer, NEW)
    assert viewer.post(NEW, {"last": outputs[1].pk}).status_code == 403
    stranger.post(NEW, {"last": outputs[1].pk, "output": outputs[0].pk})
    assert not Publication.objects.exists()


def test_undone_photo_is_not_published_again_by_the_way(client, merchant, outputs) -> None:
    published(outputs[0], "undone", undone_at=timezone.now())
    assert list(publishable(merchant)) == [outputs[1]]
    page = page_of(client, f"{NEW}?output={outputs[0].pk}")
    assert "Publish 1 approved photo" in page
    client.post(NEW, {"last": outputs[0].pk, "output": outputs[0].pk})
    assert Publication.objects.filter(output=outputs[0], state="intent").count() == 1


@pytest.mark.parametrize("n", [3, 60])
def test_plan_asks_as_often_for_many_as_for_few(client, merchant, n, django_assert_max_num_queries) -> None:
    make_outputs(merchant, n)
    with django_assert_max_num_queries(26):
        client.get(f"{NEW}?upto=100")


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
    found = published(outputs[0], state)
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
    assert client.get(f"{LIST}?state=x&store=x&after=x&batch=x-y").status_code == 200


def test_list_is_paged_by_key(client, merchant) -> None:
    found = [published(output) for output in make_outputs(merchant, 52)]
    first = page_of(client, LIST)
    assert first.count("Undo Product") == 50
    key = re.findall(r"after=(\d+)", first)[0]
    assert f"/{found[0].pk}/" in page_of(client, f"{LIST}?after={key}")


@pytest.mark.parametrize("n", [3, 49])
def test_list_asks_as_often_for_many_as_for_few(client, merchant, n, django_assert_max_num_queries) -> None:
    for output in make_outputs(merchant, n):
        published(output)
    with django_assert_max_num_queries(26):
        client.get(LIST)


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
