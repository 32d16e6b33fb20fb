"""GET Template, GET Templates and POST Template."""

from __future__ import annotations

import re
from decimal import Decimal

from pixelzhub.sandbox.pixelz.call import Call, Fields, Refused
from pixelzhub.sandbox.pixelz.settings import Settings, Shadow
from pixelzhub.sandbox.pixelz.template_form import settings_from
from pixelzhub.sandbox.pixelz.templates import COLOUR_WORK, add_template, price_json, template_of, templates_of

NAME = re.compile(r"[A-Za-z0-9() ]+")
BASE_PRICE, DAY_PRICE, SHADOW_PRICE = Decimal("0.95"), Decimal("0.40"), Decimal("0.20")


def get_templates(call: Call) -> Fields:
    """All of the account's. The last template of the document's JSON sample lacks what concerns colour."""
    found = [template.listed() for template in templates_of(call.service.store, call.contact.id)]
    if call.odd_json and len(found) > 1:
        found[-1] = {name: value for name, value in found[-1].items() if name not in COLOUR_WORK}
    return {"ErrorCode": "NoError", "Message": "", "Templates": found}


def get_template(call: Call, template_id: str) -> Fields:
    found = template_of(call.service.store, call.contact.id, template_id)
    if found is None:
        raise Refused("InvalidTemplate", f"Template {template_id} does not exist.")
    return {"ErrorCode": "NoError", "Message": "Success", "Template": found.shown()}


def post_template(call: Call) -> Fields:
    name = call.required("templateName")
    if not NAME.fullmatch(name):
        raise Refused("InvalidTemplateName", "templateName takes A-Z, a-z, 0-9, () and space.")
    settings = settings_from(call)
    price = _price(settings)
    number = add_template(call.service.store, call.contact.id, name, price, settings)
    return {"Message": "Success", "ErrorCode": "NoError", "TemplateId": number, "Price": price_json(price)}


def _price(settings: Settings) -> Decimal:
    """A base price, and more for delivery within a day and for a drop shadow."""
    price = BASE_PRICE + (DAY_PRICE if settings.hours == 24 else 0)
    return price + (SHADOW_PRICE if settings.shadow == Shadow.DROP else 0)
