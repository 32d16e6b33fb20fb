"""What every platform promises, once more against a PrestaShop with an API client: its abilities are other ones."""

from __future__ import annotations

import inspect

import pytest

from tests.connectors import test_contract
from tests.connectors.prestashop.client_harness import ClientHarness

small_pages = test_contract.small_pages
STORES = {"harness", "over_http", "listing", "reached", "paged"}


# The contract's names for the platforms that it runs on: here all of them are this one.
@pytest.fixture
def harness(nine: ClientHarness) -> ClientHarness:
    return nine


over_http = listing = reached = paged = harness

for _name, _test in vars(test_contract).items():
    if _name.startswith("test_") and STORES & set(inspect.signature(_test).parameters):
        globals()[_name] = _test
