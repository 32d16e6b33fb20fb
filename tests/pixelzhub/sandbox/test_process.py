"""The process as a whole: what it keeps over a kill, and where its catalogue comes from."""

from __future__ import annotations

import json
from pathlib import Path

from PIL import Image

from tests.pixelzhub.sandbox.conftest import connector_to, pixelz_of
from tests.pixelzhub.sandbox.listener import Listener
from tests.pixelzhub.sandbox.test_shop import all_products, as_picture
from tests.pixelzhub.sandbox.waiting import until
from tests.sandbox_process import Sandbox


def test_killed_sandbox_goes_on_where_it_was(tmp_path: Path, photo: bytes):
    with Listener(body=photo) as hub:
        with Sandbox(tmp_path, turnaround=3, size=4) as first:
            shop, product = connector_to(first), all_products(connector_to(first))[0]
            shop.post_image(product.id, product.images[0].id, as_picture(hub.url, photo))
            with pixelz_of(first) as pixelz:
                sent = {"template_id": "2066301", "image_url": f"{hub.url}/a.jpg", "callback_url": f"{hub.url}/done"}
                ticket = pixelz.post_image(customer_image_id="1", **sent).ticket
            keys = (first.shop["token"], first.pixelz["contactAPIkey"])
            first.process.kill()
            first.process.wait(10)
        with Sandbox(tmp_path, turnaround=0.3, size=4) as second:
            assert (second.shop["token"], second.pixelz["contactAPIkey"]) == keys
            shop = connector_to(second)
            assert shop.read_picture(shop.gallery(product.id).images[0].url) == photo
            with pixelz_of(second) as pixelz:
                until(lambda: pixelz.status(ticket=ticket).status_id == 80)
        assert any(head.startswith(b"POST /done") for head, _ in hub.requests)


def test_folder_becomes_a_catalogue(tmp_path: Path):
    folder = tmp_path / "photos"
    for name in ("Mugs/blue-mug_2.jpg", "Mugs/blue-mug_1.jpg", "Mugs/red_mug_1.png", "Lamps/lamp.webp"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (40, 30), "white").save(path)
    (folder / "Mugs" / "readme.txt").write_text("passed over")
    with Sandbox(tmp_path / "data", catalogue=folder) as running:
        shop = connector_to(running)
        names = {category.id: category.name for category in shop.categories()}
        found = {product.name: product for product in all_products(shop)}
        assert set(found) == {"Blue mug", "Red mug", "Lamp"}
        assert names[found["Blue mug"].category_ids[0]] == "Mugs"
        pictures = found["Blue mug"].images
        assert [picture.url.rpartition("/")[2] for picture in pictures] == ["blue-mug_1.jpg", "blue-mug_2.jpg"]
        assert shop.read_picture(pictures[0].url) == (folder / "Mugs" / "blue-mug_1.jpg").read_bytes()
        assert (pictures[0].width, pictures[0].height) == (40, 30)


def test_keys_are_written_down_for_their_owner_alone(running: Sandbox):
    card = running.folder / "sandbox.json"
    assert card.stat().st_mode & 0o077 == 0
    assert set(json.loads(card.read_text())["pixelz"]) >= {"url", "contactEmail", "contactAPIkey", "secret"}
