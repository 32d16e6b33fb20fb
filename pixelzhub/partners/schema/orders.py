"""/ext/orders: what was ordered, what it would cost, ordering."""

from __future__ import annotations

from typing import Any

from pixelzhub.partners.frame.asking import MOST_IDS
from pixelzhub.partners.retouch.orders import OneOrder, Orders
from pixelzhub.partners.schema.frame import answer, pages, path_part, query
from pixelzhub.partners.schema.operation import Operation
from pixelzhub.partners.schema.shapes import (
    Shape,
    anything,
    called,
    currency,
    fields,
    flag,
    listing,
    maybe,
    moment,
    money,
    named,
    ref,
    row,
    text,
    whole,
    word,
)  # fmt: skip
from pixelzhub.retouch.models import Job, Order

TAG = "Orders"
SAYS = "Photos sent to Pixelz for retouching. An order costs money; a dry run tells how much and sends nothing."
AMOUNT = called(
    "Amount", fields("An amount.", {"amount": money("How much.", "48.25"), "currency": currency("Its currency.")})
)
REFUSED = fields(
    "A photo that is not in the order.",
    {
        "image_id": maybe(row("The photo's id; null once the store no longer has it.")),
        "reason": text("Why, in a sentence.", "It no longer hangs on a product"),
    },
)
ROW: dict[str, Shape] = {
    "id": row("The order's id."),
    "number": whole("Its number among yours.", 12, least=1),
    "state": word("How it stands.", Order.State.values, name="OrderState"),
    "state_text": text("The same in words.", "Sent to Pixelz"),
    "reason": maybe(text("Why it was stopped.", "Your balance covers 3 of these 46 photos.")),
    "ordered_by": text("Who ordered: an address, or the name of a key.", "ERP (pxh_live_ab12)"),
    "by_rule": flag("Whether it was sent by a rule.", False),
    "comment": maybe(text("What was said to Pixelz.", "Keep the shadow.")),
    "deadline": maybe(moment("When it should be back, in UTC.")),
    "estimates": listing("What it was to cost, an amount for each currency.", AMOUNT),
    "photos": whole("Photos in it.", 46),
    "photos_by_state": called("PhotosByState", named("How many of them are in which state.", whole("Photos.", 46)))
    | {"propertyNames": {"enum": Job.State.values}},
    "created_at": moment("When it was made, in UTC."),
}
LINE = fields(
    "A photo of the order.",
    {
        "image_id": row("The photo's id."),
        "template_id": maybe(row("The template's id; null where none fits.")),
        "template_name": maybe(text("The template's name.", "White ground, square")),
        "price": maybe(money("Its price.")),
        "currency": maybe(currency("The price's currency.")),
        "is_trial": flag("Whether it costs nothing because it is a trial photo.", False),
        "still_failing": listing("What fails after retouching all the same.", text("Channel/rule.", "bol/shadow")),
    },
)
COMPONENTS = {
    "OrderRow": fields("An order.", ROW),
    "Order": fields(
        "An order.", ROW | {"refused": listing("Photos that were left out.", called("RefusedPhoto", REFUSED))}
    ),
    "OrderQuote": fields(
        "What the order comes to.",
        {
            "dry_run": flag("Whether nothing was ordered."),
            "order": maybe(ref("Order")),
            "currency": maybe(currency()),
            "total": maybe(money("The sum of the prices.", "52.90")),
            "trial_discount": maybe(money("What trial photos take off.", "4.65")),
            "estimate": maybe(money("What is to pay.", "48.25")),
            "other_currencies": listing("What is to pay in other currencies.", AMOUNT),
            "balance": maybe(money("Your balance at Pixelz.", "209.40")),
            "photos": listing("A line for each photo.", called("OrderLine", LINE)),
            "refused": listing("Photos that are left out.", called("RefusedPhoto", REFUSED)),
            "problems": listing(
                "What stands against the order.", text("A sentence.", "No Pixelz account is connected.")
            ),
        },
    ),
}
ID = anything("An id as this API gives it, as text or as a number.", "4711") | {
    "type": ["string", "integer"], "pattern": "^[0-9]{1,18}$", "minimum": 0, "maximum": 10**18 - 1,
}  # fmt: skip
KEY: dict[str, Any] = {"$ref": "#/components/parameters/IdempotencyKey"}
OPERATIONS = [
    Operation(
        view=Orders, method="GET", name="listOrders", tag=TAG, summary="List orders", says="Newest first.",
        parameters=[*pages(), query("state", word("Only orders in this state.", Order.State.values, name="OrderState"))],
        answers={200: answer(listing("The page's orders.", ref("OrderRow")))}, headers=["Link"], refuses=[422],
    ),
    Operation(
        view=Orders, method="POST", name="createOrder", tag=TAG, summary="Order, or ask what an order would cost",
        says="With `dry_run` the answer tells the price of each photo, the sum, and the photos that would be left out, and "
        "nothing is written. Without it the photos are ordered, and the header Idempotency-Key is "
        "needed: a call that is sent again within a day orders nothing new and gives the first answer with "
        "`Idempotent-Replayed: true`; with another body, or while the first still runs, it is 409.",
        parameters=[KEY],
        body=fields(
            "What to order.",
            {
                "images": listing(f"Ids of 1 to {MOST_IDS} photos.", ID, least=1, most=MOST_IDS),
                "template": ID
                | {"type": ["string", "integer", "null"], "description": "A template's id; the recommended one without it."},
                "dry_run": flag("Whether to ask for the price alone.") | {"default": False},
            },
            optional=["template", "dry_run"],
        ),
        example={"images": ["4711", "4712"], "template": "7", "dry_run": True},
        answers={200: answer(ref("OrderQuote"), "What it costs, and the order that was made.")},
        headers=["Idempotent-Replayed"], refuses=[404, 409],
    ),
    Operation(
        view=OneOrder, method="GET", name="getOrder", tag=TAG, summary="Get an order", says="With what was left out.",
        parameters=[path_part("order_id", row("The order's id."))], refuses=[404],
        answers={200: answer(ref("Order"), "The order as it is now.")},
    ),
]  # fmt: skip
