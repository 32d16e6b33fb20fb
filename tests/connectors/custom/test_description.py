"""What is wrong with a description is said with its line, before anything is called."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator

from connectors.http import Http
from connectors.platforms.custom.connector import CustomConnector
from connectors.platforms.custom.description import BadDescription, problems_of, read_description
from connectors.platforms.custom.lines import MAX_CHARACTERS
from connectors.platforms.custom.schema import SCHEMA
from tests.connectors.custom.opening import minimal

# The example of the reference, as merchants may have it already.
REFERENCE = """\
version: 1
base_url: https://erp.example.com/api/
auth: {type: api_key, in: header, name: X-API-Key, value: "{{secret.api_key}}"}
limits: {rps: 2, concurrency: 1, timeout_s: 60}
errors: [{when: {status: [429]}, do: retry, wait_header: Retry-After}, {when: {jmes: "success==`false`"}, do: fail, message: "errors[0]"}]
products:
  request: {method: GET, path: ext/products/delta, params: {since: "{{cursor}}", page_size: 500}}
  records: data
  fields: {id: ean, sku: ean, name: title, updated: updated_at, active: is_active}
  paginate: {type: page, param: page, start: 1, stop: {total: meta.total, size: 500}, max_pages: 2000}
  incremental: {path: updated_at, format: iso, lookback_s: 600, first: "1970-01-01T00:00:00Z"}
images:
  per: products
  request: {method: GET, path: "products/{{product.id}}/images"}
  records: "images[]"
  fields: {id: id, url: src, position: position, alt: alt}
post_image:
  request: {method: PUT, path: "products/{{product.id}}/images/{{image.id}}", json: {src: "{{new.url}}"}}
  result: {image_id: "id"}
  verify: images
"""  # noqa: E501


def said(text: str, secrets: dict[str, str] | None = None) -> list[str]:
    return [str(problem) for problem in problems_of(text, secrets)]


def test_the_schema_is_one_and_a_good_description_has_no_problems():
    Draft202012Validator.check_schema(SCHEMA)
    assert said(minimal()) == []
    assert said(REFERENCE) == []
    assert read_description(REFERENCE).products.paging.max_pages == 2000


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("  request: {path: products}\n", "", "line 4: products.request is missing"),
        ("{path: products}", "{}", "line 5: products.request.path is missing"),
        ("records: products", "record: products", "line 6: products.record is not known; did you mean records?"),
        ("{path: products}", "{path: products, method: FETCH}", "line 5: products.request.method has to be GET, POST"),
        ("{path: products}", "{path: [products]}", "line 5: products.request.path has to be a text"),
        ("{path: products}", "{path: https://evil.example/}", "line 5: products.request.path has to be a path below"),
        ("{path: products}", "{path: ../admin}", "line 5: products.request.path has to be a path below base_url"),
        ("{path: products}", "{path: 'p?a=b'}", "line 5: products.request.path has to end before the ?"),
        ("{path: products}", "{path: p, form: {a: b}}", "line 5: products.request.form needs a method such as POST"),
        (
            "{path: products}",
            "{path: p, method: POST, form: {a: b}, json: {}}",
            "line 5: products.request.form cannot go with json: a request has one body",
        ),
        ("name: name", "name: 'name['", "line 7: products.fields.name is no JMESPath expression"),
        ("name: name", f"name: {'n' * 501}", "line 7: products.fields.name is longer than 500 characters"),
        ("{{product.id}}", "{{produkt.id}}",
         "line 9: images.request.path uses {{produkt.id}}, which is not known here; did you mean product.id?"),
        ("{{product.id}}", "{{product.id|upper}}", "line 9: images.request.path uses the filter upper; there are"),
        ("{{product.id}}", "{{ 7*7 }}", "line 9: images.request.path has braces that are no {{name}}"),
        ("{{product.id}}", "{% for x in y %}", "line 9: images.request.path has braces that are no {{name}}"),
        ("https://shop.example", "http://shop.example", "line 2: base_url has to begin with https://"),
        ("https://shop.example", "ftp://shop.example", "line 2: base_url is no web address"),
        ("https://shop.example", "https://me:pw@shop.example", "line 2: base_url holds a password"),
        ("https://shop.example", "https://{{secret.host}}", "line 2: base_url is no web address"),
        ("/api/", "/api/?key=1", "line 2: base_url has to end before ? and #"),
        ("version: 1", "version: 2", "line 1: version has to be 1"),
    ],
)  # fmt: skip
def test_a_problem_names_its_line(old: str, new: str, problem: str):
    found = said(minimal().replace(old, new, 1))
    assert any(one.startswith(problem) for one in found), found


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ("auth: {type: basic, username: me}", "line 3: auth.password is missing"),
        ("auth: {type: api_kye}",
         "line 3: auth.type has to be none, basic, bearer, api_key, client_credentials or login_token; did you mean"),
        ("dates: {zone: Europe/Kobenhaven}", "line 3: dates.zone Europe/Kobenhaven is no time zone"),
        ("dates: {format: YYYY-MM-DD}", "line 3: dates.format has to be iso, epoch_s, epoch_ms or a pattern"),
        ("dates: {format: '%d %d'}", "line 3: dates.format %d %d is a pattern that does not read what it writes"),
        ("dates: {format: '%Q'}", "line 3: dates.format %Q is a pattern that does not read what it writes"),
        ("auth: {type: api_key, name: 'X Key', value: x}", "line 3: auth.name is no name of a header"),
        ("auth: {type: none, also: {'X:Y': x}}", "line 3: auth.also.X:Y is no name of a header"),
        ('check: {request: {path: "a\\ud800"}}', "line 3: check.request.path holds half a letter"),
        ("counts: {}", "line 3: counts is empty"),
        ("version: 1", "line 3: version is there twice"),
        ("check: {request: {path: shop, headers: {X-Key: '{{secret.key}}'}}}",
         "line 3: check.request.headers.X-Key holds a secret: put it into auth"),
        ("post_image: {in_place: false, request: {method: PUT, path: x}}",
         "line 3: post_image.in_place is false, so a new photo takes the old one's place by post_product"),
        ("post_product: {request: {method: PUT, path: x, json: {}}, kept: {}, added: {}}",
         "line 3: post_product.request does not use {{images}}"),
        ("add_image: {request: {method: POST, path: x, json: {f: '{{new.file}}'}}}",
         "line 3: add_image.request.json.f uses {{new.file}}, which only multipart can send"),
        ("check: {request: {path: '{{token}}'}}", "line 3: check.request.path uses {{token}}, which is not known"),
        ("check: {request: {path: 'x/{{secret.key}}'}}", "line 3: check.request.path holds a secret: put it into auth"),
        ("errors: [{when: {status: [500]}, do: panic}]", "line 3: errors[0].do has to be retry, fail"),
        ("errors: [{when: {}, do: fail}]", "line 3: errors[0].when is empty"),
    ],
)  # fmt: skip
def test_a_part_that_cannot_work_is_named(more: str, problem: str):
    found = said(minimal(more=more))
    assert any(one.startswith(problem) for one in found), found


def test_paging_that_no_request_mentions_is_a_problem():
    text = minimal().replace("  records: products", "  paginate: {type: page}\n  incremental: {}\n  records: products")
    found = said(text)
    assert found[0].startswith("line 6: products.paginate.param is missing")
    assert found[1].startswith("line 7: products.incremental.param is missing")


def test_problems_come_in_the_order_of_their_lines():
    text = minimal().replace("name: name", "name: '['").replace("https:", "http:").replace("product.id", "x.y")
    assert [problem.line for problem in problems_of(text)] == [2, 7, 9]


def test_a_secret_that_was_not_entered_is_a_problem_where_it_is_used():
    text = minimal(more="auth: {type: bearer, token: '{{secret.key}}'}")
    assert said(text) == said(text, {"key": "x"}) == []
    assert said(text, {}) == ["line 3: auth.token uses {{secret.key}}, but no secret key was entered"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "line 1: The description is empty."),
        ("- a\n- b", "line 1: has to be names with values below it"),
        ("version: 1\nbase_url: [", "line 2: This is not YAML"),
        ("a: &x [1]\nb: *x", "line 1: Anchors and aliases"),
        ("a: 1\nb: *x", "line 2: Anchors and aliases"),
        ("a: !!python/object/apply:os.system ['true']", "line 1: Tags (!) are not taken."),
        ("a: " + "[" * 100 + "]" * 100, "line 1: is nested more than 30 levels deep"),
        ("a: " + "[" * 5000, "line 1:"),
        ("a: " + "1" * 5000, "line 1: a is a number that is too long"),
        ("#" * (MAX_CHARACTERS + 1), "line 1: is longer than 100,000 characters"),
        ("a: \x00", "line 1: This is not YAML"),
        ("? [a, b]\n: 1", "line 1: has a key that is no name"),
    ],
    ids=["empty", "list", "syntax", "anchor", "alias", "tag", "deep", "open", "number", "long", "zero", "key"],
)
def test_a_text_that_is_no_description_is_refused_in_words(text: str, problem: str):
    assert any(one.startswith(problem) for one in said(text)), said(text)


def test_a_connector_is_not_made_of_a_bad_description():
    with pytest.raises(BadDescription, match=r"line 5: products\.request\.path is missing") as caught:
        CustomConnector.base_url({"description": minimal().replace("{path: products}", "{}")})
    assert caught.value.permanent
    assert CustomConnector.for_settings({}) is CustomConnector
    with pytest.raises(BadDescription, match="empty"), Http() as http:
        CustomConnector({}, http)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000", "http://erp", "http://erp.local", "http://10.0.0.7"])
def test_http_is_taken_inside_ones_own_network(url: str):
    """Whether the hub may go there is for its operator to say: the door to the network asks."""
    assert said(minimal(url)) == []
