"""/ext/templates, /ext/invoices and /ext/events: what can be ordered, what is to pay, who did what."""

from __future__ import annotations

from pixelzhub.partners.retouch.invoices import STATES, Invoices
from pixelzhub.partners.retouch.templates import Templates
from pixelzhub.partners.schema.frame import answer, pages, query
from pixelzhub.partners.schema.operation import Operation
from pixelzhub.partners.schema.shapes import (
    address,
    anything,
    called,
    currency,
    day,
    fields,
    flag,
    listing,
    maybe,
    moment,
    money,
    named,
    number,
    ref,
    row,
    text,
    whole,
    word,
)  # fmt: skip
from pixelzhub.partners.webhooks.events import SCOPES, Events

TAG = "Account"
SAYS = "What can be ordered and for how much, Pixelz's invoices, and who did what lately."
EFFECT = fields(
    "What it does to a photo.",
    {
        "white_ground": flag("Whether the background becomes pure white."),
        "removes_ground": flag("Whether the background is removed."),
        "fixed_size": maybe(listing("Width and height of the finished photo, in pixels.", whole("Pixels.", 1600))),
        "aspect": maybe(number("Width divided by height of the finished photo.", 1.0)),
        "fill": maybe(number("The share of the frame that the product fills, 0 to 1.", 0.9)),
        "centred": flag("Whether the product is centred."),
        "keeps_shadow": flag("Whether a shadow stays.", False),
        "format": text("The format of the finished file; empty where it stays as it was.", "JPEG"),
    },
)
COMPONENTS = {
    "Template": fields(
        "A template of your Pixelz account.",
        {
            "id": row("The template's id.", "7"),
            "pixelz_id": text("Its id at Pixelz.", "48213"),
            "name": text("Its name.", "White ground, square"),
            "price": maybe(money("The price of one photo; without one it cannot be ordered.")),
            "currency": maybe(currency("The price's currency.")),
            "effect": called("TemplateEffect", EFFECT),
            "updated_at": moment("When the hub last read it, in UTC."),
        },
    ),
    "Invoice": fields(
        "An invoice of Pixelz.",
        {
            "id": row("The invoice's id."),
            "number": text("Its number.", "INV-2026-0612"),
            "issued_on": maybe(day("When it was issued.")),
            "state": word("Whether it is paid.", STATES, name="InvoiceState"),
            "amount": maybe(money("The most that was due; null if the hub never saw it unpaid.", "212.75")),
            "amount_due": maybe(money("What is to pay now.", "0.00")),
            "currency": maybe(currency()),
            "invoice_url": maybe(address("Where to read it.", "https://pixelz.example/invoice.pdf")),
            "payment_url": maybe(address("Where to pay it.", "https://pixelz.example/pay")),
        },
    ),
    "Event": fields(
        "Something that somebody did.",
        {
            "id": row("The event's id."),
            "at": moment("When, in UTC."),
            "action": text("What: a noun and a verb.", "order.placed"),
            "actor": text("Who: an address, or the name of a key.", "ERP (pxh_live_ab12)"),
            "subject": maybe(text("On what.", "12")),
            "details": called("EventDetails", named("What else is known of it.", anything("A value of any kind.", 46))),
        },
    ),
}
OPERATIONS = [
    Operation(
        view=Templates, method="GET", name="listTemplates", tag=TAG, summary="List templates", says="With their prices.",
        parameters=pages(), answers={200: answer(listing("The page's templates.", ref("Template")))}, headers=["Link"],
        refuses=[422],
    ),
    Operation(
        view=Invoices, method="GET", name="listInvoices", tag=TAG, summary="List invoices",
        says="As Pixelz last told the hub, newest first.",
        parameters=[*pages(), query("state", word("Only these.", STATES, name="InvoiceState"))],
        answers={200: answer(listing("The page's invoices.", ref("Invoice")))}, headers=["Link"], refuses=[422],
    ),
    Operation(
        view=Events, method="GET", name="listEvents", tag=TAG, summary="List what happened",
        says="Newest first: of each kind of thing that the key's scopes may read.",
        parameters=[
            *pages(),
            query("kind", word("Only what was done to this kind of thing.", SCOPES, name="EventKind")),
            query("updated_since", moment("Only what happened after this time. UTC where no zone is named.")),
        ],
        answers={200: answer(listing("The page's events.", ref("Event")))}, headers=["Link"], refuses=[422],
    ),
]  # fmt: skip
