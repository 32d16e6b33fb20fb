"""POST Contact and GET Contact, and the page on which a contact finds its secret."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from pixelzhub.sandbox.pixelz.call import Call, Fields, Refused
from pixelzhub.sandbox.pixelz.contacts import add_contact, by_email, identify
from pixelzhub.sandbox.pixelz.templates import open_templates
from pixelzhub.sandbox.web import Request, Response, page

if TYPE_CHECKING:
    from pixelzhub.sandbox.pixelz.service import Service

COUNTRY = re.compile("[A-Z]{2}")


def post_contact(call: Call) -> Fields:
    """A new customer of a developer, with a key, a secret and templates of its own."""
    email, person = call.required("contactEmail"), call.required("contactName")
    if not COUNTRY.fullmatch(call.required("countryCode")):
        raise Refused("InvalidParameter", "countryCode must be two capital letters (ISO 3166-1 alpha-2).")
    store = call.service.store
    with store.transaction():
        if by_email(store, email) is not None:
            raise Refused("ContactExists", "There is a contact with this email already.")
        added = add_contact(store, email, person)
    open_templates(store, added.id)
    return {"ErrorCode": "NoError", "Message": "Success", "ContactAPIkey": added.key, "ContactEmail": added.email}


def get_contact(call: Call) -> Fields:
    own = call.contact
    shown = {
        "ContactAccountBalance": {"Amount": own.balance, "Currency": "USD", "CurrencyId": 1},
        "ContactCompany": own.company,
        "ContactDaysOfCredit": own.credit_days,
        "ContactEmail": own.email,
        "ContactPerson": own.person,
        "NumberOfTrialImages": own.trials,
    }
    return {"ErrorCode": "NoError", "Message": "", "Contact": shown}


def account_page(service: Service, request: Request) -> Response:
    """The key and, right below it, the application secret code, which no call of the API gives."""
    found = identify(service.store, request.query.get("contactEmail", ""), request.query.get("contactAPIkey", ""))
    if found is None:
        return page("Not found", "<p>There is no such account.</p>", 404)
    inside = (
        f"<p>{html.escape(found.email)}</p><h2>API key</h2><p><code>{found.key}</code></p>"
        f"<h2>Application Secret Code</h2><p><code>{found.secret}</code></p>"
    )
    return page("Account settings", inside)
