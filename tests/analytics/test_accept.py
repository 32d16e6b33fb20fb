"""Accepted findings: what no longer counts, where, and that it can be taken back."""

from __future__ import annotations

import pytest

from analytics.accept import accept, acceptances_at, take_back
from analytics.models import Acceptance, FindingCount, FindingRow
from connectors.models import Placement
from tests.builders import grey_ground, make_category, make_merchant, make_photo, make_product, make_store

pytestmark = pytest.mark.django_db
GREY = ("amazon", "non_white_background")


def verdict_of(placement: Placement) -> str:
    placement.refresh_from_db()
    return placement.verdict


def count_of(code: str) -> int:
    return sum(FindingCount.objects.filter(code=code).values_list("n", flat=True))


def test_finding_accepted_of_one_photo_counts_on_the_others(merchant, owner):
    store = make_store(merchant)
    first, second = (make_photo(make_product(store), grey_ground()) for _ in range(2))

    row, new = accept(merchant, *GREY, image=first.image, by=owner)

    assert new and row.accepted_by == owner
    assert (verdict_of(first), verdict_of(second)) == ("meets", "mend")
    assert (count_of("=mend"), count_of("=accepted")) == (1, 1)
    assert FindingRow.objects.filter(code="amazon/non_white_background").count() == 1


def test_finding_accepted_in_a_category_counts_outside_of_it(merchant, owner):
    store = make_store(merchant)
    bags = make_category(store, "Bags")
    inside = make_photo(make_product(store, category=bags), grey_ground())
    outside = make_photo(make_product(store), grey_ground())

    accept(merchant, *GREY, category=bags, by=owner)

    assert (verdict_of(inside), verdict_of(outside)) == ("meets", "mend")


def test_finding_accepted_everywhere_counts_in_no_store_of_the_merchant(merchant, owner):
    photos = [make_photo(make_product(make_store(merchant)), grey_ground()) for _ in range(2)]
    others = make_photo(make_product(make_store(make_merchant("Other"))), grey_ground())

    accept(merchant, *GREY, by=owner)

    assert [verdict_of(photo) for photo in photos] == ["meets", "meets"]
    assert verdict_of(others) == "mend"


@pytest.mark.parametrize("scope", ["image", "category", "everywhere"])
def test_acceptance_twice_is_one_and_taken_back_is_as_before(merchant, owner, scope):
    store = make_store(merchant)
    bags = make_category(store)
    photo = make_photo(make_product(store, category=bags), grey_ground())
    where = {"image": {"image": photo.image}, "category": {"category": bags}, "everywhere": {}}[scope]

    assert accept(merchant, *GREY, by=owner, **where)[1]
    assert not accept(merchant, *GREY, by=owner, **where)[1]
    assert Acceptance.objects.count() == 1
    assert verdict_of(photo) == "meets"

    assert take_back(merchant, *GREY, **where)
    assert not take_back(merchant, *GREY, **where)
    assert verdict_of(photo) == "mend"
    assert (count_of("=mend"), count_of("=accepted")) == (1, 0)


def test_taking_back_one_photo_leaves_what_holds_everywhere(merchant, owner):
    photo = make_photo(make_product(make_store(merchant)), grey_ground())
    accept(merchant, *GREY, image=photo.image, by=owner)
    accept(merchant, *GREY, by=owner)

    assert acceptances_at(photo)[GREY].image == photo.image
    take_back(merchant, *GREY, image=photo.image)

    assert acceptances_at(photo)[GREY].image is None
    assert verdict_of(photo) == "meets"


def test_what_cannot_be_accepted_is_refused(merchant, owner):
    store = make_store(merchant)
    photo = make_photo(make_product(store), grey_ground())
    stranger = make_merchant("Stranger")

    for wrong in (
        lambda: accept(merchant, "amazon", "no_such_finding", by=owner),
        lambda: accept(merchant, "nowhere", "blurry", by=owner),
        lambda: accept(merchant, *GREY, image=photo.image, category=make_category(store), by=owner),
        lambda: accept(stranger, *GREY, image=photo.image, by=owner),
    ):
        with pytest.raises(ValueError, match=r"finding|image"):
            wrong()
    assert not Acceptance.objects.exists()
