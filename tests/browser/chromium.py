"""A page of a real browser: Debian's Chromium where it is installed, else Playwright's own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser, for pages in contexts of their own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield browser
        browser.close()


@contextmanager
def chromium_page(**options: Any) -> Iterator[Page]:
    """One page of a browser of its own; `options` are Playwright's, such as base_url or viewport."""
    with chromium() as browser:
        yield browser.new_context(**options).new_page()
