"""The main job as a merchant does it, in a real browser against a whole installation: from sign-up to Undo."""

from __future__ import annotations

import http.client
import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.browser.chromium import chromium
from tests.kill.demo_process import Demo

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(600),
    pytest.mark.xdist_group("installations"),
    pytest.mark.enable_socket,
]
PATIENCE_MS = 120_000
HOME = re.compile(r"^http://[^/]+/$")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    folder = tmp_path_factory.mktemp("journey") / "demo"
    with Demo(folder, size=24):
        yield json.loads((folder / "demo.json").read_text())


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def page(browser: Browser, demo: dict[str, Any]) -> Iterator[Page]:
    """A page of somebody who was never here: nothing is kept from one to the next."""
    with browser.new_context(base_url=demo["web"]) as context:
        context.set_default_timeout(30_000)
        yield context.new_page()


@pytest.fixture(scope="module")
def logged_in(browser: Browser, demo: dict[str, Any]) -> StorageState:
    """The cookies of the demo's owner."""
    with browser.new_context(base_url=demo["web"]) as context:
        context.set_default_timeout(30_000)
        log_in(context.new_page(), demo)
        return context.storage_state()


@pytest.fixture
def owners_page(browser: Browser, demo: dict[str, Any], logged_in: StorageState) -> Iterator[Page]:
    with browser.new_context(base_url=demo["web"], storage_state=logged_in) as context:
        context.set_default_timeout(30_000)
        yield context.new_page()


def until(page: Page, path: str, text: str | re.Pattern[str]) -> None:
    """Open a page again and again until it says this."""
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while time.monotonic() < deadline:
        page.goto(path)
        if page.get_by_text(text).count():
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"{path} never said {text}")


def serious(page: Page) -> list[str]:
    """What axe finds that keeps people out."""
    # Without "preload": axe would fetch the style sheets once more and look for their imports at the root.
    found = Axe().run(page, options={"preload": False}).response["violations"]
    return [
        f"{row['id']}: {row['nodes'][0]['html'][:120]}" for row in found if row["impact"] in {"serious", "critical"}
    ]


def sign_up(page: Page) -> None:
    page.goto("/accounts/signup/")
    page.get_by_label("Your name").fill("New Owner")
    page.get_by_label("Your shop or company").fill("Luma")
    page.locator("input[name=email]").fill("new-owner@example.com")
    page.locator("input[name=password1]").fill("a-long-enough-phrase")
    page.locator("form button[type=submit]").first.click()
    page.wait_for_url(HOME)


def connect(page: Page, demo: dict[str, Any]) -> None:
    page.goto("/stores/connect/")
    expect(page.get_by_role("link", name=re.compile("WooCommerce"))).to_be_visible()
    page.goto("/stores/connect/sandbox/")  # it is for trying out, and not offered
    page.locator("input[name=url]").fill(demo["shop"]["url"])
    page.get_by_text("Enter keys by hand instead").click()
    page.locator("input[name=token]").fill("not the token")
    page.get_by_role("button", name="Check and connect").click()
    expect(page.get_by_text(re.compile("does not accept")).first).to_be_visible()
    page.locator("input[name=token]").fill(demo["shop"]["token"])
    page.get_by_role("button", name="Check and connect").click()
    page.wait_for_url(HOME)
    page.goto("/settings/pixelz/")
    page.locator("input[name=contact_email]").fill(demo["pixelz"]["contactEmail"])
    page.locator("input[name=contact_key]").fill(demo["pixelz"]["contactAPIkey"])
    page.locator("input[name=secret]").fill(demo["pixelz"]["secret"])
    page.get_by_role("button", name="Check and connect").click()
    expect(page.get_by_role("button", name="Check and save")).to_be_visible()


def order_first_photo(page: Page) -> None:
    deadline = time.monotonic() + PATIENCE_MS / 1000
    tick = page.locator("input[type=checkbox][name=placement], input[type=checkbox][name=selected]").first
    page.goto("/images/?view=mend")
    while not tick.count() and time.monotonic() < deadline:
        page.wait_for_timeout(500)
        page.goto("/images/?view=mend")
    tick.check()
    page.get_by_role("link", name=re.compile("Choose templates")).or_(
        page.get_by_role("button", name=re.compile("Choose templates"))
    ).first.click()
    page.get_by_role("button", name=re.compile(r"Send 1 photo to Pixelz")).click()
    page.wait_for_url(re.compile(r"/orders/\d+/"))


def test_from_sign_up_to_undo(page: Page, demo: dict[str, Any], tmp_path: Path) -> None:
    sign_up(page)
    connect(page, demo)
    order_first_photo(page)

    until(page, "/review/", "Approve")
    page.keyboard.press("a")
    page.wait_for_timeout(500)

    page.goto("/publications/new/")
    page.get_by_role("button", name=re.compile(r"Publish 1 photo")).click()
    until(page, "/publications/", re.compile("Seen in the store"))
    page.get_by_role("button", name=re.compile("Undo")).first.click()
    until(page, "/publications/", re.compile("Undone|original"))


def log_in(page: Page, demo: dict[str, Any]) -> None:
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(demo["login"])
    page.locator("input[name=password]").fill(demo["password"])
    page.locator("form button[type=submit]").first.click()
    page.wait_for_url(HOME)


def order_three(page: Page) -> int:
    """Three photos, or two where the shop has no more; gives how many."""
    ticks = page.locator("input[name=selected]")
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while ticks.count() < 2 and time.monotonic() < deadline:
        page.goto("/images/?view=mend")
        page.wait_for_timeout(300)
    ordered = min(3, ticks.count())
    for n in range(ordered):
        ticks.nth(n).check()
        page.wait_for_timeout(200)
    page.goto("/orders/new/")
    page.get_by_role("button", name=re.compile(r"Send \d photos? to Pixelz")).click()
    page.wait_for_url(re.compile(r"/orders/\d+/"))
    return ordered


def until_pixelz(page: Page, demo: dict[str, Any], knows: Callable[[list[dict[str, Any]]], bool]) -> None:
    """Wait until this holds of what Pixelz accepted."""
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while not knows(control(demo)["accepted"]):
        assert time.monotonic() < deadline, "Pixelz never heard of it"
        page.wait_for_timeout(300)


def draw(page: Page) -> None:
    """A stroke across the picture on the stage."""
    page.keyboard.press("m")
    box = page.locator(".compare-frame, [data-frame]").first.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(8):
        page.mouse.move(x + 10 * step, y + 5 * (step % 3))
    page.mouse.up()


def test_attention_send_back_publish_as_a_run_and_spending(page: Page, demo: dict[str, Any]) -> None:
    """What goes wrong at Pixelz and in a result is put right without reading anything first."""
    log_in(page, demo)
    before = len(control(demo, turnaround_s=20)["accepted"])
    photos = order_three(page)
    order = page.url
    until_pixelz(page, demo, lambda accepted: len(accepted) > before)
    lost = control(demo)["accepted"][before]["customerImageId"]
    control(demo, set_status={lost: 999}, turnaround_s=1)
    until(page, "/inbox/", re.compile("lost at Pixelz"))
    until(page, order, "Lost at Pixelz")
    page.get_by_role("button", name=re.compile("^Send .* again$")).first.click()
    until(page, "/review/", "Approve")
    draw(page)
    page.locator("textarea[name=comment]").first.fill("The edge is cut off here.")
    expect(page.get_by_text(re.compile("1 mark goes with it"))).to_be_visible()
    page.get_by_role("button", name=re.compile("Send back")).last.click()
    until_pixelz(page, demo, lambda accepted: "The edge is cut off here." in json.dumps(accepted))

    deadline = time.monotonic() + PATIENCE_MS / 1000
    while time.monotonic() < deadline:
        page.goto("/review/")
        if page.get_by_role("button", name=re.compile("^Approve")).count():
            with page.expect_navigation():
                page.keyboard.press("a")
        page.goto("/publications/new/")
        if page.get_by_role("button", name=f"Publish {photos} photos").count():
            break
        page.wait_for_timeout(500)
    page.get_by_role("button", name=f"Publish {photos} photos").click()
    page.wait_for_url(re.compile(r"/publications/runs/\d+/"))
    until(page, page.url, f"{photos} photos are seen in the store.")
    page.goto("/invoices/spend/")
    expect(page.get_by_text("sent from here in twelve months")).to_be_visible()


def control(demo: dict[str, Any], **wanted: Any) -> dict[str, Any]:
    """The sandbox's ledger; with arguments, does these things first."""
    connection = http.client.HTTPConnection(demo["sandbox"].removeprefix("http://"), timeout=10)
    if wanted:
        connection.request("POST", "/control.json", json.dumps(wanted), {"Content-Type": "application/json"})
        assert connection.getresponse().read()
    connection.request("GET", "/control.json")
    found: dict[str, Any] = json.loads(connection.getresponse().read())
    connection.close()
    return found


@pytest.mark.parametrize(
    "path",
    ["/", "/images/", "/images/?view=mend", "/products/", "/orders/", "/orders/new/", "/review/", "/publications/",
     "/templates/", "/invoices/", "/stores/", "/stores/connect/woocommerce/", "/settings/channels/",
     "/settings/members/", "/settings/api-keys/", "/settings/webhooks/", "/settings/rules/", "/settings/pixelz/",
     "/inbox/", "/imports/new/", "/duplicates/", "/invoices/spend/", "/publications/new/", "/help/"],
)  # fmt: skip
def test_axe_finds_nothing_serious(owners_page: Page, path: str) -> None:
    page = owners_page
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    assert page.goto(path).status == 200
    assert said == []
    assert serious(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
