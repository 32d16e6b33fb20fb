"""What becomes of an import: every state, its log, and logs that are none."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from connectors.contract import ForwardState
from connectors.errors import BadReply, NotFound, Temporary
from connectors.platforms.wizart.log import TOO_LARGE, UNREADABLE, shown_log
from connectors.platforms.wizart.states import UNDER_WAY
from tests.connectors.wizart.harness import WizartHarness
from tests.connectors.wizart.imports import STAGES, as_zip


def begun(wizart: WizartHarness) -> str:
    with wizart.open() as connector:
        ticket: str = connector.forward([wizart.photo("wp_001")])
    return ticket


def looked_at(wizart: WizartHarness, ticket: str) -> ForwardState:
    """The state that it ends in, if it ends."""
    with wizart.open() as connector:
        for _ in range(len(STAGES) + 1):
            found: ForwardState = connector.forwarded(ticket)
            if found.finished:
                break
    return found


@pytest.mark.parametrize("old_shapes", [False, True])
def test_an_import_goes_through_all_its_states_and_is_taken(wizart: WizartHarness, old_shapes: bool):
    wizart.pim.old_shapes = old_shapes
    ticket = begun(wizart)
    with wizart.open() as connector:
        under_way = [connector.forwarded(ticket) for _ in STAGES[1:]]
        wizart.pim.last.message = "Total rows imported: 1 out of 1"
        end = connector.forwarded(ticket)
    assert [found.says for found in under_way] == [UNDER_WAY[name] for name in STAGES[1:]]
    assert not [found for found in under_way if found.finished or found.taken]
    assert end == ForwardState(finished=True, taken=True, says="Total rows imported: 1 out of 1")


def test_the_first_state_is_not_the_end(wizart: WizartHarness):
    wizart.proxy.answer_next(200, b'{"data": {"id": "9", "attributes": {"status": "uploading_files"}}}')
    with wizart.open() as connector:
        found = connector.forwarded("9")
    assert (found.finished, found.says) == (False, "Wizart is taking the files.")


def test_rows_that_were_skipped_are_told_from_the_log(wizart: WizartHarness):
    wizart.pim.outcome, wizart.pim.message = "warning", "Total rows imported: 1 out of 2"
    wizart.pim.write_log("Row 3 (wp_002): product_width must be a number", "", "  Row 3 was skipped\x07 ")
    found = looked_at(wizart, begun(wizart))
    assert (found.finished, found.taken) == (True, True)
    assert found.says.splitlines() == [
        "Wizart has skipped rows with errors.",
        "Total rows imported: 1 out of 2",
        "Row 3 (wp_002): product_width must be a number",
        "Row 3 was skipped",
    ]


def test_a_warning_of_which_no_row_was_imported_is_not_taken(wizart: WizartHarness):
    wizart.pim.outcome, wizart.pim.message = "warning", "Total rows imported: 0 out of 1"
    wizart.pim.write_log("Row 2: pattern_repeat is missing")
    found = looked_at(wizart, begun(wizart))
    assert (found.finished, found.taken) == (True, False)
    assert "skipped all rows" in found.says and "pattern_repeat is missing" in found.says


def test_a_failure_is_not_taken_and_its_reason_is_told(wizart: WizartHarness):
    wizart.pim.outcome = "failure"
    wizart.pim.write_log("Row 2: server error")
    found = looked_at(wizart, begun(wizart))
    assert (found.finished, found.taken) == (True, False)
    assert "Row 2: server error" in found.says


def test_the_double_misses_a_photo_that_the_table_names(wizart: WizartHarness):
    ticket = begun(wizart)
    wizart.pim.last.files.clear()
    found = looked_at(wizart, ticket)
    assert (found.finished, found.taken) == (True, False)
    assert "is not in the archive" in found.says


def test_a_state_that_is_not_known_is_not_the_end_and_is_told(wizart: WizartHarness):
    wizart.pim.outcome = "reticulating"
    found = looked_at(wizart, begun(wizart))
    assert (found.finished, found.taken) == (False, False)
    assert "“reticulating”" in found.says


def test_an_import_that_was_deleted_is_not_found(wizart: WizartHarness):
    with wizart.open() as connector, pytest.raises(NotFound, match="Model not found"):
        connector.forwarded("77/../last")


@pytest.mark.parametrize(
    "body",
    [
        b"<html>",
        b"{}",
        b'{"data": []}',
        b'{"data": {"id": "1", "attributes": {"status": "success"}}}',
        b'{"data": {"id": "9", "attributes": {}}}',
        b'{"data": {"id": "9", "attributes": {"status": 7}}}',
    ],
)
def test_an_answer_about_something_else_is_a_bad_reply(wizart: WizartHarness, body: bytes):
    wizart.proxy.answer_next(200, body)
    with wizart.open() as connector, pytest.raises(BadReply):
        connector.forwarded("9")


def test_one_import_is_found_in_a_list_of_several(wizart: WizartHarness):
    body = b'{"data": [{"id": "8", "attributes": {"status": "failure"}}, {"id": 9, "status": "success"}]}'
    wizart.proxy.answer_next(200, body)
    with wizart.open() as connector:
        assert connector.forwarded("9").taken


def test_wizart_with_a_problem_of_its_own_is_asked_again_later(wizart: WizartHarness):
    wizart.proxy.answer_next(500, b'{"errors": [{"title": "Server Error"}]}')
    with wizart.open() as connector, pytest.raises(Temporary):
        connector.forwarded("9")


# ---- the log -----------------------------------------------------------------------------------------------------


def bomb(size: int) -> bytes:
    return as_zip({"import.log": b"\0" * size})


def lying(data: bytes, said: int) -> bytes:
    """The archive says that its file is smaller than it is, in both of its places."""
    with zipfile.ZipFile(BytesIO(data)) as packed:
        true = packed.infolist()[0].file_size
    return data.replace(true.to_bytes(4, "little"), said.to_bytes(4, "little"))


@pytest.mark.parametrize(
    ("log", "said"),
    [
        (bomb(50_000_000), TOO_LARGE),
        (b"PK" + b"\0" * 1_000_001, TOO_LARGE),
        (as_zip({f"{n}.log": b"\0" * 400_000 for n in range(5)}), TOO_LARGE),
        (lying(bomb(50_000_000), 10), UNREADABLE),
        (b"", UNREADABLE),
        (b"<html>", UNREADABLE),
        (as_zip({"import.log": b"Row 2" * 50})[:-30], UNREADABLE),
    ],
    # Archives hold the time at which they were made: each worker would call the tests otherwise.
    ids=["bomb", "large", "many", "lying", "empty", "web-page", "cut"],
)
def test_a_log_that_is_a_bomb_or_broken_is_not_shown_and_the_end_is_told_all_the_same(
    wizart: WizartHarness, log: bytes, said: str
):
    wizart.pim.outcome, wizart.pim.log = "warning", log
    found = looked_at(wizart, begun(wizart))
    assert (found.finished, found.taken) == (True, True)
    assert found.says.endswith(said)


@pytest.mark.parametrize("status", [401, 404, 500])
def test_a_log_that_cannot_be_fetched_does_not_hide_the_end(wizart: WizartHarness, status: int):
    wizart.proxy.answer_next(200, b'{"data": {"id": "9", "attributes": {"status": "failure"}}}')
    wizart.proxy.answer_next(status)
    with wizart.open() as connector:
        found = connector.forwarded("9")
    assert (found.finished, found.taken) == (True, False)
    assert found.says.endswith(UNREADABLE)


def test_a_long_log_is_cut_and_says_how_much_more_there_is():
    lines = shown_log(as_zip({"a.log": "\n".join(f"Row {n}: {'x' * 500}" for n in range(40)).encode(), "b/": b""}))
    assert len(lines) == 11
    assert lines[-1] == "… and 30 more lines."
    assert len(lines[0]) == 300


def test_an_empty_log_says_nothing():
    assert shown_log(as_zip({})) == []


def test_umlauts_in_a_log_are_read():
    assert shown_log(as_zip({"a.log": "\ufeffZeile für Müller".encode()})) == ["Zeile für Müller"]
