"""The product's addresses, and a bare one to compare its intake of webhooks with."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from connectors.signing import verifies
from pixelzhub.deliveries.models import Delivery
from pixelzhub.urls import urlpatterns as product
from tests.intake.server import SECRET

HEADER = "HTTP_HTTP_X_PXZ_CUSTOMER_HMAC_SHA256"


@csrf_exempt
def bare(request: HttpRequest, merchant: int) -> HttpResponse:
    """The least that an intake can do: check the signature, make one INSERT."""
    if not verifies(SECRET, request.body, request.META.get(HEADER, "")):
        return HttpResponse(status=403)
    Delivery.objects.create(merchant_id=merchant, source=Delivery.Source.PIXELZ, payload={}, state=Delivery.State.DONE)
    return HttpResponse("OK", content_type="text/plain")


urlpatterns = [path("bare/<int:merchant>/", bare), *product]
