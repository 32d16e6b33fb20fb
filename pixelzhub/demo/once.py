"""The whole main job without a browser: connect, sync, measure, order, deliver, approve, publish, read back, undo one."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from analytics.findings import findings_of
from analytics.health import counts, health_from
from analytics.listed import listed_channels
from analytics.reader import Reader
from connectors.gallery import sha256_of
from connectors.models import Image, Placement, Product, Store, SyncRun
from connectors.stores import connector_of
from pixelzhub import pipeline
from pixelzhub.accounts.models import Merchant
from pixelzhub.retouch.cart import build_cart
from pixelzhub.retouch.models import Job, Order, Output, Publication
from pixelzhub.retouch.orders import place_order
from pixelzhub.retouch.publish import publish_outputs, undo
from pixelzhub.retouch.review import approve_many

BY = "demo --once"
PATIENCE_S = 900.0


@dataclass(slots=True)
class Report:
    """What each step did: the keys of the command's last line."""

    products: int = 0
    images: int = 0
    measured: int = 0
    with_findings: int = 0
    ordered: int = 0
    submitted: int = 0
    delivered: int = 0
    approved: int = 0
    published: int = 0
    verified: int = 0
    mended: int = 0
    undone: int = 0
    cost: dict[str, str] = field(default_factory=lambda: {"amount": "0.00", "currency": "USD"})
    seconds: dict[str, float] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)


class Run:
    """One pass for one store. `say` gets a line a step."""

    def __init__(self, merchant: Merchant, store: Store, *, limit: int, say: Callable[[str], None]) -> None:
        self.merchant, self.store, self.limit, self.say = merchant, store, limit, say
        self.report = Report()

    def __call__(self) -> Report:
        self.sync()
        self.measure()
        order = self.order()
        if order:
            self.deliver(order)
            self.approve(order)
            self.publish(order)
            self.verify(order)
            self.undo_one(order)
        return self.report

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        start = time.monotonic()
        yield
        self.report.seconds[name] = round(time.monotonic() - start, 2)

    def wait(self, done: Callable[[], bool], what: str) -> bool:
        """Ask the database until it holds; a miss is an error in the report, not an exception."""
        pipeline.nudge()
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            if done():
                return True
            time.sleep(0.25)
        self.report.errors.append(f"{what} was not done within {PATIENCE_S:.0f} s")
        return False

    def sync(self) -> None:
        with self.step("sync"):
            self.wait(lambda: SyncRun.objects.filter(store=self.store).exclude(state="running").exists(), "sync")
        run = SyncRun.objects.filter(store=self.store).first()
        if run and run.state == SyncRun.State.FAILED:
            self.report.errors.append(run.last_error)
        self.report.products = Product.objects.filter(store=self.store, gone_at=None).count()
        self.report.images = Image.objects.filter(store=self.store, gone_at=None).count()
        self.say(f"Synced {self.report.products} products with {self.report.images} photos")

    def measure(self) -> None:
        images = Image.objects.filter(store=self.store, gone_at=None)
        with self.step("measure"):
            # A photo that the store cannot hand out is tried for long; the job goes on without it after a few.
            self.wait(lambda: not images.filter(due_at__isnull=False, attempts__lt=3).exists(), "measuring")
        self.report.measured = images.exclude(measured_at=None).count()
        health = health_from(counts(self.merchant.pk, store_id=self.store.pk))
        self.report.with_findings = health.failing
        self.say(f"Measured {self.report.measured} photos: {health.failing} fail a required rule, score {health.score}")

    def order(self) -> Order | None:
        with self.step("order"):
            wanted = Placement.objects.filter(store=self.store, gone_at=None, verdict="mend").order_by("-weight", "pk")
            cart = build_cart(
                merchant=self.merchant, placement_ids=list(wanted.values_list("pk", flat=True)), limit=self.limit
            )
            if not cart.lines:
                self.report.errors.append("no photo has a finding that a template can mend")
                return None
            order = place_order(merchant=self.merchant, by=BY, cart=cart, token=uuid.uuid4())
        self.report.ordered = order.jobs.count()
        amount, currency = order.sums[0]
        self.report.cost = {"amount": str(amount), "currency": currency}
        self.say(f"Ordered {self.report.ordered} photos for about {amount} {currency}")
        return order

    def deliver(self, order: Order) -> None:
        jobs = Job.objects.filter(order=order)
        with self.step("submit"):
            self.wait(
                lambda: not jobs.filter(state__in=["intent", "sending", "unsure", "resending"]).exists(), "sending"
            )
        self.report.submitted = jobs.exclude(ticket="").count()
        self.say(f"Sent {self.report.submitted} photos to Pixelz")
        with self.step("deliver"):
            self.wait(lambda: not jobs.filter(state__in=Job.OPEN).exists(), "retouching")
        self.report.delivered = jobs.filter(state=Job.State.DELIVERED).count()
        self.report.errors += list(jobs.filter(state=Job.State.NEEDS_YOU).values_list("last_error", flat=True))
        self.say(f"{self.report.delivered} photos are back")

    def approve(self, order: Order) -> None:
        with self.step("approve"):
            waiting = Output.objects.filter(job__order=order, meets=True)
            self.report.approved = approve_many(
                merchant=self.merchant, ids=list(waiting.values_list("pk", flat=True)), by=BY
            )
        self.say(f"Approved {self.report.approved} that meet the rules they were sent for")

    def publish(self, order: Order) -> None:
        with self.step("publish"):
            approved = Output.objects.filter(job__order=order, review=Output.Review.APPROVED)
            publish_outputs(merchant=self.merchant, outputs=list(approved), by=BY)
            mine = self.publications(order)
            self.wait(lambda: not mine.filter(state__in=Publication.OPEN).exists(), "publishing")
        self.report.published = mine.filter(state=Publication.State.PUBLISHED).count()
        wrong = mine.filter(~Q(state=Publication.State.PUBLISHED))
        self.report.errors += [f"{p.placement}: {p.last_error}" for p in wrong.select_related("placement__product")]
        self.say(f"Published {self.report.published} photos")

    def verify(self, order: Order) -> None:
        """Read each published photo back from the store: the bytes that were sent, and the finding gone."""
        with self.step("verify"), connector_of(self.store) as connector, Reader() as reader:
            for publication in self.publications(order).filter(state=Publication.State.PUBLISHED):
                data = self.live_bytes(connector, publication)
                self.report.verified += sha256_of(data) == publication.output.sha256
                self.report.mended += self.is_mended(publication, data, reader)
        self.say(
            f"Read back {self.report.verified}, of which {self.report.mended} no longer fail what they were sent for"
        )

    def is_mended(self, publication: Publication, data: bytes, reader: Reader) -> bool:
        measurement, _ = reader.read(data, publication.output.file)
        placement = publication.placement
        channels = listed_channels([placement.store_id]).get(placement.store_id, [])
        left = {f"{f.channel}/{f.code}" for f in findings_of(placement, measurement, channels) if f.remedy == "mend"}
        sent_for = {check["channel"] + "/" + check["code"] for check in publication.output.checks if check["sent_for"]}
        return bool(sent_for) and not (sent_for & left)

    def undo_one(self, order: Order) -> None:
        publication = self.publications(order).filter(state=Publication.State.PUBLISHED).last()
        if publication is None:
            return
        with self.step("undo"):
            undo(publication=publication, by=BY)
            mine = Publication.objects.filter(pk=publication.pk)
            self.wait(lambda: not mine.filter(state__in=Publication.OPEN).exists(), "undo")
            publication.image.refresh_from_db()
            with connector_of(self.store) as connector:
                data = self.live_bytes(connector, publication)
        self.report.undone += sha256_of(data) == publication.output.job.sha256
        self.say(f"Took {self.report.undone} back: the store shows the original again")

    def live_bytes(self, connector: Any, publication: Publication) -> bytes:
        gallery = connector.gallery(publication.product.remote_id)
        image = next((record for record in gallery.images if record.id == publication.image.remote_id), None)
        if image is None:
            self.report.errors.append(f"{publication.placement} is not in the store")
            return b""
        data: bytes = connector.read_picture(image.url)
        return data

    def publications(self, order: Order) -> QuerySet[Publication]:
        return Publication.objects.filter(output__job__order=order).select_related(
            "output__job", "product", "image", "placement__product__category", "placement__image"
        )
