"""Each account's templates and their prices in US dollars."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from decimal import Decimal
from sqlite3 import Row
from typing import Any

from pixelzhub.sandbox.pixelz.contacts import CONTACT_ID
from pixelzhub.sandbox.pixelz.settings import Align, Background, Margin, Resize, Settings, Shadow
from pixelzhub.sandbox.store import Store

WHITE_GLOVE = "white_glove"
WHITE_GLOVE_PRICE = Decimal("1.60")
FIRST_ID = 2066301
COLOUR_WORK: dict[str, Any] = {
    "ColorAdjustment": False,
    "ColorAdjustmentComment": "",
    "ColorAdjustmentSetting": "",
    "ColorMatchComment": "",
    "ColorMatching": False,
    "ColorMatchingSetting": "",
}


@dataclass(frozen=True, slots=True)
class Template:
    id: int
    contact_id: int
    name: str
    price: Decimal
    settings: Settings
    callback_url: str
    created_on: str
    modified_on: str

    def listed(self) -> dict[str, Any]:
        """As GET Templates shows it."""
        return {
            **COLOUR_WORK,
            "ContactId": self.contact_id,
            "IsCombinedImages": False,
            "IsRecreateDetail": False,
            "Prices": [price_json(self.price)],
            "TemplateId": self.id,
            "TemplateLabelId": 10,
            "TemplateName": self.name,
        }

    def shown(self) -> dict[str, Any]:
        """As GET Template shows it: all fields in the order of the alphabet."""
        fields = {
            **COLOUR_WORK,
            **self.settings.shown(),
            "CallbackFtp": None,
            "CallbackUrl": self.callback_url or None,
            "Comment": "",
            "CreatedDate": self.created_on,
            "Id": self.id,
            "IsCombinedImages": False,
            "IsDeleted": False,
            "ModifiedDate": self.modified_on,
            "Name": self.name,
            "Price": price_json(self.price),
        }
        return dict(sorted(fields.items()))


def price_json(price: Decimal) -> dict[str, Any]:
    return {"Amount": price, "Currency": "USD", "CurrencyId": 1}


def open_templates(store: Store, contact_id: int) -> None:
    """What every new account finds; the shop's own begin with number 2066301."""
    first = FIRST_ID if contact_id == CONTACT_ID else None
    if store.number("SELECT COUNT(*) FROM templates WHERE contact_id = ?", contact_id):
        return
    with store.transaction():
        for place, (name, price, settings) in enumerate(FIRST_TEMPLATES):
            add_template(store, contact_id, name, Decimal(price), settings, None if first is None else first + place)


def add_template(
    store: Store, contact_id: int, name: str, price: Decimal, settings: Settings, number: int | None = None
) -> int:
    """A new template. Answers with its id."""
    today = datetime.now(UTC).date().isoformat()
    row = {"id": number, "contact_id": contact_id, "name": name, "price": str(price), "created_on": today}
    return store.insert("templates", {**row, "settings": json.dumps(asdict(settings)), "modified_on": today})


def templates_of(store: Store, contact_id: int) -> list[Template]:
    return [
        _template(row) for row in store.rows("SELECT * FROM templates WHERE contact_id = ? ORDER BY id", contact_id)
    ]


def template_of(store: Store, contact_id: int, template_id: str) -> Template | None:
    """One of the account's own templates; None for any other number or text."""
    if not (template_id.isascii() and template_id.isdigit() and len(template_id) < 16):
        return None
    row = store.one("SELECT * FROM templates WHERE id = ? AND contact_id = ?", int(template_id), contact_id)
    return None if row is None else _template(row)


def white_glove_price(store: Store) -> Decimal:
    return Decimal(store.fact(WHITE_GLOVE) or WHITE_GLOVE_PRICE)


def _template(row: Row) -> Template:
    return Template(
        row["id"],
        row["contact_id"],
        row["name"],
        Decimal(row["price"]),
        Settings(**json.loads(row["settings"])),
        row["callback_url"],
        row["created_on"],
        row["modified_on"],
    )


def _fixed(width: int, height: int, *, margin: int = 5, **other: Any) -> Settings:
    edges: dict[str, Any] = dict.fromkeys(("top", "bottom", "left", "right"), margin)
    return Settings(
        resize=Resize.FIXED, width=width, height=height, margin=Margin.PERCENT, kept_model=True, **edges, **other
    )


FIRST_TEMPLATES: tuple[tuple[str, str, Settings], ...] = (
    ("White ground, square", "1.15", _fixed(1600, 1600)),
    ("White ground, large square", "1.35", _fixed(2000, 2000)),
    ("White ground, upright 1801 x 2600", "1.35", _fixed(1801, 2600)),
    (
        "White ground, soft shadow",
        "1.15",
        _fixed(1600, 1600, margin=7, shadow=int(Shadow.DROP), alignment=int(Align.BOTTOM)),
    ),
    ("Transparent cut-out", "1.25", _fixed(1600, 1600, background=int(Background.TRANSPARENT), output="PNG")),
    ("Recentre and crop", "0.65", _fixed(1600, 1600, background=int(Background.KEPT))),
)
