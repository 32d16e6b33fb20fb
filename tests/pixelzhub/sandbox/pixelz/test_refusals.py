"""What Pixelz refuses, and how: an ordinary answer with a code and a message."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.pixelzhub.sandbox.pixelz.rest import NOWHERE, Rest, fresh, request

ZERO = "00000000-0000-0000-0000-000000000000"
IMAGE = {"templateId": "2066301", "imageURL": NOWHERE}
TEMPLATE = {
    "templateName": "Plain",
    "templateOutputFormat": "JPG",
    "deliveryTimeInHour": "24",
    "backgroundType": "1",
    "backgroundColor": "FFFFFF",
}
CONTACT = {"contactEmail": "new@example.com", "contactName": "New", "countryCode": "US"}


def in_hours(hours: float) -> str:
    return (datetime.now(UTC) + timedelta(hours=hours)).strftime("%Y-%m-%d %H:%M:%S")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"imageURL": ""}, "MissingRequiredInformation"),
        ({"templateId": "1"}, "InvalidTemplate"),
        ({"templateId": "2066301x"}, "InvalidTemplate"),
        ({"developerAPIkey": "nobody's"}, "InvalidDeveloper"),
        ({"contactAPIkey": "wrong"}, "InvalidContact"),
        ({"imageDeadlineDateTimeUTC": in_hours(-1)}, "InvalidDeadline"),
        ({"imageDeadlineDateTimeUTC": in_hours(23)}, "InvalidDeadline"),
        ({"imageDeadlineDateTimeUTC": "2030-01-31T10:00:00Z"}, "InvalidDeadline"),
        ({"swatchColorCode": "red"}, "InvalidParameter"),
        ({"colorwayIds": ["999999"]}, "InvalidParameter"),
    ],
)
def test_refused_image_has_a_code_and_the_zero_ticket(rest, changes, code):
    accepted = rest.running.control()["counts"]["accepted"]
    answer = rest.call("POST", "Image", **{**IMAGE, "customerImageId": "7", **changes})
    assert (answer["ErrorCode"], answer["ImageTicket"], answer["CustomerImageId"]) == (code, ZERO, "7")
    assert answer["Message"]
    assert rest.running.control()["counts"]["accepted"] == accepted


def test_shortest_deadline_is_the_accounts_own(rest):
    rest.running.control(account={"least_hours": 3})
    try:
        rest.post_image(imageDeadlineDateTimeUTC=in_hours(3))
        answer = rest.call("POST", "Image", **IMAGE, imageDeadlineDateTimeUTC=in_hours(2.5))
        assert "at least 3 hours" in answer["Message"]
    finally:
        rest.running.control(account={"least_hours": 24})


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"templateName": "Weiß"}, "InvalidTemplateName"),
        ({"templateName": "a/b"}, "InvalidTemplateName"),
        ({"templateName": ""}, "MissingRequiredInformation"),
        ({"backgroundType": ""}, "MissingRequiredInformation"),
        ({"backgroundColor": ""}, "MissingRequiredInformation"),
        ({"backgroundType": "3"}, "MissingRequiredInformation"),
        ({"backgroundType": "2"}, "InvalidParameter"),
        ({"backgroundColor": "white"}, "InvalidParameter"),
        ({"deliveryTimeInHour": "48"}, "InvalidParameter"),
        ({"templateOutputFormat": "GIF"}, "InvalidParameter"),
        ({"resizeType": "2"}, "MissingRequiredInformation"),
        ({"resizeType": "2", "resizeWidth": "9e9", "resizeHeight": "1"}, "InvalidParameter"),
        ({"marginType": "1", "marginLeft": "50", "marginRight": "50"}, "InvalidParameter"),
        ({"marginTop": "-1"}, "InvalidParameter"),
        ({"isKeptModel": "perhaps"}, "InvalidParameter"),
    ],
)
def test_template_that_does_not_hold_together_is_refused(rest, changes, code):
    answer = rest.call("POST", "Template", **{**TEMPLATE, **changes})
    assert answer["ErrorCode"] == code
    assert "TemplateId" not in answer


@pytest.mark.parametrize("left_out", ["contactEmail", "contactName", "countryCode"])
def test_contact_without_what_is_required_is_refused(rest, running, left_out):
    who = {"developerEmail": running.pixelz["contactEmail"], "developerAPIkey": running.pixelz["developerAPIkey"]}
    developer = Rest(running, wire=rest.wire, who=who)
    answer = developer.call("POST", "Contact", **{**CONTACT, left_out: ""})
    assert answer["ErrorCode"] == "MissingRequiredInformation"
    assert left_out in answer["Message"]


def test_contact_is_made_by_a_developer_and_once(rest, running):
    answer = rest.call("POST", "Contact", **CONTACT)
    assert answer["ErrorCode"] == "InvalidContact"
    who = {"developerEmail": running.pixelz["contactEmail"], "developerAPIkey": running.pixelz["contactAPIkey"]}
    again = {**CONTACT, "contactEmail": running.pixelz["contactEmail"]}
    answer = Rest(running, wire=rest.wire, who=who).call("POST", "Contact", **again)
    assert answer["ErrorCode"] == "ContactExists"


@pytest.mark.parametrize(
    "path", ["Templates", "Contact", "Images", "Images/Count", "ProductIds", "Invoices", "Image/x"]
)
def test_wrong_key_opens_nothing(rest, path):
    answer = rest.get(path, contactAPIkey="wrong")
    assert set(answer) == {"ErrorCode", "Message"}
    assert answer["ErrorCode"] == "InvalidContact"


@pytest.mark.parametrize("ticket", ["nonticket", ZERO, "no-such-ticket"])
def test_unknown_image_is_said_to_be_unknown(rest, ticket):
    assert rest.get(f"Image/{ticket}", customerImageId=fresh("no"))["ErrorCode"] == "ImageNotFound"


def test_date_that_is_none_is_refused(rest):
    assert rest.get("Images", fromDate="31.01.2026")["ErrorCode"] == "InvalidParameter"


@pytest.mark.parametrize(
    ("body", "kind"), [(b"{", "application/json"), (b"[]", "application/json"), (b"{}", "text/plain")]
)
def test_body_that_is_no_json_under_its_own_type_gets_a_web_page(running, body, kind):
    status, answer = request(running.host, "POST", "/pixelz/REST.svc/Image/", body, kind)
    assert status == 400
    assert b"Request Error" in answer
