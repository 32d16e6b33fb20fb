"""Settings of the tests: the product's own, with secrets made up and files in a folder that goes away.

They run on SQLite; on PostgreSQL with its address in TESTS_ON.
"""

import os
import tempfile

os.environ["HUB_ENV"] = "test"
os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="hub-tests-"))
os.environ["EMAIL_URL"] = "memory:"
os.environ.setdefault("PIXELZ_ASK_AGAIN_S", "0.2")
for name in ("DATABASE_URL", "REDIS_URL", "PUBLIC_URL", "ALLOWED_PRIVATE_HOSTS"):
    os.environ.pop(name, None)
if "TESTS_ON" in os.environ:
    os.environ["DATABASE_URL"] = os.environ["TESTS_ON"]

from pixelzhub.settings import *  # noqa: E402, F403

# What a test starts as a process of its own has a database of its own.
os.environ.pop("DATABASE_URL", None)

if "TESTS_ON" not in os.environ:
    # A file, not memory: the live server's threads need connections of their own, as the web server's have.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}  # noqa: F405
    DATABASES["default"]["OPTIONS"]["init_command"] += "; PRAGMA synchronous=OFF"  # noqa: F405
# Argon2 takes a tenth of a second on purpose; a test's password protects nothing.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
STATIC_ROOT = DATA_DIR / "static"  # noqa: F405
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
