"""Webhooks in: check, write down, answer 200; the work is the pipeline's. And the files that Pixelz and stores fetch."""

from __future__ import annotations

import mimetypes
import uuid

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from connectors.contract import SendsWebhooks
from connectors.errors import AuthFailed, BadReply
from connectors.models import Store
from pixelzhub import pipeline
from pixelzhub.accounts.models import PixelzAccount
from pixelzhub.deliveries.accept import keep
from pixelzhub.deliveries.models import Delivery
from pixelzhub.pixelz.webhook import read_webhook, signature_holds
from pixelzhub.retouch.models import FileLink

MAX_BODY = 1_000_000


@csrf_exempt
@require_POST
def pixelz(request: HttpRequest, token: str) -> HttpResponse:
    """Pixelz says that an image is finished. Needs exactly 200; the token in the address is the first gate.

    A signature that is there must fit. One that is missing is let through (proxies drop the header), because the call
    is only a hint: the pipeline asks Pixelz itself before it takes anything.
    """
    account = get_object_or_404(PixelzAccount, hook_token=token)
    body = _body(request)
    verified = signature_holds(account.secret or "", request.META, body)
    try:
        image = read_webhook(body)
    except BadReply as error:
        return HttpResponse(str(error), status=400, content_type="text/plain")
    payload = {"ticket": image.ticket, "customer_image_id": image.customer_image_id, "template_id": image.template_id}
    keep(merchant_id=account.merchant_id, source=Delivery.Source.PIXELZ, payload=payload, verified=verified)
    if verified is False:
        return HttpResponse("The signature does not fit.", status=403, content_type="text/plain")
    pipeline.nudge()
    return HttpResponse("OK", content_type="text/plain")


@csrf_exempt
@require_POST
def store(request: HttpRequest, store_id: uuid.UUID) -> HttpResponse:
    """A store says that products changed. Its connector checks the signature."""
    found = get_object_or_404(Store, pk=store_id)
    if not issubclass(found.connector, SendsWebhooks):
        raise Http404
    body = _body(request)
    try:
        event = found.connector.read_webhook(found.webhook_secret or "", request.headers, body)
    except AuthFailed:
        keep(merchant_id=found.merchant_id, source=Delivery.Source.STORE, payload={}, verified=False, store=found)
        return HttpResponse("The signature does not fit.", status=403, content_type="text/plain")
    except BadReply as error:
        return HttpResponse(str(error), status=400, content_type="text/plain")
    keep(
        merchant_id=found.merchant_id,
        source=Delivery.Source.STORE,
        payload={"topic": event.topic, "product_ids": list(event.product_ids)},
        verified=True,
        event_id=f"{found.pk}:{event.id}" if event.id else "",
        store=found,
    )
    pipeline.nudge()
    return HttpResponse("OK", content_type="text/plain")


def _body(request: HttpRequest) -> bytes:
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY:
        raise Http404
    return request.body


@require_safe
def file(request: HttpRequest, token: str, name: str) -> HttpResponse | FileResponse:
    """One stored picture under its short address, until that expires."""
    link = get_object_or_404(FileLink, token=token, name=name, expires_at__gt=timezone.now())
    if not default_storage.exists(link.file):
        raise Http404
    response = FileResponse(default_storage.open(link.file), content_type=mimetypes.guess_type(name)[0] or "image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
