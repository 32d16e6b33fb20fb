"""Routes of the JSON:API; each answers with and without a slash at its end."""

from django.urls import re_path

from pixelzhub.partners.jsonapi.views import Categories, Images, Imports, Nothing, Products, Resource, Stores

app_name = "jsonapi"
RESOURCES: dict[str, type[Resource]] = {
    "products": Products,
    "categories": Categories,
    "images": Images,
    "stores": Stores,
    "imports": Imports,
}
urlpatterns = [
    *(re_path(rf"^{name}/?$", kind.as_view(actions={"get": "list"}), name=name) for name, kind in RESOURCES.items()),
    *(
        re_path(rf"^{name}/(?P<pk>[^/]+)/?$", kind.as_view(actions={"get": "retrieve"}), name=f"one-{name}")
        for name, kind in RESOURCES.items()
    ),
    re_path(r"", Nothing.as_view(), name="nothing"),
]
