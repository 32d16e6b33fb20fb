"""What a visitor and the owner see of the shop in a browser, and how the owner lets another program in."""

from __future__ import annotations

import html
import json
import secrets
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from pixelzhub.sandbox import gallery
from pixelzhub.sandbox.assortment import SHOP_NAME
from pixelzhub.sandbox.web import Request, Response, json_response, page, redirect
from pixelzhub.sandbox.webhooks import post

if TYPE_CHECKING:
    from pixelzhub.sandbox.app import Sandbox

SHELF = 120


def home(app: Sandbox, request: Request) -> Response:
    """The shelf: each product's main photo."""
    rows = app.store.rows("SELECT * FROM products WHERE deactivated = 0 ORDER BY id LIMIT ?", SHELF)
    pictures = gallery.images_of(app, [row["id"] for row in rows])
    tiles = [
        _tile(
            f"/shop/products/{row['slug']}",
            row["name"],
            gallery.image_json(app, pictures[row["id"]][0])["thumbnail_url"],
        )
        for row in rows
        if pictures[row["id"]]
    ]
    return page(SHOP_NAME, f'<div class="grid">{"".join(tiles)}</div>')


def product(app: Sandbox, request: Request, slug: str) -> Response:
    """One product with all its photos as they are now."""
    row = app.store.one("SELECT * FROM products WHERE slug = ?", slug)
    if row is None:
        return page("Not found", "<p>The shop has no such product.</p>", 404)
    found = [gallery.image_json(app, picture) for picture in gallery.images_of(app, [row["id"]])[row["id"]]]
    tiles = [_tile(image["url"], image["alt"], image["url"]) for image in found]
    return page(row["name"], f'<p>{html.escape(row["sku"])}</p><div class="grid">{"".join(tiles)}</div>')


def connect(app: Sandbox, request: Request) -> Response:
    """The owner's page with the token, and a code that can be changed for it once."""
    code = app.store.fact("code") or secrets.token_urlsafe(9)
    app.store.set_fact("code", code)
    inside = (
        "<p>Give these to a program that may read and change this shop's photos.</p>"
        f"<h2>Address</h2><p><code>{html.escape(app.base)}/shop</code></p>"
        f"<h2>Token</h2><p><code>{html.escape(app.keys['token'])}</code></p>"
        f"<h2>One-time code</h2><p><code>{html.escape(code)}</code></p>"
    )
    return page("Connect a program", inside)


def token(app: Sandbox, request: Request) -> Response:
    """Changes the one-time code for the token; the code is then used up."""
    try:
        given = str(json.loads(request.body)["code"])
    except (ValueError, KeyError, TypeError):
        return json_response({"error": "The code is missing."}, 422)
    if not app.store.changed("DELETE FROM facts WHERE name = 'code' AND value = ?", given):
        return json_response({"error": "The code is wrong or was used already."}, 401)
    return json_response({"token": app.keys["token"]})


def authorize(app: Sandbox, request: Request) -> Response:
    """Asks the owner whether a program may come in."""
    wanted = {name: request.query.get(name, "") for name in ("state", "callback_url", "return_url")}
    if not all(wanted.values()):
        return page("Not complete", "<p>state, callback_url and return_url are needed.</p>", 400)
    fields = "".join(_hidden(name, value) for name, value in wanted.items())
    inside = (
        f"<p><code>{html.escape(wanted['callback_url'])}</code> asks to read products and to change photos.</p>"
        f'<form method="post" action="/shop/authorize">{fields}'
        '<button name="answer" value="allow">Allow</button> '
        '<button class="quiet" name="answer" value="deny">Deny</button></form>'
    )
    return page(f"Let it into {SHOP_NAME}?", inside)


def answer(app: Sandbox, request: Request) -> Response:
    """Hands the token over by a call from server to server, then sends the owner back."""
    form = request.form()
    if form.get("answer") != "allow":
        return redirect(_returned(form, "0"))
    body = json.dumps({"state": form.get("state", ""), "token": app.keys["token"]}).encode()
    status = post(form.get("callback_url", ""), body, {})
    if not 200 <= status < 300:
        said = f"answered with {status}" if status else "did not answer"
        return page("Not connected", f"<p>The program {said}. Nothing was handed over; try again from there.</p>", 502)
    return redirect(_returned(form, "1"))


def image_file(app: Sandbox, request: Request, image_id: str, version: str, name: str) -> Response:
    """The bytes of one version of a photo; they never change under one address."""
    found = gallery.source_of(app, image_id, version)
    if found is None:
        return json_response({"error": "There is no such file."}, 404)
    source, mime = found
    return _unchanging(request, f'"{image_id}-{version}"', lambda: app.files.read(source), mime)


def thumbnail(app: Sandbox, request: Request, image_id: str, version: str, name: str) -> Response:
    found = gallery.source_of(app, image_id, version)
    if found is None:
        return json_response({"error": "There is no such file."}, 404)
    key = f"{image_id}-{version}"
    try:
        return _unchanging(request, f'"t{key}"', lambda: app.files.thumbnail(found[0], key), "image/jpeg")
    except OSError:
        return json_response({"error": "The file cannot be opened."}, 404)


def _unchanging(request: Request, tag: str, read: Any, mime: str) -> Response:
    headers = {"ETag": tag, "Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
    if request.headers.get("if-none-match") == tag:
        return Response(304, b"", mime, headers)
    return Response(200, read(), mime, headers)


def _tile(href: str, text: str, picture: str) -> str:
    escaped = html.escape(text)
    return (
        f'<a href="{html.escape(href)}"><img src="{html.escape(picture)}" alt="{escaped}" loading="lazy">{escaped}</a>'
    )


def _hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{name}" value="{html.escape(value)}">'


def _returned(form: dict[str, str], success: str) -> str:
    url = form.get("return_url", "/shop/")
    mark = "&" if "?" in url else "?"
    return f"{url}{mark}{urlencode({'success': success, 'state': form.get('state', '')})}"
