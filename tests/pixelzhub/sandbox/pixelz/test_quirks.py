"""The oddities of the document's samples, as they go over the wire, and their absence when they are switched off."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest

from tests.pixelzhub.sandbox.pixelz.rest import NOWHERE, Rest
from tests.pixelzhub.sandbox.waiting import until

IMAGE = {"templateId": "2066301", "imageURL": NOWHERE, "customerImageId": "12345"}


def as_json(running, method, path, **given):
    return json.loads(Rest(running).raw(method, path, **given)[1])


def as_xml(running, method, path, **given) -> str:
    return Rest(running, wire="xml").raw(method, path, **given)[1].decode()


def unpaid(answer):
    return next(one for one in answer["Invoices"] if not one["IsPaid"])


@pytest.fixture
def done(running, api, photo_url):
    """A delivered image."""
    running.control(render=False, turnaround_s=0.2)
    ticket = api.post_image(imageURL=photo_url)
    until(lambda: api.status(ticket)["StatusId"] == "80")
    return ticket


def test_receipt_has_a_number_and_a_flag_as_text_in_json_alone(running):
    running.control(account={"trial_images": 0})
    odd = as_json(running, "POST", "Image", **IMAGE)
    assert (odd["IsTrial"], odd["CustomerImageId"]) == ("false", 12345)
    running.control(quirks=False)
    clean = as_json(running, "POST", "Image", **IMAGE)
    assert (clean["IsTrial"], clean["CustomerImageId"]) == (False, "12345")


def test_deletion_has_the_number_zero_in_json_alone(running, api):
    answers = [as_json(running, "DELETE", f"Image/{api.held_at(10)}")["ErrorCode"]]
    assert "<ErrorCode>NoError</ErrorCode>" in as_xml(running, "DELETE", f"Image/{api.held_at(10)}")
    running.control(quirks=False)
    answers.append(as_json(running, "DELETE", f"Image/{api.held_at(10)}")["ErrorCode"])
    assert answers == [0, "NoError"]


def test_addresses_have_slashes_here_and_there(running, done):
    def slashes(image) -> tuple[bool, bool]:
        return image["FinalImagesURL"][0].startswith("/"), image["ThumbnailImageURL"].startswith("/")

    def both():
        alone = as_json(running, "GET", f"Image/{done}")["ImageStatus"]
        newest = as_json(running, "GET", "Images", isDescending="true", imageStatus=80)["Images"][0]
        return slashes(alone), slashes(newest)

    assert both() == ((True, True), (False, True))
    assert "<string>1000003/" in as_xml(running, "GET", f"Image/{done}")
    running.control(quirks=False)
    assert both() == ((True, True), (True, True))
    assert "<string>/1000003/" in as_xml(running, "GET", f"Image/{done}")


def test_unpaid_invoice_has_its_addresses_swapped_and_a_stray_tag_in_json_alone(running):
    odd = unpaid(as_json(running, "GET", "Invoices", returnUrl="https://hub.example/back"))
    assert odd["PaymentUrl"].startswith("/DownloadInvoice")
    assert odd["InvoiceUrl"].startswith("/Transactions?key=") and odd["InvoiceUrl"].endswith("</PaymentUrl")
    running.control(quirks=False)
    clean = unpaid(as_json(running, "GET", "Invoices"))
    assert clean["InvoiceUrl"].startswith("/DownloadInvoice")
    assert clean["PaymentUrl"].startswith("/Transactions") and "<" not in clean["PaymentUrl"]


def test_xml_has_an_undeclared_prefix_a_bare_ampersand_and_a_list_that_opens_as_its_member(running):
    shown = as_xml(running, "GET", "Template/2066301")
    assert '<ResizeMinSize i:nil="true"/>' in shown and "xmlns" not in shown
    listed = as_xml(running, "GET", "Templates")
    assert "<Template><Template><ColorAdjustment>" in listed and "</Template></Templates>" in listed
    assert "&returnUrl=" in as_xml(running, "GET", "Invoices")
    running.control(quirks=False)
    for path in ("Template/2066301", "Templates", "Invoices"):
        ElementTree.fromstring(as_xml(running, "GET", path))


@pytest.mark.parametrize(
    ("method", "path", "root"),
    [
        ("GET", "Template/2066301", "TemplateSpecResponse"),
        ("GET", "Templates", "TemplatesResponse"),
        ("POST", "Template", "NewTemplateResponse"),
        ("POST", "Image", "AddImageResponse"),
        ("POST", "WhiteGloveService", "AddImageResponse"),
        ("DELETE", "Image/none", "DeleteImageResponse"),
        ("GET", "Image/none", "ImageStatusResponse"),
        ("GET", "Images", "ImagesListResponse"),
        ("GET", "Images/Count", "ImagesCountResponse"),
        ("GET", "ProductIds", "ProductIdsListResponse"),
        ("PUT", "Image/Reject/none", "RejectImageResponse"),
        ("POST", "Contact", "NewContactResponse"),
        ("GET", "Contact", "ContactResponse"),
        ("GET", "Invoices", "InvoiceListResponse"),
    ],
)
def test_xml_answer_has_the_documented_root(running, method, path, root):
    text = as_xml(running, method, path)
    assert text.startswith(f"<{root}>") and text.endswith(f"</{root}>")


def test_last_template_of_the_json_list_lacks_what_concerns_colour(running):
    def has_colour() -> list[bool]:
        return ["ColorMatching" in one for one in as_json(running, "GET", "Templates")["Templates"]]

    *others, last = has_colour()
    assert all(others) and not last
    running.control(quirks=False)
    assert all(has_colour())


def test_text_that_xml_cannot_hold_does_not_break_it(running):
    running.control(quirks=False)
    answer = as_xml(running, "POST", "Image", **{**IMAGE, "customerImageId": "<a>&\x00\x1f"})
    assert ElementTree.fromstring(answer).findtext("CustomerImageId") == "<a>&"
