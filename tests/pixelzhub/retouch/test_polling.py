"""A round over many open jobs is a few lists, not a question for each."""

from __future__ import annotations

from pathlib import Path

import pytest

from pixelzhub.accounts.models import PixelzAccount
from tests import builders
from tests.polling import requests_of_a_round
from tests.sandbox_process import Sandbox

pytestmark = pytest.mark.django_db(transaction=True)
JOBS = 250


@pytest.fixture
def own_sandbox(tmp_path: Path, settings) -> Sandbox:
    """One of its own: the shared one's list holds what other tests sent."""
    with Sandbox(tmp_path, size=4) as running:
        settings.ALLOWED_PRIVATE_HOSTS = frozenset({running.host})
        settings.PIXELZ_API_URL = f"{running.url}/pixelz/REST.svc/"
        yield running


def account_at(sandbox: Sandbox, merchant) -> PixelzAccount:
    keys = sandbox.pixelz
    return builders.make_pixelz(merchant, contact_email=keys["contactEmail"], contact_key=keys["contactAPIkey"])


def test_a_round_over_many_jobs_costs_a_hundredth_of_them_in_requests(merchant, own_sandbox) -> None:
    own_sandbox.control(account={"balance": "1000000"})
    assert requests_of_a_round(account_at(own_sandbox, merchant), own_sandbox, JOBS) == 3
