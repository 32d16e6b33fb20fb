"""GET Images List, GET Count Images and GET ProductId-s List."""

from __future__ import annotations

from typing import Any

from pixelzhub.sandbox.pixelz.call import Call, Fields
from pixelzhub.sandbox.pixelz.ticket_calls import status_fields

LARGEST_PAGE = 100
# Tickets are numbered in the order of their creation, so "date" needs no sorting of its own.
ORDERS = {"id": "seq", "date": "seq", "status": "status"}
DONE = "(status BETWEEN 70 AND 80 OR status = 100)"
COUNTED = ("imageStatus", "fromDate", "toDate")
LISTED = (*COUNTED, "excludeImageStatus", "productId")
TESTS = {
    "imageStatus": "status = ?",
    "excludeImageStatus": "status != ?",
    "productId": "product_id = ?",
    "fromDate": "created_at >= ?",
    "toDate": "created_at <= ?",
}


def get_images(call: Call) -> Fields:
    """A page of images, in the order of their ids unless asked otherwise."""
    where, values = selection(call, LISTED)
    order = ORDERS.get(call.text("sortBy").lower(), "seq")
    way = "DESC" if call.text("isDescending").lower() == "true" else "ASC"
    size, page = call.whole("imagesPerPage", 10, LARGEST_PAGE), call.whole("page", 1)
    then = "" if order == "seq" else f", seq {way}"
    sql = f"SELECT * FROM tickets WHERE {where} ORDER BY {order} {way}{then} LIMIT ? OFFSET ?"
    rows = call.service.store.rows(sql, *values, size, (page - 1) * size)
    found = [status_fields(call, row, listed=True) for row in rows]
    return {"ErrorCode": "NoError", "Message": "", "Images": found}


def get_count(call: Call) -> Fields:
    where, values = selection(call, COUNTED)
    count = call.service.store.number(f"SELECT COUNT(*) FROM tickets WHERE {where}", *values)
    return {"ErrorCode": "NoError", "Message": "", "ImagesCount": count}


def get_product_ids(call: Call) -> Fields:
    """How much of each product is finished and how much is not. Deleted images count as neither."""
    size, page = call.whole("productIdsPerPage", 10, LARGEST_PAGE), call.whole("page", 1)
    rows = call.service.store.rows(
        f"SELECT product_id, SUM({DONE}) AS done, SUM(NOT {DONE}) AS todo FROM tickets"
        " WHERE contact_id = ? AND product_id > '' AND status NOT IN (0, 999)"
        " GROUP BY product_id ORDER BY product_id LIMIT ? OFFSET ?",
        call.contact.id,
        size,
        (page - 1) * size,
    )
    found = [{"ProductId": row["product_id"], "DoneCount": row["done"], "TodoCount": row["todo"]} for row in rows]
    return {"Message": "", "ErrorCode": "NoError", "ProductIds": found}


def selection(call: Call, names: tuple[str, ...]) -> tuple[str, list[Any]]:
    """A condition and its values; the bounds of both dates are included."""
    tests: list[str] = ["contact_id = ?"]
    values: list[Any] = [call.contact.id]
    for name in names:
        value = call.day(name) if name.endswith("Date") else call.text(name)
        if value:
            tests.append(TESTS[name])
            # "~" sorts after every time of that day.
            values.append(f"{value}~" if name == "toDate" else value)
    return " AND ".join(tests), values
