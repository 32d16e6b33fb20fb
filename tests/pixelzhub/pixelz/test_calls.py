"""Every call over a real socket: its method, path, header, query and body are those of the Developer API."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from connectors.errors import BadReply, Temporary
from pixelzhub.pixelz import BadValue, NotEnabled, Pixelz, PixelzError, UnknownImage, UploadAddress
from tests.connectors.servers import Answer, Call
from tests.pixelzhub.pixelz import seed
from tests.pixelzhub.pixelz.answers import EXAMPLES, TICKET
from tests.pixelzhub.pixelz.recorder import DEVELOPER_KEY, WHO, Recorder
from tests.pixelzhub.pixelz.test_settings import SETTINGS

WIRES = {"json": "/REST.svc/JSON/", "xml": "/REST.svc/"}
IMAGES = [f"https://hub.example/{n}.jpg" for n in range(1, 6)]

# What POST Image takes according to the document, and what Pixelz's own client sends beyond it.
DETAILS: dict[str, Any] = {
    "color_reference_url": "https://hub.example/swatch.jpg",
    "callback_url": "https://hub.example/done",
    "customer_image_id": "12345",
    "product_id": "Tee 066",
}
DETAILS_SENT = {
    "colorReferenceFileURL": "https://hub.example/swatch.jpg",
    "imageCallbackURL": "https://hub.example/done",
    "customerImageId": "12345",
    "productId": "Tee 066",
}
ADDRESSES_SENT = {"imageURL": IMAGES[0], **{f"imageURL{n}": IMAGES[n - 1] for n in range(2, 6)}}
DEADLINE = datetime(2026, 12, 1, 1, 30, 5, tzinfo=timezone(timedelta(hours=2)))
NEWER: dict[str, Any] = {
    "output_file_name": "out",
    "swatch_image_url": "https://hub.example/s.png",
    "swatch_color_code": "#AABBCC",
    "marker_x": 0,
    "marker_y": 12.5,
    "customer_image_color_id": "red",
    "colorway_ids": ["c1", "c2"],
}
NEWER_SENT = {
    "outputFileName": "out",
    "swatchImageURL": "https://hub.example/s.png",
    "swatchColorCode": "#AABBCC",
    "markerX": 0,
    "markerY": 12.5,
    "customerImageColorID": "red",
    "colorwayIds": ["c1", "c2"],
}
WISHES: dict[str, Any] = {"comment": "softer", "markup_image_url": "https://hub.example/m.png", "customer_folder": "Q4"}
WISHES_SENT = {"comment": "softer", "markupImageUrl": "https://hub.example/m.png", "customerFolder": "Q4"}
DEVELOPER_SENT = {"developerAPIkey": DEVELOPER_KEY}

READS: list[tuple[str, Callable[[Pixelz], Any], str, dict[str, str]]] = [
    ("get template", lambda client: client.template("2017982"), "Template/2017982/", {}),
    ("get templates", lambda client: client.templates(), "Templates/", {}),
    ("get status", lambda client: client.status(ticket=TICKET), f"Image/{TICKET}/", {}),
    (
        "get status",
        lambda client: client.status(customer_image_id="a/b?c"),
        "Image/nonticket/",
        {"customerImageId": "a/b?c"},
    ),
    ("images", lambda client: list(client.images()), "Images/", {"imagesPerPage": "100", "page": "1"}),
    (
        "images",
        lambda client: list(
            client.images(
                status=0,
                exclude_status=999,
                product_id="Tee & Co",
                from_date=date(2026, 1, 2),
                to_date=date(2026, 3, 4),
                sort_by="date",
                descending=True,
                per_page=7,
            )
        ),
        "Images/",
        {
            "imageStatus": "0",
            "excludeImageStatus": "999",
            "productId": "Tee & Co",
            "fromDate": "2026-01-02",
            "toDate": "2026-03-04",
            "sortBy": "date",
            "isDescending": "true",
            "imagesPerPage": "7",
            "page": "1",
        },
    ),
    (
        "count",
        lambda client: client.count_images(status=80, from_date=date(2026, 1, 2), to_date=date(2026, 1, 3)),
        "Images/Count/",
        {"imageStatus": "80", "fromDate": "2026-01-02", "toDate": "2026-01-03"},
    ),
    (
        "product ids",
        lambda client: list(client.product_ids(per_page=50)),
        "ProductIds/",
        {"productIdsPerPage": "50", "page": "1"},
    ),
    ("get contact", lambda client: client.account(), "Contact/", {}),
    (
        "invoices",
        lambda client: list(
            client.invoices(
                from_date=date(2026, 1, 2), to_date=date(2026, 1, 3), return_url="https://hub.example/back?x=1"
            )
        ),
        "Invoices/",
        {"fromDate": "2026-01-02", "toDate": "2026-01-03", "returnUrl": "https://hub.example/back?x=1", "page": "1"},
    ),
]
WRITES: list[tuple[str, Callable[[Pixelz], Any], str, str, dict[str, Any]]] = [
    (
        "post image",
        lambda client: client.post_image(template_id="2000045", image_url=IMAGES, deadline=DEADLINE, **DETAILS),
        "POST",
        "Image/",
        WHO
        | DEVELOPER_SENT
        | ADDRESSES_SENT
        | DETAILS_SENT
        | {"templateId": "2000045", "imageDeadlineDateTimeUTC": "2026-11-30 23:30:05"},
    ),
    (
        "post image",
        lambda client: client.post_image(template_id="2000045", image_url=IMAGES[0], **NEWER, **WISHES),
        "POST",
        "Image/",
        WHO | DEVELOPER_SENT | {"templateId": "2000045", "imageURL": IMAGES[0]} | NEWER_SENT | WISHES_SENT,
    ),
    (
        "white glove",
        lambda client: client.post_white_glove(image_url=IMAGES, **DETAILS),
        "POST",
        "WhiteGloveService/",
        WHO | DEVELOPER_SENT | ADDRESSES_SENT | DETAILS_SENT,
    ),
    (
        "white glove",
        lambda client: client.post_white_glove(image_url=IMAGES[0], **WISHES),
        "POST",
        "WhiteGloveService/",
        WHO | DEVELOPER_SENT | {"imageURL": IMAGES[0]} | WISHES_SENT,
    ),
    ("delete", lambda client: client.delete(TICKET), "DELETE", f"Image/{TICKET}/", WHO | {"imageTicket": TICKET}),
    (
        "delete",
        lambda client: client.delete(customer_image_id="12345"),
        "DELETE",
        "Image/nonticket/",
        WHO | {"imageTicket": "nonticket", "customerImageId": "12345"},
    ),
    (
        "reject",
        lambda client: client.reject(TICKET, "Too dark", markup_image_url="https://hub.example/m.png"),
        "PUT",
        f"Image/Reject/{TICKET}/",
        WHO | {"imageTicket": TICKET, "comment": "Too dark", "markupImageUrl": "https://hub.example/m.png"},
    ),
    (
        "reject",
        lambda client: client.reject(customer_image_id="12345", comment="Too dark"),
        "PUT",
        "Image/Reject/nonticket/",
        WHO | {"imageTicket": "nonticket", "customerImageId": "12345", "comment": "Too dark"},
    ),
    (
        "post contact",
        lambda client: client.post_contact(
            email="new@shop.example",
            name="New",
            country_code="US",
            address1="1 Road",
            address2="2nd floor",
            phone="1",
            city="C",
            state="S",
            zip_code="Z",
        ),
        "POST",
        "Contact/",
        {
            "developerEmail": WHO["contactEmail"],
            "developerAPIkey": DEVELOPER_KEY,
            "contactEmail": "new@shop.example",
            "contactName": "New",
            "countryCode": "US",
            "contactAddress1": "1 Road",
            "contactAddress2": "2nd floor",
            "contactPhone": "1",
            "contactCity": "C",
            "contactState": "S",
            "contactZipCode": "Z",
        },
    ),
    (
        "post template",
        lambda client: client.post_template("My First Template", SETTINGS),
        "POST",
        "Template/",
        WHO
        | {
            "templateName": "My First Template",
            "templateOutputFormat": "JPG",
            "deliveryTimeInHour": "72",
            "backgroundType": "3",
            "backgroundColor": "FFFFFF",
            "backgroundVerticalGradientColor": "EEEEEE",
            "resizeType": "2",
            "resizeUnit": "0",
            "resizeHeight": "2000",
            "resizeWidth": "1600",
            "resizeMinSize": "100",
            "resizeMaxSize": "3000",
            "marginType": "1",
            "marginTop": "2.5",
            "marginBottom": "5",
            "marginLeft": "0",
            "marginRight": "1",
            "marginVerticalAlignment": "2",
            "shadowType": "0",
            "isKeptMannequin": "false",
            "isKeptModel": "true",
        },
    ),
]
# Two calls answer as another one does.
ANSWERED_LIKE = {"white glove": "post image", "reject": "delete"}


def answer_of(call: str, wire: str) -> str:
    found: str = getattr(EXAMPLES[ANSWERED_LIKE.get(call, call)], wire)
    return found


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize(("call", "make", "path", "asked"), READS, ids=[read[0] for read in READS])
def test_a_read_has_its_parameters_in_the_query(wire, call, make, path, asked):
    with Recorder(answer_of(call, wire)) as server, server.client(wire=wire) as client:
        record = make(client)
    assert (server.call.method, server.path) == ("GET", WIRES[wire] + path)
    assert server.query == WHO | asked
    assert server.call.body == b""
    assert server.call.headers["content-type"] == "application/json; charset=UTF-8"
    assert server.call.headers["accept"] == f"application/{wire}"
    assert record == EXAMPLES[call].record


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize(("call", "make", "method", "path", "body"), WRITES, ids=[write[0] for write in WRITES])
def test_a_write_has_its_payload_as_json(wire, call, make, method, path, body):
    with Recorder(answer_of(call, wire)) as server, server.client(wire=wire, developer=DEVELOPER_KEY) as client:
        record = make(client)
    assert (server.call.method, server.call.path) == (method, WIRES[wire] + path)
    assert server.body == body
    assert server.call.headers["content-type"] == "application/json; charset=UTF-8"
    assert server.call.headers["accept"] == f"application/{wire}"
    assert record == EXAMPLES[ANSWERED_LIKE.get(call, call)].record


NAMES_SENT = [(call, {*WHO, *asked}) for call, _, _, asked in READS] + [(call, set(body)) for call, *_, body in WRITES]
PATHS = [(call, path) for call, _, path, _ in READS] + [(call, path) for call, _, _, path, _ in WRITES]


@seed.needs_document
@pytest.mark.parametrize("call", sorted({call for call, _ in NAMES_SENT}))
def test_every_parameter_of_the_document_is_sent_and_none_is_made_up(call):
    sent = [names for name, names in NAMES_SENT if name == call]
    table = seed.parameters(call)
    in_the_path = {name for name in table if call.startswith("get ") and f"{{{name}}}" in seed.sections()[call]}
    beyond_the_document = {*NEWER_SENT, *WISHES_SENT} - set(table)
    expected = set(table) - in_the_path - {"imageRequestedDeliveryTimeInHours"}
    assert set().union(*sent) - beyond_the_document == expected
    assert all({name for name, required in table.items() if required} - in_the_path <= names for names in sent)


@seed.needs_document
@pytest.mark.parametrize(("call", "path"), PATHS)
def test_every_address_is_printed_in_the_document(call, path):
    printed = path.replace(TICKET, "{imageTicket}").replace("nonticket", "{imageTicket}")
    printed = printed.replace("2017982", "{templateId}")
    for prefix in WIRES.values():
        assert f"https://api.pixelz.com{prefix}{printed}\n" in seed.sections()[call]


@pytest.mark.parametrize("base", ["/REST.svc", "/REST.svc/", "/REST.svc/JSON", "/REST.svc/JSON/"])
def test_either_base_address_of_the_document_may_be_given(base):
    with Recorder(answer_of("count", "json")) as server, server.client(base=base) as client:
        client.count_images()
    assert server.path == "/REST.svc/JSON/Images/Count/"


@pytest.mark.parametrize("addresses", [[], "", [""], ["u"] * 6, ["u", ""]])
def test_an_image_has_one_to_five_addresses(addresses):
    with Recorder("") as server, server.client() as client:
        with pytest.raises(BadValue):
            client.post_image(template_id="1", image_url=addresses)
        with pytest.raises(BadValue):
            client.post_white_glove(image_url=addresses)
    assert server.calls == []


def test_a_deadline_without_a_time_zone_is_refused():
    with Recorder("") as server, server.client() as client, pytest.raises(BadValue, match="time zone"):
        client.post_image(template_id="1", image_url="u", deadline=DEADLINE.replace(tzinfo=None))
    assert server.calls == []


@pytest.mark.parametrize("value", ["../Contact", "a/b", "a?b", "a b", "", "é", "a\n", "%2e%2e", "1;2", "."])
def test_nothing_but_an_id_gets_into_a_path(value):
    calls: list[Callable[[Pixelz], Any]] = [
        lambda client: client.template(value),
        lambda client: client.status(ticket=value),
        lambda client: client.delete(value),
        lambda client: client.reject(value, "no"),
    ]
    with Recorder("") as server, server.client() as client:
        for call in calls:
            with pytest.raises(BadValue):
                call(client)
    assert server.calls == []


@pytest.mark.parametrize("per_page", [0, -1, 101])
def test_a_page_has_at_most_a_hundred(per_page):
    with Recorder("") as server, server.client() as client:
        for call in (client.images, client.product_ids):
            with pytest.raises(BadValue, match="100"):
                call(per_page=per_page)
    assert server.calls == []


def page_of(call: Call) -> int:
    return int(parse_qs(urlsplit(call.path).query)["page"][0])


def test_lists_are_read_to_their_last_page():
    tickets = [f"t-{n}" for n in range(7)]

    def answer(call: Call) -> Answer:
        start = (page_of(call) - 1) * 3
        return Answer(
            200,
            json.dumps({"ErrorCode": 0, "Images": [{"ImageTicket": t} for t in tickets[start : start + 3]]}).encode(),
        )

    with Recorder(answer) as server, server.client() as client:
        assert [image.ticket for image in client.images(per_page=3)] == tickets
    assert len(server.calls) == 3


def test_invoices_come_fifty_to_a_page():
    def answer(call: Call) -> Answer:
        many = 50 if page_of(call) < 3 else 0
        return Answer(
            200,
            json.dumps(
                {"ErrorCode": 0, "Invoices": [{"InvoiceId": f"{page_of(call)}-{n}"} for n in range(many)]}
            ).encode(),
        )

    with Recorder(answer) as server, server.client() as client:
        assert len({invoice.number for invoice in client.invoices()}) == 100
    assert len(server.calls) == 3


def test_a_service_that_repeats_its_page_is_not_asked_for_ever():
    with Recorder(json.dumps({"ErrorCode": 0, "Images": [{"ImageTicket": "t"}]})) as server, server.client() as client:
        assert len(list(client.images(per_page=1))) == 1
    assert len(server.calls) == 2


# Calls that are not in the document. Pixelz's own client sends them to the JSON addresses.


@pytest.mark.parametrize("wire", WIRES)
def test_upload_addresses_are_a_bare_array(wire):
    array = [{"UploadUrl": "https://up.example/1?sign=x", "DownloadUrl": "https://files.example/1"}]
    with Recorder(json.dumps(array)) as server, server.client(wire=wire) as client:
        assert client.request_uploads(["1.jpg"]) == [
            UploadAddress("https://up.example/1?sign=x", "https://files.example/1")
        ]
    assert (server.call.method, server.call.path) == ("POST", "/REST.svc/JSON/RequestPresignUrls/")
    assert server.body == WHO | {"imageNames": ["1.jpg"]}


def test_an_account_that_may_not_upload_is_told_apart():
    refusal = '{"ErrorCode": "NotAllowed", "Message": "Ask us."}'
    with Recorder(refusal) as server, server.client() as client, pytest.raises(NotEnabled, match="Ask us") as caught:
        client.request_uploads(["1.jpg"])
    assert caught.value.code == "NotAllowed"


@pytest.mark.parametrize(
    "answer",
    ["{}", '{"ErrorCode": 0}', "[1]", '[{"UploadUrl": "x"}]', '[{"UploadUrl": "/a", "DownloadUrl": "/b"}]',
     '[{"UploadUrl": "http://[", "DownloadUrl": "http://x"}]', '[{"UploadUrl": "file:///x", "DownloadUrl": "http://x"}]'],
)  # fmt: skip
def test_upload_addresses_that_are_none_are_a_bad_reply(answer):
    with Recorder(answer) as server, server.client() as client, pytest.raises(BadReply):
        client.request_uploads(["1.jpg"])


def test_bytes_are_uploaded_without_any_credentials():
    with Recorder("") as storage, Recorder("") as server, server.client(also=storage.host) as client:
        client.upload(UploadAddress(f"{storage.url}/1.jpg?X-Sign=abc%2Fd", "https://files.example/1"), b"\xff\xd8bytes")
    assert (storage.call.method, storage.call.path) == ("PUT", "/1.jpg?X-Sign=abc%2Fd")
    assert storage.call.body == b"\xff\xd8bytes"
    assert storage.call.headers["content-type"] == "application/octet-stream"
    assert set(storage.call.headers) <= {
        "host",
        "accept",
        "accept-encoding",
        "connection",
        "user-agent",
        "content-type",
        "content-length",
    }
    assert not any(secret in str(storage.call) for secret in (*WHO.values(), DEVELOPER_KEY))


def test_a_stack_is_held_together_by_its_product():
    with (
        Recorder(answer_of("post image", "json")) as server,
        server.client(wire="xml", developer=DEVELOPER_KEY) as client,
    ):
        assert client.stack_image(template_id="5", image_url="u", product_id="P").ticket == TICKET
        with pytest.raises(BadValue, match="product"):
            client.stack_image(template_id="5", image_url="u")
    assert server.call.path == "/REST.svc/JSON/StackImage/"
    assert server.body == WHO | DEVELOPER_SENT | {"templateId": "5", "imageURL": "u", "productId": "P"}


def test_swatches_get_ids():
    with Recorder('{"ErrorCode": 0, "ColorwayIds": [7, "c8"]}') as server, server.client() as client:
        assert client.add_color_library(["https://hub.example/red.jpg"]) == ("7", "c8")
    assert server.call.path == "/REST.svc/JSON/AddColorLibrary/"
    assert server.body == WHO | {"imagesUrl": ["https://hub.example/red.jpg"]}


# Which calls are repeated.


def every_call(client: Pixelz) -> list[tuple[str, Callable[[], Any]]]:
    return [
        *(("GET", lambda make=make: make(client)) for _, make, _, _ in READS),
        *((method, lambda make=make: make(client)) for _, make, method, _, _ in WRITES),
        ("POST", lambda: client.request_uploads(["1.jpg"])),
        ("POST", lambda: client.stack_image(template_id="5", image_url="u", product_id="P")),
        ("POST", lambda: client.add_color_library(["u"])),
        ("PUT", lambda: client.upload(UploadAddress(f"{client._http.base_url}up", ""), b"x")),
    ]


def test_reads_are_repeated_and_no_write_ever_is():
    with Recorder(lambda call: Answer(503, b"", {"Retry-After": "0"})) as server, server.client() as client:
        client._http.tries = 3
        for method, call in every_call(client):
            server.calls.clear()
            with pytest.raises(Temporary):
                call()
            assert [made.method for made in server.calls] == [method] * (3 if method == "GET" else 1)


@pytest.mark.parametrize(
    "body",
    [b"", b"<html><body>Request Error</body></html>", b'{"ErrorCode": "NoErr'],
    ids=["empty", "web page", "cut off"],
)
@pytest.mark.parametrize("wire", WIRES)
def test_an_unreadable_answer_is_a_bad_reply_to_every_call(wire, body):
    with Recorder(body) as server, server.client(wire=wire) as client:
        for _, call in every_call(client)[:-1]:
            with pytest.raises(BadReply):
                call()


def test_only_a_call_about_one_image_finds_it_unknown():
    with (
        Recorder('{"ErrorCode": "ImageNotFound", "Message": "The image was not found."}') as server,
        server.client() as client,
    ):
        for call in (lambda: client.status(ticket="t"), lambda: client.delete("t"), lambda: client.reject("t", "no")):
            with pytest.raises(UnknownImage):
                call()
        with pytest.raises(PixelzError) as caught:
            client.post_image(template_id="1", image_url="u")
    assert type(caught.value) is PixelzError


def test_deadline_is_sent_in_utc():
    with Recorder(answer_of("post image", "json")) as server, server.client() as client:
        client.post_image(template_id="1", image_url="u", deadline=datetime(2026, 1, 2, 3, 4, 5, 999, tzinfo=UTC))
    assert server.body["imageDeadlineDateTimeUTC"] == "2026-01-02 03:04:05"
