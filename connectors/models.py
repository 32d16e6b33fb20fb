"""Stores and their catalogue. Every row names its merchant, so that every query can start from it."""

from __future__ import annotations

import secrets
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from connectors.article_models import MERCHANT as MERCHANT
from connectors.article_models import Article as Article
from connectors.article_models import Assortment as Assortment
from connectors.article_models import Brand as Brand
from connectors.contract import Connector
from connectors.due import DueRow
from connectors.ean import fitting_check_digit
from connectors.registry import connector_class
from connectors.secrets import EncryptedJSONField


class Store(DueRow):
    """One connected shop. `due_at` is its next sync.

    Its scope says which photos are looked at (`connectors/scope.py`), its limits how fast (`connectors/limits.py`).
    """

    class State(models.TextChoices):
        ACTIVE = "active", _("Up to date")
        PAUSED = "paused", _("Paused")
        ERROR = "error", _("Not reached")
        NEEDS_REAUTH = "needs_reauth", _("Needs a new key")
        DISCONNECTED = "disconnected", _("Disconnected")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="stores")
    platform = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60)
    url = models.CharField(max_length=500, blank=True)
    settings: Any = EncryptedJSONField(default=dict)
    webhook_secret: Any = EncryptedJSONField(default=str)
    renewing_until = models.DateTimeField(null=True, blank=True, help_text="A worker is asking for the next key.")
    state = models.CharField(max_length=20, choices=State, default=State.ACTIVE)
    error_since = models.DateTimeField(null=True, blank=True)
    changed_since = models.DateTimeField(
        null=True, blank=True, help_text="Newest change seen; the next sync asks from here."
    )
    last_sync_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    scope_categories: Any = models.ManyToManyField("Category", blank=True, related_name="+", help_text="None: all.")
    live_only = models.BooleanField(default=False)
    main_only = models.BooleanField(default=False)
    scope_changed = models.BooleanField(default=False, help_text="Its photos are still to be sorted by the scope.")
    measuring_paused_at = models.DateTimeField(null=True, blank=True)
    per_second = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Downloads; 0: no limit, empty: as usual."
    )
    per_day = models.PositiveIntegerField(null=True, blank=True, help_text="Downloads; empty: no limit.")
    next_download_at = models.DateTimeField(null=True, blank=True, help_text="All earlier turns are given away.")
    counted_on = models.DateField(null=True, blank=True, help_text="The merchant's day that `downloads` counts.")
    downloads = models.PositiveIntegerField(default=0)
    product_count = models.IntegerField(default=0, help_text="Products that are there now, kept as they come and go.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "slug"], name="store_slug")]
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def connector(self) -> type[Connector]:
        """The class that speaks this store's platform, with the abilities of this store."""
        kind = connector_class(self.platform)
        return kind.for_settings(self.settings) if kind.varies else kind

    @property
    def platform_label(self) -> str:
        return self.connector.label


class Category(models.Model):
    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="categories")
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="categories")
    remote_id = models.CharField(max_length=200)
    name = models.CharField(max_length=300)
    parent_remote_id = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=20, blank=True)
    deactivated = models.BooleanField(default=False)
    product_count = models.PositiveIntegerField(null=True, blank=True)
    gone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["store", "remote_id"], name="category_remote_id")]
        ordering = ["name", "id"]
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    """`category` is the first of `categories`: the one that lists filter by."""

    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="products")
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="products")
    remote_id = models.CharField(max_length=200)
    name = models.CharField(max_length=500)
    sku = models.CharField(max_length=200, blank=True)
    ean = models.CharField(max_length=32, blank=True)
    url = models.CharField(max_length=1000, blank=True)
    language = models.CharField(max_length=20, blank=True)
    deactivated = models.BooleanField(default=False)
    image_count = models.PositiveIntegerField(default=0)
    category = models.ForeignKey(
        Category, null=True, blank=True, on_delete=models.SET_NULL, related_name="first_products"
    )
    categories: Any = models.ManyToManyField(Category, blank=True, related_name="products")
    tags: Any = models.JSONField(default=list, blank=True, help_text="The store's own words for it.")
    remote_updated_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True, help_text="Start of the last full sync that listed it.")
    gone_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)
    listed = models.BooleanField(default=False, help_text="The articles of its EANs show it as it is.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["store", "remote_id"], name="product_remote_id")]
        indexes = [
            models.Index(fields=["merchant", "gone_at", "name", "id"], name="product_by_name"),
            models.Index(fields=["store", "gone_at"], name="product_live"),
            models.Index(fields=["merchant", "sku"], name="product_by_sku"),
            models.Index(fields=["merchant", "ean"], name="product_by_ean"),
            models.Index(fields=["merchant"], condition=models.Q(listed=False), name="product_unlisted"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def fitting_check_digit(self) -> str | None:
        """The last digit that its EAN should have; None if it has it."""
        return fitting_check_digit(self.ean)


class Image(DueRow):
    """One picture in a store. The hub's id stays when the platform gives it a new one.

    `sha256` is the content that was last read from the store; `due_at` is when it is to be downloaded and measured.
    `turn` is its place in the store's line (`connectors/line.py`): the first few of the line have a `due_at`.
    """

    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="images")
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="images")
    remote_id = models.CharField(max_length=200)
    url = models.CharField(max_length=2000)
    thumbnail_url = models.CharField(max_length=2000, blank=True)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=40, blank=True, help_text="As the store's server wrote it.")
    read_from = models.CharField(max_length=32, blank=True, help_text="Digest of the address that `sha256` came from.")
    turn = models.BigIntegerField(null=True, blank=True, help_text="Lower is sooner; empty: not in line.")
    outside = models.BooleanField(default=False, help_text="Outside the store's scope: not fetched.")
    remote_created_at = models.DateTimeField(null=True, blank=True)
    measured_at = models.DateTimeField(null=True, blank=True)
    gone_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["store", "remote_id"], name="image_remote_id")]
        indexes = [
            models.Index(fields=["merchant", "sha256", "gone_at"], name="image_by_content"),
            models.Index(fields=["store", "gone_at", "measured_at", "outside", "turn"], name="image_counts"),
            # The line of a store and its head: as narrow as they are short, so that neither counts the photos behind.
            models.Index(
                fields=["store", "gone_at", "turn"],
                condition=models.Q(turn__isnull=False, due_at__isnull=True, outside=False),
                name="image_line",
            ),
            models.Index(
                fields=["store", "gone_at", "due_at"],
                condition=models.Q(turn__isnull=False, due_at__isnull=False),
                name="image_line_head",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.store_id}/{self.remote_id}"


class Variant(models.Model):
    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="variants")
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="variants")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="variants")
    image = models.ForeignKey(Image, null=True, blank=True, on_delete=models.SET_NULL, related_name="variants")
    remote_id = models.CharField(max_length=200)
    name = models.CharField(max_length=500, blank=True)
    sku = models.CharField(max_length=200, blank=True)
    ean = models.CharField(max_length=32, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product", "remote_id"], name="variant_remote_id")]
        indexes = [models.Index(fields=["merchant", "ean"], condition=~models.Q(ean=""), name="variant_by_ean")]
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name or self.sku


class Placement(models.Model):
    """Where an image hangs: on which product, at which position (0 is the main photo), with which alt text.

    `verdict` and `failing` are derived by analytics: what to do about it, and per channel the bit set of failing rules.
    """

    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="placements")
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="placements")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="placements")
    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="placements")
    position = models.PositiveIntegerField(default=0)
    alt = models.CharField(max_length=1000, blank=True)
    gone_at = models.DateTimeField(null=True, blank=True)
    verdict = models.CharField(max_length=12, default="unmeasured")
    weight = models.PositiveIntegerField(default=0, help_text="How heavy its findings are; sorts lists.")
    failing = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product", "image"], name="placement_once")]
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.product} {self.position + 1}"

    @property
    def is_main(self) -> bool:
        return self.position == 0


class ImageVersion(models.Model):
    """The bytes that an image had from one time to another, under which remote id, and who changed them."""

    class By(models.TextChoices):
        STORE = "store", _("the store")
        HUB = "hub", _("Pixelz Hub")

    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="image_versions")
    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="versions")
    remote_id = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    changed_by = models.CharField(max_length=8, choices=By, default=By.STORE)
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-since", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["image"], condition=models.Q(until__isnull=True), name="version_one_current"
            )
        ]

    def __str__(self) -> str:
        return f"{self.image_id} {self.sha256[:8]}"


class SyncRun(DueRow):
    """One pass over a store's catalogue. `cursor` is where a killed one takes up again."""

    class State(models.TextChoices):
        RUNNING = "running", _("Syncing")
        DONE = "done", _("Synced")
        FAILED = "failed", _("Stopped")

    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="sync_runs")
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="sync_runs")
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    since = models.DateTimeField(null=True, blank=True, help_text="Changes from here on; empty for everything.")
    cursor = models.TextField(blank=True)
    newest_seen = models.DateTimeField(null=True, blank=True)
    products_total = models.PositiveIntegerField(null=True, blank=True)
    products_done = models.PositiveIntegerField(default=0)
    images_total = models.PositiveIntegerField(null=True, blank=True)
    changes = models.PositiveIntegerField(default=0)
    broken = models.JSONField(default=list, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["store"], condition=models.Q(state="running"), name="sync_one_running")
        ]

    def __str__(self) -> str:
        return f"{self.store} {self.started_at:%Y-%m-%d %H:%M}"


class Import(DueRow):
    """A table and photos that a merchant handed in for an upload store.

    The states are those of Wizart's PIM, in its words and its order (its API document, "Checking import status").
    `rows_done` counts the rows that are dealt with, skipped ones among them; `rows_imported` those that are in, or
    that would be after a dry run.
    """

    class State(models.TextChoices):
        UPLOADING_FILES = "uploading_files", _("Receiving the files")
        VALIDATING_CSV = "validating_csv", _("Checking the table")
        UNPACKING_ARCHIVE = "unpacking_archive", _("Unpacking the photos")
        CHECKING_IMAGES = "checking_images", _("Checking the photos")
        WAITING_QUEUE = "waiting_queue", _("Waiting for its turn")
        IMPORTING_DATA = "importing_data", _("Importing")
        SUCCESS = "success", _("Imported")
        WARNING = "warning", _("Imported, some rows were skipped")
        FAILURE = "failure", _("Stopped")

    UNFINISHED = (
        State.UPLOADING_FILES,
        State.VALIDATING_CSV,
        State.UNPACKING_ARCHIVE,
        State.CHECKING_IMAGES,
        State.WAITING_QUEUE,
        State.IMPORTING_DATA,
    )

    import_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="imports")
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="imports")
    state = models.CharField(max_length=20, choices=State, default=State.UPLOADING_FILES)
    dry_run = models.BooleanField(default=False, help_text="Everything is checked, nothing is written.")
    archive = models.CharField(max_length=300, help_text="Name of the handed-in file in the file storage.")
    filename = models.CharField(max_length=300)
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    rows_imported = models.PositiveIntegerField(default=0)
    bytes_total = models.PositiveBigIntegerField(default=0)
    bytes_done = models.PositiveBigIntegerField(default=0)
    problems = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.filename

    @property
    def is_finished(self) -> bool:
        return self.state not in self.UNFINISHED

    @property
    def rows_skipped(self) -> int:
        """Rows that had errors."""
        return self.rows_done - self.rows_imported

    @property
    def rows_failed(self) -> int:
        """Rows that a failure kept from being looked at."""
        return self.rows_total - self.rows_done if self.state == self.State.FAILURE else 0


def _state() -> str:
    return secrets.token_urlsafe(24)


class Grant(models.Model):
    """One visit of an owner to a store's consent page. `state` goes with them and comes back; it is worth one key."""

    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    store = models.ForeignKey(
        Store,
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="Empty: it is connected for the first time.",
    )
    platform = models.CharField(max_length=40)
    store_name = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=64, unique=True, default=_state)
    settings: Any = EncryptedJSONField(default=dict)
    granted_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return f"{self.platform} {self.created_at:%Y-%m-%d %H:%M}"
