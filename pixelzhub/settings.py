"""All settings, read from the environment. Only HUB_ENV=demo or dev may leave secrets out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env

from pixelzhub.logs import LOGGING as LOGGING
from pixelzhub.logs import configure_structlog

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()

# ---- what kind of run this is ----------------------------------------------------------------------------------
HUB_ENV = env.str("HUB_ENV", "production")
RELAXED = HUB_ENV in {"demo", "dev", "test"}
DEBUG = env.bool("DEBUG", False)
DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / "var" / "demo"))).resolve()

SECRET_KEY = env.str("SECRET_KEY", "")
FIELD_KEYS: list[str] = env.list("FIELD_KEYS", [])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"] if RELAXED else [])
PUBLIC_URL = env.str("PUBLIC_URL", "http://127.0.0.1:8000" if RELAXED else "").rstrip("/")
# host:port pairs on private addresses that the hub may reach all the same; `demo` names its sandbox here
ALLOWED_PRIVATE_HOSTS: frozenset[str] = frozenset(env.list("ALLOWED_PRIVATE_HOSTS", []))

if RELAXED:
    # Known keys, so that they protect nothing: fine for a demo on this machine, refused everywhere else.
    SECRET_KEY = SECRET_KEY or "demo-only-secret-key-that-protects-nothing-at-all-0123456789"
    FIELD_KEYS = FIELD_KEYS or ["ZGVtby1vbmx5LWtleS1wcm90ZWN0aW5nLW5vdGhpbmc="]


def _refuse_unsafe_production() -> None:
    """Stop with the name of every setting that production must not run without."""
    wrong = {
        "DEBUG must be off": DEBUG,
        "SECRET_KEY needs at least 50 characters": len(SECRET_KEY) < 50,
        "FIELD_KEYS needs a key (python -m connectors.secrets)": not FIELD_KEYS,
        "ALLOWED_HOSTS is empty": not ALLOWED_HOSTS,
        "PUBLIC_URL is empty": not PUBLIC_URL,
    }
    if any(wrong.values()):
        raise ImproperlyConfigured("; ".join(text for text, is_wrong in wrong.items() if is_wrong))


if not RELAXED:
    _refuse_unsafe_production()

# ---- Django ----------------------------------------------------------------------------------------------------
ROOT_URLCONF = "pixelzhub.urls"
WSGI_APPLICATION = "pixelzhub.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "template_partials",
    "lucide",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "oauth2_provider",
    "drf_spectacular",
    "django_q",
    "pixelzhub",
    "connectors",
    "analytics",
    "pixelzhub.accounts",
    "pixelzhub.deliveries",
    "pixelzhub.retouch",
    "pixelzhub.dashboard",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pixelzhub.accounts.middleware.MerchantMiddleware",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["template_partials.templatetags.partials"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "pixelzhub.dashboard.navigation.navigation",
            ],
        },
    }
]

# ---- database and files (measured: SQLite needs IMMEDIATE and WAL, or concurrent writers fail) -----------------
_SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
}
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.dj_db_url("DATABASE_URL", f"sqlite:///{DATA_DIR / 'hub.sqlite3'}", conn_max_age=None)
}
ON_SQLITE = DATABASES["default"]["ENGINE"].endswith("sqlite3")
if ON_SQLITE:
    DATABASES["default"]["OPTIONS"] = _SQLITE_OPTIONS
    DATABASES["default"]["CONN_MAX_AGE"] = None
MEDIA_ROOT = DATA_DIR / "files"
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = RELAXED
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if RELAXED
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# ---- background work: reasons in pipeline.py and manage.py work ------------------------------------------------
_REDIS_URL = env.str("REDIS_URL", "")
Q_CLUSTER: dict[str, Any] = {
    "name": "fast",
    "workers": env.int("FAST_WORKERS", 1),
    "poll": 0.2,
    "timeout": 300,
    "retry": 1200,
    "ack_failures": True,
    "max_attempts": 1,
    "queue_limit": 1,
    "bulk": 1,
    "save_limit": -1,
    "catch_up": False,
    "ALT_CLUSTERS": {"slow": {"workers": env.int("SLOW_WORKERS", 1), "timeout": 600, "retry": 2400}},
    **({"redis": _REDIS_URL} if _REDIS_URL else {"orm": "default"}),
}
# seconds between sweeps that pick up rows whose step is due
SWEEP_S = env.float("SWEEP_S", 10.0)
# tasks that may wait in a queue at a time; and seconds after which rows of a lost task come due again
QUEUE_DEPTH = env.int("QUEUE_DEPTH", 6)
LEASE_S = env.float("LEASE_S", 900.0)
# dotted path of a function (step, "before" or "after") that tests use to look in or to pull the plug
PIPELINE_PROBE = env.str("PIPELINE_PROBE", "")

# ---- people ----------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = env.str("EMAIL_VERIFICATION", "optional" if RELAXED else "mandatory")
ACCOUNT_SIGNUP_FORM_CLASS = "pixelzhub.accounts.forms.SignupForm"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True
# Beside those that allauth has of its own: what an app may ask for at /oauth/token/ and /oauth/revoke/.
ACCOUNT_RATE_LIMITS = {"oauth_token": "60/m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Pixelz Hub"
# A demo sends nothing: its mails are files in DIR/mail.
EMAIL_CONFIG = env.dj_email_url("EMAIL_URL", f"file:///{DATA_DIR / 'mail'}" if RELAXED else "console:")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Pixelz Hub <hub@localhost>")

# ---- language and time -----------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# ---- what browsers may do --------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = True
_HTTPS = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SECURE_SSL_REDIRECT = _HTTPS and not RELAXED
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS and not RELAXED else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = bool(SECURE_HSTS_SECONDS)
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if _HTTPS else []
if env.bool("TRUSTED_PROXY", False):
    # Only then: Granian lets an underscore twin of the header through, so the proxy has to delete both spellings.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# ---- Pixelz ----------------------------------------------------------------------------------------------------
PIXELZ_API_URL = env.str("PIXELZ_API_URL", "https://api.pixelz.com/REST.svc/")
# No public document names the host of the relative file addresses in Pixelz's answers, so it is a setting.
PIXELZ_FILES_URL = env.str("PIXELZ_FILES_URL", "https://www.pixelz.com/")
# seconds between the two "unknown" answers after which a lost POST Image may be sent again
PIXELZ_ASK_AGAIN_S = env.float("PIXELZ_ASK_AGAIN_S", 60.0)
# seconds between polls of a job at Pixelz, for when no webhook comes
PIXELZ_POLL_S = env.float("PIXELZ_POLL_S", 300.0)

# With one key, token or app, over all web processes (pixelzhub/partners/frame/throttle.py).
PARTNER_CALLS_A_MINUTE = env.int("PARTNER_CALLS_A_MINUTE", 1200)
# Types of JSON:API are the models' names as plain plurals.
JSON_API_FORMAT_TYPES = "underscore"
JSON_API_PLURALIZE_TYPES = True
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "pixelzhub.partners.frame.tokens.TokenAuthentication",
        "pixelzhub.partners.frame.oauth.OAuthAuthentication",
        "pixelzhub.partners.frame.keys.ApiKeyAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["pixelzhub.partners.frame.rendering.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["pixelzhub.partners.frame.body.StrictJSONParser"],
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "pixelzhub.partners.frame.envelope.answer_to_error",
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
}
# Programs that an owner lets in (pixelzhub/accounts/oauth.py). All that RFC 9700 asks for is on; tokens are kept as hashes.
OAUTH2_PROVIDER_APPLICATION_MODEL = "accounts.App"
OAUTH2_PROVIDER = {
    "OAUTH2_SERVER_CLASS": "pixelzhub.accounts.oauth_server.Server",
    "SCOPES_BACKEND_CLASS": "pixelzhub.accounts.oauth_server.AppScopes",
    "ACCESS_TOKEN_GENERATOR": "pixelzhub.accounts.oauth_server.access_token",
    "REFRESH_TOKEN_GENERATOR": "pixelzhub.accounts.oauth_server.refresh_token",
    "CLIENT_SECRET_GENERATOR_LENGTH": 48,
    "ACCESS_TOKEN_EXPIRE_SECONDS": 3600,
    "AUTHORIZATION_CODE_EXPIRE_SECONDS": 60,
    "REFRESH_TOKEN_EXPIRE_SECONDS": 60 * 86400,
    "ROTATE_REFRESH_TOKEN": True,
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "PKCE_REQUIRED": True,
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
    "OIDC_ISS_ENDPOINT": PUBLIC_URL,
    "OAUTH2_RESPONSE_TYPES_SUPPORTED": ["code"],
    "OAUTH2_GRANT_TYPES_SUPPORTED": ["authorization_code", "client_credentials", "refresh_token"],
    "OAUTH2_TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED": ["client_secret_basic", "client_secret_post", "none"],
    "APPLICATION_ADMIN_CLASS": "pixelzhub.accounts.oauth_admin.AppAdmin",
    **{
        f"{name}_ADMIN_CLASS": "pixelzhub.accounts.oauth_admin.GivenAdmin"
        for name in ("ACCESS_TOKEN", "REFRESH_TOKEN", "GRANT", "ID_TOKEN")
    },
    **{
        f"COMPLIANT_BCP_RFC9700_{rule}": True
        for rule in (
            "IMPLICIT_GRANT", "PASSWORD_GRANT", "PKCE_METHOD", "PKCE_REQUIRED", "ACCESS_TOKEN_TRANSPORT",
            "AUTHZ_RESPONSE_ISS", "TOKEN_STORAGE", "REFRESH_TOKEN", "REDIRECT_URI_SCHEME", "REDIRECT_URI_MATCHING",
        )
    },
}  # fmt: skip
# What each call is, and which version this is, stands in pixelzhub/partners/schema.
SPECTACULAR_SETTINGS = {
    "OAS_VERSION": "3.1.1",
    "TITLE": "Pixelz Hub partner API",
    "DESCRIPTION": f"A merchant's products, photos, orders and stores for programs. Explained at {PUBLIC_URL}/api/docs/.",
    "SERVERS": [{"url": PUBLIC_URL}],
    "PREPROCESSING_HOOKS": ["pixelzhub.partners.schema.document.routes"],
    "POSTPROCESSING_HOOKS": ["pixelzhub.partners.schema.document.completed"],
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
}

configure_structlog()
