"""Every address of the hub."""

from django.contrib import admin
from django.urls import include, path

from pixelzhub import health
from pixelzhub.partners import docs

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include("pixelzhub.partners.urls")),
    path("api/jsonapi/v2/", include("pixelzhub.partners.jsonapi.urls")),
    path("api/schema/", docs.schema, name="api-schema"),
    path("api/docs/", docs.docs, name="api-docs"),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("", include("pixelzhub.inbound.urls")),
    path("", include("pixelzhub.dashboard.oauth_urls")),
    path("", include("pixelzhub.dashboard.urls")),
]
