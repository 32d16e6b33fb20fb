"""Calls and fields that the published document lacks and Pixelz's own tools use, and their switches."""

from __future__ import annotations

import json

import pytest

from tests.pixelzhub.sandbox.pixelz.rest import NOWHERE, request
from tests.pixelzhub.sandbox.waiting import until


def path_of(url: str, running) -> str:
    return url.removeprefix(running.url)


def test_account_that_is_not_enabled_for_upload_gets_an_object_with_a_code(running, api):
    answer = api.call("POST", "RequestPresignUrls", imageNames=["a.jpg"])
    assert answer["ErrorCode"] == "NotEnabled"


def test_uploaded_bytes_are_what_is_retouched(running, api, photo):
    running.control(presign=1, render=False, turnaround_s=0.2)
    answer = json.loads(api.raw("POST", "RequestPresignUrls", imageNames=["front view.jpg", "b.png"])[1])
    assert isinstance(answer, list) and len(answer) == 2
    upload, download = path_of(answer[0]["UploadUrl"], running), path_of(answer[0]["DownloadUrl"], running)
    assert request(running.host, "GET", download)[0] == 404
    assert request(running.host, "PUT", upload, photo, "application/octet-stream")[0] == 200
    assert request(running.host, "GET", download) == (200, photo)
    ticket = api.post_image(imageURL=answer[0]["DownloadUrl"])
    until(lambda: api.status(ticket)["StatusId"] == "80")


def test_upload_needs_the_signed_address(running, api, photo):
    running.control(presign=1)
    answer = json.loads(api.raw("POST", "RequestPresignUrls", imageNames=["../../a.jpg"])[1])[0]
    bare = path_of(answer["DownloadUrl"], running)
    for target in (bare, f"{bare}?signature=00"):
        assert request(running.host, "PUT", target, photo, "application/octet-stream")[0] == 403
    assert bare.endswith("/a.jpg")


def test_part_of_a_stack_needs_a_product(running, rest):
    assert rest.call("POST", "StackImage", imageURL=NOWHERE)["ErrorCode"] == "MissingRequiredInformation"
    answer = rest.call("POST", "StackImage", imageURL=NOWHERE, productId="Tee", templateId="2066301")
    kept = rest.ledger(answer["ImageTicket"])
    assert (kept["kind"], kept["product_id"]) == ("stack", "Tee")


def test_newer_fields_and_colorways_are_kept(running, api):
    library = api.call(
        "POST", "AddColorLibrary", imagesUrl=["http://127.0.0.1:9/red.jpg", "http://127.0.0.1:9/blue.jpg"]
    )
    newer = {"customerFolder": "SS26", "outputFileName": "front", "swatchColorCode": "#A1B2C3", "markerX": "10"}
    ticket = api.post_image(**newer, colorwayIds=library["ColorwayIds"], comment="Keep the label", unknown="x")
    kept = api.ledger(ticket)
    assert kept["comment"] == "Keep the label"
    assert kept["extras"] == {**newer, "colorwayIds": library["ColorwayIds"]}


def test_file_has_the_name_that_was_asked_for(running, api, photo_url):
    running.control(render=False, turnaround_s=0.2)
    ticket = api.post_image(imageURL=photo_url, outputFileName="tee-front.jpg")
    found = until(lambda: api.status(ticket)["FinalImagesURL"])
    assert found[0].endswith("/final/tee-front.jpg")


@pytest.mark.parametrize("path", ["StackImage", "AddColorLibrary"])
def test_newer_calls_can_be_switched_off(running, api, path):
    running.control(newer_calls=0)
    status, body = api.raw("POST", path, imageURL=NOWHERE, productId="Tee", imagesUrl=["x"])
    assert status == 404 and b"Endpoint not found" in body
    assert api.ledger(api.post_image(comment="x", customerFolder="y"))["extras"] == {}
