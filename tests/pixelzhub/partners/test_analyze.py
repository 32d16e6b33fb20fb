"""/ext/analyze: a file is measured in a worker, judged by the chosen channels, and not kept."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from analytics.analysis_models import Analysis
from analytics.analyze import forget_analyses
from analytics.channels import CHANNELS
from connectors.models import Image
from pixelzhub.pipeline import BY_NAME, SCHEDULES
from tests import builders
from tests.pixelzhub.partners.caller import Caller

pytestmark = pytest.mark.django_db
ALL = "/ext/analyze"


@pytest.fixture
def caller(merchant) -> Caller:
    return Caller(merchant, ["ext:images:read"])


@pytest.fixture
def pictures(settings) -> Iterator[str]:
    """A web server with one picture, and nothing else."""

    class Server(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path.endswith("shoe.jpg")
            self.send_response(200 if found else 404)
            self.end_headers()
            self.wfile.write(builders.make_jpeg((400, 400)) if found else b"")

        def log_message(self, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Server) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        settings.ALLOWED_PRIVATE_HOSTS = frozenset({f"127.0.0.1:{server.server_port}"})
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def hand_in(caller: Caller, data: bytes, name: str = "shoe.jpg", **fields: object):
    form = {"file": SimpleUploadedFile(name, data), **fields}
    return caller.client.post(f"/api/v1{ALL}", form, headers={"X-API-Key": caller.key})


def work() -> None:
    """What the worker does with the rows that are due."""
    step = BY_NAME["analyze"]
    step.run(list(Analysis.objects.filter(due_at__lte=timezone.now(), **step.rows).values_list("pk", flat=True)))


def test_a_file_is_measured_and_judged_and_gone(caller) -> None:
    answer = hand_in(caller, builders.make_jpeg((400, 400)), channels="amazon,google")
    told = answer.json()["data"]
    assert (answer.status_code, told["state"], told["measurements"]) == (200, "waiting", None)
    assert answer.headers["Location"].endswith(f"{ALL}/{told['id']}")
    file = Analysis.objects.get().file
    assert default_storage.exists(file)
    work()
    told = caller.data(f"{ALL}/{told['id']}/")
    assert (told["state"], told["name"]) == ("done", "shoe.jpg")
    assert told["measurements"]["width"] == {"value": 400, "unit": "px"}
    channels = {one["channel"]: one for one in told["findings"]}
    assert list(channels) == ["amazon", "google"]
    [ground] = [one for one in channels["amazon"]["findings"] if one["code"] == "non_white_background"]
    assert (channels["amazon"]["result"], ground["measured"], ground["limit"]) == (
        "fail", "229, 229, 229", "255, 255, 255",
    )  # fmt: skip
    assert not default_storage.exists(file)
    assert not Image.objects.exists()


def test_a_picture_at_an_address_is_measured(caller, pictures) -> None:
    answer = caller.post(ALL, {"url": f"{pictures}/a/shoe.jpg", "channels": ["amazon"], "is_main": False})
    assert answer.status_code == 200
    work()
    told = caller.data(f"{ALL}/{answer.json()['data']['id']}")
    assert (told["state"], told["name"], told["measurements"]["height"]["value"]) == ("done", "shoe.jpg", 400)
    assert "non_white_background" not in str(told["findings"])


def test_all_channels_judge_where_none_is_chosen(caller) -> None:
    hand_in(caller, builders.make_jpeg())
    work()
    told = caller.data(f"{ALL}/{Analysis.objects.get().pk}")
    assert [one["channel"] for one in told["findings"]] == told["channels"] == sorted(CHANNELS)


def test_what_is_no_picture_is_told_so(caller) -> None:
    hand_in(caller, b"not a picture", "x.jpg")
    work()
    told = caller.data(f"{ALL}/{Analysis.objects.get().pk}")
    assert told["state"] == "done"
    assert told["measurements"]["error"] in {"corrupt", "unsupported_format"}
    assert told["measurements"]["reason"]


def test_an_address_without_a_picture_says_why_at_once(caller, pictures) -> None:
    caller.post(ALL, {"url": f"{pictures}/nothing.jpg"})
    work()
    told = caller.data(f"{ALL}/{Analysis.objects.get().pk}")
    assert (told["state"], told["measurements"], told["findings"]) == ("failed", None, [])
    assert told["reason"]


def test_a_private_address_is_not_gone_to(caller, pictures, settings) -> None:
    settings.ALLOWED_PRIVATE_HOSTS = frozenset()
    caller.post(ALL, {"url": f"{pictures}/shoe.jpg"})
    work()
    assert "private address" in caller.data(f"{ALL}/{Analysis.objects.get().pk}")["reason"]


def test_an_address_that_does_not_answer_is_given_up_after_three_tries(caller, settings) -> None:
    settings.ALLOWED_PRIVATE_HOSTS = frozenset({"127.0.0.1:1"})
    caller.post(ALL, {"url": "http://127.0.0.1:1/a.jpg"})
    for tries in range(1, 4):
        Analysis.objects.update(due_at=timezone.now())
        work()
        assert Analysis.objects.get().attempts == tries
    row = Analysis.objects.get()
    assert (row.state, row.due_at) == ("failed", None)
    assert row.last_error


def test_after_a_day_nothing_is_left(caller) -> None:
    hand_in(caller, builders.make_jpeg())
    row = Analysis.objects.get()
    forget_analyses()
    assert caller.get(f"{ALL}/{row.pk}").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert caller.get(f"{ALL}/{row.pk}").status_code == 404
        forget_analyses()
    assert not Analysis.objects.exists()
    assert not default_storage.exists(row.file)
    assert "analytics.analyze.forget_analyses" in dict(SCHEDULES)


def test_a_hundred_may_wait(caller, merchant) -> None:
    Analysis.objects.bulk_create(Analysis(merchant=merchant, url="http://x/") for _ in range(100))
    answer = hand_in(caller, builders.make_jpeg())
    assert (answer.status_code, Analysis.objects.count()) == (409, 100)
    assert answer.json()["errors"] == ["100 files wait to be measured; hand in more when some of them are."]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({}, "“url” is null; an address that begins with http:// or https:// is accepted, or a form with “file”."),
        ({"url": "ftp://x/a.jpg"}, '“url” is "ftp://x/a.jpg"; an address that begins with http'),
        ({"url": "http://x/\0"}, '“url” is "http://x/\\u0000"; an address that begins with http'),
        ({"url": "http://x/a", "channels": ["myspace"]}, '“channels” holds "myspace"; these are accepted: amazon, '),
        ({"url": "http://x/a", "channels": []}, "“channels” is []; a list of these is accepted: amazon, "),
        ({"url": "http://x/a", "channels": [["a"]]}, '“channels” holds ["a"]; these are accepted: '),
        ({"url": "http://x/a", "is_main": 1}, "“is_main” is 1; true and false are accepted."),
        ({"url": "http://x/a", "keep": True}, "There is no field “keep”; the fields are channels, is_main, url."),
    ],
)
def test_a_body_that_cannot_be_used_says_why(caller, body, says: str) -> None:
    answer = caller.post(ALL, body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0].startswith(says)
    assert not Analysis.objects.exists()


def test_a_form_that_cannot_be_used_says_why(caller, monkeypatch) -> None:
    assert hand_in(caller, b"").status_code == 422
    assert hand_in(caller, b"x", channels="myspace").status_code == 422
    assert hand_in(caller, b"x", is_main="yes").status_code == 422
    assert hand_in(caller, b"x", other="1").json()["errors"] == [
        'There is no field "other"; the fields are channels, file, is_main.'
    ]
    monkeypatch.setattr("pixelzhub.partners.images.analyze.MOST_BYTES", 1_000_000)
    for size in (1_000_001, 1_200_000):
        answer = hand_in(caller, b"x" * size)
        assert (answer.status_code, answer.json()["errors"]) == (413, ["The file is larger than 1 MB."])
    assert not Analysis.objects.exists()


def test_names_of_files_are_shortened_and_made_plain(caller) -> None:
    hand_in(caller, builders.make_jpeg(), "../" + "x" * 300 + ".jpg")
    caller.post(ALL, {"url": "http://x.example/a%00b.jpg"})
    names = sorted(Analysis.objects.values_list("name", flat=True))
    assert (names[0], len(names[1]), names[1][-5:]) == ("ab.jpg", 200, "x.jpg")


def test_a_strangers_analysis_is_not_there_and_the_scope_is_asked_for(caller, merchant) -> None:
    theirs = Analysis.objects.create(merchant=builders.make_merchant("Others"), url="http://x/")
    assert caller.get(f"{ALL}/{theirs.pk}").status_code == caller.get(f"{ALL}/7").status_code == 404
    writer = Caller(merchant, ["ext:orders:write"])
    assert hand_in(writer, b"x").status_code == writer.get(f"{ALL}/{theirs.pk}").status_code == 403
