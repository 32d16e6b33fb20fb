"""The Pixelz Developer API as a client library: plain Python, no Django."""

from pixelzhub.pixelz.account import Account, InvoiceRecord, NewContact, file_address
from pixelzhub.pixelz.client import Pixelz
from pixelzhub.pixelz.credentials import Credentials
from pixelzhub.pixelz.errors import BadValue, NotEnabled, PixelzError, UnknownImage
from pixelzhub.pixelz.images import ImageStatus, ProductProgress, Receipt
from pixelzhub.pixelz.status import Stage, Status, stage_of
from pixelzhub.pixelz.templates import NewTemplate, TemplateRecord, TemplateSettings, template_settings
from pixelzhub.pixelz.uploads import UploadAddress
from pixelzhub.pixelz.webhook import (
    ProcessedImage,
    Signature,
    customer_signature,
    partner_signature,
    read_webhook,
)

__all__ = [
    "Account",
    "BadValue",
    "Credentials",
    "ImageStatus",
    "InvoiceRecord",
    "NewContact",
    "NewTemplate",
    "NotEnabled",
    "Pixelz",
    "PixelzError",
    "ProcessedImage",
    "ProductProgress",
    "Receipt",
    "Signature",
    "Stage",
    "Status",
    "TemplateRecord",
    "TemplateSettings",
    "UnknownImage",
    "UploadAddress",
    "customer_signature",
    "file_address",
    "partner_signature",
    "read_webhook",
    "stage_of",
    "template_settings",
]
