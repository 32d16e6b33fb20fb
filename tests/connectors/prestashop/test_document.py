"""What PrestaShop's answers are taken for."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.errors import BadReply, NotFound, Refused, Temporary
from connectors.platforms.prestashop.document import assert_answer, document, new_image_id, xml_root
from connectors.reply import Reply

HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'
NOTICE = b"<br />\n<b>Deprecated</b>: x() in <b>/www/classes/Link.php</b> on line <b>12</b><br />\n"
BOM = b"\xef\xbb\xbf"


def reply(body: bytes, status: int = 200) -> Reply:
    return Reply(status, {}, body, "https://shop.example/api/products")


def refused(status: int, code: int, message: str) -> Reply:
    error = f"<error><code><![CDATA[{code}]]></code><message><![CDATA[{message}]]></message></error>"
    return reply(HEAD + f"<prestashop><errors>{error}</errors></prestashop>".encode(), status)


@pytest.mark.parametrize("before", [b"", BOM, NOTICE, BOM + NOTICE, NOTICE * 2])
def test_json_is_found_behind_php_notices(before: bytes):
    assert document(reply(before + b'{"products":[{"id":1}]}\n')) == {"products": [{"id": 1}]}


@pytest.mark.parametrize("body", [NOTICE, NOTICE + b'{"products":[', b"<html>{}</html>", b'{"id": 1} <!-- -->', b""])
def test_what_is_not_whole_json_at_the_end_is_a_bad_reply(body: bytes):
    with pytest.raises(BadReply):
        document(reply(body))


def test_xml_says_the_same_as_json():
    row = (
        b"<product><id><![CDATA[1]]></id><ean13></ean13><name><language id='1'>A &amp; B</language></name>"
        b"<associations><images nodeType='image'><image><id>7</id></image></images><tags/></associations></product>"
    )
    same: dict[str, Any] = {"id": "1", "ean13": "", "name": "A & B", "associations": {"images": [{"id": "7"}]}}
    assert document(reply(HEAD + b"<prestashop>" + row + b"</prestashop>")) == {"product": same}
    listed = HEAD + b"<prestashop><products>" + row + b"</products></prestashop>"
    assert document(reply(BOM + listed)) == {"products": [same]}


def test_several_languages_come_as_in_json():
    names = b"<name><language id='1'>A</language><language id='2'>B</language></name>"
    found = document(reply(b"<prestashop><product><id>1</id>" + names + b"</product></prestashop>"))
    assert found["product"]["name"] == [{"id": "1", "value": "A"}, {"id": "2", "value": "B"}]


@pytest.mark.parametrize(
    "inside",
    [
        b'<!DOCTYPE x [<!ENTITY a "b">]><prestashop>&a;</prestashop>',
        b'<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd"><prestashop/>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><prestashop>&a;</prestashop>',
        b"<!DOCTYPE prestashop><prestashop/>",
        b"<prestashop>&unknown;</prestashop>",
        b"<prestashop><products>",
        b"",
    ],
)
def test_xml_with_a_document_type_or_an_entity_is_a_bad_reply(inside: bytes):
    for read in (document, xml_root, new_image_id):
        with pytest.raises(BadReply):
            read(reply(HEAD + inside))


def test_of_an_added_photo_only_the_id_is_read():
    begin = HEAD + b"<prestashop><image><id><![CDATA[47]]></id><id_product><![CDATA[1]]></id_product>"
    assert (
        new_image_id(reply(begin + b'</image><content encode="base64"><![CDATA[/9j/4AAQ]]></content></prestashop>'))
        == "47"
    )
    assert new_image_id(reply(begin + b"</image><content><![CDATA[/9j/4A")) == "47", "a cut-off one was added as well"


@pytest.mark.parametrize("body", [b"", b"<html><p>1</p></html>", b"<prestashop><image><id></id></image></prestashop>"])
def test_an_answer_that_names_no_added_photo_is_a_bad_reply(body: bytes):
    with pytest.raises(BadReply, match="which photo"):
        new_image_id(reply(body))


def test_a_refusal_is_told_in_the_stores_words():
    said = 'Validation error: "Property Product->name is invalid"'
    with pytest.raises(Refused, match="Property Product->name is invalid"):
        assert_answer(refused(400, 84, said))
    with pytest.raises(Refused, match="Property Product->name is invalid"):
        assert_answer(reply(b'{"errors":[{"code":84,"message":"Property Product->name is invalid"}]}', 400))


@pytest.mark.parametrize(("status", "code"), [(400, 57), (500, 59), (500, 61), (500, 63)])
def test_a_picture_without_a_row_or_a_file_is_not_found_for_good(status: int, code: int):
    with pytest.raises(NotFound, match="does not exist"):
        assert_answer(refused(status, code, "This image does not exist on disk"))


def test_a_php_warning_is_a_passing_problem_without_its_paths():
    with pytest.raises(Temporary) as caught:
        assert_answer(refused(500, 3, "[PHP Warning #2] filesize() (/home/rosa/www/classes/ImageManager.php, line 9)"))
    assert "/home" not in str(caught.value)


def test_a_missing_thing_with_an_empty_body_is_not_found():
    with pytest.raises(NotFound):
        assert_answer(reply(b"", 404))
