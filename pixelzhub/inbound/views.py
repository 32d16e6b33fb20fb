"""Webhooks in: check, write down, answer 200; the work is the pipeline's. And the files that Pixelz and stores fetch."""

from __future__ import annotations

import mimetypes
import uuid
from collections.abc import Mapping

from django.core.exceptions import RequestDataTooBig
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
from pixelzhub.deliveries.accept import keep
from pixelzhub.deliveries.models import Delivery
from pixelzhub.pixelz import Signature, customer_signature, partner_signature, read_webhook
from pixelzhub.retouch.hooks import Secrets, callback_of, secrets_of
from pixelzhub.retouch.models import FileLink

STORE_MAX_BODY = 1_000_000
PIXELZ_MAX_BODY = 64 * 1024


@csrf_exempt
@require_POST
def pixelz(request: HttpRequest, token: str) -> HttpResponse:
    """Pixelz says that an image is finished. Needs exactly 200; the job's token in the address is the first gate.

    A signature that is there must fit. One that is missing is let through (proxies drop the header), because the call
    is only a hint: the pipeline asks Pixelz itself before it takes anything.
    """
    called = callback_of(token)
    if called is None:
        raise Http404
    body = _body(request, PIXELZ_MAX_BODY)
    signature = _signature(called.merchant, request.META, body)
    try:
        image = read_webhook(body)
    except BadReply as error:
        return HttpResponse(str(error), status=400, content_type="text/plain")
    names_it = image.ticket == called.ticket or image.customer_image_id == called.customer_image_id
    reason = "The signature does not fit." if signature is Signature.FORGED else ""
    reason = reason or ("" if names_it else "This address belongs to another image than the call names.")
    keep(
        merchant_id=called.merchant,
        source=Delivery.Source.PIXELZ,
        payload={"job": called.job, "ticket": image.ticket, "template_id": image.template_id, "url": image.url},
        verified=None if signature is Signature.MISSING else signature is Signature.VALID,
        refused=reason,
    )
    if reason:
        return HttpResponse(reason, status=403, content_type="text/plain")
    pipeline.hint()
    return HttpResponse("OK", content_type="text/plain")


@csrf_exempt
@require_POST
def store(request: HttpRequest, store_id: uuid.UUID) -> HttpResponse:
    """A store says that products changed. Its connector checks the signature."""
    found = get_object_or_404(Store, pk=store_id)
    if not issubclass(found.connector, SendsWebhooks):
        raise Http404
    body = _body(request, STORE_MAX_BODY)
    try:
        event = found.connector.read_webhook(found.webhook_secret or "", request.headers, body)
    except AuthFailed:
        keep(
            merchant_id=found.merchant_id,
            source=Delivery.Source.STORE,
            payload={},
            verified=False,
            store=found,
            refused="The signature does not fit.",
        )
        return HttpResponse("The signature does not fit.", status=403, content_type="text/plain")
    except BadReply as error:
        return HttpResponse(str(error), status=400, content_type="text/plain")
    keep(
        merchant_id=found.merchant_id,
        source=Delivery.Source.STORE,
        payload={"topic": event.topic, "concerns": event.concerns, "product_ids": list(event.product_ids)},
        verified=True,
        event_id=f"{found.pk}:{event.id}" if event.id else "",
        store=found,
    )
    pipeline.hint()
    return HttpResponse("OK", content_type="text/plain")


def _signature(merchant: int, headers: Mapping[str, object], body: bytes) -> Signature:
    """Of customer and partner together: one that is there and does not fit makes the call a forged one."""
    signed = {name: value for name, value in headers.items() if name.endswith("256")}
    if not signed:
        return Signature.MISSING
    found = _held_against(secrets_of(merchant), signed, body)
    # The secret may have been changed this minute.
    return _held_against(secrets_of(merchant, fresh=True), signed, body) if found is Signature.FORGED else found


def _held_against(secrets: Secrets, signed: Mapping[str, object], body: bytes) -> Signature:
    found = {customer_signature(secrets.customer, signed, body)}
    # A partner's cannot be told without the partner's secret: then it says nothing.
    if secrets.partner:
        found.add(partner_signature(secrets.partner, signed, body))
    return next(kind for kind in (Signature.FORGED, Signature.VALID, Signature.MISSING) if kind in found)


def _body(request: HttpRequest, most: int) -> bytes:
    """The body as it came. Raises `RequestDataTooBig`, which Django answers with 400."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > most:
        raise RequestDataTooBig(f"A call may have {most:,} bytes.")
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
