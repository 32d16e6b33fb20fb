"""The calls. Reads are repeated when the network fails; writes never are: the caller asks first (money)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Unpack

from pixelzhub.pixelz import account, images, reading, templates, uploads
from pixelzhub.pixelz.account import Account, InvoiceRecord, NewContact
from pixelzhub.pixelz.connection import Connection
from pixelzhub.pixelz.credentials import Credentials
from pixelzhub.pixelz.errors import BadValue, NotEnabled, about_image
from pixelzhub.pixelz.images import (
    CountFilters,
    ImageDetails,
    ImageFilters,
    ImageStatus,
    ProductProgress,
    Receipt,
    WhiteGloveDetails,
)
from pixelzhub.pixelz.templates import NewTemplate, TemplateRecord, TemplateSettings
from pixelzhub.pixelz.uploads import UploadAddress
from pixelzhub.pixelz.wires import JSON, Wire

NO_TICKET = "nonticket"
MAX_PER_PAGE = 100
INVOICES_PER_PAGE = 50
UPLOAD_TIMEOUT_S = 300.0
__all__ = ["Credentials", "Pixelz", "path_id"]

# As Pixelz's own client checks them (pixelz-ai-tools, 2026): nothing else can be part of a path.
_PATH_ID = re.compile(r"[A-Za-z0-9_-]+")


class Pixelz(Connection):
    """A client for one account. Use as a context manager.

    Every call raises a `ConnectorError`: `PixelzError` for Pixelz's own no, `BadReply` for an answer that cannot be
    read, `BadValue` before anything is asked, and the errors of the network. None of them holds e-mail or key.
    """

    def account(self) -> Account:
        """GET Contact: balance, days of credit, trial images."""
        return account.account(reading.part(self._get("Contact/"), "Contact"))

    def invoices(
        self, *, from_date: date | None = None, to_date: date | None = None, return_url: str = ""
    ) -> Iterator[InvoiceRecord]:
        """GET Invoices, page after page. After a payment the customer comes back to `return_url`."""
        asked = {"fromDate": from_date, "toDate": to_date, "returnUrl": return_url}
        return self._pages("Invoices/", asked, INVOICES_PER_PAGE, account.invoices)

    def post_contact(
        self,
        *,
        email: str,
        name: str,
        country_code: str,
        address1: str = "",
        address2: str = "",
        phone: str = "",
        city: str = "",
        state: str = "",
        zip_code: str = "",
    ) -> NewContact:
        """POST Contact, exactly once: a customer of this developer or partner. Deprecated by Pixelz."""
        payload = {
            "contactEmail": email,
            "contactName": name,
            "countryCode": country_code,
            "contactAddress1": address1,
            "contactAddress2": address2,
            "contactPhone": phone,
            "contactCity": city,
            "contactState": state,
            "contactZipCode": zip_code,
        }
        answer = self._send("POST", "Contact/", payload, who=self._credentials.developer())
        return account.new_contact(self._checked(answer))

    def templates(self) -> list[TemplateRecord]:
        """GET Templates: names and prices."""
        return templates.template_list(self._get("Templates/"))

    def template(self, template_id: str) -> TemplateRecord:
        """GET Template: the settings, which the list does not give."""
        answer = self._get(f"Template/{path_id(template_id)}/")
        return templates.template_record(reading.part(answer, "Template"))

    def post_template(self, name: str, settings: TemplateSettings) -> NewTemplate:
        """POST Template, exactly once. Deprecated by Pixelz."""
        return templates.new_template(self._write("POST", "Template/", templates.template_payload(name, settings)))

    def post_image(
        self, *, template_id: str, image_url: str | Sequence[str], **details: Unpack[ImageDetails]
    ) -> Receipt:
        """POST Image with one to five addresses, exactly once.

        After any `Temporary` the caller must ask `status` before posting again.
        """
        return self._post("Image/", {"templateId": template_id} | images.image_payload(image_url, details))

    def post_white_glove(self, *, image_url: str | Sequence[str], **details: Unpack[WhiteGloveDetails]) -> Receipt:
        """POST WhiteGloveService, exactly once: Pixelz chooses the template."""
        return self._post("WhiteGloveService/", images.image_payload(image_url, details))

    def stack_image(self, *, template_id: str, image_url: str, **details: Unpack[ImageDetails]) -> Receipt:
        """StackImage, exactly once. All parts of a stack share their `product_id` and must arrive within five minutes.

        Not in the document; known from Pixelz's own client (pixelz-ai-tools, 2026), as are the three calls at the end.
        """
        if not details.get("product_id"):
            raise BadValue("The parts of a stack are held together by their product id, which is missing.")
        payload = {"templateId": template_id} | images.image_payload(image_url, details)
        return self._post("StackImage/", payload, wire=JSON)

    def status(self, *, ticket: str = "", customer_image_id: str = "") -> ImageStatus:
        """GET Status by ticket, or by our own id. Raises `UnknownImage` when Pixelz says that there is none."""
        path = f"Image/{_image_id(ticket, customer_image_id)}/"
        answer = self._get(path, {"customerImageId": customer_image_id}, error=about_image)
        return images.image_status(reading.part(answer, "ImageStatus"))

    def delete(self, ticket: str = "", *, customer_image_id: str = "") -> None:
        """DELETE Image by ticket, or by our own id. Refused once it is in production."""
        found = _image_id(ticket, customer_image_id)
        payload = {"imageTicket": found, "customerImageId": customer_image_id}
        self._write("DELETE", f"Image/{found}/", payload, error=about_image)

    def reject(
        self, ticket: str = "", comment: str = "", *, customer_image_id: str = "", markup_image_url: str = ""
    ) -> None:
        """REJECT Image: back to production with a comment. Refused before the image is finished."""
        found = _image_id(ticket, customer_image_id)
        payload = {
            "imageTicket": found,
            "customerImageId": customer_image_id,
            "comment": comment,
            "markupImageUrl": markup_image_url,
        }
        self._write("PUT", f"Image/Reject/{found}/", payload, error=about_image)

    def images(self, *, per_page: int = MAX_PER_PAGE, **filters: Unpack[ImageFilters]) -> Iterator[ImageStatus]:
        """GET Images List, page after page."""
        asked = images.image_query(filters) | {"imagesPerPage": _page_size(per_page)}
        return self._pages("Images/", asked, per_page, images.image_list)

    def count_images(self, **filters: Unpack[CountFilters]) -> int:
        """GET Count: how many images there are."""
        return images.images_count(self._get("Images/Count/", images.image_query(filters)))

    def product_ids(self, *, per_page: int = MAX_PER_PAGE) -> Iterator[ProductProgress]:
        """GET ProductIds, page after page: how far each product is."""
        asked = {"productIdsPerPage": _page_size(per_page)}
        return self._pages("ProductIds/", asked, per_page, images.product_list)

    def request_uploads(self, names: Sequence[str]) -> list[UploadAddress]:
        """RequestPresignUrls: an address for the bytes of each file. Raises `NotEnabled` where the account may not."""
        answer = self._send("POST", "RequestPresignUrls/", {"imageNames": list(names)}, wire=JSON)
        if isinstance(answer, Mapping):
            self._checked(answer, error=NotEnabled)
        return uploads.upload_addresses(answer)

    def upload(self, address: UploadAddress, data: bytes, *, timeout: float = UPLOAD_TIMEOUT_S) -> None:
        """Put the bytes at a presigned address, without any credentials of Pixelz, within `timeout` seconds."""
        self._http.put(
            address.upload_url,
            data=data,
            headers={"Content-Type": "application/octet-stream"},
            repeatable=False,
            timeout=timeout,
        )

    def add_color_library(self, image_urls: Sequence[str]) -> tuple[str, ...]:
        """AddColorLibrary: the ids of swatches, for `colorway_ids` of an image."""
        answer = self._write("POST", "AddColorLibrary/", {"imagesUrl": list(image_urls)}, wire=JSON)
        return reading.texts(answer, "ColorwayIds", "string")

    def _post(self, path: str, payload: Mapping[str, Any], *, wire: Wire | None = None) -> Receipt:
        developer = {"developerAPIkey": self._credentials.developer_key}
        return images.receipt(self._write("POST", path, {**payload, **developer}, wire=wire))


def path_id(value: str) -> str:
    """The ticket or id itself, if it can be part of a path. Raises `BadValue`."""
    if not _PATH_ID.fullmatch(value):
        raise BadValue("A ticket or template id holds letters, digits, - and _ only; this one does not.")
    return value


def _image_id(ticket: str, customer_image_id: str) -> str:
    """What stands for the image in a path: its ticket, or the word "nonticket", beside which our own id is sent."""
    if not ticket and not customer_image_id:
        raise BadValue("Neither a ticket nor an id of ours says which image is meant.")
    return path_id(ticket) if ticket else NO_TICKET


def _page_size(per_page: int) -> int:
    if not 1 <= per_page <= MAX_PER_PAGE:
        raise BadValue(f"Pixelz gives 1 to {MAX_PER_PAGE} at once, not {per_page}.")
    return per_page
