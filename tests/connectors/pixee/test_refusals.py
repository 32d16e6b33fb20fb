"""What Pixee says when it does not do as it is asked: four envelopes, French, waits in the body."""

from __future__ import annotations

import json
from typing import Any

import pytest

from connectors.errors import AuthFailed, NotFound, RateLimited, Refused
from tests.connectors.pixee.harness import PixeeHarness, read_all

ENVELOPES = [
    ({"success": False, "data": None, "errors": ["Données invalides.", "EAN absent."]}, "Données invalides.; EAN absent."),
    ({"error": {"code": 400, "message": "Requête invalide", "details": [{"field": "ean", "message": "requis"}]}},
     "Requête invalide: ean: requis"),
    ({"detail": "Le champ EAN est obligatoire.", "error_code": "VALIDATION_ERROR"}, "Le champ EAN est obligatoire."),
    ({"detail": [{"loc": ["query", "since"], "msg": "Field required"}]}, "query.since: Field required"),
    ({"success": False, "code": 400, "message": "Paramètre illisible", "data": None}, "Paramètre illisible"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "says"), ENVELOPES)
def test_a_refusal_is_in_pixees_own_words(pixee: PixeeHarness, body: dict[str, Any], says: str):
    pixee.proxy.answer_next(400, json.dumps(body).encode())
    with pixee.open() as connector, pytest.raises(Refused) as caught:
        read_all(connector)
    assert str(caught.value).endswith(f"Pixee says: {says}")


@pytest.mark.parametrize("body", [b"", b"7", b"<h1>Bad gateway</h1>", b'{"detail": {"x": 1}}'])
def test_a_refusal_without_words_is_one_all_the_same(pixee: PixeeHarness, body: bytes):
    pixee.proxy.answer_next(422, body)
    with pixee.open() as connector, pytest.raises(Refused, match=r"\(422\)\.$"):
        read_all(connector)


def test_a_refusal_that_comes_as_a_success_is_one(pixee: PixeeHarness):
    body = {"success": False, "code": 404, "message": "Produit introuvable"}
    pixee.proxy.answer_next(200, json.dumps(body).encode())
    with pixee.open() as connector, pytest.raises(NotFound, match="Produit introuvable"):
        read_all(connector)


def test_a_key_that_pixee_repeats_is_not_shown(pixee: PixeeHarness):
    with pixee.open(**pixee.wrong_key) as connector, pytest.raises(AuthFailed) as caught:
        connector.check()
    assert str(caught.value).endswith("Pixee says: Clé API invalide : pm_live_….")
    assert "wrong567" not in repr(caught.value)


@pytest.mark.parametrize(
    ("body", "headers", "wait"),
    [
        (b'{"detail": "Rate limit exceeded", "retry_after_seconds": 60}', {}, 60.0),
        (b'{"detail": "Rate limit exceeded", "retry_after_seconds": 60}', {"Retry_After": "7"}, 7.0),
        (b'{"detail": "Rate limit exceeded", "retry_after_seconds": "soon"}', {}, None),
        (b"<h1>Slow down</h1>", {}, None),
    ],
)
def test_the_body_says_how_long_to_wait(pixee: PixeeHarness, body: bytes, headers: dict[str, str], wait: float | None):
    pixee.proxy.answer_next(429, body, **headers)
    with pixee.open() as connector, pytest.raises(RateLimited) as caught:
        read_all(connector)
    assert caught.value.retry_after == wait


def test_a_wait_from_the_body_is_heeded_and_then_it_goes_on(pixee: PixeeHarness):
    pixee.proxy.answer_next(429, b'{"detail": "Rate limit exceeded", "retry_after_seconds": 0.01}')
    with pixee.open(tries=2) as connector:
        assert len(read_all(connector)) == 10
