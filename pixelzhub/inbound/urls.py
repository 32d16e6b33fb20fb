"""Routes for calls that come in."""

from django.urls import path

from pixelzhub.inbound import views

app_name = "inbound"
urlpatterns = [
    path("webhooks/pixelz/<str:token>/", views.pixelz, name="pixelz"),
    path("webhooks/stores/<uuid:store_id>/", views.store, name="store"),
    path("files/<str:token>/<str:name>", views.file, name="file"),
]
