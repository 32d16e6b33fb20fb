"""Answers are read tolerantly, in both formats, and what cannot be meant is a bad reply."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from connectors.errors import BadReply
from pixelzhub.pixelz import PixelzError, Status, UnknownImage, file_address
from pixelzhub.pixelz.account import invoice
from pixelzhub.pixelz.errors import about_image, checked
from pixelzhub.pixelz.images import ZERO_TICKET, image_status
from pixelzhub.pixelz.reading import day, flag, money, number, text, whole
from tests.pixelzhub.pixelz.answers import EXAMPLES, TICKET, read


@pytest.mark.parametrize("wire", ["json", "xml"])
@pytest.mark.parametrize("call", EXAMPLES)
def test_both_formats_give_the_same_record(call, wire):
    example = EXAMPLES[call]
    assert read(call, wire, getattr(example, wire).encode()) == example.record


@pytest.mark.parametrize("code", ["NoError", 0, "0", " NoError "])
def test_success_is_said_in_three_ways(code):
    assert checked({"ErrorCode": code})


@pytest.mark.parametrize("code", [1, "InvalidTemplate", "SomethingNew", "noerror", "-1"])
def test_error_code_is_kept_as_it_came(code):
    with pytest.raises(PixelzError) as caught:
        checked({"ErrorCode": code, "Message": "No."})
    assert caught.value.code == str(code)
    assert caught.value.permanent


@pytest.mark.parametrize(
    "answer",
    [None, [], {}, "x", 5, {"ErrorCode": None}, {"ErrorCode": {}}, {"ErrorCode": True}, {"ErrorCode": ""}],
)
def test_what_is_no_document_of_pixelz_is_a_bad_reply(answer):
    with pytest.raises(BadReply):
        checked(answer)


@pytest.mark.parametrize("wire", ["json", "xml"])
@pytest.mark.parametrize(
    "content", [b"", b"<html>", b"\xff\xfe", b"null", b"7", b"[]", b"<R/>", b"<R>0</R>", b"<ErrorCode>0"]
)
@pytest.mark.parametrize("call", EXAMPLES)
def test_bytes_that_are_no_answer_are_a_bad_reply(call, content, wire):
    with pytest.raises(BadReply):
        read(call, wire, content)


def test_an_error_in_xml_has_the_zero_ticket_and_no_id():
    """The shape of an error that a customer's software recorded in 2015."""
    said = (
        '<AddImageResponse xmlns="http://schemas.datacontract.org/2004/07/Removethebackground.Core.Entities.Response"'
        ' xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><ErrorCode>MissingRequiredInformation</ErrorCode>'
        f'<Message>imageURL is missing</Message><CustomerImageId i:nil="true"/><ImageTicket>{ZERO_TICKET}</ImageTicket>'
        "</AddImageResponse>"
    )
    with pytest.raises(PixelzError, match="imageURL is missing") as caught:
        read("post image", "xml", said.encode())
    assert caught.value.code == "MissingRequiredInformation"


def test_the_zero_ticket_is_a_refusal_whatever_the_code_says():
    with pytest.raises(PixelzError, match="not accepted"):
        read("post image", "json", json.dumps({"ErrorCode": "NoError", "ImageTicket": ZERO_TICKET}).encode())
    with pytest.raises(BadReply):
        image_status({"ImageTicket": ZERO_TICKET})


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("ImageNotFound", "The image was not found."),
        ("Error", "Image with CustomerImageId 12 does not exist"),
        ("InvalidImageTicket", ""),
        ("UnknownImage", ""),
        ("12", "No such image"),
        ("Error", "The image was not found in your account."),
    ],
)
def test_an_unknown_image_is_told_from_other_errors(code, message):
    assert type(about_image(code, message)) is UnknownImage


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("UnknownError", "An unknown error occurred"),
        ("ServerError", "Unknown image format"),
        ("InvalidTemplate", "The template was not found"),
        ("InvalidContact", "Contact not found"),
        ("AccountNotFound", "Your images are safe, but the account does not exist"),
        ("NotFound", ""),
    ],
)
def test_what_does_not_say_that_the_image_is_unknown_is_not_taken_for_it(code, message):
    """Otherwise it would be posted, and paid, once more."""
    assert type(about_image(code, message)) is PixelzError


@pytest.mark.parametrize("missing", ["Images", "Invoices", "ProductIds", "Templates"])
@pytest.mark.parametrize("value", [None, "", []])
def test_an_empty_list_is_empty_however_it_is_said(missing, value):
    call = {"Images": "images", "Invoices": "invoices", "ProductIds": "product ids", "Templates": "get templates"}[
        missing
    ]
    assert read(call, "json", json.dumps({"ErrorCode": 0, missing: value}).encode()) == []
    assert read(call, "xml", f"<R><ErrorCode>0</ErrorCode><{missing}/></R>".encode()) == []
    assert read(call, "json", b'{"ErrorCode": 0}') == []


def test_template_stands_alone_or_in_a_list():
    one = {"TemplateId": 3, "TemplateName": "T"}
    for name in ("Template", "Templates"):
        for value in (one, [one], {"Template": one}, {"Template": [one]}):
            (found,) = read("get templates", "json", json.dumps({"ErrorCode": 0, name: value}).encode())
            assert (found.id, found.name) == ("3", "T")
    assert read("get template", "json", json.dumps({"ErrorCode": 0, "Template": [{"Id": 3}]}).encode()).id == "3"


def test_status_that_the_document_does_not_know_stays_a_number():
    found = image_status({"ImageTicket": TICKET, "StatusId": "61"})
    assert (found.status_id, found.stage) == (61, None)
    assert image_status({"ImageTicket": TICKET, "StatusId": 80.0}).status_id == Status.DELIVERED
    assert image_status({"ImageTicket": TICKET, "StatusId": "soon"}).status_id is None


@pytest.mark.parametrize(
    ("invoice_url", "payment_url"),
    [
        ("/DownloadInvoice?invoiceNumber=1", "/Transactions?key=2&returnUrl=https://hub.example/invoices/"),
        ("/Transactions?key=2&returnUrl=https://hub.example/invoices/", "/DownloadInvoice?invoiceNumber=1"),
        ("/Transactions?key=2&returnUrl=https://hub.example/invoices/</PaymentUrl", "/DownloadInvoice?invoiceNumber=1"),
    ],
    ids=["as named", "swapped", "stray tag"],
)
def test_invoice_and_payment_are_told_apart_by_where_they_lead(invoice_url, payment_url):
    found = invoice({"InvoiceId": "1", "InvoiceUrl": invoice_url, "PaymentUrl": payment_url})
    assert found.invoice_url == "/DownloadInvoice?invoiceNumber=1"
    assert found.payment_url == "/Transactions?key=2&returnUrl=https://hub.example/invoices/"


def test_addresses_that_lead_elsewhere_are_taken_at_their_names():
    found = invoice({"InvoiceId": "1", "InvoiceUrl": "https://x.example/a.pdf", "PaymentUrl": "/pay"})
    assert (found.invoice_url, found.payment_url) == ("https://x.example/a.pdf", "/pay")


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("1/final/a.jpg", "https://files.example/p/1/final/a.jpg"),
        ("/1/final/a.jpg", "https://files.example/p/1/final/a.jpg"),
        ("//other.example/a.jpg", "https://files.example/p/other.example/a.jpg"),
        ("javascript:alert(1)", "https://files.example/p/javascript:alert(1)"),
        ("https://cdn.example/a.jpg", "https://cdn.example/a.jpg"),
        ("", ""),
    ],
)
@pytest.mark.parametrize("base", ["https://files.example/p", "https://files.example/p/"])
def test_file_addresses_are_joined_with_one_slash(path, address, base):
    assert file_address(path, base) == address


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("2012-12-31", date(2012, 12, 31)),
        ("2012-12-31T23:59:00", date(2012, 12, 31)),
        ("/Date(1356912000000+0000)/", date(2012, 12, 31)),
        ("/Date(1356908400000+0100)/", date(2012, 12, 31)),
        ("/Date(1356912000000-0500)/", date(2012, 12, 30)),
        ("/Date(1356912000000)/", date(2012, 12, 31)),
        ("/Date(-86400000)/", date(1969, 12, 31)),
        ("/Date(999999999999999)/", None),
        ("yesterday", None),
        (20121231, None),
        (None, None),
    ],
)
def test_days_are_read_in_every_form(said, expected):
    assert day({"x": said}, "x") == expected


@pytest.mark.parametrize(
    ("said", "as_whole", "as_number", "as_money"),
    [
        (3, 3, 3.0, Decimal("3.00")),
        ("3", 3, 3.0, Decimal("3.00")),
        ("3.50", None, 3.5, Decimal("3.50")),
        (81.05, None, 81.05, Decimal("81.05")),
        (10**300, None, None, None),
        (2**31, None, 2.0**31, Decimal("2147483648.00")),
        (float("nan"), None, None, None),
        (float("inf"), None, None, None),
        ("1e3", None, None, None),
        ("٣", None, None, None),
        (True, None, None, None),
        ([], None, None, None),
        (None, None, None, None),
    ],
    ids=lambda value: str(value)[:12],
)
def test_numbers_are_read_from_numbers_and_text(said, as_whole, as_number, as_money):
    raw = {"x": said}
    assert (whole(raw, "x"), number(raw, "x"), money(raw, "x")) == (as_whole, as_number, as_money)


def test_flags_are_read_from_flags_and_text():
    assert [flag({"x": said}, "x") for said in (True, "True", "true", 1, "1")] == [True] * 5
    assert [flag({"x": said}, "x") for said in (False, "false", 0, "0")] == [False] * 4
    assert [flag({"x": said}, "x") for said in (None, "", "perhaps", 2, [])] == [None] * 5


def test_text_can_be_stored_by_any_database():
    assert text({"x": "a\0b\ud800c"}, "x") == "ab?c"
    assert text({"x": 12345}, "x") == "12345"
    with pytest.raises(BadReply):
        text({"x": {"secret": 1}}, "x")
