"""The two files of a publication as a connector takes them: ours, and what the store showed before."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from analytics.measure import original_path
from connectors.contract import Picture
from connectors.errors import NotFound
from pixelzhub.retouch.files import picture, travel_name
from pixelzhub.retouch.models import Publication


def output_picture(publication: Publication) -> Picture:
    """What we wrote into the store."""
    output = publication.output
    name = travel_name(publication.product.name, output.sha256, output.file)
    return picture(merchant_id=publication.merchant_id, file=output.file, name=name)


def kept_picture(publication: Publication, sha256: str) -> Picture:
    """Bytes that the store showed before we wrote; kept as long as the store is connected. Raises `NotFound`."""
    merchant_id = publication.merchant_id
    file = original_path(merchant_id, sha256, publication.image.url)
    file = file if default_storage.exists(file) else _kept_original(merchant_id, sha256)
    return picture(merchant_id=merchant_id, file=file, name=travel_name(publication.product.name, sha256, file))


def _kept_original(merchant_id: int, sha256: str) -> str:
    """The original under whichever ending it was kept: the image's address may have got another one since."""
    folder = f"{merchant_id}/originals/{sha256[:2]}"
    names = default_storage.listdir(folder)[1] if default_storage.exists(folder) else []
    found = next((name for name in names if name.startswith(sha256)), None)
    if found is None:
        raise NotFound(_("The original is no longer kept."))
    return f"{folder}/{found}"
