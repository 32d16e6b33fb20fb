"""GET /ext/images: the photos where they hang, narrowed, paged, and in the order of their weight or of their change."""

from __future__ import annotations

import base64
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from connectors.models import Image
from pixelzhub.dashboard.filters import STATES as STATES_OF_THE_PAGE
from pixelzhub.dashboard.filters import PhotoFilter
from pixelzhub.dashboard.photos import page_of
from pixelzhub.partners.images.rows import STATES
from tests import builders
from tests.pixelzhub.dashboard import retouched
from tests.pixelzhub.partners.caller import Caller

pytestmark = pytest.mark.django_db
ALL = "/ext/images"


@pytest.fixture
def caller(merchant) -> Caller:
    return Caller(merchant, ["ext:images:read"])


def ids(caller: Caller, **query: object) -> list[str]:
    return [photo["id"] for photo in caller.data(f"{ALL}?{urlencode(query)}")]


def of(*photos) -> list[str]:
    return [str(photo.image_id) for photo in photos]


def walked(caller: Caller, path: str) -> list[str]:
    found = []
    while path:
        answer = caller.get(path)
        found += [photo["id"] for photo in answer.json()["data"]]
        path = answer.headers.get("Link", "").split(";")[0].strip("<>").partition("/api/v1")[2]
    return found


def test_a_photo_is_told_with_its_place_and_findings(caller, merchant) -> None:
    [photo] = retouched.mendable(merchant)
    [told] = caller.data(ALL)
    assert told == caller.data(f"{ALL}/")[0]
    assert {name: told[name] for name in ("id", "product_id", "position", "is_main", "verdict", "sku")} == {
        "id": str(photo.image_id), "product_id": str(photo.product_id), "position": 1, "is_main": True,
        "verdict": "mend", "sku": photo.product.sku,
    }  # fmt: skip
    assert {
        "channel": "amazon", "code": "non_white_background", "severity": "blocker", "remedy": "mend",
    } in told["findings"]  # fmt: skip


def test_the_order_is_that_of_the_page(caller, merchant) -> None:
    good = builders.make_photo(builders.make_product(builders.make_store(merchant)))
    retouched.mendable(merchant, 3)
    page = page_of(merchant, PhotoFilter())
    assert ids(caller) == of(*page.placements)
    assert ids(caller)[-1] == str(good.image_id)


def test_filters_narrow_it_down(caller, merchant) -> None:
    [grey] = retouched.mendable(merchant, channels=("amazon",))
    good = builders.make_photo(builders.make_product(builders.make_store(merchant, channels=("google",))))
    new = builders.make_photo(builders.make_product(builders.make_store(merchant)), None)
    assert ids(caller, store=grey.store_id) == of(grey)
    assert ids(caller, channel="amazon") == of(grey)
    assert ids(caller, channel="google") == []
    assert ids(caller, finding="non_white_background") == of(grey)
    assert ids(caller, finding="non_white_background", channel="amazon") == of(grey)
    assert ids(caller, verdict="meets") == of(good)
    assert ids(caller, verdict="unmeasured") == of(new)
    assert ids(caller, verdict="mend", finding="blurry") == []


def test_states_are_those_of_the_page(caller, merchant) -> None:
    assert set(STATES) == set(STATES_OF_THE_PAGE)
    builders.make_template(merchant)
    photos = retouched.mendable(merchant, 4)
    at_pixelz, back, fine, _ = jobs = list(retouched.ordered(merchant, photos).jobs.order_by("pk"))
    retouched.delivered(back)
    retouched.published(retouched.approved(fine))
    free = builders.make_photo(builders.make_product(builders.make_store(merchant)))
    assert len(jobs) == 4
    for state in STATES:
        page = page_of(merchant, PhotoFilter(state=state))
        assert ids(caller, state=state) == of(*page.placements)
    assert str(at_pixelz.image_id) in ids(caller, state="open")
    assert ids(caller, state="published") == [str(fine.image_id)]
    assert ids(caller, state="none") == of(free)


def test_cursors_and_numbers_turn_the_same_pages(caller, merchant) -> None:
    retouched.mendable(merchant, 3)
    store = builders.make_store(merchant)
    for _ in range(4):
        builders.make_photo(builders.make_product(store))
    everything = ids(caller)
    assert walked(caller, f"{ALL}?page_size=2") == everything
    assert [*ids(caller, page_size=3, page=2), *ids(caller, page_size=3, page=3)] == everything[3:]
    meta = caller.get(f"{ALL}?page_size=2&verdict=mend").json()["meta"]
    assert (meta["total"], meta["page_size"]) == (3, 2)


def test_what_changed_since_comes_in_the_order_of_its_changes_and_misses_nothing(caller, merchant) -> None:
    photos, now = retouched.mendable(merchant, 5), timezone.now()
    for n, photo in enumerate(photos):
        # Photos of one batch are measured at one time.
        Image.objects.filter(pk=photo.image_id).update(measured_at=now - timedelta(hours=n // 2))
    since = (now - timedelta(minutes=90)).isoformat()
    expected = of(photos[2], photos[3], photos[0], photos[1])
    assert ids(caller, updated_since=since) == expected
    assert walked(caller, f"{ALL}?{urlencode({'updated_since': since, 'page_size': 1})}") == expected
    assert ids(caller, updated_since=since, verdict="meets") == []
    assert ids(caller, updated_since=since, store=photos[0].store_id, channel="amazon") == expected
    assert caller.get(f"{ALL}?{urlencode({'updated_since': since, 'page_size': 1})}").json()["meta"]["total"] == 4


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("store=7", '“store” is "7"; the id of a store, a UUID, is accepted.'),
        ("channel=myspace", '“channel” is "myspace"; one of these is accepted: amazon, '),
        ("finding=%00", '“finding” is "\\u0000"; one of these is accepted: '),
        ("state=", '“state” is ""; one of these is accepted: none, open, review, approved, published, accepted.'),
        ("verdict=bad", '“verdict” is "bad"; one of these is accepted: mend, reshoot, fix, meets, unmeasured.'),
        ("updated_since=yesterday", '“updated_since” is "yesterday"; a time as 2026-06-18T00:00:00Z is accepted.'),
        ("cursor=%25%25", "“cursor” is none that this list gave"),
        (f"cursor={base64.urlsafe_b64encode(b'1_x').decode()}", "“cursor” is none that this list gave"),
        (
            f"updated_since=2026-01-01&cursor={base64.urlsafe_b64encode(b'1_1').decode().rstrip('=')}",
            "“cursor” is none that this list gave",
        ),
        ("page=0", "“page” is “0”; whole numbers from 1 upwards are accepted."),
    ],
)
def test_a_query_that_cannot_be_used_says_why(caller, query: str, says: str) -> None:
    answer = caller.get(f"{ALL}?{query}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0].startswith(says)


@pytest.mark.parametrize("query", ["", "&updated_since=2020-01-01", "&state=none&channel=amazon"])
def test_the_number_of_questions_does_not_depend_on_the_page(caller, merchant, query: str) -> None:
    retouched.mendable(merchant, 12)
    Image.objects.update(measured_at=timezone.now())
    caller.data(ALL)

    def questions(size: int) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert len(caller.data(f"{ALL}?page_size={size}{query}")) == size
        return len(asked)

    assert questions(1) == questions(12)


def test_a_strangers_photos_are_not_there_and_the_scope_is_asked_for(caller, merchant) -> None:
    [theirs] = retouched.mendable(builders.make_merchant("Others"))
    Image.objects.update(measured_at=timezone.now())
    assert ids(caller) == ids(caller, store=theirs.store_id) == ids(caller, updated_since="2020-01-01") == []
    answer = Caller(merchant, ["ext:products:read"]).get(ALL)
    assert (answer.status_code, "ext:images:read" in answer.json()["errors"][0]) == (403, True)
