"""The calls. Reads are repeated when the network fails; POST Image never is: the caller asks first (money)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from connectors.errors import BadReply
from connectors.http import Http
from pixelzhub.pixelz import records
from pixelzhub.pixelz.records import Account, ImageStatus, InvoiceRecord, Receipt, TemplateRecord

PRODUCTION_URL = "https://api.pixelz.com/REST.svc/"
# "We require header Content-Type: application/json; charset=UTF-8" (Developer API, Request Header)
HEADERS = {"Content-Type": "application/json; charset=UTF-8", "Accept": "application/json"}
NO_TICKET = "nonticket"


@dataclass(frozen=True, slots=True)
class Credentials:
    """The customer's e-mail and API key, and the key of the developer or partner if there is one."""

    email: str
    key: str = field(repr=False)
    developer_key: str = field(default="", repr=False)


class Pixelz:
    """A client for one account. Use as a context manager."""

    def __init__(
        self,
        credentials: Credentials,
        *,
        url: str = PRODUCTION_URL,
        allowed_private: Iterable[str] = (),
        timeout: float = 30.0,
    ) -> None:
        self._who = {"contactEmail": credentials.email, "contactAPIkey": credentials.key}
        self._developer_key = credentials.developer_key
        self._http = Http(url.rstrip("/") + "/JSON/", headers=HEADERS, allowed_private=allowed_private, timeout=timeout)

    def __enter__(self) -> Pixelz:
        return self

    def __exit__(self, *exc: object) -> None:
        self._http.close()

    def account(self) -> Account:
        """GET Contact: balance, days of credit, trial images."""
        return records.account(_part(self._get("Contact/"), "Contact"))

    def templates(self) -> list[TemplateRecord]:
        """GET Templates. The XML document calls the list Template; JSON calls it Templates."""
        answer = self._get("Templates/")
        return [records.template_record(raw) for raw in answer.get("Templates") or answer.get("Template") or []]

    def template(self, template_id: str) -> TemplateRecord:
        """GET Template: the settings, which the list does not give."""
        return records.template_record(_part(self._get(f"Template/{template_id}/"), "Template"))

    def post_image(
        self,
        *,
        template_id: str,
        image_url: str,
        customer_image_id: str,
        callback_url: str = "",
        product_id: str = "",
        deadline: datetime | None = None,
    ) -> Receipt:
        """POST Image, exactly once. After any `Temporary` the caller must ask `status` before posting again."""
        payload = {
            "templateId": template_id,
            "imageURL": image_url,
            "imageCallbackURL": callback_url,
            "customerImageId": customer_image_id,
            "productId": product_id,
            "imageDeadlineDateTimeUTC": deadline.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S") if deadline else "",
            "developerAPIkey": self._developer_key,
        }
        return records.receipt(self._write("POST", "Image/", payload))

    def status(self, *, ticket: str = "", customer_image_id: str = "") -> ImageStatus:
        """GET Status by ticket, or by our own id. Raises `UnknownImage` when Pixelz says that there is none."""
        asked = {} if ticket else {"customerImageId": customer_image_id}
        answer = self._get(f"Image/{ticket or NO_TICKET}/", asked)
        return records.image_status(_part(answer, "ImageStatus"))

    def images(self, *, per_page: int = 100, **filters: str) -> Iterator[ImageStatus]:
        """GET Images List, page after page."""
        page = 1
        while True:
            answer = self._get("Images/", {**filters, "page": page, "imagesPerPage": per_page})
            found = answer.get("Images") or []
            yield from (records.image_status(raw) for raw in found)
            if len(found) < per_page:
                return
            page += 1

    def reject(self, ticket: str, comment: str) -> None:
        """REJECT Image: back to production with a comment. Refused before the image is finished."""
        self._write("PUT", f"Image/Reject/{ticket}/", {"imageTicket": ticket, "comment": comment})

    def delete(self, ticket: str) -> None:
        """DELETE Image. Refused once it is in production."""
        self._write("DELETE", f"Image/{ticket}/", {"imageTicket": ticket})

    def invoices(self, *, return_url: str = "") -> Iterator[InvoiceRecord]:
        """GET Invoices, all pages (at most 50 on each)."""
        page = 1
        while True:
            found = self._get("Invoices/", {"page": page, "returnUrl": return_url}).get("Invoices") or []
            yield from (records.invoice(raw) for raw in found)
            if len(found) < 50:
                return
            page += 1

    def _get(self, path: str, params: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        asked = {key: value for key, value in (params or {}).items() if value not in ("", None)}
        return records.checked(self._http.get(path, params={**self._who, **asked}).json())

    def _write(self, method: str, path: str, payload: Mapping[str, Any]) -> Mapping[str, Any]:
        sent = {key: value for key, value in payload.items() if value}
        return records.checked(self._http.request(method, path, json={**self._who, **sent}, repeatable=False).json())


def _part(answer: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = answer.get(name)
    if not isinstance(part, Mapping):
        raise BadReply(f"Pixelz's answer lacks {name}.")
    return part
