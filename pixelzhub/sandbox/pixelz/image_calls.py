"""POST Image, POST WhiteGloveService and StackImage. Two equal calls make two tickets: nothing here is idempotent."""

from __future__ import annotations

import uuid
from decimal import Decimal

from pixelzhub.sandbox.pixelz import money, tickets
from pixelzhub.sandbox.pixelz.call import Call, Fields, Refused, missing
from pixelzhub.sandbox.pixelz.posted import read_posted
from pixelzhub.sandbox.pixelz.templates import Template, template_of, templates_of, white_glove_price
from pixelzhub.sandbox.web import DropConnection

ZERO_TICKET = str(uuid.UUID(int=0))


def post_image(call: Call) -> Fields:
    """Accept a photo, or up to five as one combination, on a template."""
    template = _wanted(call)
    return _accept(call, "image", template, template.price)


def post_white_glove(call: Call) -> Fields:
    """Accept a photo without a template: a person would choose; here it is always the account's first one."""
    return _accept(call, "white_glove", _first(call), white_glove_price(call.service.store))


def post_stack(call: Call) -> Fields:
    """Accept one part of a stack. Parts belong together by their productId; each has a ticket of its own here."""
    call.required("productId")
    template = _wanted(call)
    return _accept(call, "stack", template, template.price)


def receipt(ticket: str, customer_id: str, *, trial: bool, odd_json: bool) -> Fields:
    """The documented answer. Its JSON sample has the flag as text and an id of digits as a number."""
    is_number = odd_json and customer_id.isascii() and customer_id.isdigit()
    return {
        "ErrorCode": "NoError",
        "Message": "",
        "ImageTicket": ticket,
        "IsTrial": str(trial).lower() if odd_json else trial,
        "CustomerImageId": int(customer_id) if is_number else customer_id,
    }


def _accept(call: Call, kind: str, template: Template, price: Decimal) -> Fields:
    posted = read_posted(call)
    store = call.service.store
    with store.transaction():
        trial = money.charge(store, call.contact.id, price)
        if trial is None:
            raise Refused("InsufficientFunds", "The account balance is too low for this image.")
        ticket = tickets.add(store, call.contact.id, kind, template.id, price, posted, trial=trial)
    if call.service.faults.drops_now():
        raise DropConnection
    return receipt(ticket, posted.customer_image_id, trial=trial, odd_json=call.odd_json)


def _wanted(call: Call) -> Template:
    """The named template. The document does not require one: then the account's first is taken."""
    wanted = call.text("templateId")
    if not wanted:
        return _first(call)
    found = template_of(call.service.store, call.contact.id, wanted)
    if found is None:
        raise Refused("InvalidTemplate", f"Template {wanted} does not exist.")
    return found


def _first(call: Call) -> Template:
    found = templates_of(call.service.store, call.contact.id)
    if not found:
        raise missing("templateId")
    return found[0]
