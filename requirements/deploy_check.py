"""Django's `check --deploy` with the settings of a real installation, whose secrets are made up here."""

import os
import secrets
import subprocess
import sys

from cryptography.fernet import Fernet

REAL = {
    "HUB_ENV": "production",
    "SECRET_KEY": secrets.token_urlsafe(60),
    "FIELD_KEYS": Fernet.generate_key().decode(),
    "ALLOWED_HOSTS": "hub.example.com",
    "PUBLIC_URL": "https://hub.example.com",
}
command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
sys.exit(subprocess.run(command, env={**os.environ, **REAL}).returncode)
