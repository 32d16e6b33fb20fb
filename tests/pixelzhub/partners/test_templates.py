"""GET /ext/templates: what can be ordered, for how much, and what it does to a photo."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pixelzhub.retouch.models import Template
from tests import builders
from tests.pixelzhub.partners.caller import Caller

pytestmark = pytest.mark.django_db
ALL = "/ext/templates"


@pytest.fixture
def caller(merchant) -> Caller:
    return Caller(merchant, ["ext:orders:read"])


def test_a_template_is_told_with_its_price_and_what_it_does(caller, merchant) -> None:
    template = builders.make_template(merchant, price="1.5")
    [told] = caller.data(ALL)
    assert told["effect"] | {"fill": None} == {
        "white_ground": True, "removes_ground": True, "fixed_size": [1600, 1600], "aspect": 1.0, "fill": None,
        "centred": True, "keeps_shadow": False, "format": "JPEG",
    }  # fmt: skip
    assert told["effect"]["fill"] == pytest.approx(0.9)
    assert {name: told[name] for name in ("id", "pixelz_id", "name", "price", "currency")} == {
        "id": str(template.pk), "pixelz_id": template.remote_id, "name": "White ground, square", "price": "1.50",
        "currency": "USD",
    }  # fmt: skip


def test_a_template_without_a_price_says_so_and_one_that_is_gone_is_not_listed(caller, merchant) -> None:
    Template.objects.create(merchant=merchant, remote_id="a", name="Asked for", settings={})
    Template.objects.create(merchant=merchant, remote_id="b", name="Gone", price="1.00", gone_at=timezone.now())
    assert [(one["name"], one["price"], one["currency"]) for one in caller.data(ALL)] == [("Asked for", None, None)]


def test_pages_are_turned_by_number_and_by_cursor(caller, merchant) -> None:
    ids = [str(builders.make_template(merchant).pk) for _ in range(5)][::-1]
    first = caller.get(f"{ALL}?page_size=2")
    assert [one["id"] for one in first.json()["data"]] == ids[:2]
    assert first.json()["meta"]["total"] == 5
    address = first.headers["Link"].split(";")[0].strip("<>").partition("/api/v1")[2]
    assert [one["id"] for one in caller.data(address)] == ids[2:4]
    assert [one["id"] for one in caller.data(f"{ALL}/?page_size=2&page=3")] == ids[4:]


def test_the_number_of_questions_does_not_depend_on_the_page(caller, merchant) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            caller.data(ALL)
        return len(asked)

    builders.make_template(merchant)
    caller.data(ALL)
    few = questions()
    for _ in range(10):
        builders.make_template(merchant)
    assert questions() == few


def test_a_strangers_templates_are_not_there_and_the_scope_is_asked_for(caller, merchant) -> None:
    builders.make_template(builders.make_merchant("Others"), "Theirs")
    assert caller.data(ALL) == []
    assert Caller(merchant, ["ext:images:read"]).get(ALL).status_code == 403
