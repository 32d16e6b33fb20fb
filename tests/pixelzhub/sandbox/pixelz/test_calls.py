"""Every documented call, in both formats, with parameters in the query of a GET and in a JSON body otherwise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from tests.pixelzhub.sandbox.pixelz.rest import NOWHERE, Rest, fresh, request

TEMPLATE = {
    "templateName": "My First Template (2)",
    "templateOutputFormat": "JPG",
    "deliveryTimeInHour": "72",
    "backgroundType": "3",
    "backgroundColor": "ffffff",
    "backgroundVerticalGradientColor": "A0A0A0",
    "resizeType": "1",
    "resizeHeight": "4",
    "resizeWidth": "3",
    "marginType": "2",
    "marginTop": "10",
    "marginBottom": "11",
    "marginLeft": "15",
    "marginRight": "16",
    "isKeptModel": "true",
}


@pytest.fixture
def newcomer(rest, running) -> Rest:
    """A customer of the developer's own, with an empty ledger."""
    who = {"developerEmail": running.pixelz["contactEmail"], "developerAPIkey": running.pixelz["developerAPIkey"]}
    email = f"{fresh('c').replace(' ', '-')}@example.com"
    made = Rest(running, wire=rest.wire, who=who).call(
        "POST", "Contact", contactEmail=email, contactName="A customer", countryCode="US"
    )
    assert (made["ErrorCode"], made["Message"], made["ContactEmail"]) == ("NoError", "Success", email)
    return Rest(running, wire=rest.wire, who={"contactEmail": email, "contactAPIkey": made["ContactAPIkey"]})


def money(answer) -> Decimal:
    return Decimal(answer["Contact"]["ContactAccountBalance"]["Amount"])


def test_templates_are_listed_and_shown_with_the_same_price(rest):
    listed = rest.get("Templates")["Templates"]
    assert len(listed) >= 6
    for one in listed:
        shown = rest.get(f"Template/{one['TemplateId']}")["Template"]
        assert shown["Name"] == one["TemplateName"]
        assert Decimal(shown["Price"]["Amount"]) == Decimal(one["Prices"][0]["Amount"])


def test_posted_template_is_shown_as_posted(rest):
    made = rest.call("POST", "Template", **TEMPLATE)
    assert (made["ErrorCode"], made["Price"]["Currency"]) == ("NoError", "USD")
    shown = rest.get(f"Template/{made['TemplateId']}")["Template"]
    assert shown["Name"] == TEMPLATE["templateName"]
    assert (shown["BackgroundType"], shown["BackgroundColor"]) == ("3", "FFFFFF")
    assert shown["BackgroundVerticalGradientColor"] == "A0A0A0"
    assert (shown["ResizeType"], shown["ResizeHeight"], shown["ResizeWidth"]) == ("1", "4", "3")
    assert [shown[f"Margin{side}"] for side in ("Type", "Top", "Bottom", "Left", "Right")] == [
        "2",
        "10",
        "11",
        "15",
        "16",
    ]
    assert (shown["DeliveryTimeInHours"], shown["IsKeptModel"], shown["ResizeMinSize"]) == ("72", "true", "")


def test_posted_image_is_kept_with_everything_it_brought(rest):
    deadline = (datetime.now(UTC) + timedelta(hours=30)).strftime("%Y-%m-%d %H:%M:%S")
    parts = {f"imageURL{place or ''}": f"http://127.0.0.1:9/{place}.jpg" for place in (0, 2, 3, 4, 5, 6)}
    ticket = rest.post_image(
        **parts,
        customerImageId="front-1",
        productId="Tee 066",
        imageDeadlineDateTimeUTC=deadline,
        colorReferenceFileURL="http://127.0.0.1:9/swatch.jpg",
    )
    kept = rest.ledger(ticket)
    assert kept["parts"] == [f"http://127.0.0.1:9/{place}.jpg" for place in (0, 2, 3, 4, 5)]
    assert (kept["kind"], kept["product_id"], kept["deadline"]) == ("image", "Tee 066", deadline)
    assert kept["color_reference"].endswith("swatch.jpg")
    assert kept["account"] == rest.who["contactEmail"]


def test_white_glove_needs_no_template_and_has_its_own_price(rest):
    answer = rest.call(
        "POST", "WhiteGloveService", imageURL=NOWHERE, customerImageId="glove", comment="As it should be"
    )
    kept = rest.ledger(answer["ImageTicket"])
    assert (kept["kind"], kept["price"], kept["comment"]) == ("white_glove", "1.60", "As it should be")


def test_status_is_found_by_ticket_and_by_the_customers_own_id(rest):
    own = fresh("own")
    rest.post_image(customerImageId=own)
    newest = rest.post_image(customerImageId=own)
    assert rest.get("Image/nonticket", customerImageId=own)["ImageStatus"]["ImageTicket"] == newest
    assert rest.status(newest)["CustomerImageId"] == own


def test_image_before_production_can_be_deleted_and_costs_nothing(rest):
    rest.running.control(account={"trial_images": 0})
    before = money(rest.get("Contact"))
    ticket = rest.held_at(40)
    assert money(rest.get("Contact")) == before - Decimal(rest.ledger(ticket)["price"])
    answer = rest.call("DELETE", f"Image/{ticket}", imageTicket=ticket)
    assert (answer["ErrorCode"], answer["Message"]) == ("NoError", "Image was deleted")
    assert money(rest.get("Contact")) == before
    assert rest.status(ticket)["StatusId"] == "0"


def test_image_in_production_cannot_be_deleted(rest):
    ticket = rest.held_at(60)
    answer = rest.call("DELETE", "Image/nonticket", imageTicket="nonticket", customerImageId=fresh("none"))
    assert answer["ErrorCode"] == "ImageNotFound"
    assert rest.call("DELETE", f"Image/{ticket}")["ErrorCode"] == "ImageInProduction"
    assert rest.status(ticket)["StatusId"] == "60"


def test_finished_image_goes_back_with_a_comment_and_a_mark(rest):
    rest.running.control(turnaround_s=36000)
    own = fresh("back")
    ticket = rest.held_at(80, customerImageId=own)
    answer = rest.call(
        "PUT",
        "Image/Reject/nonticket",
        customerImageId=own,
        comment="Too tight",
        markupImageUrl="http://127.0.0.1:9/mark.png",
    )
    assert (answer["ErrorCode"], answer["Message"]) == ("NoError", "Image was rejected.")
    kept = rest.ledger(ticket)
    assert (kept["comment"], kept["markup_url"], kept["redo"]) == ("Too tight", "http://127.0.0.1:9/mark.png", 1)
    assert kept["status"] in (40, 60)


@pytest.mark.parametrize("status", [12, 66, 90, 95])
def test_image_that_is_not_finished_does_not_go_back(rest, status):
    ticket = rest.held_at(status)
    assert rest.call("PUT", f"Image/Reject/{ticket}", comment="no")["ErrorCode"] == "ImageNotFinished"
    assert rest.status(ticket)["StatusId"] == str(status)


def test_images_are_listed_by_status_product_and_day(rest):
    product, today = fresh("product"), datetime.now(UTC).date()
    tickets = [rest.held_at(status, productId=product) for status in (95, 80, 95)]
    own = {"productId": product}

    def listed(**filters):
        return [one["ImageTicket"] for one in rest.get("Images", **own, **filters)["Images"]]

    assert listed() == tickets
    assert listed(imageStatus=95) == [tickets[0], tickets[2]]
    assert listed(excludeImageStatus=95) == [tickets[1]]
    assert listed(sortBy="status") == [tickets[1], tickets[0], tickets[2]]
    assert listed(sortBy="date", isDescending="true") == tickets[::-1]
    assert listed(imagesPerPage=2, page=2) == tickets[2:]
    assert listed(fromDate=today, toDate=today + timedelta(days=1)) == tickets
    assert listed(toDate=today - timedelta(days=1)) == listed(fromDate=today + timedelta(days=2)) == []


def test_page_of_images_has_at_most_a_hundred(newcomer):
    newcomer.running.control(account={"email": newcomer.who["contactEmail"], "balance": "999"})
    for _ in range(103):
        newcomer.post_image()
    assert len(newcomer.get("Images")["Images"]) == 10
    assert len(newcomer.get("Images", imagesPerPage=5000)["Images"]) == 100
    assert len(newcomer.get("Images", imagesPerPage=100, page=2)["Images"]) == 3
    assert newcomer.get("Images/Count")["ImagesCount"] == "103"


def test_images_are_counted_by_status_and_day(newcomer):
    for status in (12, 95, 95):
        newcomer.held_at(status)
    today = datetime.now(UTC).date()
    assert newcomer.get("Images/Count", imageStatus=95, fromDate=today)["ImagesCount"] == "2"
    assert newcomer.get("Images/Count", toDate=today - timedelta(days=1))["ImagesCount"] == "0"


def test_products_say_how_much_is_done(newcomer):
    newcomer.running.control(account={"email": newcomer.who["contactEmail"], "balance": "9"})
    for product, status in (("b", 80), ("b", 60), ("b", 90), ("a", 70), ("b", 0)):
        newcomer.held_at(status, productId=product)
    found = newcomer.get("ProductIds", productIdsPerPage=100)["ProductIds"]
    assert found == [
        {"ProductId": "a", "DoneCount": "1", "TodoCount": "0"},
        {"ProductId": "b", "DoneCount": "1", "TodoCount": "2"},
    ]
    assert newcomer.get("ProductIds", productIdsPerPage=1, page=2)["ProductIds"][0]["ProductId"] == "b"


def test_new_contact_has_a_secret_templates_and_a_ledger_of_its_own(rest, newcomer):
    theirs = {one["TemplateId"] for one in rest.get("Templates")["Templates"]}
    own = [one["TemplateId"] for one in newcomer.get("Templates")["Templates"]]
    assert own
    assert not theirs & set(own)
    ticket = newcomer.post_image(templateId=own[0])
    assert newcomer.ledger(ticket)["account"] == newcomer.who["contactEmail"]
    assert rest.get(f"Image/{ticket}")["ErrorCode"] == "ImageNotFound"
    assert newcomer.call("POST", "Image", templateId=min(theirs), imageURL=NOWHERE)["ErrorCode"] == "InvalidTemplate"
    status, page = request(
        rest.running.host,
        "GET",
        "/pixelz/Account?" + "&".join(f"{name}={value}" for name, value in newcomer.who.items()),
    )
    assert status == 200
    assert b"Application Secret Code" in page


def test_trial_images_go_first_then_money_then_nothing(newcomer):
    trials = int(newcomer.get("Contact")["Contact"]["NumberOfTrialImages"])
    answers = [newcomer.call("POST", "Image", imageURL=NOWHERE) for _ in range(trials + 1)]
    assert [one["IsTrial"] for one in answers[:-1]] == ["true"] * trials
    assert answers[-1]["ErrorCode"] == "InsufficientFunds"
    newcomer.running.control(account={"email": newcomer.who["contactEmail"], "days_of_credit": 15})
    newcomer.post_image()
    assert money(newcomer.get("Contact")) == Decimal("-1.15")
    assert newcomer.get("Contact")["Contact"]["ContactDaysOfCredit"] == "15"


def test_fifty_images_on_credit_make_an_invoice_that_can_be_paid(newcomer):
    own = newcomer.who["contactEmail"]
    newcomer.running.control(account={"email": own, "days_of_credit": 15, "trial_images": 0})
    for _ in range(50):
        newcomer.post_image()
    (invoice,) = newcomer.get("Invoices", returnUrl="https://hub.example/?a=1&b=2")["Invoices"]
    assert (invoice["AmountDue"], invoice["IsPaid"]) == ("57.50", "false")
    assert invoice["PaymentUrl"].startswith("/Transactions?key=")
    assert invoice["PaymentUrl"].endswith("returnUrl=https%3A%2F%2Fhub.example%2F%3Fa%3D1%26b%3D2")
    assert invoice["InvoiceUrl"] == f"/DownloadInvoice?invoiceNumber={invoice['InvoiceId']}"
    key = invoice["PaymentUrl"].partition("key=")[2].partition("&")[0]
    request(newcomer.running.host, "POST", "/pixelz/Transactions", f"key={key}".encode())
    assert newcomer.get("Invoices")["Invoices"][0]["IsPaid"] == "true"
    assert money(newcomer.get("Contact")) == 0


def test_invoices_are_found_by_day(rest):
    def numbers(**filters):
        return [one["InvoiceId"] for one in rest.get("Invoices", **filters)["Invoices"]]

    today = datetime.now(UTC).date()
    assert "INV-1315" in numbers(toDate=today - timedelta(days=60))
    assert "INV-1315" not in numbers(fromDate=today - timedelta(days=60))
    assert numbers(page=2) == []


def test_price_can_change_from_one_image_to_the_next(rest):
    template = rest.call("POST", "Template", **TEMPLATE)["TemplateId"]
    rest.running.control(prices={template: "7.5"})
    assert rest.ledger(rest.post_image(templateId=template))["price"] == "7.50"
    assert Decimal(rest.get(f"Template/{template}")["Template"]["Price"]["Amount"]) == Decimal("7.5")


def test_equal_images_are_accepted_and_counted_twice(rest):
    own = fresh("twice")
    before = rest.running.control()["counts"]
    tickets = {rest.post_image(customerImageId=own) for _ in range(2)}
    after = rest.running.control()["counts"]
    assert len(tickets) == 2
    assert after["accepted"] == before["accepted"] + 2
    assert after["accepted_twice"] == before["accepted_twice"] + 1
