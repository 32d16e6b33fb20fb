"""The documented header has underscores, which most servers drop: told through the product's own web server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.intake.server import LITERAL, Intake, body_of, call, intake

pytestmark = pytest.mark.xdist_group("intake")
DASHED = "X-Pxz-Customer-Hmac-Sha256"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Iterator[Intake]:
    with intake(tmp_path_factory.mktemp("intake"), 8, migrated=migrated) as started:
        yield started


@pytest.mark.parametrize("header", [LITERAL, DASHED, LITERAL.replace("_", "-").title()])
def test_signed_call_is_answered_with_200_exactly(server: Intake, header: str) -> None:
    with closing(server.connect()) as connection:
        assert call(connection, server.hooks[1], body_of(1), header) == 200


@pytest.mark.parametrize("header", [LITERAL, DASHED])
def test_forged_signature_reaches_the_hub_and_is_refused(server: Intake, header: str) -> None:
    """If the server dropped the header, this would be let through as a call without a signature."""
    with closing(server.connect()) as connection:
        assert call(connection, server.hooks[2], body_of(2), header, key="a guess") == 403


def test_call_for_another_job_is_refused(server: Intake) -> None:
    with closing(server.connect()) as connection:
        assert call(connection, server.hooks[3], body_of(4)) == 403
