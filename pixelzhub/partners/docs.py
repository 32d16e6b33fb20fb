"""The partner API's OpenAPI document, and the page that explains it."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.encoding import force_bytes
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe
from drf_spectacular.renderers import OpenApiJsonRenderer2, OpenApiYamlRenderer2

from pixelzhub.accounts.scopes import Scope
from pixelzhub.deliveries.events import Event
from pixelzhub.partners.frame.once import KEPT
from pixelzhub.partners.frame.paging import MOST_A_PAGE
from pixelzhub.partners.frame.throttle import NOTED_EVERY_S
from pixelzhub.partners.frame.versions import MONTHS_OF_NOTICE, VERSIONS
from pixelzhub.partners.jsonapi.told import resources
from pixelzhub.partners.products.writes import MOST_PRODUCTS
from pixelzhub.partners.schema.document import document
from pixelzhub.partners.schema.programs import examples
from pixelzhub.partners.schema.reading import sections
from pixelzhub.partners.schema.refusals import REFUSALS

RENDERERS = {"json": OpenApiJsonRenderer2, "yaml": OpenApiYamlRenderer2}


@require_safe
@conditional_page
def schema(request: HttpRequest) -> HttpResponseBase:
    """The document as JSON, or as YAML for whoever asks for that by the header Accept or with `?format=yaml`."""
    preferred = request.get_preferred_type([renderer.media_type for renderer in RENDERERS.values()])
    kind = request.GET.get("format") or ("yaml" if preferred == RENDERERS["yaml"].media_type else "json")
    if kind not in RENDERERS:
        return HttpResponse("format is json or yaml\n", status=400, content_type="text/plain")
    return HttpResponse(_rendered(kind), content_type=f"{RENDERERS[kind].media_type}; charset=utf-8")


@require_safe
@conditional_page
def docs(request: HttpRequest) -> HttpResponseBase:
    """How to use the API, and every call with its fields and errors, out of the document itself."""
    context = {
        "title": _("Partner API"),
        "base": f"{settings.PUBLIC_URL}{VERSIONS[-1].path}",
        "hub": settings.PUBLIC_URL,
        "sections": sections(),
        "resources": resources(),
        "examples": examples(),
        "scopes": Scope.choices,
        "events": Event.choices,
        "refusals": [(status, when, sentence) for status, (_name, when, sentence) in REFUSALS.items()],
        "versions": VERSIONS,
        "months": MONTHS_OF_NOTICE,
        "calls": settings.PARTNER_CALLS_A_MINUTE,
        "slack_s": int(NOTED_EVERY_S),
        "most_rows": MOST_A_PAGE,
        "most_products": MOST_PRODUCTS,
        "kept_hours": int(KEPT.total_seconds()) // 3600,
    }
    return render(request, "docs/docs.html", context)


@cache
def _rendered(kind: str) -> bytes:
    return force_bytes(RENDERERS[kind]().render(document(), renderer_context={}))
