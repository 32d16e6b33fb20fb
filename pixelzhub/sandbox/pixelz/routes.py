"""Which address is which call, and the way of every call: who asks, what they get, in which format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from pixelzhub.sandbox.pixelz import (
    contact_calls,
    finished_files,
    image_calls,
    invoices,
    list_calls,
    template_calls,
    ticket_calls,
    uploads,
)
from pixelzhub.sandbox.pixelz.call import Call, Refused, parameters
from pixelzhub.sandbox.pixelz.contacts import Contact, identify
from pixelzhub.sandbox.pixelz.wire import written
from pixelzhub.sandbox.web import Request, Response

if TYPE_CHECKING:
    from pixelzhub.sandbox.pixelz.service import Service

REST = "/pixelz/REST.svc"
BOTH, JSON_ONLY = "(/JSON)?", "(/JSON)"
TICKET = "([A-Za-z0-9_-]+)"
CUSTOMER, DEVELOPER = ("contactEmail", "contactAPIkey"), ("developerEmail", "developerAPIkey")
IMAGE_ROOT = "AddImageResponse"
NOT_FOUND = b"<html><head><title>Service</title></head><body><p>Endpoint not found.</p></body></html>"


@dataclass(frozen=True, slots=True)
class Spec:
    """`root` is XML's outermost element; `newer` calls are off when the switch `newer_calls` is."""

    method: str
    path: str
    root: str
    action: Callable[..., Any]
    who: tuple[str, str] = CUSTOMER
    formats: str = BOTH
    newer: bool = False

    @property
    def name(self) -> str:
        """The call without its ids: "GET Image", "PUT Image/Reject"."""
        return f"{self.method} {self.path.partition('/(')[0]}"


CALLS = (
    Spec("GET", "Templates", "TemplatesResponse", template_calls.get_templates),
    Spec("GET", "Template/([0-9]+)", "TemplateSpecResponse", template_calls.get_template),
    Spec("POST", "Template", "NewTemplateResponse", template_calls.post_template),
    Spec("POST", "Image", IMAGE_ROOT, image_calls.post_image),
    Spec("POST", "WhiteGloveService", IMAGE_ROOT, image_calls.post_white_glove),
    Spec("POST", "StackImage", IMAGE_ROOT, image_calls.post_stack, newer=True),
    Spec("GET", f"Image/{TICKET}", "ImageStatusResponse", ticket_calls.get_status),
    Spec("DELETE", f"Image/{TICKET}", "DeleteImageResponse", ticket_calls.delete_image),
    Spec("PUT", f"Image/Reject/{TICKET}", "RejectImageResponse", ticket_calls.reject_image),
    Spec("GET", "Images", "ImagesListResponse", list_calls.get_images),
    Spec("GET", "Images/Count", "ImagesCountResponse", list_calls.get_count),
    Spec("GET", "ProductIds", "ProductIdsListResponse", list_calls.get_product_ids),
    Spec("POST", "Contact", "NewContactResponse", contact_calls.post_contact, DEVELOPER),
    Spec("GET", "Contact", "ContactResponse", contact_calls.get_contact),
    Spec("GET", "Invoices", "InvoiceListResponse", invoices.get_invoices),
    Spec("POST", "RequestPresignUrls", "", uploads.request_presign_urls, formats=JSON_ONLY),
    Spec("POST", "AddColorLibrary", "", uploads.add_color_library, formats=JSON_ONLY, newer=True),
)


def answer(spec: Spec, service: Service, request: Request, json: str | None, *groups: str) -> Response:
    """Make one call. Raises `Stop` for a body that is no call at all and `DropConnection` for a lost answer."""
    service.calls[spec.name] += 1
    service.faults.suffer()
    if spec.newer and not service.faults.newer_calls:
        return Response(404, NOT_FOUND, "text/html; charset=utf-8")
    given, as_json, odd = parameters(request), json is not None, service.faults.quirks
    try:
        call = Call(service, _caller(spec, service, given), given, json=as_json, odd=odd)
        fields = spec.action(call, *groups)
    except Refused as no:
        fields = _refusal(spec, given, no, odd_json=odd and as_json)
    return written(spec.root, fields, as_json=as_json, odd=odd)


def _caller(spec: Spec, service: Service, given: Mapping[str, Any]) -> Contact:
    email, key = (str(given.get(name) or "") for name in spec.who)
    found = identify(service.store, email, key)
    if found is None:
        raise Refused("InvalidContact", "The contact email or the API key is not valid.")
    return found


def _refusal(spec: Spec, given: Mapping[str, Any], no: Refused, *, odd_json: bool) -> dict[str, Any]:
    """A code and a message; an image that was refused has the zero ticket besides."""
    said = {"ErrorCode": no.code, "Message": no.message}
    if spec.root != IMAGE_ROOT:
        return said
    customer_id = str(given.get("customerImageId") or "")
    return {**image_calls.receipt(image_calls.ZERO_TICKET, customer_id, trial=False, odd_json=odd_json), **said}


def pixelz_routes() -> tuple[tuple[str, str, Callable[..., Response]], ...]:
    """Method, pattern and page of everything that Pixelz serves; each page takes the service and the request."""
    calls = tuple(
        (spec.method, f"{REST}{spec.formats}/{spec.path}/?", partial(answer, spec))  # one page for both formats
        for spec in CALLS
    )
    return (*calls, *PAGES)


PAGES: tuple[tuple[str, str, Callable[..., Response]], ...] = (
    ("GET", "/pixelz/files/(.+)", finished_files.finished_file),
    ("PUT", "/pixelz/uploads/([0-9a-f]{32})/([A-Za-z0-9._-]+)", uploads.put_upload),
    ("GET", "/pixelz/uploads/([0-9a-f]{32})/([A-Za-z0-9._-]+)", uploads.get_upload),
    ("GET", "/pixelz/Account", contact_calls.account_page),
    ("GET", "/pixelz/DownloadInvoice", invoices.invoice_page),
    ("GET", "/pixelz/Transactions", invoices.payment_page),
    ("POST", "/pixelz/Transactions", invoices.pay),
)
