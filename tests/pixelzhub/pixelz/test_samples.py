"""Every sample of the Developer API in both formats, read as it is printed."""

from __future__ import annotations

import re
from dataclasses import asdict, is_dataclass
from typing import Any

import pytest

from pixelzhub.pixelz import template_settings
from pixelzhub.pixelz.status import STAGES, Status
from tests.pixelzhub.pixelz import seed
from tests.pixelzhub.pixelz.answers import READERS, read

pytestmark = seed.needs_document

# Where the document's XML and JSON samples say different things: path -> (XML, JSON). Everything else is equal.
DIFFERENCES: dict[str, dict[str, tuple[Any, Any]]] = {
    "get template": {"id": ("20668", "2066863"), "settings.Id": (20668, 2066863)},
    "get templates": {
        "0.id": ("21076", "21032576"),
        "0.settings.TemplateId": (21076, 21032576),
        "1.id": ("20326863", "203863"),
        "1.settings.TemplateId": (20326863, 203863),
        "2.id": ("2066295", "20635295"),
        "2.settings.TemplateId": (2066295, 20635295),
        "2.settings.ColorAdjustment": (False, None),
        "2.settings.ColorAdjustmentComment": ("", None),
        "2.settings.ColorAdjustmentSetting": ("", None),
        "2.settings.ColorMatchComment": ("", None),
        "2.settings.ColorMatching": (False, None),
        "2.settings.ColorMatchingSetting": ("", None),
    },
    "get status": {
        "customer_image_id": ("", "1234"),
        "final_urls.0": ("1000003/2000000/final/myimage.jpg", "/1000003/2000000/final/myimage.jpg"),
        "thumbnail_url": ("1000003/2000000/thumbnail/myimage.jpg", "/1000003/2000000/thumbnail/myimage.jpg"),
    },
    "images": {
        f"{n}.thumbnail_url": (f"1000003/2000000/thumbnail/myimage{n + 1}.jpg", f"/1000003/2000000/thumbnail/myimage{n + 1}.jpg")
        for n in (0, 1)
    },
}  # fmt: skip


def leaves(value: Any, path: str = "") -> dict[str, Any]:
    """Path -> value, through records, lists and mappings."""
    if is_dataclass(value):
        value = asdict(value)
    if isinstance(value, dict):
        pairs = value.items()
    elif isinstance(value, list | tuple):
        pairs = enumerate(value)
    else:
        return {path: value}
    return {key: found for name, one in pairs for key, found in leaves(one, f"{path}.{name}".lstrip(".")).items()}


@pytest.mark.parametrize("call", READERS)
def test_both_samples_of_a_call_give_the_same_record(call):
    printed = seed.samples(call)
    if len(printed) < 2:
        pytest.skip("the document prints one sample of this call")
    xml, json = (leaves(read(call, wire, printed[wire])) for wire in ("xml", "json"))
    found = {path: (xml.get(path), json.get(path)) for path in xml | json if xml.get(path) != json.get(path)}
    assert found == DIFFERENCES.get(call, {})


@pytest.mark.parametrize("call", READERS)
def test_every_sample_is_read(call):
    printed = seed.samples(call)
    assert "xml" in printed
    for wire, content in printed.items():
        read(call, wire, content)


def test_template_of_the_sample_has_typed_settings():
    record = read("get template", "xml", seed.samples("get template")["xml"])
    found = template_settings(record.settings)
    assert (str(record.price), record.currency) == ("2.25", "USD")
    assert (found.resize_type, found.background_type, found.output_format) == (6, 2, "PNG")
    assert (found.width, found.is_kept_model, found.color_matching_setting) == (None, True, "Follow reference")
    assert (found.delivery_hours, found.comment, str(found.created_on)) == (24, None, "2020-06-26")


def test_invoices_of_both_samples_lead_to_invoice_and_payment():
    for wire in ("xml", "json"):
        paid, unpaid = read("invoices", wire, seed.samples("invoices")[wire])
        assert (paid.invoice_url, paid.payment_url) == ("/DownloadInvoice?invoiceNumber=INV-1315", "")
        assert unpaid.invoice_url == "/DownloadInvoice?invoiceNumber=INV-1289"
        assert unpaid.payment_url == "/Transactions?key=1234567890&returnUrl=http://test.com/testurl"


def test_new_template_and_contact_of_the_samples():
    template = read("post template", "xml", seed.samples("post template")["xml"])
    assert (template.id, str(template.price), template.currency) == ("2017982", "0.95", "USD")
    contact = read("post contact", "xml", seed.samples("post contact")["xml"])
    assert (contact.key, contact.secret) == ("5ea1a104-f31f-4de1-b7f8-e4444e38e32a", "")


def test_every_status_of_the_document_has_a_name_and_a_stage():
    printed = seed.statuses()
    assert {int(status) for status in Status} == set(printed) == set(STAGES)
    # Where the name is shorter than the document's phrase, its words still stand in it, but for one.
    for status in Status:
        words = set(status.name.lower().split("_")) - {"cleaned", "up"}
        phrase = printed[status].lower().replace("1st", "first").replace("2nd", "second").replace("3rd", "third")
        assert words <= set(re.findall(r"\w+", phrase)), status
