"""Routes of the partner API."""

from django.urls import re_path

from pixelzhub.partners.views import Status

app_name = "partners"
urlpatterns = [re_path(r"^ext/status/?$", Status.as_view(), name="status")]
