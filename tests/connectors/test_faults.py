"""What networks and bad stores do while a platform is read, played to each one: nothing is lost, nothing is doubled."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import pytest

from connectors.contract import ReadsProducts
from connectors.errors import AuthFailed, BadAddress, BadReply, ConnectorError, RateLimited, Temporary
from connectors.web_address import host_of
from tests.connectors.harness import OverHttp
from tests.connectors.servers import Answer, Call, Server
from tests.connectors.test_contract import Publishing

BOM = b"\xef\xbb\xbf"
WEB_PAGE = b"\n<!doctype html><html><head><title>Just a moment</title></head><body>Error</body></html>"
#: more calls than any of these stores needs to be read
ENDLESS = 100
#: what stores call a product's name
NAMES = {"name", "title"}


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tried again is tried again at once."""
    monkeypatch.setattr("connectors.http.MAX_WAIT_S", 0.0)


@pytest.fixture
def small_pages(paged: OverHttp, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages so small that there are at least three."""
    monkeypatch.setattr(paged.page_size, max(3, -(-len(paged.product_ids()) // 4)))


@dataclass
class Read:
    """What came of a store's pages, and how often they had to be asked for anew."""

    ids: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    errors: list[ConnectorError] = field(default_factory=list)


def read_all(store: OverHttp, *, visits: int = 1, mended: Callable[[], None] = lambda: None) -> Read:
    """All pages; after an error from the last cursor on and by a new connector, as a sync does it."""
    found, cursor = Read(), None
    for _ in range(visits):
        try:
            with store.open() as connector:
                for page in connector.product_pages(cursor=cursor):
                    found.ids += [product.id for product in page.products]
                    found.broken += [record.id for record in page.broken]
                    cursor = page.next_cursor
            return found
        except ConnectorError as error:
            found.errors.append(error)
            mended()
    return found


# ---- answers that are none -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "kind"),
    [(200, BadReply), (401, AuthFailed), (403, AuthFailed), (429, RateLimited), (500, Temporary), (503, Temporary)],
)
def test_a_web_page_is_told_by_its_status(reached: OverHttp, status: int, kind: type[ConnectorError]):
    reached.proxy.answer_next(status, WEB_PAGE, times=4, Content_Type="text/html; charset=utf-8")
    with reached.open() as connector, pytest.raises(kind) as caught:
        reached.read(connector)
    assert caught.value.permanent == issubclass(kind, AuthFailed)
    assert "<" not in str(caught.value)


def test_429_without_a_time_is_tried_again_by_itself(reached: OverHttp):
    reached.proxy.answer_next(429, b"")
    with reached.open(tries=2) as connector:
        reached.read(connector)


def test_429_without_a_time_again_and_again_is_for_later(reached: OverHttp):
    reached.proxy.answer_next(429, b"", times=2)
    with reached.open(tries=2) as connector, pytest.raises(RateLimited) as caught:
        reached.read(connector)
    assert caught.value.retry_after is None


@pytest.mark.parametrize("body", [b"", b'{"x": ', b"7", b"null", BOM])
def test_what_is_no_answer_of_the_platform_is_a_bad_reply(reached: OverHttp, body: bytes):
    reached.proxy.answer_next(200, body, x_wp_total="1", x_wp_totalpages="1")
    with reached.open() as connector, pytest.raises(BadReply):
        reached.read(connector)


# ---- answers in odd dress --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "kind"),
    [(BOM, "application/json"), (BOM + b"\r\n", ""), (b"", "text/html; charset=iso-8859-1"), (b"", "")],
    ids=["bom", "bom-and-line", "html", "no-type"],
)
def test_a_bom_and_a_wrong_type_change_nothing(reached: OverHttp, before: bytes, kind: str):
    reached.proxy.dress_answers(before, content_type=kind)
    with reached.open() as connector:
        assert connector.check().name
        if isinstance(connector, ReadsProducts):
            ids = [product.id for page in connector.product_pages() for product in page.products]
            assert sorted(ids) == sorted(reached.product_ids())


# ---- faults in the middle --------------------------------------------------------------------------------------


def cut(store: OverHttp, after: int) -> None:
    store.proxy.cut_next_answer(after=after)


def answered(status: int, body: bytes = WEB_PAGE, **headers: str) -> Callable[[OverHttp, int], None]:
    return lambda store, after: store.proxy.answer_next(status, body, after=after, **headers)


@pytest.mark.parametrize(
    "fault",
    [cut, answered(200), answered(403), answered(429, b"", Retry_After="60"), answered(503)],
    ids=["cut", "web-page", "403", "429", "503"],
)
@pytest.mark.usefixtures("small_pages")
def test_whichever_call_fails_all_products_come_once_or_are_named(
    paged: OverHttp, fault: Callable[[OverHttp, int], None]
):
    begun = paged.proxy.asked
    assert sorted(read_all(paged).ids) == sorted(paged.product_ids())
    calls = paged.proxy.asked - begun
    assert calls >= 3
    for number in range(calls):
        fault(paged, number)
        found = read_all(paged, visits=2)
        assert sorted([*found.ids, *found.broken]) == sorted(paged.product_ids())
        assert found.errors or found.broken


def test_a_product_that_is_gone_when_more_of_it_is_asked_for_stops_nothing(paged: OverHttp):
    everything = set(paged.product_ids())
    gone = paged.gone_when_asked()
    found = read_all(paged)
    assert found.errors == []
    assert set(found.ids) | {gone} == everything
    assert len(found.ids) == len(set(found.ids))


def test_letters_that_no_database_keeps_are_left_out(paged: OverHttp):
    def spoilt(found: Any) -> Any:
        if isinstance(found, list):
            return [spoilt(one) for one in found]
        if not isinstance(found, dict):
            return found
        return {key: _with_bad_letters(value) if key in NAMES else spoilt(value) for key, value in found.items()}

    paged.proxy.edit_answers(lambda call, document: spoilt(document) if paged.listed(document) else document)
    with paged.open() as connector:
        records = [product for page in connector.product_pages() for product in page.products]
    assert len(records) == len(paged.product_ids())
    told = "".join(repr(record) for record in records)
    assert "?" in told
    assert "\\x00" not in told and "\\ud83d" not in told


def _with_bad_letters(found: Any) -> Any:
    """A zero byte and half a letter after the text, as a program leaves them that cuts in the middle of an emoji."""
    return f"{found}\0\ud83d" if isinstance(found, str) and found else found


# ---- pages that do not add up ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("small_pages")
def test_a_product_that_a_page_lists_twice_hides_no_other(paged: OverHttp):
    def twice(call: Call, document: Any) -> Any:
        if rows := paged.listed(document):
            rows.insert(0, deepcopy(rows[-1]))
        return document

    paged.proxy.edit_answers(twice)
    assert set(read_all(paged).ids) == set(paged.product_ids())


@pytest.mark.usefixtures("small_pages")
def test_a_product_without_an_id_is_named_as_unknown_and_the_rest_goes_on(paged: OverHttp):
    everything = paged.product_ids()
    nameless = everything[1]

    def unnamed(call: Call, document: Any) -> Any:
        for entry in paged.find_listed(document, nameless):
            del entry[paged.id_field]
        return document

    paged.proxy.edit_answers(unnamed)
    found = read_all(paged)
    assert found.errors == []
    assert sorted(found.ids) == sorted(set(everything) - {nameless})
    assert set(found.broken) == {"?"}


class Stuck:
    """A cache before the store: from the second list of products on, it gives the one before for so many times."""

    def __init__(self, store: OverHttp, times: int = ENDLESS) -> None:
        self.store, self.left = store, times
        self.kept: Any = None

    def __call__(self, call: Call, document: Any) -> Any:
        assert self.store.proxy.asked < ENDLESS, "the store is asked for the same page for ever"
        if not self.store.listed(document):
            return document
        if self.kept is not None and self.left:
            self.left -= 1
            return deepcopy(self.kept)
        self.kept = deepcopy(document)
        return document


@pytest.mark.usefixtures("small_pages")
def test_a_page_that_comes_again_and_again_ends_in_a_bad_reply(paged: OverHttp):
    """However often the sync takes up again, it never gets to an end at which the missing products would be gone."""
    paged.proxy.edit_answers(Stuck(paged))
    found = read_all(paged, visits=6)
    assert [type(error) for error in found.errors] == [BadReply] * 6
    assert len(set(found.ids)) < len(paged.product_ids())


@pytest.mark.usefixtures("small_pages")
def test_a_page_that_came_once_more_hides_no_product(paged: OverHttp):
    paged.proxy.edit_answers(Stuck(paged, times=1))
    found = read_all(paged, visits=3)
    assert set(found.ids) == set(paged.product_ids())


# ---- pictures --------------------------------------------------------------------------------------------------


def test_a_picture_that_leads_to_a_private_address_is_not_fetched(over_http: OverHttp):
    calls: list[Call] = []
    with Server(lambda call: calls.append(call) or Answer(200, b"secret")) as inside, over_http.open() as connector:
        shown = connector.gallery(over_http.example()[0]).images[0].url
        over_http.proxy.redirect_files(f"{inside.url}/latest/meta-data/")
        for address in (shown, over_http.pictures.leading_to(f"{inside.url}/secret.jpg")):
            if host_of(address) in {over_http.proxy.host, over_http.pictures.host}:
                with pytest.raises(BadAddress, match="private"):
                    connector.read_picture(address)
    assert calls == []


# ---- writing ---------------------------------------------------------------------------------------------------


def test_whichever_write_loses_its_answer_the_photo_is_there_once(over_http: OverHttp):
    with over_http.open() as connector:
        number = over_http.picture_count()
        Publishing(over_http, connector).run()
        for place in range(len(over_http.proxy.writes)):
            publishing = Publishing(over_http, connector)
            publishing.picture = over_http.picture(100 + place)
            over_http.proxy.lose_answer_of_write(after=place)
            # What comes after the photo itself may be one write less this time.
            with suppress(Temporary):
                publishing.run()
            written = publishing.run()
            shown = connector.read_picture(written.gallery.images[publishing.index].url)
            assert connector.same_picture(shown, publishing.picture.data)
            assert publishing.others(written.gallery) == publishing.others(publishing.before)
            assert over_http.picture_count() == number
