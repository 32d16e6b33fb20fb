"""What a program hands in for an import: its files, which go to disk as they arrive, and what is to become of them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any, cast

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import transaction
from django.http import QueryDict, UnreadablePostError
from rest_framework.exceptions import APIException, ParseError
from rest_framework.request import Request

from analytics.judging import list_default_channels
from connectors.imports import create_upload_store, start_import
from connectors.models import Import, Store
from connectors.platforms.upload.archive import MAX_FILE_BYTES, MAX_TOTAL_BYTES
from connectors.platforms.upload.problems import NotReadable
from pixelzhub.accounts.models import Merchant
from pixelzhub.partners.frame.body import TooLarge, WrongValue, content_length, shown
from pixelzhub.partners.frame.keys import key_of, merchant_of

FILES, FIELDS = {"file", "archive"}, {"store", "dry_run"}
# A ZIP and the table beside it.
MOST_BYTES = MAX_TOTAL_BYTES + MAX_FILE_BYTES
WORDS = {"true": True, "1": True, "false": False, "0": False, "": False}


class NotMultipart(APIException):
    status_code = 415
    default_detail = "The body has to be multipart/form-data with the field “file”."


def handed_in(request: Request) -> Import:
    """An import of the request's files. Raises `WrongValue`, `TooLarge`, `NotMultipart` or `ParseError`."""
    fields, files = _parts(request)
    if "file" not in files:
        raise WrongValue("“file” is missing; a .csv, .xlsx or .zip is accepted.")
    archive = files.get("archive")
    if archive and not str(archive.name).lower().endswith(".zip"):
        raise WrongValue(f"“archive” is {shown(archive.name)}; a .zip is accepted.")
    if archive and PurePosixPath(str(files["file"].name)).suffix.lower() == ".zip":
        raise WrongValue("“file” is a ZIP already; “archive” goes with a .csv or .xlsx.")
    dry_run = WORDS.get(str(fields.get("dry_run", "")).lower())
    if dry_run is None:
        raise WrongValue(f"“dry_run” is {shown(fields['dry_run'])}; true or false is accepted.")
    store = _store(merchant_of(request), fields.get("store"))
    others = [archive] if archive else []
    try:
        return start_import(store, files["file"], str(key_of(request)), others=others, dry_run=dry_run)
    except NotReadable as error:
        raise WrongValue(str(error)) from error


def _parts(request: Request) -> tuple[QueryDict, Mapping[str, Any]]:
    """The form's fields and files, each once. Its size is looked at before a byte is read."""
    if not str(request.content_type or "").startswith("multipart/form-data"):
        raise NotMultipart
    if content_length(request) > MOST_BYTES:
        raise TooLarge(f"The body has more than {MAX_TOTAL_BYTES / 1e9:.0f} GB.")
    try:
        data, files = cast("QueryDict", request.data), request.FILES
    except RequestDataTooBig as error:
        raise TooLarge("The fields beside the files have more than 5 MB.") from error
    except (SuspiciousOperation, UnreadablePostError) as error:
        raise ParseError("The body has too many parts, or ends before it should.") from error
    if unknown := sorted(set(data) - FILES - FIELDS):
        raise WrongValue(f"There is no field {shown(unknown[0])}; the fields are file, archive, store, dry_run.")
    for name in sorted(FIELDS | FILES):
        if len(data.getlist(name)) > 1:
            raise WrongValue(f"“{name}” comes {len(data.getlist(name))} times; once is accepted.")
        if name in data and (name in FILES) != (name in files):
            raise WrongValue(f"“{name}” is {'text' if name in FILES else 'a file'}; it has to be the other.")
    return data, files


def _store(merchant: Merchant, text: str | None) -> Store:
    """The upload store that is named, or the merchant's first one, which is made if there is none."""
    stores = Store.objects.filter(merchant=merchant, platform="upload")
    if not text:
        return stores.order_by("created_at", "pk").first() or _made(merchant)
    try:
        found = stores.filter(pk=uuid.UUID(text)).first()
    except ValueError:
        found = None
    if found is None:
        raise WrongValue(f"“store” is {shown(text)}; the id of one of your upload stores, a UUID, is accepted.")
    return found


def _made(merchant: Merchant) -> Store:
    with transaction.atomic():
        # Two first imports at once make one store.
        Merchant.objects.select_for_update(no_key=True).get(pk=merchant.pk)
        if found := Store.objects.filter(merchant=merchant, platform="upload").first():
            return found
        store = create_upload_store(merchant, "My photos")
        list_default_channels(store)
    return store
