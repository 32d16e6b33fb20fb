"""Thousands of photos are published as one run: placed at once, held, taken back, and written exactly once each."""

from __future__ import annotations

import uuid
from collections import Counter
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from analytics.measure import keep_file, original_path
from connectors.gallery import sha256_of
from connectors.models import Image, Placement, Product, Store
from connectors.stores import connector_of
from connectors.sync import continue_syncs, start_sync
from pixelzhub import pipeline
from pixelzhub.accounts.models import Merchant
from pixelzhub.demo.merchant import connect_platform
from pixelzhub.retouch import writing
from pixelzhub.retouch.models import Job, JobUse, Output, Publication, PublicationRun
from pixelzhub.retouch.publish import publish_anyway, undo, undo_many
from pixelzhub.retouch.runs import Changed, NothingToPublish, pause_run, resume_run, start_run, stop_run
from pixelzhub.retouch.writing import write_publications
from tests import builders
from tests.sandbox_process import Sandbox

State = Publication.State


def many_approved(merchant: Merchant, n: int) -> list[Output]:
    """So many approved photos, each the only one of its product in one store."""
    store, order, template = (
        builders.make_store(merchant),
        builders.make_order(merchant),
        builders.make_template(merchant),
    )
    own = {"merchant": merchant, "store": store}
    digests = [f"{i:032x}{store.pk.hex}" for i in range(n)]
    products = Product.objects.bulk_create(Product(**own, remote_id=f"p{i}", name=f"Product {i:04}") for i in range(n))
    images = Image.objects.bulk_create(
        Image(**own, remote_id=f"i{i}", url=f"http://127.0.0.1:1/{i}.jpg", sha256=digest)
        for i, digest in enumerate(digests)
    )
    placements = Placement.objects.bulk_create(
        Placement(**own, product=product, image=image) for product, image in zip(products, images, strict=True)
    )
    jobs = Job.objects.bulk_create(
        Job(
            merchant=merchant, order=order, template=template, image=place.image, product=place.product,
            sha256=place.image.sha256, content=place.image.sha256, filename="photo.jpg", state="delivered", ticket="t",
            customer_image_id=uuid.uuid4().hex,
        )
        for place in placements
    )  # fmt: skip
    JobUse.objects.bulk_create(
        JobUse(merchant=merchant, job=job, placement=place) for job, place in zip(jobs, placements, strict=True)
    )
    return Output.objects.bulk_create(
        Output(
            merchant=merchant, job=job, source="f.jpg", file="f.jpg", sha256=job.sha256[::-1], bytes=1, meets=True,
            review="approved", reviewed_at=timezone.now(),
        )
        for job in jobs
    )  # fmt: skip


def many_published(merchant: Merchant, n: int, state: str = "published") -> PublicationRun:
    """A run whose photos are all in this state."""
    run = start(merchant, many_approved(merchant, n))
    seen = timezone.now() if state == "published" else None
    Publication.objects.filter(run=run).update(state=state, due_at=None, published_at=seen)
    return run


def start(merchant: Merchant, outputs: list[Output], **fields: Any) -> PublicationRun:
    wanted = Output.objects.filter(pk__in=[output.pk for output in outputs])
    return start_run(merchant=merchant, outputs=wanted, by="test", **({"token": uuid.uuid4()} | fields))


def rows(run: PublicationRun) -> QuerySet[Publication]:
    return Publication.objects.filter(run=run).order_by("pk")


def states(run: PublicationRun) -> Counter[str]:
    return Counter(rows(run).values_list("state", flat=True))


@pytest.mark.django_db
def test_two_thousand_photos_are_placed_in_a_few_queries(merchant) -> None:
    outputs = Output.objects.filter(merchant=merchant)
    many_approved(merchant, 2000)
    with CaptureQueriesContext(connection) as asked:
        run = start_run(merchant=merchant, outputs=outputs, by="test", token=uuid.uuid4(), photos=2000)
    inserts = [query for query in asked if query["sql"].startswith('INSERT INTO "retouch_publication" ')]
    assert len(asked) - len(inserts) == 13
    assert len(inserts) < 50, "SQLite takes at most 999 values in one statement"
    assert rows(run).filter(state="intent", due_at__lte=timezone.now()).count() == 2000


@pytest.mark.django_db
@pytest.mark.parametrize("n", [3, 300])
def test_holding_and_taking_back_asks_as_often_for_many_as_for_few(merchant, n, django_assert_num_queries) -> None:
    run = start(merchant, many_approved(merchant, n))
    with django_assert_num_queries(5):
        assert pause_run(run=run, by="test")
    with django_assert_num_queries(5):
        assert resume_run(run=run, by="test")
    with django_assert_num_queries(6):
        assert stop_run(run=run, by="test") == n
    done = many_published(merchant, n)
    with django_assert_num_queries(4):
        assert undo_many(merchant=merchant, publications=rows(done), by="test", what="all") == n


@pytest.mark.django_db
def test_the_same_token_is_the_same_run_and_no_photo_is_taken_twice(merchant) -> None:
    outputs, token = many_approved(merchant, 3), uuid.uuid4()
    first = start(merchant, outputs[:2], token=token)
    assert start(merchant, outputs, token=token) == first
    second = start(merchant, outputs)
    assert rows(second).get().output == outputs[2]
    assert (first.number, second.number) == (1, 2)
    with pytest.raises(NothingToPublish):
        start(merchant, outputs)
    assert PublicationRun.objects.count() == 2


@pytest.mark.django_db
def test_another_merchants_photos_are_not_published(merchant) -> None:
    with pytest.raises(NothingToPublish):
        start(builders.make_merchant("Stranger"), many_approved(merchant, 1))


@pytest.mark.django_db
def test_nothing_is_written_when_the_number_is_another_one_than_was_shown(merchant) -> None:
    with pytest.raises(Changed):
        start(merchant, many_approved(merchant, 2), photos=3)
    assert not PublicationRun.objects.exists()


@pytest.mark.django_db
def test_two_files_of_one_photo_are_one_write(merchant) -> None:
    (first,) = many_approved(merchant, 1)
    second = Output.objects.create(
        merchant=merchant, job=first.job, number=2, source="g.jpg", file="g.jpg", sha256="d" * 64, bytes=1,
        review="approved", reviewed_at=timezone.now(),
    )  # fmt: skip
    assert rows(start(merchant, [first, second])).get().output == first


@pytest.mark.django_db
def test_paused_photo_is_not_begun_even_by_a_task_that_holds_its_id(merchant) -> None:
    run = start(merchant, many_approved(merchant, 3))
    in_hand = [row.pk for row in rows(run)]
    being_written = in_hand[0]
    Publication.objects.filter(pk=being_written).update(state="writing")
    assert pause_run(run=run, by="test")
    assert not pause_run(run=run, by="test")
    write_publications(in_hand[1:])
    assert states(run) == {"writing": 1, "intent": 2}
    assert list(rows(run).filter(due_at__isnull=False).values_list("pk", flat=True)) == [being_written]
    assert resume_run(run=run, by="test")
    assert rows(run).filter(due_at__lte=timezone.now()).count() == 3


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["paused", "needs_reauth"])
def test_photo_that_waits_for_its_store_stays_paused(merchant, state) -> None:
    run = start(merchant, many_approved(merchant, 1))
    Store.objects.update(state=state)
    write_publications([rows(run).get().pk])
    assert rows(run).get().last_error
    pause_run(run=run, by="test")
    write_publications([rows(run).get().pk])
    assert rows(run).get().due_at is None


@pytest.mark.django_db
@pytest.mark.parametrize("held", [False, True])
def test_stopping_takes_back_what_has_not_begun(merchant, held) -> None:
    outputs = many_approved(merchant, 3)
    run = start(merchant, outputs)
    in_hand = [row.pk for row in rows(run)]
    Publication.objects.filter(pk=in_hand[0]).update(state="writing")
    if held:
        pause_run(run=run, by="test")
    assert stop_run(run=run, by="test") == 2
    assert stop_run(run=run, by="test") is None
    assert not resume_run(run=run, by="test")
    write_publications(in_hand[1:])
    run.refresh_from_db()
    assert (run.state, run.taken_back, states(run)) == ("stopped", 2, {"writing": 1})
    assert rows(start(merchant, outputs)).count() == 2


@pytest.mark.django_db
def test_only_the_newest_photo_at_a_place_is_undone_with_many(merchant) -> None:
    old = many_published(merchant, 2)
    covered = rows(old)[0]
    newer = Publication.objects.create(
        merchant=merchant, store=covered.store, product=covered.product, placement=covered.placement,
        image=covered.image, output=covered.output, published_by="x", before_sha256="a", after_sha256="b",
        state="published", published_at=timezone.now(),
    )  # fmt: skip
    everything = Publication.objects.filter(merchant=merchant)
    assert undo_many(merchant=merchant, publications=everything, by="test", what="all") == 2
    newer.refresh_from_db()
    assert newer.state == "undo_intent"
    assert states(old) == {"published": 1, "undo_intent": 1}
    assert undo_many(merchant=merchant, publications=everything, by="test", what="all") == 0


@pytest.mark.django_db
def test_decision_waits_while_another_photo_is_on_its_way_there(merchant) -> None:
    (output,) = many_approved(merchant, 1)
    run = start(merchant, [output])
    rows(run).update(state="held_back", live_sha256="e" * 64)
    held = rows(run).get()
    other = Publication.objects.get(pk=held.pk)
    other.pk, other.state, other.live_sha256 = None, "intent", ""
    other.save()
    assert not publish_anyway(publication=held, by="test")
    held.refresh_from_db()
    assert held.state == "held_back"


@pytest.fixture
def shop(merchant: Merchant, sandbox: Sandbox, file_server: str) -> Store:
    """The sandbox shop with its catalogue, not measured."""
    store = connect_platform(merchant, "sandbox", {name: sandbox.shop[name] for name in ("url", "token")})
    continue_syncs([start_sync(store).pk], placed=lambda ids: None)
    return store


def approved_in(shop: Store, n: int) -> list[Output]:
    """Approved pictures of our own for the main photos of so many products."""
    template, order = builders.make_template(shop.merchant), builders.make_order(shop.merchant)
    return [_approved(place, template, order, i) for i, place in enumerate(_mains(shop)[:n])]


def _mains(shop: Store) -> QuerySet[Placement]:
    return Placement.objects.filter(store=shop, position=0).select_related("image", "product").order_by("pk")


def _approved(place: Placement, template: Any, order: Any, i: int) -> Output:
    image = place.image
    with connector_of(place.store) as connector:
        live = connector.read_picture(image.url)
    image.sha256 = sha256_of(live)
    image.save()
    keep_file(original_path(image.merchant_id, image.sha256, image.url), live)
    ours = builders.make_jpeg(ground=(255, 255, i), product=tuple(uuid.uuid4().bytes[:3]))
    file = f"{image.merchant_id}/outputs/{sha256_of(ours)}.jpg"
    keep_file(file, ours)
    job = builders.make_job(place, template, order=order, state="delivered", ticket=f"t{i}")
    return Output.objects.create(
        merchant=shop_of(place), job=job, source="f.jpg", file=file, sha256=sha256_of(ours), bytes=len(ours),
        review="approved", reviewed_at=timezone.now(),
    )  # fmt: skip


def shop_of(place: Placement) -> Merchant:
    return Merchant.objects.get(pk=place.merchant_id)


def live_sha256(publication: Publication) -> str:
    image = Image.objects.get(pk=publication.image_id)
    with connector_of(publication.store) as connector:
        gallery = connector.gallery(publication.product.remote_id)
        return sha256_of(connector.read_picture(next(row.url for row in gallery.images if row.id == image.remote_id)))


def sweep_and_work() -> None:
    """What the sweep leases now, done by one worker."""
    for name in ("undo", "publish"):
        step = pipeline.BY_NAME[name]
        while batches := pipeline._due_batches(step, 10):
            for ids in batches:
                step.run(ids)


@pytest.mark.django_db(transaction=True)
def test_run_that_was_killed_half_way_writes_each_photo_once(merchant, shop, sandbox, monkeypatch) -> None:
    earlier = len(sandbox.control()["shop_writes"])
    run = start(merchant, approved_in(shop, 5))
    step = pipeline.BY_NAME["publish"]
    (leased,) = pipeline._due_batches(step, 1)
    write_publications(leased[:2])
    with monkeypatch.context() as killed:
        killed.setattr(writing, "_done", _die)
        with pytest.raises(KeyboardInterrupt):
            write_publications(leased[2:3])
    assert states(run) == {"published": 2, "writing": 1, "intent": 2}
    sweep_and_work()
    assert states(run) == {"published": 2, "writing": 1, "intent": 2}, "the leases hold"
    rows(run).exclude(due_at=None).update(due_at=timezone.now())
    sweep_and_work()
    write_publications(leased)
    assert states(run) == {"published": 5}
    writes = sandbox.control()["shop_writes"][earlier:]
    assert set(Counter(write["path"] for write in writes).values()) == {1}
    assert len(writes) == 5
    assert all(live_sha256(row) == row.after_sha256 for row in rows(run))


def _die(*args: object, **kwargs: object) -> None:
    """The plug is pulled between the store's answer and the row."""
    raise KeyboardInterrupt


@pytest.mark.django_db(transaction=True)
def test_run_is_undone_as_a_whole(merchant, shop) -> None:
    run = start(merchant, approved_in(shop, 3))
    sweep_and_work()
    assert undo_many(merchant=merchant, publications=rows(run), by="test", what="run 1") == 3
    sweep_and_work()
    assert states(run) == {"undone": 3}
    assert all(live_sha256(row) == row.before_sha256 for row in rows(run))


@pytest.mark.django_db(transaction=True)
def test_undo_brings_back_the_photo_that_ours_was_published_over(merchant, shop, sandbox) -> None:
    (output,) = approved_in(shop, 1)
    publication = rows(start(merchant, [output])).get()
    theirs = replaced_in_store(sandbox, publication)
    sweep_and_work()
    publication.refresh_from_db()
    assert (publication.state, live_sha256(publication)) == ("held_back", theirs)
    assert publish_anyway(publication=publication, by="test")
    sweep_and_work()
    publication.refresh_from_db()
    assert (publication.state, live_sha256(publication)) == ("published", output.sha256)
    assert undo(publication=publication, by="test")
    sweep_and_work()
    publication.refresh_from_db()
    assert (publication.state, live_sha256(publication)) == ("undone", theirs)
    assert theirs != output.job.sha256
    assert set(publication.image.versions.values_list("sha256", flat=True)) == {theirs, output.sha256}


@pytest.mark.django_db(transaction=True)
def test_undo_all_the_same_brings_the_photo_before_back_and_keeps_what_was_published(merchant, shop, sandbox) -> None:
    (output,) = approved_in(shop, 1)
    publication = rows(start(merchant, [output])).get()
    sweep_and_work()
    replaced_in_store(sandbox, publication)
    publication.refresh_from_db()
    undo(publication=publication, by="test")
    sweep_and_work()
    publication.refresh_from_db()
    assert publication.state == "held_back"
    assert publish_anyway(publication=publication, by="another")
    sweep_and_work()
    publication.refresh_from_db()
    assert (publication.state, publication.undone_by) == ("undone", "another")
    assert live_sha256(publication) == output.job.sha256
    assert publication.after_sha256 == output.sha256


def replaced_in_store(sandbox: Sandbox, publication: Publication) -> str:
    """The shop's owner puts another picture there by himself; gives its content."""
    image = Image.objects.get(pk=publication.image_id)
    other = Image.objects.filter(store=publication.store, sha256="").last()
    assert other is not None
    sandbox.control(replace_image={"id": image.remote_id, "from_image": other.remote_id})
    return live_sha256(publication)
