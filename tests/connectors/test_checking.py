"""Every method of every platform tried as `manage.py connector check --write` does, and the gallery left as it was."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from connectors.checking import check_methods
from connectors.contract import ABILITIES, Picture, ability_report
from connectors.registry import PLATFORMS, connector_class
from connectors.trial import Trial
from tests.connectors.harness import Harness
from tests.connectors.servers import jpeg
from tests.connectors.woocommerce.harness import WooCommerceHarness

METHODS = ["access", "categories", "products", "images", "post_product", "post_image", "add_image", "counts"]


def trial_on(harness: Harness) -> Trial:
    seeds = iter(range(200, 250))

    def new_picture(data: bytes | None) -> Picture:
        return harness.pictures.picture(data or jpeg(next(seeds), (64, 48)))

    return Trial(new_picture, harness.example()[0])


def test_each_method_works_and_the_gallery_is_left_as_it_was(harness: Harness) -> None:
    product_id, _ = harness.example()
    with harness.open() as connector:
        before = connector.gallery(product_id)
        pictures = [connector.read_picture(image.url) for image in before.images]
        found = list(check_methods(connector, trial_on(harness)))
        after = connector.gallery(product_id)
        for image, picture in zip(after.images, pictures, strict=True):
            assert connector.same_picture(connector.read_picture(image.url), picture)
    assert [line.method for line in found] == METHODS
    offered = {line.name for line in ability_report(harness.kind) if line.has} | {"access"}
    for line in found:
        stays = line.method == "add_image" and "post_product" not in offered and "add_image" in offered
        assert line.outcome == ("not tried" if stays else "ok" if line.method in offered else "not offered"), line.says
        assert line.says
    assert [image.alt for image in after.images] == [image.alt for image in before.images]


def test_what_writes_is_not_tried_without_being_asked(harness: Harness) -> None:
    with harness.open() as connector:
        before = connector.gallery(harness.example()[0])
        found = {line.method: line.outcome for line in check_methods(connector)}
        assert connector.gallery(harness.example()[0]) == before
    assert {found[name] for name in ("post_product", "post_image", "add_image")} <= {"not tried", "not offered"}


@pytest.fixture
def woo(tmp_path: Path, settings):
    with WooCommerceHarness.start(None, tmp_path) as running:
        settings.ALLOWED_PRIVATE_HOSTS = [*running.hosts(), running.pictures.host]
        yield running


def check(woo: WooCommerceHarness, *options: str, **changed: str) -> list[dict[str, object]]:
    values = woo.settings | changed
    pairs = [f"--set={key}={value}" for key, value in values.items()]
    out = StringIO()
    try:
        call_command("connector", "check", "woocommerce", *pairs, "--json", *options, stdout=out)
    finally:
        woo.found = json.loads(out.getvalue() or "[]")
    return woo.found


def test_the_command_says_of_each_method_what_came_of_it(woo: WooCommerceHarness) -> None:
    found = {line["method"]: line for line in check(woo)}
    assert list(found) == METHODS
    assert found["products"]["count"] == 10
    assert found["add_image"]["outcome"] == "not tried"


def test_the_command_fails_where_a_method_fails(woo: WooCommerceHarness) -> None:
    with pytest.raises(CommandError, match="access"):
        check(woo, secret="cs_wrong")
    assert woo.found[0]["outcome"] == "failed"
    assert "cs_wrong" not in json.dumps(woo.found)


@pytest.mark.parametrize(
    ("pairs", "says"),
    [(["--set", "url=http://x"], "Missing"), (["--set", "nonsense=1"], "KEY=VALUE"), (["--set", "url"], "KEY")],
)
def test_the_command_says_which_settings_it_takes(pairs: list[str], says: str) -> None:
    with pytest.raises(CommandError, match=says):
        call_command("connector", "check", "woocommerce", *pairs)


def test_the_list_describes_what_can_be_connected() -> None:
    out = StringIO()
    call_command("connector", "list", "--json", stdout=out)
    found = {one["kind"]: one for one in json.loads(out.getvalue())}
    assert found.keys() == {name for name in PLATFORMS if connector_class(name).offered}
    assert "sandbox" not in found
    for kind in found.values():
        assert list(kind["abilities"]) == [ability.name for ability in ABILITIES] == METHODS
        assert all(one["offered"] or one["reason"] for one in kind["abilities"].values())
        assert all(one.keys() == {"key", "label", "help", "secret", "required"} for one in kind["setup"])
