"""From page to page, and when to stop."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from itertools import chain
from typing import Any

import pytest

from connectors.errors import AuthFailed, BadAddress, BadReply, NotFound, RateLimited, Refused, Temporary
from tests.connectors.custom.between import row, scripted
from tests.connectors.servers import Answer

ROWS = [row(number) for number in range(1, 8)]


def ids(pages: Any) -> list[list[str]]:
    return [[product.id for product in page.products] for page in pages]


def numbered(path: str, query: dict[str, str]) -> Any:
    size, page = int(query.get("size", 3)), int(query.get("page", 1))
    rows = ROWS[(page - 1) * size : page * size]
    return {"products": rows, "total": len(ROWS), "more": page * size < len(ROWS)}


@pytest.mark.parametrize(
    ("paginate", "calls"),
    [
        ("{type: page, param: page}", 4),  # until a page is empty
        ("{type: page, param: page, stop: {total: total}}", 3),
        ("{type: page, param: page, stop: {has_more: more}}", 3),
        ("{type: page, param: page, stop: {size: 3}}", 3),
        ("{type: page, param: page, size_param: size, size: 7}", 2),
        ("{type: page, param: page, size_param: size, size: 7, stop: {total: total}}", 1),
    ],
)
def test_pages_are_read_until_a_sign_says_stop(paginate: str, calls: int):
    with scripted(numbered, paginate=paginate) as (store, connector):
        pages = list(connector.product_pages())
    assert list(chain(*ids(pages))) == [str(n) for n in range(1, 8)]
    assert len(store.asked) == calls
    assert pages[-1].next_cursor is None


def test_offsets_go_on_by_what_came_and_not_by_what_was_asked_for():
    """A store may give fewer rows a page than it is asked for."""

    def capped(path: str, query: dict[str, str]) -> Any:
        start = int(query["from"])
        return {"products": ROWS[start : start + 2]}

    with scripted(capped, paginate="{type: offset, param: from, size_param: limit, size: 5}") as (_, connector):
        assert ids(connector.product_pages()) == [["1", "2"], ["3", "4"], ["5", "6"], ["7"], []]


def test_a_cursor_is_handed_back_until_there_is_none():
    def by_cursor(path: str, query: dict[str, str]) -> Any:
        start = int(query.get("after", 0))
        return {"products": ROWS[start : start + 3], "meta": {"next": start + 3 if start < 6 else None}}

    with scripted(by_cursor, paginate="{type: cursor, param: after, next: meta.next}") as (store, connector):
        assert ids(connector.product_pages()) == [["1", "2", "3"], ["4", "5", "6"], ["7"]]
    assert store.asked[0] == "/api/products"


def test_the_next_address_is_followed_as_it_is():
    def linked(path: str, query: dict[str, str]) -> Any:
        start = int(query.get("from", 0))
        following = f"/api/products?from={start + 3}&sig=a%2Bb" if start < 6 else ""
        return {"products": ROWS[start : start + 3], "next": following}

    with scripted(linked, paginate="{type: next_url, next: next}") as (store, connector):
        pages = connector.product_pages()
        first = next(pages)
        assert ids([first]) == [["1", "2", "3"]]
        assert ids(connector.product_pages(cursor=first.next_cursor)) == [["4", "5", "6"], ["7"]]
    assert store.asked[1] == "/api/products?from=3&sig=a%2Bb"


def test_a_link_header_leads_to_the_next_page():
    def linked(path: str, query: dict[str, str]) -> Any:
        page = int(query.get("page", 1))
        links = f'<?page={page - 1}>; rel="prev", </api/products?page={page + 1}>; title="x"; rel=next'
        answer = b'{"products": [{"id": %d, "name": "Tee"}]}' % page
        return Answer(200, answer, {"Link": links if page < 3 else '<?page=2>; rel="prev"'})

    with scripted(linked, paginate="{type: link_header}") as (_, connector):
        assert ids(connector.product_pages()) == [["1"], ["2"], ["3"]]


def test_the_next_address_never_leads_to_another_host():
    def away(path: str, query: dict[str, str]) -> Any:
        return {"products": ROWS[:1], "next": "https://evil.example/api/products"}

    with scripted(away, paginate="{type: next_url, next: next}") as (_, connector):
        pages = connector.product_pages()
        next(pages)
        with pytest.raises(BadAddress, match=r"evil\.example"):
            next(pages)


@pytest.mark.parametrize(
    ("paginate", "answer"),
    [
        ("{type: page, param: page}", {"products": ROWS[:3]}),
        ("{type: cursor, param: after, next: next}", {"products": ROWS[:3], "next": "x"}),
        ("{type: next_url, next: next}", {"products": ROWS[:3], "next": "/api/products"}),
    ],
)
def test_a_page_that_comes_again_is_a_bad_reply_and_no_endless_loop(paginate: str, answer: Any):
    with scripted(lambda path, query: answer, paginate=paginate) as (_, connector), pytest.raises(BadReply):
        list(connector.product_pages())


def test_a_page_that_comes_again_after_a_restart_is_noticed_too():
    with scripted(lambda path, query: {"products": ROWS[:3]}, paginate="{type: page, param: page}") as (_, connector):
        first = next(connector.product_pages())
        with pytest.raises(BadReply, match="same page again"):
            next(connector.product_pages(cursor=first.next_cursor))


def test_there_is_an_end_to_pages_also_over_restarts():
    def endless(path: str, query: dict[str, str]) -> Any:
        return {"products": [row(int(query["page"]))]}

    with scripted(endless, paginate="{type: page, param: page, max_pages: 3}") as (_, connector):
        second = list(zip(connector.product_pages(), range(2), strict=False))[1][0]
        with pytest.raises(BadReply, match="more than 3 pages"):
            list(connector.product_pages(cursor=second.next_cursor))


def test_rows_deleted_while_pages_are_read_hide_none_and_none_comes_twice():
    rows = list(ROWS)

    def shrinking(path: str, query: dict[str, str]) -> Any:
        page = int(query["page"])
        return {"products": rows[(page - 1) * 3 : page * 3], "total": len(rows)}

    with scripted(shrinking, paginate="{type: page, param: page, stop: {total: total}}") as (_, connector):
        pages = connector.product_pages()
        seen = ids([next(pages), next(pages)])
        del rows[0]
        seen += ids(pages)
    assert sorted(chain(*seen)) == [str(n) for n in range(1, 8)]


def test_a_row_that_is_listed_twice_counts_once_and_a_broken_one_is_named():
    answer = {"products": [row(1), row(1), {"id": 2}, {"name": "No id"}, row(3, name=["x"]), "text", row(4)]}
    with scripted(lambda path, query: answer) as (_, connector):
        (page,) = connector.product_pages()
    assert [product.id for product in page.products] == ["1", "4"]
    assert [(one.id, one.reason) for one in page.broken] == [
        ("2", "name is missing."), ("?", "id is missing."), ("3", "name is no text."), ("?", "id is missing."),
    ]  # fmt: skip


def test_a_store_that_cannot_be_asked_for_changes_is_sorted_out_here():
    rows = [row(1, at="2026-01-01"), row(2, at="2026-03-01"), row(3)]
    moment = datetime(2026, 2, 1, tzinfo=UTC)
    with scripted(lambda path, query: {"products": rows}, updated="at") as (_, connector):
        assert ids(connector.product_pages(since=moment)) == [["2", "3"]]
        assert ids(connector.product_pages()) == [["1", "2", "3"]]


def test_an_id_that_is_longer_than_the_hub_keeps_is_named():
    with scripted(lambda path, query: {"products": [row(1, id="x" * 201)]}) as (_, connector):
        (page,) = connector.product_pages()
    assert page.products == ()
    assert page.broken[0].reason == "id is longer than 200 characters."


def test_calls_keep_to_the_pace_of_the_description():
    with scripted(numbered, paginate="{type: page, param: page}", more="limits: {rps: 40}") as (_, connector):
        begun = time.monotonic()
        list(connector.product_pages())
    assert time.monotonic() - begun >= 3 / 40


def test_a_place_that_cannot_be_read_is_a_bad_reply():
    with scripted(numbered, paginate="{type: page, param: page}") as (_, connector), pytest.raises(BadReply):
        next(connector.product_pages(cursor="7"))


# ---- what answers mean -------------------------------------------------------------------------------------------


def rule(text: str) -> str:
    return f"errors: [{text}]"


@pytest.mark.parametrize(
    ("rules", "answer", "error", "says"),
    [
        (
            "{when: {status: [200], jmes: 'ok == `false`'}, do: fail, message: 'errors[0]'}",
            Answer(200, b'{"ok": false, "errors": ["Out of\\n order"]}'),
            Refused,
            "says: Out of order",
        ),
        ("{when: {contains: maintenance}, do: retry}", Answer(200, b"<h1>maintenance</h1>"), Temporary, "description"),
        ("{when: {status: [418]}, do: reauth}", Answer(418), AuthFailed, "418"),
        ("{when: {status: [500]}, do: missing}", Answer(500), NotFound, "500"),
        ("{when: {status: [418]}, do: fail}", Answer(500), Temporary, "problem of its own"),
        ("{when: {status: [403]}, do: ignore}", Answer(403), AuthFailed, "403"),
    ],
)
def test_the_descriptions_own_rules_come_first(rules: str, answer: Answer, error: type[Exception], says: str):
    with scripted(lambda path, query: answer, more=rule(rules)) as (_, connector), pytest.raises(error, match=says):
        next(connector.product_pages())


def test_a_rule_says_which_header_has_the_seconds_to_wait():
    answer = Answer(503, b"", {"X-Wait": "90"})
    rules = rule("{when: {status: [503]}, do: retry, wait_header: X-Wait}")
    with scripted(lambda path, query: answer, more=rules) as (_, connector), pytest.raises(RateLimited) as caught:
        next(connector.product_pages())
    assert caught.value.retry_after == 90


def test_a_message_never_holds_a_secret():
    answer = Answer(400, b'{"error": "the key k_1234567 is locked"}')
    rules = rule("{when: {status: [400]}, do: fail, message: error}")
    with (
        scripted(lambda path, query: answer, more=rules, secrets="key=k_1234567") as (_, connector),
        pytest.raises(Refused, match="the key ••• is locked"),
    ):
        next(connector.product_pages())


def test_a_product_without_photos_may_be_an_error_that_is_ignored():
    rules = rule("{when: {status: [404]}, do: ignore}")
    with scripted(lambda path, query: Answer(404), more=rules) as (_, connector):
        assert connector.gallery("1").images == ()
        with pytest.raises(NotFound):
            next(connector.product_pages())


def test_rows_at_another_place_are_a_bad_reply_that_names_the_expression():
    answers: list[Any] = [{"items": []}, {"products": {"id": 1}}]
    with scripted(lambda path, query: answers.pop(0)) as (_, connector):
        with pytest.raises(BadReply, match=r"nothing at “products” \(products\.records\)"):
            next(connector.product_pages())
        with pytest.raises(BadReply, match=r"answers\.lists"):
            next(connector.product_pages())


def test_a_photo_that_is_listed_twice_hangs_once_at_its_first_place():
    photos = {"images": [{"id": 1, "url": "/a.jpg"}, {"id": 2, "url": "/b.jpg"}, {"id": 1, "url": "/c.jpg"}]}
    with scripted(lambda path, query: photos) as (store, connector):
        gallery = connector.gallery("1")
    assert [(image.id, image.url, image.position) for image in gallery.images] == [
        ("1", f"{store.url}/a.jpg", 0), ("2", f"{store.url}/b.jpg", 1),
    ]  # fmt: skip
