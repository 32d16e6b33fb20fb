"""The guide to the looks in a real browser: accessible, within its window, without script errors, usable by keyboard."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from axe_playwright_python import sync_playwright as axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import override_settings
from django.urls import include, path
from playwright import sync_api

from tests.browser.chromium import CHROMIUM

PLACES = ("inbox", "images", "products", "duplicates", "orders", "review", "publications", "stores", "templates",
          "invoices", "settings")  # fmt: skip
# axe would fetch the style sheets once more and look for their imports at the root.
RULES = {"preload": False, "runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def guide(request: HttpRequest) -> HttpResponse:
    return render(request, "help/looks.html", {"nav": {"inbox": 5, "images": 6412}})


_pages = [path("", guide, name="health"), *(path(f"{name}/", guide, name=name) for name in PLACES)]
urlpatterns = [path("", include((_pages, "dashboard"))), path("accounts/", include("allauth.urls"))]


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Requests are no part of a test's output."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with override_settings(ROOT_URLCONF=__name__, WHITENOISE_AUTOREFRESH=True):
        server = make_server("127.0.0.1", 0, StaticFilesHandler(get_wsgi_application()), Server, Silent)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[sync_api.Browser]:
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (1440, "dark"), (800, "light"), (390, "dark")])
def test_looks_break_no_rule_of_accessibility_and_no_content_policy(browser, address, width, theme) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=theme, reduced_motion="reduce")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(address)
    found = axe.Axe().run(page, options=RULES).response["violations"]
    page.close()
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert said == []


@pytest.mark.parametrize("width", [320, 390, 641, 1023, 1024, 1600])
def test_looks_stay_within_the_window(browser, address, width) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(address)
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    assert wide <= width


def test_looks_slider_moves_by_arrow_and_space_shows_the_whole_before(browser, address) -> None:
    page = browser.new_page()
    page.goto(address)
    page.focus(".compare-range")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.querySelector('.compare').style.getPropertyValue('--split')") == "52%"
    page.keyboard.down(" ")
    assert "whole-before" in page.get_attribute(".compare", "class")
    page.keyboard.up(" ")
    assert "whole-before" not in page.get_attribute(".compare", "class")
    page.close()


def test_looks_keys_do_nothing_inside_a_field(browser, address) -> None:
    page = browser.new_page()
    page.goto(address)
    page.evaluate("document.querySelector('[data-key=o]').addEventListener('click', () => (window.pressed = true))")
    page.keyboard.press("/")
    page.keyboard.type("o/")
    assert page.input_value("[data-search]") == "o/"
    assert page.evaluate("window.pressed") is None
    page.close()


def test_looks_theme_that_was_chosen_comes_from_the_server_next_time(browser, address) -> None:
    page = browser.new_page(color_scheme="light")
    page.goto(address)
    page.context.add_cookies([{"name": "theme", "value": "dark", "url": address}])
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(237, 237, 239)"
    page.close()


def test_looks_both_pictures_show_without_script(browser, address) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    before, after = (page.locator(css).bounding_box() for css in (".compare-before", ".compare-after"))
    context.close()
    assert before["x"] + before["width"] <= after["x"]
