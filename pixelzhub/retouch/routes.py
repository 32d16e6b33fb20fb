"""How a picture reaches Pixelz: uploaded there, fetched from the hub's short address, or fetched from the store.

Upload comes first where the account may: it works behind a login and from a machine that nobody can reach.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone

from analytics.measure import keep_file, original_path
from connectors import stores
from connectors.errors import Permanent
from connectors.gallery import sha256_of
from connectors.models import Image
from pixelzhub.accounts.models import PixelzAccount
from pixelzhub.pixelz import NotEnabled, Pixelz
from pixelzhub.retouch.files import public_url, read_file
from pixelzhub.retouch.models import Job

Route = Job.Route


class Replaced(Permanent):
    """The store shows another picture by now than the one that was ordered."""


def routes_left(job: Job, account: PixelzAccount) -> list[Job.Route]:
    """The ways that have not failed for this photo, best first."""
    ways = [Route.UPLOAD] if account.can_upload is not False else []
    ways += [Route.HUB] if urlsplit(settings.PUBLIC_URL).hostname else []
    return [way for way in (*ways, Route.STORE) if way not in job.routes_failed]


def send_pictures(client: Pixelz, job: Job, account: PixelzAccount) -> tuple[Job.Route, list[str]]:
    """The route that is open and the address of each picture, main one first. Raises `Replaced` or a ConnectorError."""
    pictures = [(job.image, job.sha256, job.filename)]
    pictures += [(part.image, part.sha256, part.filename) for part in job.parts.select_related("image__store")]
    files = [(original(job.merchant_id, image, digest), name) for image, digest, name in pictures]
    for route in routes_left(job, account) or [Route.HUB]:
        if route == Route.UPLOAD:
            addresses = _upload(client, account, files)
            if addresses:
                return route, addresses
        elif route == Route.HUB:
            return route, [public_url(merchant_id=job.merchant_id, file=file, name=name) for file, name in files]
    return Route.STORE, [image.url for image, _digest, _name in pictures]


def send_file(client: Pixelz, account: PixelzAccount, file: str, name: str) -> str:
    """The address of one more stored file, such as a colour reference."""
    uploaded = _upload(client, account, [(file, name)]) if account.can_upload is not False else []
    return uploaded[0] if uploaded else public_url(merchant_id=account.merchant_id, file=file, name=name)


def original(merchant_id: int, image: Image, digest: str) -> str:
    """The stored file of the very bytes that were measured and ordered. Raises `Replaced`, or why it cannot be read."""
    path = original_path(merchant_id, digest, image.url)
    if default_storage.exists(path):
        return path
    with stores.connector_of(image.store) as connector:
        data = connector.read_picture(image.url)
    if sha256_of(data) != digest:
        Image.objects.filter(pk=image.pk).update(due_at=timezone.now())
        raise Replaced("The store replaced this photo after it was ordered. Order the new one instead.")
    keep_file(path, data)
    return path


def _upload(client: Pixelz, account: PixelzAccount, files: Sequence[tuple[str, str]]) -> list[str]:
    """The files' addresses at Pixelz; empty when the account may not upload, which is remembered until it is read again."""
    try:
        places = client.request_uploads([name for _file, name in files])
    except NotEnabled:
        _remember(account, False)
        return []
    for place, (file, _name) in zip(places, files, strict=True):
        client.upload(place, read_file(file))
    _remember(account, True)
    return [place.download_url for place in places]


def _remember(account: PixelzAccount, can: bool) -> None:
    if account.can_upload is not can:
        account.can_upload = can
        PixelzAccount.objects.filter(pk=account.pk).update(can_upload=can)
