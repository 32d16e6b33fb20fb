"""What a platform can do: the eight methods of the connector requirements as ability classes, and the records they pass.

A connector subclasses `Connector` and each ability that its platform really has. What it cannot do is absent from
its class; pages derive what a store can and cannot do from that alone.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Literal

from connectors.errors import BadReply, NotFound

if TYPE_CHECKING:
    from connectors.http import Auth, Http


# ---- records ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SetupField:
    """One thing that the merchant enters to connect a store, and where its value is found."""

    name: str
    label: str
    help: str
    kind: Literal["text", "url", "secret", "file", "files", "lines", "document"] = "text"
    required: bool = True
    placeholder: str = ""


@dataclass(frozen=True, slots=True)
class StoreIdentity:
    """What the store says of itself once its credentials work."""

    name: str
    url: str
    currency: str = ""


@dataclass(frozen=True, slots=True)
class CategoryRecord:
    id: str
    name: str
    parent_id: str | None = None
    language: str = ""
    deactivated: bool = False
    product_count: int | None = None


@dataclass(frozen=True, slots=True)
class ImageRecord:
    """One picture of one product. `url` is the original; sizes are px; `position` counts from 0 and 0 is the main one.

    `created_at` is when the store got the picture: health before the first sync is told from it.
    """

    id: str
    product_id: str
    url: str
    position: int
    alt: str = ""
    thumbnail_url: str = ""
    width: int | None = None
    height: int | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class VariantRecord:
    id: str
    name: str = ""
    sku: str = ""
    ean: str = ""
    image_id: str | None = None


@dataclass(frozen=True, slots=True)
class ProductRecord:
    """One product. `images` is None when the platform lists them apart and `ReadsImages.gallery` has to be asked."""

    id: str
    name: str
    sku: str = ""
    ean: str = ""
    url: str = ""
    category_ids: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    updated_at: datetime | None = None
    language: str = ""
    deactivated: bool = False
    image_count: int | None = None
    variants: tuple[VariantRecord, ...] = ()
    images: tuple[ImageRecord, ...] | None = None


#: what a product is called that came without an id
NAMELESS = "?"


@dataclass(frozen=True, slots=True)
class BrokenRecord:
    """A product that could not be read. The rest of the sync goes on; the merchant is told this one's reason."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class ProductPage:
    """A page of products and the cursor at which a killed sync takes up again (None after the last page)."""

    products: tuple[ProductRecord, ...]
    next_cursor: str | None
    broken: tuple[BrokenRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class Gallery:
    """All pictures of one product in order, and which variant shows which."""

    product_id: str
    images: tuple[ImageRecord, ...]
    variants: tuple[VariantRecord, ...] = ()

    def place_of(self, image_id: str) -> int:
        """Where a picture stands, from 0. Raises `NotFound`."""
        for place, image in enumerate(self.images):
            if image.id == image_id:
                return place
        raise NotFound("The photo is no longer in the store.")

    def image(self, image_id: str) -> ImageRecord:
        """The picture with this id. Raises `NotFound`."""
        return self.images[self.place_of(image_id)]

    def at(self, place: int) -> ImageRecord:
        """The picture that was sent for this place. Raises `BadReply`."""
        if not 0 <= place < len(self.images):
            raise BadReply("The store answered with fewer photos than it was sent.")
        return self.images[place]

    @property
    def ids(self) -> list[str]:
        return [image.id for image in self.images]


@dataclass(frozen=True, slots=True)
class Counts:
    categories: int | None
    products: int | None
    images: int | None


@dataclass(frozen=True, slots=True)
class Picture:
    """A file to put into a store: the temporary public address that the hub hands out, and the bytes themselves."""

    url: str
    filename: str
    mime: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Kept:
    """In a new gallery: a picture that the store already has."""

    image_id: str
    alt: str | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """In a new gallery: a picture that the store has to copy."""

    picture: Picture
    alt: str = ""


@dataclass(frozen=True, slots=True)
class GrantCall:
    """What comes back once the store's owner has consented: from the browser by GET, or from the store itself by POST."""

    query: Mapping[str, str]
    body: bytes = b""
    content_type: str = ""


@dataclass(frozen=True, slots=True)
class StoreEvent:
    """A webhook of the store after its signature was checked: which products to read again (empty: all changed ones).

    It may concern the hub's access, which the owner took away, or nothing that the hub keeps.
    """

    id: str
    topic: str
    product_ids: tuple[str, ...] = ()
    concerns: Literal["products", "access", "nothing"] = "products"


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A photo that was published in another of the merchant's stores, and the keys of the product that shows it.

    `position` counts from 0 among that product's photos.
    """

    sku: str
    ean: str
    position: int
    picture: Picture


@dataclass(frozen=True, slots=True)
class ForwardState:
    """How far a store is with what was forwarded to it, in its own words."""

    finished: bool
    taken: bool
    says: str = ""


# ---- the connector and its abilities ---------------------------------------------------------------------------


class Connector(ABC):
    """Speaks one platform for one store. Holds that store's settings and nothing of any other store."""

    platform: ClassVar[str]
    label: ClassVar[str]
    help: ClassVar[str]
    setup: ClassVar[tuple[SetupField, ...]]
    #: whether the list of platforms that a merchant can connect shows it
    offered: ClassVar[bool] = True
    #: whether a merchant connects it, by a form; else the hub makes the store and its settings by itself
    by_hand: ClassVar[bool] = True
    #: what replacing a photo does here beside that, said before publishing
    replacing: ClassVar[str] = ""
    #: channels that a merchant of this platform most likely sells on, chosen beforehand when a store is connected
    default_channels: ClassVar[tuple[str, ...]] = ("google",)
    #: what this platform lacks, in words for the store's page: ability name -> reason
    reasons: ClassVar[Mapping[str, str]] = {}

    #: whether `for_settings` has to be asked what a store can do
    varies: ClassVar[bool] = False

    def __init__(self, settings: Mapping[str, str], http: Http) -> None:
        self.settings = settings
        self.http = http

    @classmethod
    def for_settings(cls, settings: Mapping[str, str]) -> type[Connector]:
        """The class with just the abilities of one store, where these depend on its settings."""
        return cls

    @classmethod
    def base_url(cls, settings: Mapping[str, str]) -> str:
        """The address that `http` is opened on."""
        return settings.get("url", "")

    @classmethod
    def auth(cls, settings: Mapping[str, str]) -> Auth | None:
        """How each call to the store is signed; see `connectors.http.Auth`."""
        return None

    @classmethod
    def forget(cls, settings: Mapping[str, str]) -> None:
        """Erase what the hub itself keeps for a store that is being disconnected. Most platforms keep nothing here."""
        return

    def read_picture(self, url: str) -> bytes:
        """The bytes of a picture at an address that this connector gave out."""
        return self.http.get(url, signed=False).content

    def same_picture(self, stored: bytes, sent: bytes) -> bool:
        """Whether the store shows what it was sent. A platform that encodes every picture anew compares by sight."""
        return stored == sent

    @abstractmethod
    def check(self) -> StoreIdentity:
        """Prove that address and credentials work by one cheap authenticated read."""


class Ability:
    """A method of the requirements document that a platform may have."""

    name: ClassVar[str]
    does: ClassVar[str]
    without: ClassVar[str] = ""


class GrantsAccess(Ability):
    name = "access"
    does = "Hands over its key by itself"
    without = "You enter the key by hand."
    #: the settings that have to be known before the owner can be sent to the store
    asks_for: ClassVar[tuple[str, ...]] = ("url",)

    @classmethod
    @abstractmethod
    def grant_url(cls, settings: Mapping[str, str], *, state: str, callback_url: str, return_url: str) -> str:
        """The store's page on which its owner consents; `callback_url` is then called with `state`."""

    @classmethod
    @abstractmethod
    def state_of(cls, call: GrantCall) -> str:
        """The `state` that the call gives back, not verified yet; empty if it has none. Raises `BadReply`."""

    @classmethod
    @abstractmethod
    def granted(cls, settings: Mapping[str, str], call: GrantCall, *, callback_url: str, http: Http) -> dict[str, str]:
        """Verify the call and give the settings to keep; `http` is for exchanging a code. Raises `AuthFailed`, `BadReply`."""


class RenewsKey(ABC):
    """Beside the abilities: a key that ends. The hub asks for the next one in time, once for all workers."""

    @classmethod
    @abstractmethod
    def renew_at(cls, settings: Mapping[str, str]) -> datetime | None:
        """When to ask for the next key (at once if there is none yet); None for a key that lasts."""

    @classmethod
    @abstractmethod
    def renewed(cls, settings: Mapping[str, str], http: Http) -> dict[str, str]:
        """The settings with the next key, by a call that is not signed. Raises `AuthFailed` if the owner must consent anew."""


class ReadsCategories(Ability):
    name = "categories"
    does = "Reads categories"
    without = "Image analytics cannot be filtered by category."

    @abstractmethod
    def categories(self) -> Iterator[CategoryRecord]: ...


class ReadsProducts(Ability):
    name = "products"
    does = "Reads products"
    without = "No image analytics and no publishing by product."

    @abstractmethod
    def product_pages(self, *, since: datetime | None = None, cursor: str | None = None) -> Iterator[ProductPage]:
        """All products, or those changed at or after `since`; starts again at `cursor`. Lazy: page by page."""


class ReadsImages(Ability):
    """The one ability that a shop must have; a PIM that hands out no photos says so, and takes them (`TakesPhotos`)."""

    name = "images"
    does = "Reads photos"
    without = "No image analytics and no publishing: the hub sees no photo of this store."
    #: whether a photo's alt text can be read; what cannot be read is not compared
    shows_alt: ClassVar[bool] = True

    @abstractmethod
    def gallery(self, product_id: str) -> Gallery:
        """One product's pictures as they are in the store now."""


class WritesProduct(Ability):
    name = "post_product"
    does = "Rearranges a product's photos"
    without = "Photos of one product cannot be put in a new order."

    @abstractmethod
    def post_product(
        self,
        product_id: str,
        images: Sequence[Kept | Added],
        *,
        variant_images: Mapping[str, int] | None = None,
    ) -> Gallery:
        """Give the product exactly these pictures in this order; `variant_images` maps variant id -> index in `images`."""


class WritesImage(Ability):
    name = "post_image"
    does = "Replaces a photo"
    without = "A retouched photo cannot take the old one's place."
    #: True when the picture keeps its id and its links to variants; False when the platform gives the new one a new id
    in_place: ClassVar[bool] = True
    #: whether photos of several products, each with an id of its own, may show one file, which changes for all of them
    shares_files: ClassVar[bool] = False
    #: whether the store can have the new photo in no other way than from the hub's address
    must_fetch: ClassVar[bool] = False
    #: whether `position` is heeded
    moves: ClassVar[bool] = True

    @abstractmethod
    def post_image(
        self, product_id: str, image_id: str, picture: Picture, *, position: int | None = None
    ) -> ImageRecord:
        """Put `picture` where `image_id` is; the answer carries the id that it has now."""


class AddsImage(Ability):
    name = "add_image"
    does = "Adds a photo"
    without = "Photos cannot be added to a product."
    #: whether `position` is heeded; else a photo comes last
    places: ClassVar[bool] = True

    @abstractmethod
    def add_image(
        self, product_id: str, picture: Picture, *, position: int | None = None, alt: str = ""
    ) -> ImageRecord:
        """Add a picture at `position` (at the end when None)."""


class CountsThings(Ability):
    name = "counts"
    does = "Says how much there is"
    without = "Progress has no total until the first sync is done."

    @abstractmethod
    def counts(self) -> Counts: ...


class SendsWebhooks(Ability):
    """Beyond the document: the store says at once that a product changed."""

    name = "webhooks"
    does = "Hears of changes at once"
    without = "Changes are found at the next sync."

    @classmethod
    def webhook_secret(cls, settings: Mapping[str, str], drawn: str) -> str:
        """What the store signs its calls with: the secret that the hub has drawn, or one of the store's own."""
        return drawn

    @abstractmethod
    def register_webhook(self, url: str, secret: str) -> None: ...

    @classmethod
    @abstractmethod
    def read_webhook(cls, secret: str, headers: Mapping[str, str], body: bytes) -> StoreEvent:
        """Check the signature, then read the event. Raises `AuthFailed` when it does not verify."""


class TakesPhotos(Ability):
    """Beyond the document: a PIM without photos to read, which is told of those that were published elsewhere."""

    name = "forwarding"
    does = "Hears of photos that are published in your other stores"

    @abstractmethod
    def forward(self, photos: Sequence[Forwarded]) -> str:
        """Hand these photos over, or say which products have new ones; a repeated call does no harm.

        Gives the number under which the store follows it; empty when none of them concerns the store.
        """

    @abstractmethod
    def forwarded(self, ticket: str) -> ForwardState:
        """What became of an earlier `forward`."""


ABILITIES: tuple[type[Ability], ...] = (
    GrantsAccess,
    ReadsCategories,
    ReadsProducts,
    ReadsImages,
    WritesProduct,
    WritesImage,
    AddsImage,
    CountsThings,
)


@dataclass(frozen=True, slots=True)
class AbilityReport:
    """One line on a store's page: can it, and if not, why and what it costs the merchant."""

    name: str
    text: str
    has: bool
    reason: str


def ability_report(connector: type[Connector]) -> list[AbilityReport]:
    """What this platform can and cannot do, in the order of the requirements document; then what goes beyond it."""
    # A shop shows its own photos: that nothing is forwarded to it is no lack.
    beyond = (SendsWebhooks, TakesPhotos) if issubclass(connector, TakesPhotos) else (SendsWebhooks,)
    known: tuple[type[Ability], ...] = (*ABILITIES, *beyond)
    return [
        AbilityReport(
            name=ability.name,
            text=ability.does,
            has=(has := issubclass(connector, ability)),
            reason="" if has else connector.reasons.get(ability.name, "") or ability.without,
        )
        for ability in known
    ]
