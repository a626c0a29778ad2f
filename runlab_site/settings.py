"""The only translator from Config to Django's settings."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from runlab_site.config import BASE_DIR, QUEUE_LIMIT, Config
from runlab_site.mongo.embedded_mongo import running_uri

if TYPE_CHECKING:
    from collections.abc import Mapping

CONFIG = Config.from_env()
TESTING = "pytest" in sys.modules

SECRET_KEY = CONFIG.secret_key
DEBUG = CONFIG.debug
ALLOWED_HOSTS = CONFIG.allowed_hosts
ROOT_URLCONF = "runlab_site.urls"
ASGI_APPLICATION = "runlab_site.asgi.application"
WSGI_APPLICATION = "runlab_site.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "runlab_site.mongo.fields.StrObjectIdAutoField"

INSTALLED_APPS = [
    "unfold",
    "runlab_site.apps.MongoAdminConfig",
    "runlab_site.apps.MongoAuthConfig",
    "runlab_site.apps.MongoContentTypesConfig",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "corsheaders",
    "django_filters",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "runlab_site.apps.SiteConfig",  # before the queue: its `qcluster` takes the place of django-q's
    "runlab_site.apps.MongoQueueConfig",
    "runlab_site.accounts.apps.AccountsConfig",
    "runners.apps.RunnersConfig",
    "sessions.apps.SessionsConfig",
    "training.apps.TrainingConfig",
]

# Third-party models keep their own names but get migrations with ObjectId keys, kept here.
MIGRATION_MODULES = {
    "admin": "runlab_site.mongo.migrations.admin",
    "auth": "runlab_site.mongo.migrations.auth",
    "contenttypes": "runlab_site.mongo.migrations.contenttypes",
    "django_q": "runlab_site.mongo.migrations.django_q",
}

MIDDLEWARE = [
    "runlab_site.web.middleware.RequestIdMiddleware",
    "runlab_site.web.middleware.PageGZipMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "runlab_site.web.middleware.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "runlab_site.web.middleware.PageLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "runlab_site.accounts.middleware.LastVisitMiddleware",
    "runlab_site.web.middleware.TimeZoneMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

TEMPLATES: list[Mapping[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "runlab_site.web.context_processors.site",
            ],
            "libraries": {
                "navigation": "runlab_site.web.template_tags.navigation",
                "runlab": "runlab_site.web.template_tags.runlab",
            },
        },
    }
]

# Database: one MongoDB, by MONGODB_URI or the one that runs in the data folder.
DATABASES = {
    "default": {
        "ENGINE": "django_mongodb_backend",
        "HOST": running_uri(CONFIG),
        "NAME": CONFIG.database_name,
        "OPTIONS": {
            "w": "majority",
            "journal": True,
            "retryWrites": True,
            "serverSelectionTimeoutMS": CONFIG.server_selection_timeout_ms,
            # A member whose network is silent is left after 5 s and one such round, instead of MongoDB's 30 s.
            "connectTimeoutMS": 5_000,
            "heartbeatFrequencyMS": 2_000,
            "appname": "runlab",
        },
        "TEST": {"NAME": f"{CONFIG.database_name}_test"},
    }
}
DATABASE_ROUTERS = ["django_mongodb_backend.routers.MongoRouter"]

# Queue: messages only wake a worker; the record is background_jobs (docs/decisions/jobs-as-records.md).
Q_CLUSTER = {
    "name": "runlab",
    "broker_class": "runlab_site.jobs.broker.MongoBroker",
    "workers": CONFIG.worker_count,
    "timeout": CONFIG.job_time_limit_s,
    "retry": CONFIG.job_retry_s,
    "queue_limit": QUEUE_LIMIT,
    "max_attempts": 1,
    "ack_failures": True,
    "save_limit": -1,
    "recycle": 200,
    "poll": 0.2,
    "guard_cycle": 0.5,
    "scheduler": False,
    "catch_up": False,
    "label": "Queue",
}

# People
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "signin"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "signin"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# Transport
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = CONFIG.is_https
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if CONFIG.is_https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = CONFIG.is_https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONFIG.is_https else None
# Loopback health checks come by plain http even behind https.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = CONFIG.csrf_trusted_origins
CORS_ALLOWED_ORIGINS = list(CONFIG.cors_origins)
CORS_URLS_REGEX = r"^/api/"

# Uploads: the raw bytes are spooled to disk, then into GridFS.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["runlab_site.web.upload_spool.NamelessFileUploadHandler"]

# Static files: our own, the wheels', and the npm libraries that `make setup` fetched.
STATIC_URL = "static/"
STATIC_ROOT = CONFIG.data_dir / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or CONFIG.debug
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = TESTING or CONFIG.debug
WHITENOISE_AUTOREFRESH = CONFIG.debug

# Language and time: stored in UTC, shown in the reader's zone. English needs no catalogue; another language is a line here
# and a folder in locale/ (docs/contributing.md).
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# Mail
DEFAULT_FROM_EMAIL = SERVER_EMAIL = CONFIG.email_from
if CONFIG.smtp_host:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = CONFIG.smtp_host, CONFIG.smtp_port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = CONFIG.smtp_user, CONFIG.smtp_password
    EMAIL_USE_TLS = CONFIG.smtp_security == "starttls"
    EMAIL_USE_SSL = CONFIG.smtp_security == "tls"
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(CONFIG.mail_dir)

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "runlab_site.accounts.api_authentication.ApiKeyAuthentication",
        "runlab_site.api.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["runlab_site.api.permissions.ScopedPermission"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "runlab_site.api.schema.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["runlab_site.api.throttling.PerPersonThrottle"],
    "EXCEPTION_HANDLER": "runlab_site.api.errors.problem_handler",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "DATETIME_FORMAT": "%Y-%m-%dT%H:%M:%S.%fZ",
}
# Who adds resources to the API, in this order.
API_ROUTES = [
    "runlab_site.accounts.api.register",
    "runlab_site.jobs.api.register",
    "runners.api.urls.register",
    "sessions.api.urls.register",
    "training.api.urls.register",
]
SPECTACULAR_SETTINGS = {
    "TITLE": "Runlab API",
    "DESCRIPTION": "Sessions, statistics, fitness history and plans of the runners you may see.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    # Fields of one name with different values: each set has a name of its own.
    "ENUM_NAME_OVERRIDES": {
        "JobStatus": "runlab_site.models.BackgroundJob.Status",
        "PlanStatus": "training.models.TrainingPlanSchema.Status",
        "UploadFileStatus": ["pending", "processing", "processed", "duplicate", "rejected", "skipped"],
    },
}

UNFOLD = {
    "SITE_TITLE": "Runlab",
    "SITE_HEADER": "Runlab",
    "SITE_SUBHEADER": "Admin",
    "SITE_SYMBOL": "directions_run",
    # The site's own blue, from light to dark.
    "COLORS": {
        "primary": {
            "50": "#eff5fc", "100": "#dbe8f8", "200": "#bcd4f2", "300": "#8fb8e9", "400": "#5c95dd", "500": "#2f74cf",
            "600": "#1d5cb4", "700": "#194a92", "800": "#183f78", "900": "#183763", "950": "#102341",
        }
    },
}  # fmt: skip

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "runlab": {"()": "runlab_site.monitoring.logs.formatter", "log_format": CONFIG.log_format}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "runlab"}},
    "root": {"handlers": ["console"], "level": CONFIG.log_level},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django-q": {"level": "WARNING"},
    },
}
