"""/ext/orders: orders listed, priced without a trace, and placed by the same path as the pages' own."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from connectors.models import Placement
from pixelzhub.accounts.models import AuditEvent, IdempotentCall, PixelzAccount
from pixelzhub.retouch.cart import build_cart
from pixelzhub.retouch.models import Job, Order, Template
from tests import builders
from tests.pixelzhub.dashboard import retouched
from tests.pixelzhub.partners.caller import Caller

pytestmark = pytest.mark.django_db
ALL = "/ext/orders"


@pytest.fixture
def caller(merchant) -> Caller:
    return Caller(merchant, ["ext:orders:read", "ext:orders:write"])


@pytest.fixture
def template(merchant) -> Template:
    builders.make_pixelz(merchant)
    return builders.make_template(merchant)


@pytest.fixture
def photos(merchant, template) -> list[Placement]:
    return retouched.mendable(merchant, 3)


def body(photos, **fields: object) -> dict[str, object]:
    return {"images": [str(photo.image_id) for photo in photos], **fields}


def order(caller: Caller, sent: object, key: str = "one"):
    return caller.post(ALL, sent, **{"Idempotency-Key": key})


def nothing_written() -> bool:
    return not (Order.objects.exists() or Job.objects.exists() or IdempotentCall.objects.exists())


def test_a_dry_run_tells_the_price_and_writes_nothing(caller, merchant, template, photos) -> None:
    answer = caller.post(ALL, body(photos, dry_run=True))
    told, cart = answer.json()["data"], build_cart(merchant=merchant, placement_ids=[photo.pk for photo in photos])
    assert (answer.status_code, told["dry_run"], told["order"]) == (200, True, None)
    assert (told["estimate"], told["currency"], told["problems"]) == ("3.45", "USD", [])
    assert Decimal(told["total"]) == cart.total
    assert {(one["image_id"], one["template_id"], one["price"], one["currency"]) for one in told["photos"]} == {
        (str(photo.image_id), str(template.pk), "1.15", "USD") for photo in photos
    }
    assert nothing_written()


def test_an_order_is_placed_as_from_the_page(caller, merchant, template, photos) -> None:
    answer = order(caller, body(photos, template=str(template.pk)))
    told = answer.json()["data"]
    assert (answer.status_code, told["order"]["state"], told["order"]["photos"]) == (200, "checking", 3)
    placed = Order.objects.get()
    assert (told["order"]["id"], placed.ordered_by, placed.sums) == (
        str(placed.pk), str(caller.row), [(Decimal("3.45"), "USD")],
    )  # fmt: skip
    assert placed.due_at is not None
    assert set(placed.jobs.values_list("image", "template", "price")) == {
        (photo.image_id, template.pk, Decimal("1.15")) for photo in photos
    }
    assert AuditEvent.objects.filter(action="order.placed", actor=str(caller.row)).count() == 1


def test_trial_photos_and_the_chosen_template_are_in_the_price(caller, merchant, photos) -> None:
    PixelzAccount.objects.update(trial_images=1)
    dear = builders.make_template(merchant, "Dear", "4.00")
    told = caller.post(ALL, body(photos, template=dear.pk, dry_run=True)).json()["data"]
    assert (told["total"], told["trial_discount"], told["estimate"]) == ("12.00", "4.00", "8.00")
    assert [one["template_name"] for one in told["photos"]] == ["Dear"] * 3
    assert [one["is_trial"] for one in told["photos"]].count(True) == 1


def test_photos_that_cannot_go_are_refused_with_their_reason(caller, merchant, template, photos) -> None:
    product = builders.make_product(photos[0].store)
    new = builders.make_photo(product, None)
    second = builders.make_product(photos[0].store)
    twin = builders.make_photo(second, builders.grey_ground(), sha256=photos[0].image.sha256)
    gone = builders.make_photo(product, builders.grey_ground(), position=2)
    Placement.objects.filter(pk=gone.pk).update(gone_at="2026-01-01T00:00:00Z")
    retouched.ordered(merchant, photos[2:])
    told = caller.post(ALL, body([*photos, new, twin, gone], dry_run=True)).json()["data"]
    refused = {one["image_id"]: one["reason"] for one in told["refused"]}
    assert refused[str(new.image_id)] == "Not measured yet"
    assert refused[str(gone.image_id)] == "It no longer hangs on a product"
    assert refused[str(photos[2].image_id)].startswith("Already at Pixelz with order #")
    assert "its result is used here too, at no cost" in str(
        refused.get(str(twin.image_id)) or refused.get(str(photos[0].image_id))
    )
    assert len(refused) == 4
    assert len(told["photos"]) == 2


def test_an_order_that_nothing_can_come_of_is_refused_with_every_reason(caller, merchant, template) -> None:
    new = builders.make_photo(builders.make_product(builders.make_store(merchant)), None)
    answer = order(caller, body([new]))
    assert (answer.status_code, answer.json()["errors"]) == (
        409,
        ["None of these photos can be sent.", f"Image {new.image_id}: Not measured yet."],
    )
    assert not Order.objects.exists()


def test_balance_and_caps_hold_here_too(caller, photos) -> None:
    PixelzAccount.objects.update(balance="2.00", daily_cap="3.00")
    told = caller.post(ALL, body(photos, dry_run=True)).json()["data"]
    answer = order(caller, body(photos))
    assert (answer.status_code, answer.json()["errors"]) == (409, [" ".join(told["problems"])])
    assert "Your balance at Pixelz does not cover this order." in told["problems"]
    assert not Order.objects.exists()


def test_without_an_account_nothing_can_be_ordered(caller, photos) -> None:
    PixelzAccount.objects.all().delete()
    told = caller.post(ALL, body(photos, dry_run=True)).json()["data"]
    assert told["problems"] == ["No Pixelz account is connected."]
    assert order(caller, body(photos)).status_code == 409


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({}, "“images” is null; a list of 1 to 500 ids is accepted."),
        ({"images": []}, "“images” has 0 entries; a list of 1 to 500 ids is accepted."),
        ({"images": list(range(1, 502))}, "“images” has 501 entries; a list of 1 to 500 ids is accepted."),
        ({"images": "7"}, '“images” is "7"; a list of 1 to 500 ids is accepted.'),
        ({"images": ["x"]}, '“images” holds "x"; ids as this API gives them are accepted.'),
        ({"images": [True]}, "“images” holds true; ids as this API gives them are accepted."),
        ({"images": [1.5]}, "“images” holds 1.5; ids as this API gives them are accepted."),
        ({"images": ["1\0"]}, '“images” holds "1\\u0000"; ids as this API gives them are accepted.'),
        (
            {"images": [10**30]},
            "“images” holds 1000000000000000000000000000000; ids as this API gives them are accepted.",
        ),
        ({"images": [1], "template": "best"}, '“template” is "best"; an id as this API gives it is accepted.'),
        ({"images": [1], "dry_run": "yes"}, '“dry_run” is "yes"; true and false are accepted.'),
        ({"images": [1], "price": 1}, "There is no field “price”; the fields are dry_run, images, template."),
        ([1], "The body has to be a JSON object."),
    ],
)
def test_a_body_that_cannot_be_used_says_why_and_does_nothing(caller, sent: object, says: str) -> None:
    answer = order(caller, sent)
    assert (answer.status_code, answer.json()["errors"]) == (422, [says])
    assert nothing_written()


def test_lists_tell_how_far_orders_are_and_are_narrowed(caller, merchant, photos) -> None:
    first = retouched.ordered(merchant, photos[:2])
    Job.objects.filter(pk=first.jobs.first().pk).update(state="cancelled")
    second = retouched.ordered(merchant, photos[2:])
    Order.objects.filter(pk=second.pk).update(state="stopped", last_error="Prices rose since you ordered.")
    told = caller.data(ALL)
    assert [one["id"] for one in told] == [str(second.pk), str(first.pk)]
    assert (told[1]["photos"], told[1]["photos_by_state"]) == (2, {"cancelled": 1, "intent": 1})
    assert told[1]["estimates"] == [{"amount": "2.30", "currency": "USD"}]
    [stopped] = caller.data(f"{ALL}?state=stopped")
    assert (stopped["id"], stopped["reason"]) == (str(second.pk), "Prices rose since you ordered.")
    assert caller.get(f"{ALL}?state=done").status_code == 422


def test_one_order_tells_what_was_left_out(caller, merchant, template, photos) -> None:
    new = builders.make_photo(builders.make_product(photos[0].store), None)
    placed = order(caller, body([*photos, new])).json()["data"]["order"]
    assert caller.data(f"{ALL}/{placed['id']}/") == placed
    assert placed["refused"] == [{"image_id": str(new.image_id), "reason": "Not measured yet"}]


def test_the_number_of_questions_does_not_depend_on_the_page(caller, merchant, photos) -> None:
    for photo in photos:
        retouched.ordered(merchant, [photo])
    caller.data(ALL)

    def questions(size: int) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert len(caller.data(f"{ALL}?page_size={size}")) == size
        return len(asked)

    assert questions(1) == questions(3)


def test_what_is_not_this_merchants_is_not_there(caller, merchant, template, photos) -> None:
    other = builders.make_merchant("Others")
    [theirs], their_template = retouched.mendable(other), builders.make_template(other)
    their_order = retouched.ordered(other, [theirs])
    answer = order(caller, body([photos[0], theirs], template=their_template.pk))
    assert (answer.status_code, answer.json()["errors"]) == (
        404,
        [f"There is no image {theirs.image_id}.", f"There is no template {their_template.pk}."],
    )
    assert caller.get(f"{ALL}/{their_order.pk}").status_code == caller.get(f"{ALL}/x").status_code == 404
    assert caller.data(ALL) == []
    assert not Order.objects.filter(merchant=merchant).exists()


def test_reading_is_not_enough_to_order(merchant, photos) -> None:
    reader, writer = Caller(merchant, ["ext:orders:read"]), Caller(merchant, ["ext:orders:write"])
    assert order(reader, body(photos)).status_code == 403
    assert reader.post(ALL, body(photos, dry_run=True)).status_code == 403
    assert writer.get(ALL).status_code == 403
    assert nothing_written()
