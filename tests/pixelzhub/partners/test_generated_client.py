"""A client that openapi-python-client makes out of the hub's document, run against a hub that answers."""

from __future__ import annotations

import inspect
import io
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from openapi_python_client import generate
from openapi_python_client.config import Config, ConfigFile, MetaType

from connectors.models import Article, SyncRun
from pixelzhub.accounts.scopes import Scope
from pixelzhub.partners.schema.document import document
from tests.pixelzhub.partners.caller import Caller
from tests.pixelzhub.partners.filled import fill
from tests.pixelzhub.partners.importer import TABLE

# One process makes the client, for all tests of this file.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("generated_client")]
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
FIRST, SECOND, UNKNOWN = "3760000000001", "3760000000002", "3760000000999"
CALLS = [call for methods in document()["paths"].values() for call in methods.items()]
READERS = [operation for method, operation in CALLS if method == "get"]
SCHEMAS = document()["components"]["schemas"]
# What a generator calls a shape that the document gives no name.
NAMELESS = re.compile(r"Type\d|Inline|Item(s)?$|Response\d|Body\d|Property")


class Made:
    """A client that is generated and imported: what the generator said, its models, and its calls by their names."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        document, client = folder / "schema.json", folder / "hub_client"
        call_command("spectacular", "--format", "openapi-json", "--fail-on-warn", "--file", str(document))
        config = Config.from_sources(ConfigFile(post_hooks=[]), MetaType.NONE, document, "utf-8", False, client)
        self.said = [f"{one.header} {one.detail}" for one in generate(config=config)]
        self.types, self.models = import_module("hub_client.types"), import_module("hub_client.models")
        self.client = import_module("hub_client").AuthenticatedClient
        found = pkgutil.walk_packages([str(client / "api")], "hub_client.api.")
        self.calls = {one.name.split(".")[-1]: import_module(one.name) for one in found if not one.ispkg}


class Program:
    """A partner's program: each call of the generated client under its own name, with the whole answer."""

    def __init__(self, made: Made, url: str, key: str) -> None:
        self.made = made
        self.client = made.client(base_url=url, token=key, raise_on_unexpected_status=True)

    def __getattr__(self, name: str) -> Any:
        return partial(self.made.calls[name].sync_detailed, client=self.client)


def snake(name: str) -> str:
    return re.sub(r"([A-Z])", r"_\1", name).lower()


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    folder = tmp_path_factory.mktemp("generated")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(folder))
        yield Made(folder)


@pytest.fixture
def models(made: Made) -> ModuleType:
    return made.models


@pytest.fixture
def caller(merchant) -> Caller:
    return Caller(merchant, Scope.values)


@pytest.fixture
def hub(made: Made, live_server, caller: Caller) -> Program:
    return Program(made, live_server.url, caller.key)


def test_the_generator_warns_of_nothing_and_leaves_no_call_out(made: Made) -> None:
    assert made.said == []
    assert set(made.calls) == {snake(operation["operationId"]) for _, operation in CALLS}
    assert [name for name in made.calls if not re.fullmatch(r"[a-z]+(_[a-z]+)*", name)] == []


def test_every_class_is_a_component_that_the_document_names(made: Made) -> None:
    classes = {name for name, found in vars(made.models).items() if inspect.isclass(found)}
    # A choice between components is a union, not a class.
    assert classes == {name for name, shape in SCHEMAS.items() if "anyOf" not in shape}
    assert [name for name in classes if NAMELESS.search(name)] == []


def test_a_strict_type_checker_has_nothing_to_say_of_the_client(made: Made) -> None:
    command = [sys.executable, "-m", "mypy", "--config-file=", "--strict", "--package", "hub_client"]
    checked = subprocess.run(command, cwd=made.folder, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout


def test_status_tells_the_key_and_its_scopes(hub: Program, models) -> None:
    answer = hub.get_status()
    assert (answer.status_code, answer.parsed.success) == (200, True)
    assert answer.parsed.data.api_key_name == "ERP"
    assert models.Scope.EXTPRODUCTSWRITE in answer.parsed.data.api_key_scopes
    assert type(answer.parsed.data.timestamp) is datetime


def test_a_product_is_made_changed_and_read(hub: Program, models) -> None:
    new = models.ProductUpsert(ean=FIRST, name="TV wall mount", weight=1.5, status=models.ProductStatus.ACTIVE)
    upserted = hub.upsert_product(body=new).parsed.data
    assert (upserted.created, upserted.product.title, upserted.product.weight) == (True, "TV wall mount", 1.5)
    changed = hub.change_product(FIRST, body=models.ProductChange(name="Tilting mount", weight=None)).parsed.data
    assert (changed.id, changed.title, changed.weight) == (upserted.id, "Tilting mount", 1.5)
    read = hub.get_product(FIRST).parsed.data
    assert (read.ean, read.status, read.upc) == (FIRST, models.ProductStatus.ACTIVE, None)
    assert (type(read.id), type(read.updated_at), Article.objects.get().ean) == (UUID, datetime, FIRST)


def test_a_batch_tells_which_row_is_wrong(hub: Program, models) -> None:
    rows = [models.ProductUpsert(ean=FIRST, name="Mount"), models.ProductUpsert(ean=SECOND)]
    outcome = hub.upsert_products(body=models.UpsertProductsBody(products=rows)).parsed.data
    assert (outcome.total, outcome.created, outcome.errors) == (2, 1, 1)
    good, bad = outcome.results
    assert (good.ean, good.status, good.error) == (FIRST, models.Outcome.CREATED, hub.made.types.UNSET)
    assert (bad.ean, bad.status, bad.id) == (SECOND, models.Outcome.ERROR, None)
    assert "a product that is new needs one" in bad.error


def test_a_list_is_read_page_by_page(hub: Program, caller: Caller) -> None:
    send(caller, FIRST, SECOND)
    first = hub.list_products(page_size=1)
    assert [product.ean for product in first.parsed.data] == [FIRST]
    assert (first.parsed.meta.total, first.parsed.meta.page, first.parsed.meta.page_size) == (2, 1, 1)
    cursor = re.search(r"cursor=([^&>]+)", first.headers["Link"])
    assert cursor
    for second in (hub.list_products(page_size=1, cursor=cursor[1]), hub.list_products(page_size=1, page=2)):
        assert [product.ean for product in second.parsed.data] == [SECOND]


def test_the_delta_goes_on_where_it_ended(hub: Program, caller: Caller) -> None:
    send(caller, FIRST, SECOND)
    before = hub.list_changed_products(since=LONG_AGO).parsed
    assert [product.ean for product in before.data] == [FIRST, SECOND]
    caller.patch(f"/ext/products/{FIRST}", {"name": "Renamed"})
    after = hub.list_changed_products(since=before.meta.updated_at).parsed.data
    assert [(product.ean, product.title) for product in after] == [(SECOND, SECOND), (FIRST, "Renamed")]


def test_what_has_not_changed_is_not_sent_again(hub: Program, caller: Caller) -> None:
    send(caller, FIRST)
    again = hub.get_product(FIRST, if_none_match=hub.get_product(FIRST).headers["ETag"])
    assert (again.status_code, again.parsed) == (304, None)


def test_refusals_are_typed(hub: Program, made: Made, live_server, models) -> None:
    stranger = Program(made, live_server.url, "pxh_live_wrong")
    answers = {
        404: hub.get_product(UNKNOWN),
        401: stranger.get_status(),
        422: hub.upsert_product(body=models.ProductUpsert(ean=FIRST, name="", weight=-1)),
    }
    for status, answer in answers.items():
        assert (answer.status_code, type(answer.parsed)) == (status, models.Failure)
        assert (answer.parsed.success, answer.parsed.data) == (False, None)
        assert all(isinstance(sentence, str) and sentence for sentence in answer.parsed.errors)
    assert answers[404].parsed.errors == [f"There is no product with the EAN {UNKNOWN}."]
    assert len(answers[422].parsed.errors) == 2


def test_a_store_is_read_and_its_sync_started(hub: Program, caller: Caller, merchant, models) -> None:
    known = fill(merchant)
    store = UUID(known["store_id"])
    listed = hub.list_connectors().parsed
    assert store in [row.id for row in listed.items]
    assert listed.meta.total == len(listed.items)
    one = hub.get_connector(store).parsed
    assert (one.id, one.status, one.sync_stats.last_error) == (store, models.ConnectorStatus.ACTIVE, None)
    begun = hub.sync_connector(store, body=models.SyncConnectorBody(eans=None)).parsed
    assert (begun.status, begun.errors) == ("queued", hub.made.types.UNSET)
    assert SyncRun.objects.get(store=store).state == "running"


def test_photos_orders_and_jobs_are_typed_to_their_depth(hub: Program, merchant, models) -> None:
    known = fill(merchant)
    [row] = [one for one in hub.list_images().parsed.data if one.id == known["image_id"]]
    assert row.verdict in models.Verdict
    image = hub.get_image(known["image_id"]).parsed.data
    assert (type(image.measurements), image.measurements.width.unit) == (models.Measured, "px")
    assert isinstance(image.measurements.width.value, int)
    assert {finding.severity for result in image.findings for finding in result.findings} <= set(models.Severity)
    [order] = hub.list_orders(state=models.OrderState.OPEN).parsed.data
    assert (order.id, order.photos, order.photos_by_state["intent"]) == (known["order_id"], 3, 1)
    [job] = [one for one in hub.list_jobs().parsed.data if one.id == known["job_id"]]
    assert (job.state, job.outputs[0].review) == (models.JobState.DELIVERED, models.Review.WAITING)
    assert hub.get_job(job.id).parsed.data.outputs[0].checks[0].holds is True


def test_a_table_is_handed_in_as_a_file(hub: Program, made: Made, models) -> None:
    table = made.types.File(payload=io.BytesIO(TABLE), file_name="list.csv", mime_type="text/csv")
    answer = hub.create_import(body=models.CreateImportForm(file=table, dry_run=models.TrueOrFalse.TRUE))
    assert (answer.status_code, answer.parsed.data.files, answer.parsed.data.dry_run) == (201, "list.csv", True)


def test_every_call_that_reads_gives_what_its_document_calls_it(hub: Program, merchant) -> None:
    known = fill(merchant) | {"since": LONG_AGO}
    for operation in READERS:
        answer = given(getattr(hub, snake(operation["operationId"])), known)
        [shape, *_] = (content["schema"] for content in operation["responses"]["200"]["content"].values())
        named = shape["$ref"].rpartition("/")[2] if "$ref" in shape else "str"
        assert (answer.status_code, type(answer.parsed).__name__) == (200, named), operation["operationId"]


def given(call: Any, known: dict[str, Any]) -> Any:
    """The answer when it is asked for rows that are there."""
    return call(**{name: known[name] for name in inspect.signature(call.func).parameters if name in known})


def send(caller: Caller, *eans: str) -> None:
    products = [{"ean": ean, "name": ean} for ean in eans]
    assert caller.post("/ext/products/batch", {"products": products}).json()["data"]["errors"] == 0
