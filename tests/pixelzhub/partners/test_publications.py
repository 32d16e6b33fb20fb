"""/ext/publications: approved photos into the stores and back, as on the pages; whoever repeats it adds nothing."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from connectors.models import Placement, Store
from pixelzhub.accounts.models import AuditEvent
from pixelzhub.retouch.models import Output, Publication, PublicationRun
from pixelzhub.retouch.publish import publishable
from tests import builders
from tests.pixelzhub.dashboard import retouched
from tests.pixelzhub.partners.caller import Caller

pytestmark = pytest.mark.django_db
ALL = "/ext/publications"


@pytest.fixture
def caller(merchant) -> Caller:
    return Caller(merchant, ["ext:publications:read", "ext:publications:write"])


@pytest.fixture
def outputs(merchant) -> list[Output]:
    """Three approved photos of one store."""
    builders.make_template(merchant)
    jobs = retouched.ordered(merchant, retouched.mendable(merchant, 3)).jobs.all()
    return [retouched.approved(job) for job in jobs]


def publish(caller: Caller, *outputs: Output):
    return caller.post(ALL, {"outputs": [str(output.pk) for output in outputs]})


def ids(caller: Caller, **query: object) -> list[str]:
    return [row["id"] for row in caller.data(f"{ALL}?{urlencode(query)}")]


def test_approved_photos_are_published_as_from_the_page(caller, merchant, outputs) -> None:
    answer = publish(caller, *outputs[:2])
    told = answer.json()["data"]
    assert (answer.status_code, told["left_out"]) == (200, [])
    rows = Publication.objects.order_by("pk")
    assert [one["id"] for one in told["publications"]] == [str(row.pk) for row in rows]
    assert {(row.output_id, row.state, row.published_by) for row in rows} == {
        (output.pk, "intent", str(caller.row)) for output in outputs[:2]
    }
    assert all(row.due_at for row in rows)
    assert [output.pk for output in publishable(merchant)] == [outputs[2].pk]
    assert AuditEvent.objects.filter(action="publication_run.started", actor=str(caller.row)).count() == 1


def test_who_publishes_again_is_told_of_the_first(caller, outputs) -> None:
    first = publish(caller, outputs[0]).json()["data"]["publications"]
    again = publish(caller, outputs[0])
    assert (again.status_code, again.json()["data"]["publications"]) == (200, first)
    more = publish(caller, *outputs)
    assert (more.status_code, len(more.json()["data"]["publications"])) == (200, 3)
    assert (Publication.objects.count(), PublicationRun.objects.count()) == (3, 2)


def test_what_is_not_approved_stops_all(caller, outputs) -> None:
    Output.objects.filter(pk=outputs[1].pk).update(review="waiting", reviewed_at=None)
    answer = publish(caller, *outputs)
    assert (answer.status_code, answer.json()["errors"]) == (
        409,
        [f"Output {outputs[1].pk} cannot be published: To review."],
    )
    assert not Publication.objects.exists()


def test_where_it_cannot_go_is_told_with_the_reason(caller, outputs) -> None:
    place = outputs[0].job.uses.get().placement
    Placement.objects.filter(pk=place.pk).update(gone_at=timezone.now())
    told = publish(caller, *outputs[:2]).json()["data"]
    assert [(one["output_id"], one["reason"]) for one in told["left_out"]] == [(str(outputs[0].pk), "gone")]
    assert [one["output_id"] for one in told["publications"]] == [str(outputs[1].pk)]
    Store.objects.update(state="needs_reauth")
    answer = publish(caller, outputs[2])
    assert (answer.status_code, answer.json()["errors"]) == (
        409,
        [f"Output {outputs[2].pk}: The store needs a new key."],
    )


def test_a_publication_is_undone_once(caller, outputs) -> None:
    row = retouched.published(outputs[0])
    for _ in range(2):
        answer = caller.post(f"{ALL}/{row.pk}/undo/", None)
        assert (answer.status_code, answer.json()["data"]["state"]) == (200, "undo_intent")
    row.refresh_from_db()
    assert row.undone_by == str(caller.row)
    assert AuditEvent.objects.filter(action="publication.undo_asked").count() == 1


@pytest.mark.parametrize(
    ("state", "words"), [("intent", "Waiting"), ("failed", "Not published"), ("held_back", "Held back")]
)
def test_what_is_not_in_the_store_cannot_be_undone(caller, outputs, state: str, words: str) -> None:
    row = retouched.published(outputs[0], state)
    answer = caller.post(f"{ALL}/{row.pk}/undo", {})
    assert (answer.status_code, answer.json()["errors"]) == (409, [f"This publication cannot be undone: {words}."])
    assert Publication.objects.get().state == state


def test_lists_are_newest_first_and_narrowed(caller, outputs) -> None:
    old, failed, new = (
        retouched.published(output, state)
        for output, state in zip(outputs, ("published", "failed", "published"), strict=True)
    )
    assert ids(caller) == [str(new.pk), str(failed.pk), str(old.pk)]
    assert ids(caller, state="failed") == [str(failed.pk)]
    assert ids(caller, store=old.store_id) == ids(caller)
    past = timezone.now() - timedelta(days=2)
    Publication.objects.update(created_at=past, published_at=past)
    Publication.objects.filter(pk=old.pk).update(undone_at=timezone.now())
    assert ids(caller, updated_since=(past + timedelta(days=1)).isoformat()) == [str(old.pk)]
    told = caller.data(f"{ALL}/{old.pk}")
    assert (told["job_id"], told["image_id"], told["updated_at"]) == (
        str(outputs[0].job_id), str(old.image_id), told["undone_at"],
    )  # fmt: skip


def test_the_number_of_questions_does_not_depend_on_the_page(caller, outputs) -> None:
    publish(caller, *outputs)

    def questions(size: int) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert len(caller.data(f"{ALL}?page_size={size}")) == size
        return len(asked)

    assert questions(1) == questions(3)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (None, "“outputs” is null; a list of 1 to 500 ids is accepted."),
        ({"outputs": list(range(1, 502))}, "“outputs” has 501 entries; a list of 1 to 500 ids is accepted."),
        ({"outputs": [None]}, "“outputs” holds null; ids as this API gives them are accepted."),
        ({"output": [1]}, "There is no field “output”; the fields are outputs."),
    ],
)
def test_a_body_that_cannot_be_used_says_why_and_does_nothing(caller, outputs, body, says: str) -> None:
    answer = caller.post(ALL, body)
    assert (answer.status_code, answer.json()["errors"]) == (422, [says])
    assert not Publication.objects.exists()


@pytest.mark.parametrize("query", ["state=gone", "store=x", "updated_since=now"])
def test_a_query_that_cannot_be_used_says_why(caller, query: str) -> None:
    assert caller.get(f"{ALL}?{query}").status_code == 422


def test_a_strangers_are_not_there_and_scopes_are_asked_for(caller, merchant, outputs) -> None:
    other = builders.make_merchant("Others")
    builders.make_template(other)
    theirs = retouched.approved(retouched.ordered(other, retouched.mendable(other)).jobs.get())
    answer = publish(caller, outputs[0], theirs)
    assert (answer.status_code, answer.json()["errors"]) == (404, [f"There is no output {theirs.pk}."])
    assert not Publication.objects.exists()
    row = retouched.published(theirs)
    assert ids(caller) == ids(caller, store=row.store_id) == []
    for path in (f"{ALL}/{row.pk}", f"{ALL}/x"):
        assert caller.get(path).status_code == caller.post(f"{path}/undo", None).status_code == 404
    reader = Caller(merchant, ["ext:publications:read"])
    assert publish(reader, outputs[0]).status_code == reader.post(f"{ALL}/{row.pk}/undo", None).status_code == 403
    assert Caller(merchant, ["ext:publications:write"]).get(ALL).status_code == 403
    assert Publication.objects.get().state == "published"
