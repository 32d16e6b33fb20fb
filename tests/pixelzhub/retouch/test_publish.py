"""A store is never left worse than it was, and nobody's newer work is overwritten."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from connectors.gallery import sha256_of
from connectors.models import ImageVersion
from connectors.stores import connector_of
from pixelzhub.retouch.models import Output, Publication, Rejection
from pixelzhub.retouch.publish import leave_as_is, publish_anyway, publish_outputs, undo
from pixelzhub.retouch.reject import send_rejections
from pixelzhub.retouch.review import approve, send_back
from pixelzhub.retouch.writing import write_publications
from tests.pixelzhub.retouch.conftest import deliver, order_some, step_until, stored

pytestmark = pytest.mark.django_db(transaction=True)
State = Publication.State


@pytest.fixture
def output(store) -> Output:
    return deliver(order_some(store).jobs.get()).outputs.get()


def live_bytes(publication: Publication) -> bytes:
    publication.image.refresh_from_db()
    with connector_of(publication.store) as connector:
        gallery = connector.gallery(publication.product.remote_id)
        image = next(record for record in gallery.images if record.id == publication.image.remote_id)
        return connector.read_picture(image.url)


def publish(output: Output) -> Publication:
    approve(output=output, by="test")
    output.refresh_from_db()
    publication = publish_outputs(merchant=output.job.merchant, outputs=[output], by="test")[0]
    write_publications([publication.pk])
    publication.refresh_from_db()
    return publication


def replace_in_store(sandbox, publication: Publication) -> None:
    """The shop's owner puts another picture there by himself."""
    other = publication.store.images.exclude(pk=publication.image_id).first()
    sandbox.control(replace_image={"id": publication.image.remote_id, "from_image": other.remote_id})


def test_finished_file_is_checked_against_the_rules_it_was_sent_for(output) -> None:
    assert output.meets
    assert any(check["sent_for"] and check["holds"] for check in output.checks)


def test_published_photo_is_the_one_that_was_approved(output) -> None:
    publication = publish(output)
    assert publication.state == State.PUBLISHED
    assert live_bytes(publication) == stored(output.file)
    versions = list(ImageVersion.objects.filter(image=publication.image).values_list("changed_by", flat=True))
    assert versions == ["hub", "store"]


def test_publishing_takes_the_finding_away(output) -> None:
    publication = publish(output)
    publication.placement.refresh_from_db()
    assert publication.placement.verdict != "mend"


def test_writing_twice_changes_nothing(output) -> None:
    publication = publish(output)
    before = ImageVersion.objects.filter(image=publication.image).count()
    write_publications([publication.pk])
    assert ImageVersion.objects.filter(image=publication.image).count() == before


def test_killed_after_the_write_is_found_published(output) -> None:
    publication = publish(output)
    snapshot = publication.snapshot
    left = {"state": State.WRITING, "snapshot": snapshot, "published_at": None, "due_at": timezone.now()}
    Publication.objects.filter(pk=publication.pk).update(**left)
    write_publications([publication.pk])
    publication.refresh_from_db()
    assert publication.state == State.PUBLISHED
    assert live_bytes(publication) == stored(output.file)


def test_photo_that_somebody_is_writing_is_left_to_them_until_they_must_be_dead(output) -> None:
    publication = publish(output)
    versions = ImageVersion.objects.filter(image=publication.image).count()
    left = {"state": State.WRITING, "due_at": timezone.now(), "writer_until": timezone.now() + timedelta(minutes=1)}
    Publication.objects.filter(pk=publication.pk).update(**left)
    write_publications([publication.pk])
    publication.refresh_from_db()
    assert publication.state == State.WRITING
    assert ImageVersion.objects.filter(image=publication.image).count() == versions
    Publication.objects.filter(pk=publication.pk).update(writer_until=timezone.now())
    write_publications([publication.pk])
    publication.refresh_from_db()
    assert (publication.state, publication.writer_until) == (State.PUBLISHED, None)


def test_undo_puts_the_original_bytes_back(output) -> None:
    publication = publish(output)
    assert undo(publication=publication, by="test")
    write_publications([publication.pk])
    publication.refresh_from_db()
    assert publication.state == State.UNDONE
    assert sha256_of(live_bytes(publication)) == output.job.sha256


def test_photo_that_the_store_changed_first_is_held_back(output, sandbox) -> None:
    approve(output=output, by="test")
    output.refresh_from_db()
    publication = publish_outputs(merchant=output.job.merchant, outputs=[output], by="test")[0]
    replace_in_store(sandbox, publication)
    theirs = live_bytes(publication)
    write_publications([publication.pk])
    publication.refresh_from_db()
    assert publication.state == State.HELD_BACK
    assert live_bytes(publication) == theirs
    assert publish_anyway(publication=publication, by="test")
    step_until(publication, write_publications, lambda row: row.state == State.PUBLISHED)
    assert live_bytes(publication) == stored(output.file)


def test_undo_is_held_back_when_the_store_shows_newer_work(output, sandbox) -> None:
    publication = publish(output)
    replace_in_store(sandbox, publication)
    theirs = live_bytes(publication)
    undo(publication=publication, by="test")
    write_publications([publication.pk])
    publication.refresh_from_db()
    assert publication.state == State.HELD_BACK
    assert live_bytes(publication) == theirs
    assert leave_as_is(publication=publication, by="test")
    publication.refresh_from_db()
    assert publication.state == State.PUBLISHED


def test_second_click_publishes_nothing_twice(output) -> None:
    publish(output)
    assert publish_outputs(merchant=output.job.merchant, outputs=[output], by="test") == []


def test_sent_back_photo_comes_again_as_a_second_output(output) -> None:
    assert send_back(output=output, by="test", comment="Keep the strap.")
    send_rejections(list(Rejection.objects.values_list("pk", flat=True)))
    job = output.job
    job.refresh_from_db()
    assert job.state == "submitted"
    assert not approve(output=output, by="test")
