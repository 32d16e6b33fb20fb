"""Templates, expressions, times, XML and secrets: the small parts."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.errors import AuthFailed, BadAddress, BadReply, Refused
from connectors.platforms.custom import values
from connectors.platforms.custom.answers import document
from connectors.platforms.custom.description import Request
from connectors.platforms.custom.masking import masked, secrets_in, shown_secrets
from connectors.platforms.custom.sending import pinned, prepared
from connectors.platforms.custom.templates import Moment, fill, fill_text, for_path, for_xml, places
from connectors.platforms.custom.values import Dates, NotAnExpression, expression
from connectors.reply import Reply

BASE = "https://shop.example/api/"
MOMENT = datetime(2026, 11, 21, 9, 30, 15, 750_000, tzinfo=UTC)


# ---- templates ---------------------------------------------------------------------------------------------------


def test_a_value_is_escaped_for_where_it_goes():
    names = {"a.b": "x/y <&\"'", "n": 7, "none": None, "yes": True}
    assert fill_text("p/{{a.b}}", names, for_path) == "p/x%2Fy%20%3C%26%22%27"
    assert fill_text("<a>{{ a.b }}</a>", names, for_xml) == "<a>x/y &lt;&amp;&quot;&apos;</a>"
    assert fill_text("{{a.b|urlencode}} {{n|json}} {{yes}} {{none}}", names) == "x%2Fy%20%3C%26%22%27 7 true "
    assert fill_text("{{a | urldecode}}", {"a": "/F%C3%BC%C3%9Fe%20%25.jpg"}) == "/Füße %.jpg"
    assert fill_text("{{ a.b | json }}", names, for_xml) == '"x/y <&\\"\'"'


def test_in_json_a_place_alone_keeps_its_type_and_no_value_can_break_out():
    names = {"n": 7, "none": None, "list": [{"id": 1}], "evil": '", "admin": true, "x": "'}
    assert fill({"a": "{{n}}", "b": "{{none}}", "c": ["{{list}}"], "d": "n={{n}}", "e": "{{evil}}", "f": 1}, names) == {
        "a": 7, "b": None, "c": [[{"id": 1}]], "d": "n=7", "e": names["evil"], "f": 1,
    }  # fmt: skip


def test_an_id_can_be_written_as_the_number_that_it_is():
    assert fill({"id": "{{id | number}}", "p": "{{p|number}}"}, {"id": "101", "p": None}) == {"id": 101, "p": None}
    assert fill_text("<id>{{id|number}}</id>", {"id": "101"}) == "<id>101</id>"
    with pytest.raises(Refused, match="as a number"):
        fill("{{id|number}}", {"id": "gid://7"})


def test_no_text_keeps_the_search_for_places_busy():
    begun = time.monotonic()
    for text in ("{{a" + " " * 20_000, "{{a | date " + " " * 20_000, "{{" * 10_000, "{{a" + ".a" * 10_000):
        assert list(places(text)) == []
    assert time.monotonic() - begun < 1


def test_a_value_is_never_a_template_itself():
    assert fill_text("{{a}}", {"a": "{{secret.key}}", "secret.key": "s"}) == "{{secret.key}}"


def test_a_time_is_written_as_the_store_wants_it_or_by_a_filter():
    names = {"cursor": Moment(MOMENT, 1795253415)}
    assert fill_text("{{cursor}} {{cursor | date %d.%m.%Y %H:%M}} {{cursor|date}}", names) == (
        "1795253415 21.11.2026 09:30 2026-11-21"
    )


def test_a_secret_that_was_not_entered_asks_for_it_by_name():
    with pytest.raises(AuthFailed, match=r"no secret api_key was entered"):
        fill_text("{{secret.api_key}}", {})


# ---- where calls go ----------------------------------------------------------------------------------------------


def test_a_call_stays_below_the_base_address_whatever_an_id_is():
    call = prepared(Request("products/{{product.id}}/images"), {"product.id": "../../admin?x=1#y"}, BASE)
    assert call.url == "https://shop.example/api/products/..%2F..%2Fadmin%3Fx%3D1%23y/images"
    with pytest.raises(BadAddress, match="leads out"):
        prepared(Request("products/{{product.id}}/images"), {"product.id": ".."}, BASE)


@pytest.mark.parametrize(
    "url", ["?page=2", "/api/products?page=2", "https://shop.example:443/x", "next/2", "http://shop.example/x"]
)
def test_the_next_page_may_be_anywhere_on_the_host(url: str):
    assert pinned(url, BASE).startswith(("https://shop.example/", "https://shop.example:443/"))


@pytest.mark.parametrize(
    "url",
    ["https://evil.example/", "//evil.example/x", "http://shop.example:81/api/", "https://shop.example:8443/",
     "https://shop.example@evil.example/", "file:///etc/passwd", "https://[bad", "javascript:1"],
)  # fmt: skip
def test_another_host_is_refused(url: str):
    with pytest.raises(BadAddress):
        pinned(url, BASE)


def test_a_header_is_one_line_and_a_parameter_without_a_value_is_left_out():
    request = Request("x", params={"a": "{{none}}", "b": "{{n}}", "c": True}, headers={"X-N": "{{evil}}"})
    call = prepared(request, {"none": None, "n": 0, "evil": "a\r\nX-Admin: 1"}, BASE)
    assert call.params == {"b": "0", "c": "true"}
    assert call.headers == {"X-N": "a X-Admin: 1"}
    with pytest.raises(Refused, match="headers cannot carry"):
        prepared(request, {"none": None, "n": 0, "evil": "ключ"}, BASE)


# ---- values ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "written", "value"),
    [
        (Dates(), "2026-11-21T09:30:15Z", "2026-11-21T10:30:15+01:00"),
        (Dates(zone="Europe/Copenhagen"), "2026-11-21T10:30:15+01:00", "2026-11-21 10:30:15"),
        (Dates("epoch_s"), 1795253415, "1795253415"),
        (Dates("epoch_ms"), 1795253415750, 1795253415000),
        (Dates("%d/%m/%Y %H.%M.%S", "Asia/Tokyo"), "21/11/2026 18.30.15", "21/11/2026 18.30.15"),
    ],
)
def test_times_are_written_and_read_in_the_stores_format(how: Dates, written: Any, value: Any):
    assert how.written(MOMENT).written == written
    assert values.moment(value, "updated", how) == MOMENT.replace(microsecond=0)


@pytest.mark.parametrize("value", ["yesterday", [], True, "9" * 40, "2026-13-01"])
def test_what_is_no_time_is_a_bad_reply(value: Any):
    with pytest.raises(BadReply, match="updated is not a time"):
        values.moment(value, "updated", Dates())
    if value is not True:
        with pytest.raises(BadReply):
            values.moment(value, "updated", Dates("epoch_s"))


def test_ids_are_text_and_numbers_may_be_written_as_text():
    assert [values.text(one, "id") for one in (7, 7.0, " 7 ", None)] == ["7", "7", "7", ""]
    assert values.text("a\0b\ud800", "name") == "ab?"
    assert [values.whole(one, "n") for one in (7, "7", 7.0, None, "")] == [7, 7, 7, None, None]
    assert [values.yes(one) for one in (1, "1", "true", "live", 0, "0", "False", None, "no", "draft")] == [
        True, True, True, True, False, False, False, False, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize("value", [True, [], {}])
def test_a_flag_or_a_list_is_no_id(value: Any):
    with pytest.raises(BadReply, match="id is no text"):
        values.needed(value, "id")


@pytest.mark.parametrize("value", ["-1", "1.5", "many", True, [], "inf", "nan", 10**12])
def test_what_is_no_whole_number_is_a_bad_reply(value: Any):
    with pytest.raises(BadReply):
        values.whole(value, "total")


@pytest.mark.parametrize("value", ["javascript:alert(1)", "file:///etc/passwd", "", "https://[x/a.jpg", ["a.jpg"]])
def test_a_photo_needs_a_web_address(value: Any):
    with pytest.raises(BadReply):
        values.address(value, "url", BASE)


def test_a_photos_address_may_be_a_path_or_on_another_host():
    assert values.address("/media/a.jpg", "url", BASE) == "https://shop.example/media/a.jpg"
    assert values.address("//cdn.example/a.jpg", "url", BASE) == "https://cdn.example/a.jpg"


def test_an_expression_is_checked_when_it_is_saved_and_safe_when_it_is_used():
    with pytest.raises(NotAnExpression):
        expression("a[")
    with pytest.raises(NotAnExpression):
        expression("(" * 500)
    with pytest.raises(BadReply, match="cannot be applied"):
        expression("length(a)").of({"a": 7})


# ---- XML ---------------------------------------------------------------------------------------------------------


def xml(text: str | bytes, *lists: str) -> Any:
    return document(Reply(200, {}, text if isinstance(text, bytes) else text.encode(), BASE), xml=True, lists=lists)


def test_xml_becomes_plain_data():
    assert xml('<a:x xmlns:a="urn:a" a:n="1"><!-- no --><b>t</b><b/> tail<c d="e">f</c></a:x>') == {
        "x": {"@n": "1", "b": ["t", None], "c": {"@d": "e", "#text": "f"}}
    }


def test_a_list_is_a_list_if_it_has_one_element_or_none_but_not_if_the_element_around_it_is_missing():
    assert xml("<a><ps><p>1</p></ps></a>", "ps.p") == {"a": {"ps": {"p": ["1"]}}}
    assert xml("<a><ps/></a>", "ps.p") == {"a": {"ps": {"p": []}}}
    assert xml("<a/>", "ps.p") == {"a": None}
    assert xml("<a><q><p>1</p></q></a>", "ps.p") == {"a": {"q": {"p": "1"}}}
    assert xml("<a><p>1</p></a>", "p") == {"a": {"p": ["1"]}}


@pytest.mark.parametrize(
    "body",
    [
        b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a>&c;</a>',
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        b"<a><b></a>", b"", b"{}", b"<a", b'<?xml version="1.0" encoding="nonsense"?><a/>',
        b"<a>" * 100_000 + b"</a>" * 100_000,
    ],
    ids=["bomb", "file", "crossed", "empty", "json", "cut", "encoding", "deep"],
)  # fmt: skip
def test_xml_that_is_broken_or_meant_to_break_is_a_bad_reply(body: bytes):
    with pytest.raises(BadReply, match="not whole XML") as caught:
        xml(body)
    assert "passwd" not in str(caught.value)


# ---- secrets -----------------------------------------------------------------------------------------------------


def test_secrets_are_lines_or_stand_between_semicolons():
    wanted = {"key": "a=b;c", "password": "pa ss"}
    assert secrets_in({"secrets": "key=a=b;c\n\npassword = pa ss \nnonsense"}) == wanted
    assert secrets_in({"secrets": "key=a=b;c; password=pa ss;"}) == wanted | {"password": "pa ss;"}
    assert secrets_in({}) == {}


def test_a_secret_is_masked_in_every_form():
    secrets = shown_secrets({"secrets": 'key=a"b <c>/d', "token": "tok"})
    for form in ('a"b <c>/d', "a%22b%20%3Cc%3E%2Fd", "a%22b+%3Cc%3E%2Fd", 'a\\"b <c>/d', "a&quot;b &lt;c&gt;/d", "tok"):
        assert masked(f"x{form}y", secrets) == "x•••y"
