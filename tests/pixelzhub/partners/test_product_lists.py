"""/ext/products and /ext/products/delta: pages, filters, cursors, and a time of its own for each change."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from connectors.models import Article
from tests.pixelzhub.partners.caller import Caller

pytestmark = pytest.mark.django_db
LONG_AGO = "2026-01-01T00:00:00Z"


@pytest.fixture
def caller(merchant) -> Caller:
    return Caller(merchant)


def send(caller: Caller, number: int, start: int = 0, **fields: object) -> None:
    products = [{"ean": f"{start + n:013}", "name": f"Product {n}", **fields} for n in range(number)]
    assert caller.post("/ext/products/batch", {"products": products}).json()["data"]["errors"] == 0


def eans(answer) -> list[str]:
    return [product["ean"] for product in answer.json()["data"]]


def delta(caller: Caller, **query: object):
    return caller.get(f"/ext/products/delta?{urlencode(query)}")


def following(answer) -> str | None:
    """The path of the next page, behind /api/v1."""
    found = re.fullmatch(r'<([^>]+)>; rel="next"', answer.headers.get("Link", ""))
    if not found:
        return None
    parts = urlsplit(found[1])
    return f"{parts.path.removeprefix('/api/v1')}?{parts.query}"


def test_pages_are_counted_from_one_and_hold_fifty(caller) -> None:
    send(caller, 60)
    first, second = caller.get("/ext/products"), caller.get("/ext/products?page=2")
    assert (len(eans(first)), len(eans(second))) == (50, 10)
    assert len({*eans(first), *eans(second)}) == 60
    meta = second.json()["meta"]
    assert (meta["total"], meta["page"], meta["page_size"]) == (60, 2, 50)
    assert eans(caller.get("/ext/products?page=3")) == []


def test_an_empty_catalogue_is_an_empty_list(caller) -> None:
    body = caller.get("/ext/products").json()
    assert (body["data"], body["meta"]["total"]) == ([], 0)


@pytest.mark.parametrize(
    "query", ["page_size=0", "page_size=501", "page=0", "page=-1", "page=x", "page_size=1e2", "page=1٣"]
)
def test_a_page_that_cannot_be_is_refused(caller, query: str) -> None:
    for path in (f"/ext/products?{query}", f"/ext/products/delta?since={LONG_AGO}&{query}"):
        assert caller.get(path).status_code == 422


@pytest.mark.parametrize(
    "path", ["/ext/products?", f"/ext/products/delta?since={LONG_AGO}&", f"/ext/products?updated_since={LONG_AGO}&"]
)
def test_the_link_header_leads_through_all_pages_once(caller, path: str) -> None:
    send(caller, 25)
    found, pages = [], 0
    at: str | None = f"{path}page_size=10"
    while at:
        answer = caller.get(at)
        found += eans(answer)
        pages += 1
        at = following(answer)
    assert (len(found), len(set(found)), pages) == (25, 25, 3)


@pytest.mark.parametrize("cursor", ["!", "eA", "MQ==&page_size=x", "%00", "w6Q"])
def test_a_cursor_that_no_page_gave_is_refused(caller, cursor: str) -> None:
    send(caller, 1)
    assert caller.get(f"/ext/products/delta?since={LONG_AGO}&cursor={cursor}").status_code == 422
    assert caller.get(f"/ext/products?cursor={cursor}").status_code in {200, 422}
    assert caller.get(f"/ext/products?updated_since={LONG_AGO}&cursor={cursor}").status_code == 422


def test_products_are_filtered_by_supplier(caller) -> None:
    send(caller, 3, supplier_code="KIMEX")
    send(caller, 2, start=100, supplier_code="INGRAM")
    answer = caller.get("/ext/products?supplier_code=INGRAM")
    assert eans(answer) == [f"{100:013}", f"{101:013}"]
    assert answer.json()["meta"]["total"] == 2
    assert caller.get("/ext/products?supplier_code=%00").status_code == 422


def test_each_change_has_a_time_of_its_own_that_only_rises(caller) -> None:
    send(caller, 40)
    send(caller, 10, weight=1)
    rows = list(Article.objects.order_by("updated_at").values_list("ean", "updated_at"))
    assert len({at for _, at in rows}) == 40
    assert [ean for ean, _ in rows[-10:]] == [f"{n:013}" for n in range(10)]
    assert sum(at.microsecond == 0 for _, at in rows) <= 2


def test_a_time_is_a_full_second_where_no_other_has_it(caller) -> None:
    send(caller, 1)
    assert re.fullmatch(r"[\d-]{10}T[\d:]{8}Z", caller.data("/ext/products")[0]["updated_at"])


def test_whoever_asks_since_the_moment_before_a_change_sees_it(caller) -> None:
    for path in ("/ext/products?updated_since=", "/ext/products/delta?since="):
        before = datetime.now(UTC).isoformat().replace("+00:00", "Z")
        send(caller, 1, weight=len(path))
        assert eans(caller.get(path + before)) == [f"{0:013}"]


def test_what_says_nothing_new_is_no_change(caller) -> None:
    send(caller, 3)
    [newest] = [delta(caller, since=LONG_AGO).json()["meta"]["updated_at"]]
    send(caller, 3)
    assert delta(caller, since=LONG_AGO).json()["meta"]["updated_at"] == newest


def test_delta_includes_its_beginning_and_updated_since_does_not(caller) -> None:
    send(caller, 3)
    at = delta(caller, since=LONG_AGO).json()["meta"]["updated_at"]
    last = f"{2:013}"
    assert eans(delta(caller, since=at)) == [last]
    assert eans(caller.get(f"/ext/products?{urlencode({'updated_since': at})}")) == []


def test_deltas_time_is_that_of_the_last_row_or_the_one_that_was_given(caller) -> None:
    send(caller, 3)
    body = delta(caller, since=LONG_AGO, page_size=2).json()
    assert body["meta"]["updated_at"] == body["data"][-1]["updated_at"]
    assert body["meta"]["total"] == 3
    assert delta(caller, since="2099-01-01T00:00:00Z").json()["meta"]["updated_at"] == "2099-01-01T00:00:00Z"


@pytest.mark.parametrize(
    "since", ["2026-01-01", "2026-01-01T00:00:00", "2026-01-01T02:00:00+02:00", "2026-01-01T00:00:00.5Z"]
)
def test_a_time_may_be_written_as_iso_8601_has_it(caller, since: str) -> None:
    send(caller, 1)
    assert len(eans(delta(caller, since=since))) == 1
    # As a hurried program sends it: the plus sign as it is.
    assert caller.get(f"/ext/products/delta?since={since}").status_code == 200


@pytest.mark.parametrize(
    "since", ["", "yesterday", "1767225600", "0001-01-01T00:00:00+10:00", "9999-12-31T23:59:59-10:00", "\0"]
)
def test_a_time_that_is_none_is_refused(caller, since: str) -> None:
    answer = delta(caller, since=since)
    assert answer.status_code == 422
    assert "“since” is" in answer.json()["errors"][0]


def test_delta_without_its_time_is_refused(caller) -> None:
    answer = caller.get("/ext/products/delta")
    assert (answer.status_code, "“since” is missing" in answer.json()["errors"][0]) == (422, True)


def test_many_changes_are_counted_without_counting_them(caller, merchant, monkeypatch) -> None:
    monkeypatch.setattr("pixelzhub.partners.products.routes.COUNTED", 5)
    send(caller, 30)
    times = sorted(Article.objects.values_list("updated_at", flat=True))
    for first, at in enumerate(times):
        stamp = at.isoformat()
        assert delta(caller, since=stamp).json()["meta"]["total"] == 30 - first
        since = caller.get(f"/ext/products?{urlencode({'updated_since': stamp})}")
        assert since.json()["meta"]["total"] == 29 - first


def test_the_pages_behind_the_first_one_know_how_many_there_were(caller) -> None:
    send(caller, 7, supplier_code="KIMEX")
    for path in (f"/ext/products/delta?since={LONG_AGO}&page_size=3", "/ext/products?supplier_code=KIMEX&page_size=3"):
        at = following(caller.get(path))
        assert at
        with CaptureQueriesContext(connection) as queries:
            assert caller.get(at).json()["meta"]["total"] == 7
        assert not [query for query in queries if "COUNT" in query["sql"]]


def test_a_list_takes_the_same_few_queries_however_long_it_is(caller) -> None:
    send(caller, 60)
    caller.get("/ext/products")
    for path in ("/ext/products?page_size=", f"/ext/products/delta?since={LONG_AGO}&page_size="):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            caller.get(f"{path}50")
        # The key, the number of all, the rows.
        assert len(queries) == 3, [query["sql"][:100] for query in queries]


def test_a_limit_stops_a_key_and_says_when_to_come_back(caller, settings) -> None:
    settings.PARTNER_CALLS_A_MINUTE = 2
    first = caller.get("/ext/products")
    assert (first["RateLimit-Limit"], first["RateLimit-Remaining"]) == ("2", "1")
    answers = [caller.get("/ext/products") for _ in range(3)]
    assert answers[-1].status_code == 429 or answers[-2].status_code == 429
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert 1 <= int(refused["Retry-After"]) <= 61
    assert refused["RateLimit-Remaining"] == "0"
    assert refused.json()["success"] is False


def test_a_request_has_a_name_that_its_caller_may_choose(caller) -> None:
    assert caller.get("/ext/products", **{"X-Request-ID": "erp-17"})["X-Request-ID"] == "erp-17"
    assert re.fullmatch(r"[0-9a-f]{32}", caller.get("/ext/products", **{"X-Request-ID": "a b"})["X-Request-ID"])


def test_times_never_fall_back_behind_a_clock_that_does(caller, time_machine) -> None:
    time_machine.move_to("2026-11-22T10:00:00Z", tick=False)
    send(caller, 2)
    time_machine.move_to("2026-11-22T09:00:00Z", tick=False)
    send(caller, 1, start=50)
    newest = Article.objects.order_by("-updated_at").first()
    assert newest is not None
    assert newest.ean == f"{50:013}"
    assert newest.updated_at == datetime(2026, 11, 22, 10, 0, 1, tzinfo=UTC) + timedelta(microseconds=2)
