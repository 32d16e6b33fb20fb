"""From acceptance to delivery: the documented statuses in order, and what the back door can do about them."""

from __future__ import annotations

import io
import json

import pytest
from PIL import Image

from tests.pixelzhub.sandbox.listener import Listener
from tests.pixelzhub.sandbox.pixelz.rest import NOWHERE, request
from tests.pixelzhub.sandbox.waiting import until

ON_THE_WAY = [10, 30, 60, 62, 64, 66, 70, 80]


def at(api, ticket, status):
    return until(lambda: (found := api.status(ticket))["StatusId"] == str(status) and found)


def file_of(running, relative) -> bytes:
    return request(running.host, "GET", f"/pixelz/files/{relative.lstrip('/')}")[1]


def control(running, **wanted):
    status, body = request(running.host, "POST", "/control.json", json.dumps(wanted).encode())
    return status, json.loads(body)


@pytest.fixture
def quick(running):
    """No rendering, and a fifth of a second from acceptance to delivery."""
    running.control(render=False, turnaround_s=0.2)


def test_image_passes_through_the_documented_statuses_in_order(running, api, photo_url):
    running.control(render=False, turnaround_s=1.5)
    ticket, seen = api.post_image(imageURL=photo_url), []
    until(lambda: (seen.append(int(api.status(ticket)["StatusId"])), seen[-1] == 80)[1])
    assert seen == sorted(seen)
    assert set(seen) <= set(ON_THE_WAY)
    assert len(set(seen)) > 4


@pytest.mark.parametrize("status", [0, 12, 20, 72, 74, 76, 78, 85, 90, 95, 100, 999])
def test_image_can_be_put_on_any_status_and_stays_there(running, api, quick, photo_url, status):
    own = f"put on {status}"
    ticket = api.post_image(imageURL=photo_url, customerImageId=own)
    running.control(set_status={own: status})
    at(api, api.post_image(imageURL=photo_url), 80)
    assert api.status(ticket)["StatusId"] == str(status)
    assert bool(api.status(ticket)["StatusName"]) == (status != 85)


def test_image_that_was_held_can_go_on(running, api, quick, photo_url):
    ticket = api.held_at(10, imageURL=photo_url)
    running.control(set_status={ticket: None})
    at(api, ticket, 80)


def test_image_can_have_more_outputs_on_templates_of_their_own(running, api, quick, photo_url):
    running.control(outputs=2)
    with Listener() as hub:
        ticket = api.post_image(imageURL=photo_url, imageCallbackURL=hub.url)
        told = [json.loads(body) for _, body in hub.wait_for(2)]
        files = at(api, ticket, 80)["FinalImagesURL"]
    assert len(set(files)) == 2
    assert {one["processedImageURL"].rpartition("/")[2] for one in told} == {one.rpartition("/")[2] for one in files}
    assert len({one["templateId"] for one in told}) == 2
    assert all(file_of(running, one) for one in files)


def test_redone_image_has_new_files_under_the_same_ticket(running, api, quick, photo_url):
    ticket = api.post_image(imageURL=photo_url)
    first = at(api, ticket, 80)["FinalImagesURL"]
    api.call("PUT", f"Image/Reject/{ticket}", comment="Tighter")
    second = at(api, ticket, 80)["FinalImagesURL"]
    assert first != second
    assert file_of(running, first[0]) != file_of(running, second[0])


def test_load_test_gets_a_tiny_valid_file_of_the_templates_format(running, api, quick, photo_url):
    ticket = api.post_image(imageURL=photo_url, templateId="2066305")
    with Image.open(io.BytesIO(file_of(running, at(api, ticket, 80)["FinalImagesURL"][0]))) as image:
        assert (image.format, image.size) == ("PNG", (64, 64))


def test_image_without_a_file_stops_at_12_and_its_reason_is_in_the_ledger(running, api):
    ticket = api.post_image()
    at(api, ticket, 12)
    assert NOWHERE in until(lambda: api.ledger(ticket)["reason"])


@pytest.mark.parametrize("render", [True, False])
def test_format_that_is_not_rendered_here_is_rejected_with_a_reason(running, api, photo_url, render):
    running.control(render=render, turnaround_s=0.2)
    made = api.call(
        "POST",
        "Template",
        templateName="Layers",
        templateOutputFormat="PSD",
        deliveryTimeInHour="24",
        backgroundType="0",
    )
    ticket = api.post_image(imageURL=photo_url, templateId=made["TemplateId"])
    at(api, ticket, 90)
    assert "PSD files are not rendered here" in until(lambda: api.ledger(ticket)["reason"])


def test_combination_is_rendered_side_by_side_as_its_template_was_posted(running, api, photo_url):
    running.control(turnaround_s=0.2)
    made = api.call(
        "POST",
        "Template",
        templateName="Two in one",
        templateOutputFormat="TIFF",
        deliveryTimeInHour="24",
        backgroundType="0",
        resizeType="3",
        resizeMaxSize="300",
    )
    ticket = api.post_image(imageURL=photo_url, imageURL2=photo_url, templateId=made["TemplateId"])
    with Image.open(io.BytesIO(file_of(running, at(api, ticket, 80)["FinalImagesURL"][0]))) as image:
        assert image.format == "TIFF"
        assert image.width == 300
        assert 2.9 < image.width / image.height < 3.2


@pytest.mark.parametrize(
    "wanted",
    [
        {"set_status": {"no such image": 80}},
        {"set_status": {"no such image": "eighty"}},
        {"prices": {"1": "1.00"}},
        {"prices": {"2066301": "much"}},
        {"account": {"email": "nobody@example.com", "balance": "1"}},
        {"account": {"colour": "1"}},
        {"no_such_fault": 1},
        {"quirks": "no"},
        {"error_rate": -1},
    ],
)
def test_back_door_says_what_it_does_not_understand(running, wanted):
    before = running.control()["faults"]
    status, answer = control(running, **wanted)
    assert status == 422
    assert answer["error"].startswith("Not understood")
    assert running.control()["faults"] == before


def test_ledger_can_be_read_from_where_it_was_read_last_and_as_numbers_alone(running, api):
    api.post_image()
    last = running.control()["counts"]["last_seq"]
    ticket = api.post_image()
    _, body = request(running.host, "GET", f"/control.json?since={last}")
    assert [one["ticket"] for one in json.loads(body)["accepted"]] == [ticket]
    _, body = request(running.host, "GET", "/control.json?only=counts")
    assert set(json.loads(body)) == {"counts", "faults"}
    assert json.loads(body)["counts"]["accepted"] == len(running.control()["accepted"])
