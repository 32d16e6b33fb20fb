"""/api/docs/: a partner gets from sign-up to a first synced product with this page alone."""

from __future__ import annotations

import html
import re
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client

from pixelzhub.accounts.scopes import Scope
from pixelzhub.deliveries.events import Event
from pixelzhub.partners import docs
from pixelzhub.partners.frame.versions import Version
from pixelzhub.partners.jsonapi.urls import RESOURCES
from pixelzhub.partners.schema.document import document
from pixelzhub.partners.schema.programs import FOLDER, LANGUAGES, examples
from pixelzhub.partners.schema.reading import sections
from pixelzhub.partners.schema.refusals import REFUSALS
from pixelzhub.partners.schema.rows import marked, rows_of
from pixelzhub.partners.schema.shapes import fields, listing, maybe, text, whole
from tests.browser.chromium import chromium_page
from tests.browser.test_looks import RULES

pytestmark = pytest.mark.django_db
TASKS = {"status", "list", "delta", "upsert", "batch", "sync", "verify"}


@pytest.fixture
def page() -> str:
    """The page as somebody without a login gets it."""
    answer = Client().get("/api/docs/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def words(page: str) -> str:
    return html.unescape(page)


def test_every_call_stands_there_with_an_anchor_its_address_and_its_scope(page, words) -> None:
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            assert f'<article class="stack stack-12" id="{operation["operationId"]}">' in page
            assert f"<strong>{method.upper()}</strong> {path}" in words
            assert operation["summary"] in words


def test_every_field_of_every_component_stands_there(page) -> None:
    # The envelope is explained once, and what comes to a webhook is its own chapter.
    shown = set(re.findall(r"<code>(?:[\w\[\].]*\.)?(\w+)</code>", page))
    for name, shape in document()["components"]["schemas"].items():
        if name not in {"Meta", "Failure"}:
            assert set(shape.get("properties", {})) <= shown, name


def test_scopes_events_and_refusals_are_those_of_the_code(words) -> None:
    for told in (*Scope.values, *Event.values, *map(str, Event.labels)):
        assert told in words
    for status, (_name, when, sentence) in REFUSALS.items():
        assert f'id="error-{status}"' in words
        assert when in words
        assert sentence in words


def test_every_link_within_the_page_leads_somewhere(page) -> None:
    places = re.findall(r'id="([^"]+)"', page)
    assert len(places) == len(set(places))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(places)


def test_nothing_comes_from_another_host(page) -> None:
    assert re.findall(r'(?:src|href|action)="(?:https?:)?//[^"]*"', page) == []
    assert re.findall(r"<style|style=|<script(?![^>]+src=)", page) == []


def test_the_programs_are_the_files_that_are_tested(words) -> None:
    assert set(examples()) == TASKS
    assert {path.suffix for path in FOLDER.iterdir() if path.is_file()} == set(LANGUAGES)
    for programs in examples().values():
        assert len(programs) == len(LANGUAGES)
        for program in programs:
            assert program.text == (FOLDER / program.file).read_text().strip()
            assert program.text in words


def test_limits_are_said_as_they_are_set(words, settings) -> None:
    assert f"may call {settings.PARTNER_CALLS_A_MINUTE} times in each minute" in words
    assert "each tells the others of its calls every 10 seconds" in words


def test_a_version_without_an_end_says_so_and_one_with_an_end_says_when(words, monkeypatch) -> None:
    assert "no end is set" in words
    ending = Version("1.0", "/api/v1", date(2026, 11, 22), date(2028, 1, 1), date(2028, 12, 31))
    monkeypatch.setattr(docs, "VERSIONS", (ending,))
    assert '<time datetime="2028-12-31">31 Dec 2028</time>' in Client().get("/api/docs/").content.decode()


def test_whoever_has_the_page_gets_304(page) -> None:
    tag = Client().get("/api/docs/")["ETag"]
    assert Client().get("/api/docs/", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("path", ["/settings/api-keys/", "/help/"])
def test_pages_of_members_lead_there(client, path: str) -> None:
    assert 'href="/api/docs/"' in client.get(path).content.decode()


def test_sections_hold_each_call_once_in_the_order_of_the_document() -> None:
    assert [section.name for section in sections()] == [tag["name"] for tag in document()["tags"]]
    names = [call.name for section in sections() for call in section.calls]
    assert len(names) == len(set(names)) == sum(map(len, document()["paths"].values()))


def test_fields_within_fields_are_told_by_their_place() -> None:
    inner = fields("A row.", {"ean": text("An EAN.", "1", most=32)})
    shape = fields(
        "All.", {"rows": listing("Rows.", inner, most=500), "left": maybe(whole("Left.", 2))}, optional=["left"]
    )
    assert [(row.name, row.kind, row.limits, row.needed) for row in rows_of(shape)] == [
        ("rows", "array", "up to 500 entries", True),
        ("rows[].ean", "string", "up to 32 characters", True),
        ("left", "integer or null", "", False),
    ]


def test_what_stands_between_backticks_is_code_and_nothing_is_html() -> None:
    assert marked("Send `a<b` or <i>.") == "Send <code>a&lt;b</code> or &lt;i&gt;."


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize("width", [390, 1600])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_read_without_script_at_every_width(live_server, width: int, scheme: str) -> None:
    size = {"width": width, "height": 900}
    with chromium_page(viewport=size, color_scheme=scheme, java_script_enabled=False) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{live_server.url}/api/docs/#listProducts")
        page.locator("#listProducts summary").first.click()
        box = page.locator("#listProducts table").first.bounding_box()
        assert box is not None
        assert (box["x"] >= 0, box["x"] + box["width"] <= width) == (True, True)
        assert [url for url in asked if not url.startswith(live_server.url)] == []


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1600, "light")])
def test_it_breaks_no_rule_of_accessibility_and_no_content_policy(live_server, width: int, scheme: str) -> None:
    size = {"width": width, "height": 900}
    with chromium_page(viewport=size, color_scheme=scheme, reduced_motion="reduce") as page:
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(f"{live_server.url}/api/docs/")
        page.evaluate("document.querySelectorAll('#products details').forEach(one => one.open = true)")
        # The parts that all others are made of; the whole page takes a minute.
        parts = {
            "include": [[place] for place in (".head", ".subnav", "#start", "#envelope", "#versions", "#products")]
        }
        found = Axe().run(page, context=parts, options=RULES).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
        assert said == []


def test_the_resources_of_json_api_stand_there_with_what_they_can_be_asked_for(words) -> None:
    for name, kind in RESOURCES.items():
        assert f"<code>{name}</code>" in words
        assert all(f"<code>filter[{one}]</code>" in words for one in kind.filters)
    assert 'href="#jsonapi"' in words
