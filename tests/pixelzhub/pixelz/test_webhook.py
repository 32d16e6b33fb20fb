"""The call that an image is finished: two formats, two signatures, many spellings of their headers."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest

from connectors.errors import BadReply
from connectors.signing import hmac_base64
from pixelzhub.pixelz import ProcessedImage, Signature, customer_signature, partner_signature, read_webhook
from pixelzhub.pixelz.webhook import MAX_BODY
from tests.pixelzhub.pixelz import seed

FIELDS = {
    "imageTicket": "t-1",
    "processedImageURL": "https://x.example/a b.jpg?s=1&t=2",
    "templateId": "7",
    "customerImageId": "c-1",
}
IMAGE = ProcessedImage("t-1", ("https://x.example/a b.jpg?s=1&t=2",), "7", "c-1")
BODY = json.dumps(FIELDS).encode()


@pytest.mark.parametrize(
    "body",
    [BODY, b"\xef\xbb\xbf" + BODY, urlencode(FIELDS).encode(), json.dumps({**FIELDS, "templateId": 7}).encode()],
    ids=["json", "with a mark", "form", "numbers"],
)
def test_json_and_form_say_the_same(body):
    assert read_webhook(body) == IMAGE


def test_template_and_id_may_be_missing():
    found = read_webhook(b"imageTicket=t-1&processedImageURL=http://x.example/a.jpg")
    assert (found.ticket, found.url, found.template_id, found.customer_image_id) == (
        "t-1",
        "http://x.example/a.jpg",
        "",
        "",
    )


def test_a_ticket_can_have_several_outputs():
    by_template = [read_webhook(json.dumps({**FIELDS, "templateId": n}).encode()) for n in (7, 8)]
    assert len(set(by_template)) == 2
    both = ("http://x.example/1.jpg", "http://x.example/2.jpg")
    as_list = json.dumps({**FIELDS, "processedImageURL": both}).encode()
    as_form = urlencode({**FIELDS, "processedImageURL": both}, doseq=True).encode()
    assert read_webhook(as_list).urls == read_webhook(as_form).urls == both


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"{}", b"[]", b"null", b"<html>", b"\xff\xfe", b'{"imageTicket": "t"}', b"imageTicket=t", b"[" * 9000,
     b'{"imageTicket": {}, "processedImageURL": "u"}', b'{"imageTicket": "t", "processedImageURL": [{}]}',
     b'{"a":' * 9000, b"imageTicket=t&imageTicket=u&processedImageURL=x", b"&" * 60_000],
    ids=lambda body: repr(body[:40]),
)  # fmt: skip
def test_what_cannot_be_read_is_a_bad_reply(body):
    with pytest.raises(BadReply):
        read_webhook(body)


def test_a_body_of_more_than_64_kb_is_refused():
    padded = json.dumps({**FIELDS, "more": "x" * MAX_BODY}).encode()
    with pytest.raises(BadReply, match="65,536"):
        read_webhook(padded)
    assert read_webhook(BODY + b" " * (MAX_BODY - len(BODY))) == IMAGE


@seed.needs_document
def test_the_fields_are_those_of_the_document():
    assert seed.parameters("webhook").keys() == FIELDS.keys()


@pytest.mark.parametrize(
    ("check", "kind"), [(customer_signature, "CUSTOMER"), (partner_signature, "PARTNER")], ids=["customer", "partner"]
)
class TestSignatures:
    @pytest.mark.parametrize(
        "name",
        [
            "HTTP_HTTP_X_PXZ_{}_HMAC_SHA256",  # the literal name in WSGI's and CGI's environment
            "HTTP_X_PXZ_{}_HMAC_SHA256",  # X-Pxz-… there, or the literal name among the headers themselves
            "HTTP-X-PXZ-{}-HMAC-SHA256",
            "X-Pxz-{}-Hmac-Sha256",
            "x-pxz-{}-hmac-sha256",
        ],
    )
    def test_every_spelling_of_the_header_is_found(self, check, kind, name):
        header = name.format(kind)
        assert check("hush", {header: hmac_base64("hush", BODY), "HTTP_HOST": "x"}, BODY) is Signature.VALID
        assert check("hush", {header: hmac_base64("guess", BODY)}, BODY) is Signature.FORGED

    def test_one_that_is_missing_is_said_to_be(self, check, kind):
        other = "PARTNER" if kind == "CUSTOMER" else "CUSTOMER"
        assert check("hush", {}, BODY) is Signature.MISSING
        header = f"HTTP_X_PXZ_{other}_HMAC_SHA256"
        assert check("hush", {header: hmac_base64("hush", BODY)}, BODY) is Signature.MISSING

    def test_the_raw_bytes_are_what_is_signed(self, check, kind):
        header = {f"HTTP_X_PXZ_{kind}_HMAC_SHA256": hmac_base64("hush", BODY)}
        assert check("hush", header, BODY + b" ") is Signature.FORGED
        assert check("hush", header, BODY.replace(b"t-1", b"t-2")) is Signature.FORGED

    def test_two_that_disagree_are_forged(self, check, kind):
        good, bad = hmac_base64("hush", BODY), hmac_base64("guess", BODY)
        literal, dashed = f"HTTP_HTTP_X_PXZ_{kind}_HMAC_SHA256", f"HTTP_X_PXZ_{kind}_HMAC_SHA256"
        assert check("hush", {literal: good, dashed: bad}, BODY) is Signature.FORGED
        assert check("hush", {literal: good, dashed: good}, BODY) is Signature.VALID

    @pytest.mark.parametrize("sent", ["x", "é", "=" * 44, hmac_base64("", BODY)])
    def test_without_a_secret_nothing_is_valid(self, check, kind, sent):
        assert check("", {f"HTTP_X_PXZ_{kind}_HMAC_SHA256": sent}, BODY) is Signature.FORGED
