"""Django's settings, safe as they stand; what differs from place to place comes from outside.

The variables are listed in :mod:`hudai.site.environment`.  Nothing is written to disk by reading
this module; the key file is made when a key is first needed.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from csp.constants import NONE, SELF
from django.utils.functional import SimpleLazyObject

from hudai.site import environment
from hudai.site.keys import KeyFile
from hudai.site.logs import LOGGING as LOGGING

HUDAI_HOME = environment.home()
HUDAI_POLICY = environment.text("HUDAI_POLICY", "yubei-2021")
HUDAI_POLICIES = environment.text("HUDAI_POLICIES")
HUDAI_SCANNER = environment.text("HUDAI_SCANNER")
HUDAI_ATTACHMENT_BYTES = environment.number("HUDAI_ATTACHMENT_MB", 20) * 1024 * 1024
HUDAI_OFFICE = environment.text("HUDAI_OFFICE", "脱贫人口小额信贷管理系统")
HUDAI_MAIL_HOST = environment.text("HUDAI_MAIL_HOST")
vars().update(environment.mail())
DEBUG = environment.flag("HUDAI_DEBUG")
ALLOWED_HOSTS = environment.listed("HUDAI_HOSTS", "localhost,127.0.0.1,[::1]")
DATABASES: dict[str, dict[str, Any]] = {"default": environment.database(HUDAI_HOME)}
HUDAI_DATABASE_OWNER = environment.database_owner()

HUDAI_KEYS = KeyFile(environment.key_file(HUDAI_HOME))
SECRET_KEY = SimpleLazyObject(lambda: HUDAI_KEYS.secret)

ROOT_URLCONF = "hudai.site.urls"
WSGI_APPLICATION = "hudai.site.wsgi.application"
INSTALLED_APPS = [
    "hudai.records",
    "hudai.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "template_partials",
    "csp",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "hudai.web.uploads.UploadLimit",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "hudai.web.session_limits.SessionLimits",
    "hudai.web.plain_text.PlainText",
    "hudai.web.entry.SignInRequired",
    "hudai.web.entry.StationRequired",
    "hudai.web.refusals.Refusals",
    # Last: it answers in place of a sign-in page whose officer is locked out.
    "axes.middleware.AxesMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "hudai.web.frame.context",
            ],
            "builtins": ["hudai.web.templatetags.zh"],
        },
    }
]
FORM_RENDERER = "hudai.web.form_look.FormLook"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

AUTH_USER_MODEL = "records.Officer"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "hudai.web.passwords.LongEnough",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign_in"

# Five wrong passwords lock the name for a quarter of an hour, from whatever machine they came: a
# whole office shares one address, so locking addresses would lock out the innocent.
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "hudai.web.sign_in.locked_out"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

OTP_TOTP_ISSUER = "户贷通"

HUDAI_IDLE_LIMIT = timedelta(minutes=30)
HUDAI_SESSION_LIMIT = timedelta(hours=12)
# Longer than both limits, so that whoever comes back late is still known as who they were and gets
# back what they had typed (web/kept_forms.py).
SESSION_COOKIE_AGE = 24 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_NAME = "hudai_session"
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "hudai_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "hudai.web.refusals.stale_page"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

_HTTPS = environment.flag("HUDAI_HTTPS")
SESSION_COOKIE_SECURE = _HTTPS
CSRF_COOKIE_SECURE = _HTTPS
SECURE_SSL_REDIRECT = _HTTPS
SECURE_HSTS_SECONDS = environment.number("HUDAI_HSTS_SECONDS", 0)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if environment.flag("HUDAI_BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SILENCED_SYSTEM_CHECKS = [
    # HSTS is the operator's choice and speaks for one host: its neighbours under the same domain
    # belong to other offices, which neither HTTPS there (W005) nor the preload list (W021) may bind.
    "security.W005",
    "security.W021",
    # Axes warns of lock-outs by browser or cookie, which an attacker changes at will; ours goes by
    # name alone and does not mind from where.
    "axes.W006",
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        # Small pictures that the stylesheet itself carries (ticks, arrows).
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

STATIC_URL = "static/"
STATIC_ROOT = HUDAI_HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = HUDAI_HOME / "files"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
HUDAI_API_CALLS = environment.number("HUDAI_API_CALLS", 300)
HUDAI_UPLOAD_BYTES = environment.number("HUDAI_UPLOAD_MB", 60) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_NUMBER_FILES = 50
