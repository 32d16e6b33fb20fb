"""The smallest shop of django-oscar and django-oscar-api that a connector can be tried on, with a small catalogue.

Arguments: a folder (photos/*.jpg in it are the catalogue's; SQLite and uploads go there, too), a free port. Environment:
PASSWORD, and PAGE_SIZE if lists are to come in pages. Says `ready on PORT` when it is.
"""

import os
import sys
import threading
from pathlib import Path

import django
from django.conf import settings
from django.core.files import File

FOLDER, PORT = Path(sys.argv[1]), int(sys.argv[2])
PASSWORD, PAGE_SIZE = os.environ["PASSWORD"], int(os.environ.get("PAGE_SIZE", "0"))
PAGES = {"DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.LimitOffsetPagination", "PAGE_SIZE": PAGE_SIZE}


class Unmigrated:
    """No app has migrations: tables are made as the models are now, in seconds instead of a minute."""

    def __contains__(self, app):
        return True

    def __getitem__(self, app):
        return None


def configure():
    """As both documents say how to install them, and a quick hash: DRF proves a password at each call."""
    import oscar
    from oscar import defaults

    named = {name: value for name, value in vars(defaults).items() if name.isupper()}
    settings.configure(
        **named,
        SECRET_KEY="only for the tests",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        SITE_ID=1,
        USE_TZ=True,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": FOLDER / "shop.sqlite3"}},
        # Without sorl no photo can be deleted: https://github.com/django-oscar/django-oscar, src/oscar/core/thumbnails.py.
        INSTALLED_APPS=[
            *oscar.INSTALLED_APPS,
            "sorl.thumbnail",
            "rest_framework",
            "rest_framework.authtoken",
            "oscarapi",
        ],
        LOGGING={
            "version": 1,
            "handlers": {"console": {"class": "logging.StreamHandler"}},
            "loggers": {"django.request": {"handlers": ["console"], "level": "ERROR"}},
        },
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "oscar.apps.basket.middleware.BasketMiddleware",
        ],
        AUTHENTICATION_BACKENDS=["oscar.apps.customer.auth_backends.EmailBackend"],
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        HAYSTACK_CONNECTIONS={"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}},
        MEDIA_ROOT=FOLDER / "media",
        MEDIA_URL="/media/",
        STATIC_URL="/static/",
        MIGRATION_MODULES=Unmigrated(),
        OSCARAPI_BLOCK_ADMIN_API_ACCESS=False,
        REST_FRAMEWORK={
            "DEFAULT_AUTHENTICATION_CLASSES": [
                "rest_framework.authentication.BasicAuthentication",
                "rest_framework.authentication.TokenAuthentication",
            ],
            **(PAGES if PAGE_SIZE else {}),
        },
    )


configure()
django.setup()

from django.urls import include, path, re_path  # noqa: E402
from django.views.static import serve as serve_file  # noqa: E402
from rest_framework.authtoken.views import obtain_auth_token  # noqa: E402

urlpatterns = [
    path("api/", include("oscarapi.urls")),
    path("token/", obtain_auth_token),
    re_path(r"^media/(?P<path>.*)$", serve_file, {"document_root": settings.MEDIA_ROOT}),
    path("", include(django.apps.apps.get_app_config("oscar").urls[0])),
]


def fill():
    """Six products: with photos, of another class and hidden, without, with children, with twins, with an odd name."""
    from oscar.apps.catalogue.categories import create_from_breadcrumbs
    from oscar.apps.catalogue.models import Product, ProductCategory, ProductClass, ProductImage
    from oscar.apps.partner.models import Partner, StockRecord

    photos = sorted((FOLDER / "photos").glob("*.jpg"))
    clothes, books = (ProductClass.objects.create(name=name) for name in ("Clothes", "Books"))
    partner = Partner.objects.create(name="Warehouse")

    def product(title, shown=(), product_class=clothes, **more):
        made = Product.objects.create(title=title, product_class=product_class, **more)
        for order, number in enumerate(shown):
            with photos[number].open("rb") as file:
                ProductImage.objects.create(
                    product=made, original=File(file, photos[number].name), caption=f"Photo {number}",
                    display_order=order,
                )  # fmt: skip
        return made

    shirt = product("Shirt & tie", [1, 0, 2], upc="4006381333931", description="<p>Cotton.</p>")
    StockRecord.objects.create(product=shirt, partner=partner, partner_sku="SHIRT-1", price="12.00", num_in_stock=3)
    product("Old book", [3], product_class=books, is_public=False)
    product("Bare")
    parent = product("Trousers", [0, 1], structure="parent")
    for size in ("S", "M"):
        product("", [2] if size == "M" else [], product_class=None, structure="child", parent=parent, upc=f"T-{size}")
    product("Twins", [0, 0])
    product("Socks", [4, 3])
    for breadcrumbs, one in (("Women > Tops > Shirts", shirt), ("Sale", shirt), ("Women > Bottoms", parent)):
        ProductCategory.objects.create(product=one, category=create_from_breadcrumbs(breadcrumbs))


def people():
    """One who may do all, and one who may look only."""
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Permission

    users = get_user_model().objects
    users.create_superuser("admin", "admin@example.com", PASSWORD)
    reader = users.create_user("reader", "reader@example.com", PASSWORD, is_staff=True)
    reader.user_permissions.set(Permission.objects.filter(codename="view_product"))


def serve():
    from django.core.management import call_command
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application

    call_command("migrate", run_syncdb=True, verbosity=0)
    people()
    fill()
    server = ThreadedWSGIServer(("127.0.0.1", PORT), WSGIRequestHandler)
    server.daemon_threads = True
    server.set_app(get_wsgi_application())
    print(f"ready on {PORT}", flush=True)  # noqa: T201
    server.serve_forever()


def end_with_parent():
    """Whoever started it holds the other end of stdin: when that process is gone, nobody needs this one."""
    while os.read(0, 4096):
        pass
    os._exit(0)


if __name__ == "__main__":
    threading.Thread(target=end_with_parent, daemon=True).start()
    serve()
