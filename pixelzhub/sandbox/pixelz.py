"""Pixelz's REST API in the shapes of its Developer API document's JSON samples, quirks included."""

from __future__ import annotations

import json
import time
import uuid
from decimal import Decimal
from sqlite3 import Row
from typing import TYPE_CHECKING, Any, NoReturn

from pixelzhub.sandbox import account
from pixelzhub.sandbox.assortment import SHOP_NAME
from pixelzhub.sandbox.store import now
from pixelzhub.sandbox.templates import SQUARE, TEMPLATES, WHITE_GLOVE_PRICE
from pixelzhub.sandbox.web import DropConnection, Request, Response, Stop, json_response

if TYPE_CHECKING:
    from pixelzhub.sandbox.app import Sandbox

ZERO_TICKET = str(uuid.UUID(int=0))
STATUS_NAMES = {
    0: "Deleted by user",
    10: "New images",
    12: "New images - download failed",
    30: "Ready for production",
    40: "Returned for production",
    60: "In production",
    62: "Assigned to editor",
    64: "Downloaded by editor",
    66: "Quality Assurance",
    70: "Production Finished",
    72: "Production finished - 1st delivery attempt failed",
    74: "Production finished - 2nd delivery attempt failed",
    76: "Production finished - 3rd delivery attempt failed",
    78: "Production finished - Delivery failed",
    80: "Delivered",
    90: "Rejected by Pixelz",
}
RETURNED, FIRST_LOCKED, FIRST_FINISHED, DELIVERED = 40, 60, 70, 80
ORDERS = {"id": "seq", "date": "created_at", "status": "status"}


def guard(app: Sandbox, request: Request) -> None:
    """E-mail and key, in the query of a GET and in the body of everything else."""
    app.faults.suffer()
    given = fields(request)
    if given.get("contactEmail") != app.keys["contactEmail"] or given.get("contactAPIkey") != app.keys["contactAPIkey"]:
        refuse(request, "InvalidContact", "The contact email or the API key is not valid.")


def fields(request: Request) -> dict[str, str]:
    """The parameters as text. A body that is no JSON gets the framework's own page, not a document of the API."""
    if request.method == "GET":
        return dict(request.query)
    try:
        found = json.loads(request.body)
        return {name: "" if value is None else str(value) for name, value in found.items()}
    except (ValueError, AttributeError):
        body = b"<html><head><title>Request Error</title></head><body><h1>Request Error</h1></body></html>"
        raise Stop(Response(400, body, "text/html; charset=utf-8")) from None


def refuse(request: Request, code: str, message: str) -> NoReturn:
    """An error is an ordinary answer with a code; a refused image has the zero ticket."""
    answer: dict[str, Any] = {"ErrorCode": code, "Message": message}
    if request.method == "POST":
        customer_id = fields(request).get("customerImageId")
        answer |= {"ImageTicket": ZERO_TICKET, "IsTrial": "false", "CustomerImageId": _number_or_text(customer_id)}
    raise Stop(json_response(answer))


def templates(app: Sandbox, request: Request) -> Response:
    return _good({"Templates": [template.listed() for template in TEMPLATES.values()]})


def template(app: Sandbox, request: Request, template_id: str) -> Response:
    found = TEMPLATES.get(int(template_id))
    if found is None:
        refuse(request, "InvalidTemplate", f"Template {template_id} does not exist.")
    return _good({"Template": found.shown()}, "Success")


def contact(app: Sandbox, request: Request) -> Response:
    money = {"Amount": float(account.balance(app.store)), "Currency": "USD", "CurrencyId": 1}
    shown = {
        "ContactAccountBalance": money,
        "ContactCompany": SHOP_NAME,
        "ContactDaysOfCredit": 0,
        "ContactEmail": app.keys["contactEmail"],
        "ContactPerson": "Demo Owner",
        "NumberOfTrialImages": account.trials(app.store),
    }
    return _good({"Contact": shown})


def post_image(app: Sandbox, request: Request) -> Response:
    """Accept a photo on a template. Two equal calls make two tickets: there is no idempotence here."""
    given = fields(request)
    wanted = given.get("templateId", "")
    found = TEMPLATES.get(int(wanted)) if wanted.isascii() and wanted.isdigit() else None
    if found is None:
        refuse(request, "InvalidTemplate", f"Template {wanted} does not exist." if wanted else "TemplateId is missing.")
    return _accept(app, request, given, found.id, found.price)


def post_white_glove(app: Sandbox, request: Request) -> Response:
    """Accept a photo without a template: a person would choose; here it is always the white square."""
    return _accept(app, request, fields(request), SQUARE.id, WHITE_GLOVE_PRICE)


def _accept(app: Sandbox, request: Request, given: dict[str, str], template_id: int, price: Decimal) -> Response:
    if not given.get("imageURL"):
        refuse(request, "MissingRequiredInformation", "Missing required information: imageURL.")
    if given.get("developerAPIkey") not in (None, "", app.keys["developerAPIkey"], app.keys["contactAPIkey"]):
        refuse(request, "InvalidDeveloper", "The developer API key is not valid.")
    with app.store.transaction():
        trial = account.charge(app.store, price)
        if trial is None:
            refuse(request, "InsufficientFunds", "The account balance is too low for this image.")
        ticket = _insert(app, given, template_id, price, trial)
    if app.faults.drops_now():
        raise DropConnection
    answer = {
        "ErrorCode": "NoError",
        "Message": "",
        "ImageTicket": ticket,
        "IsTrial": "true" if trial else "false",
        "CustomerImageId": _number_or_text(given.get("customerImageId")),
    }
    return json_response(answer)


def _insert(app: Sandbox, given: dict[str, str], template_id: int, price: Decimal, trial: bool) -> str:
    ticket, moment = str(uuid.uuid4()), time.time()
    app.store.run(
        "INSERT INTO tickets (ticket, customer_image_id, product_id, template_id, image_url, callback_url, partner,"
        " price, trial, status, created_at, started_at, due_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 10, ?, ?, ?)",
        ticket,
        given.get("customerImageId", ""),
        given.get("productId", ""),
        template_id,
        given["imageURL"],
        given.get("imageCallbackURL", ""),
        bool(given.get("developerAPIkey")),
        str(price),
        trial,
        now(),
        moment,
        moment,
    )
    return ticket


def image_status(app: Sandbox, request: Request, ticket: str) -> Response:
    row = _ticket(app, request, ticket)
    return _good({"ImageStatus": _status_json(row, "/")})


def delete_image(app: Sandbox, request: Request, ticket: str) -> Response:
    """Only before production. The price comes back."""
    row = _ticket(app, request, ticket)
    sql = "UPDATE tickets SET status = 0, due_at = NULL WHERE ticket = ? AND status > 0 AND status < ?"
    with app.store.transaction():
        if not app.store.changed(sql, row["ticket"], FIRST_LOCKED):
            refuse(request, "ImageInProduction", "Cannot delete an in-production image.")
        if not row["redo"]:
            account.give_back(app.store, Decimal(row["price"]), trial=bool(row["trial"]))
    return json_response({"ErrorCode": 0, "Message": "Image was deleted"})


def reject_image(app: Sandbox, request: Request, ticket: str) -> Response:
    """Back to production under the same ticket, at no cost."""
    row = _ticket(app, request, ticket)
    moment = time.time()
    done = app.store.changed(
        "UPDATE tickets SET status = ?, started_at = ?, due_at = ?, redo = redo + 1, comment = ?"
        " WHERE ticket = ? AND status BETWEEN ? AND ?",
        RETURNED,
        moment,
        moment,
        fields(request).get("comment", ""),
        row["ticket"],
        FIRST_FINISHED,
        DELIVERED,
    )
    if not done:
        refuse(request, "ImageNotFinished", "Cannot reject a not yet finished image.")
    return _good({}, "Image was rejected.")


def images(app: Sandbox, request: Request) -> Response:
    where, values = _filter(request)
    order = ORDERS.get(request.query.get("sortBy", "id"), "seq")
    way = "DESC" if request.query.get("isDescending", "").lower() == "true" else "ASC"
    size = max(1, min(_whole(request.query.get("imagesPerPage"), 10), 100))
    page = max(1, _whole(request.query.get("page"), 1))
    sql = f"SELECT * FROM tickets {where} ORDER BY {order} {way}, seq LIMIT ? OFFSET ?"
    rows = app.store.rows(sql, *values, size, (page - 1) * size)
    return _good({"Images": [_status_json(row, "") for row in rows]})


def images_count(app: Sandbox, request: Request) -> Response:
    where, values = _filter(request)
    return _good({"ImagesCount": app.store.number(f"SELECT COUNT(*) FROM tickets {where}", *values)})


def product_ids(app: Sandbox, request: Request) -> Response:
    size = max(1, min(_whole(request.query.get("productIdsPerPage"), 10), 100))
    page = max(1, _whole(request.query.get("page"), 1))
    rows = app.store.rows(
        "SELECT product_id, SUM(status >= 70) AS done, SUM(status < 70) AS todo FROM tickets"
        " WHERE product_id != '' AND status > 0 GROUP BY product_id ORDER BY product_id LIMIT ? OFFSET ?",
        size,
        (page - 1) * size,
    )
    found = [{"DoneCount": row["done"], "ProductId": row["product_id"], "TodoCount": row["todo"]} for row in rows]
    return _good({"ProductIds": found})


def _ticket(app: Sandbox, request: Request, ticket: str) -> Row:
    """By ticket, or by the customer's own id: then the newest one."""
    if ticket == "nonticket":
        sql, value = (
            "SELECT * FROM tickets WHERE customer_image_id = ? ORDER BY seq DESC",
            fields(request).get("customerImageId"),
        )
    else:
        sql, value = "SELECT * FROM tickets WHERE ticket = ?", ticket
    row = app.store.one(sql, value) if value else None
    if row is None:
        refuse(request, "ImageNotFound", "The image was not found.")
    return row


def _filter(request: Request) -> tuple[str, list[Any]]:
    tests: list[tuple[str, Any]] = []
    for name, test in (
        ("imageStatus", "status = ?"),
        ("excludeImageStatus", "status != ?"),
        ("productId", "product_id = ?"),
        ("fromDate", "substr(created_at, 1, 10) >= ?"),
        ("toDate", "substr(created_at, 1, 10) <= ?"),
    ):
        value = request.query.get(name)
        if value:
            tests.append((test, value[:10] if name.endswith("Date") else value))
    where = " AND ".join(test for test, _ in tests)
    return (f"WHERE {where}" if where else ""), [value for _, value in tests]


def _status_json(row: Row, slash: str) -> dict[str, Any]:
    """The document's samples show addresses with a leading slash in one call and without it in the other."""
    finished = row["output"] and (row["status"] >= FIRST_FINISHED)
    small = row["output"].replace("/final/", "/thumbnail/")
    return {
        "CustomerImageId": row["customer_image_id"],
        "FinalImagesURL": [slash + row["output"]] if finished else [],
        "ImageTicket": row["ticket"],
        "IsPaid": not row["trial"],
        "ProductId": row["product_id"],
        "StatusId": row["status"],
        "StatusName": STATUS_NAMES.get(row["status"], ""),
        "ThumbnailImageURL": f"/{small}" if finished else "",
    }


def _good(parts: dict[str, Any], message: str = "") -> Response:
    return json_response({"ErrorCode": "NoError", "Message": message, **parts})


def _number_or_text(value: str | None) -> int | str:
    """The answer to POST Image shows a number where it can."""
    return int(value) if value and value.isascii() and value.isdigit() else value or ""


def _whole(value: str | None, default: int) -> int:
    return int(value) if value and value.isascii() and value.isdigit() else default
