"""GET Status, DELETE Image and REJECT Image."""

from __future__ import annotations

import time
from decimal import Decimal
from sqlite3 import Row

from pixelzhub.sandbox.pixelz import money, tickets
from pixelzhub.sandbox.pixelz.call import Call, Fields, Refused
from pixelzhub.sandbox.pixelz.statuses import DELETED, DELIVERED, FINISHED, IN_PRODUCTION, NAMES, RETURNED, is_finished


def get_status(call: Call, ticket: str) -> Fields:
    return {"ErrorCode": "NoError", "Message": "", "ImageStatus": status_fields(call, _found(call, ticket))}


def delete_image(call: Call, ticket: str) -> Fields:
    """Only before production. The price comes back. The JSON sample has the number 0 where all others have NoError."""
    row = _found(call, ticket)
    store = call.service.store
    sql = "UPDATE tickets SET status = ?, due_at = NULL WHERE seq = ? AND status > ? AND status < ?"
    with store.transaction():
        if not store.changed(sql, DELETED, row["seq"], DELETED, IN_PRODUCTION):
            raise Refused("ImageInProduction", "Cannot delete an in-production image.")
        if not row["redo"]:
            money.give_back(store, row["contact_id"], Decimal(row["price"]), trial=bool(row["trial"]))
    return {"ErrorCode": 0 if call.odd_json else "NoError", "Message": "Image was deleted"}


def reject_image(call: Call, ticket: str) -> Fields:
    """Back to production under the same ticket, at no cost; what is made then is a new version."""
    row = _found(call, ticket)
    moment = time.time()
    markup = call.text("markupImageUrl") if call.service.faults.newer_calls else ""
    done = call.service.store.changed(
        "UPDATE tickets SET status = ?, started_at = ?, due_at = ?, redo = redo + 1, comment = ?, markup_url = ?, held = 0"
        " WHERE seq = ? AND status BETWEEN ? AND ?",
        RETURNED,
        moment,
        moment,
        call.text("comment"),
        markup,
        row["seq"],
        FINISHED,
        DELIVERED,
    )
    if not done:
        raise Refused("ImageNotFinished", "Cannot reject a not yet finished image.")
    return {"ErrorCode": "NoError", "Message": "Image was rejected."}


def status_fields(call: Call, row: Row, *, listed: bool = False) -> Fields:
    """One image in the order of the XML sample.

    The samples' addresses begin with a slash in GET Status as JSON, without one in XML, and in the list as JSON only
    those of the finished images lack it. Without oddities all begin with a slash.
    """
    final = "" if call.odd and (listed or not call.json) else "/"
    thumbnail = "" if call.odd and not call.json else "/"
    files = [str(output["file"]) for output in tickets.outputs(row)] if is_finished(row["status"]) else []
    small = [thumbnail + file.replace("/final/", "/thumbnail/") for file in files[:1]]
    return {
        "FinalImagesURL": [final + file for file in files],
        "ImageTicket": row["ticket"],
        "StatusId": row["status"],
        "StatusName": NAMES.get(row["status"], ""),
        "IsPaid": not row["trial"],
        "ThumbnailImageURL": "".join(small),
        "CustomerImageId": row["customer_image_id"],
        "ProductId": row["product_id"],
    }


def _found(call: Call, ticket: str) -> Row:
    row = tickets.find(call.service.store, call.contact.id, ticket, call.text("customerImageId"))
    if row is None:
        raise Refused("ImageNotFound", "The image was not found.")
    return row
