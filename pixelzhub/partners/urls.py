"""Routes of the partner API; each answers with and without a slash at its end."""

from django.urls import re_path

from pixelzhub.partners.views import Nothing, Status

app_name = "partners"
urlpatterns = [
    re_path(r"^ext/status/?$", Status.as_view(), name="status"),
    re_path(r"", Nothing.as_view(), name="nothing"),
]
