"""The Pixelz Developer API as a client library: plain Python, no Django."""

from pixelzhub.pixelz.client import Credentials, Pixelz
from pixelzhub.pixelz.errors import PixelzError, UnknownImage
from pixelzhub.pixelz.records import Account, ImageStatus, InvoiceRecord, Receipt, Status, TemplateRecord
from pixelzhub.pixelz.webhook import ProcessedImage, read_webhook

__all__ = [
    "Account",
    "Credentials",
    "ImageStatus",
    "InvoiceRecord",
    "Pixelz",
    "PixelzError",
    "ProcessedImage",
    "Receipt",
    "Status",
    "TemplateRecord",
    "UnknownImage",
    "read_webhook",
]
