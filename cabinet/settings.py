"""Settings, from the environment only. `cabinet.services` fills it for a checkout without one."""

import os
from email.utils import parseaddr
from pathlib import Path

import dj_database_url
from celery.schedules import schedule
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent


def required(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"The environment variable {name} is not set. See docs/operations.md.")
    return value


def flag(name: str) -> bool:
    return os.environ.get(name, "").lower() in {"1", "true", "yes", "on"}


# --- What kind of house this is -------------------------------------------------------------------

#: `production` (default), `demo` (embedded services, plain http on loopback) or `test`.
ENVIRONMENT = os.environ.get("CABINET_ENVIRONMENT", "production")
IS_PRODUCTION = ENVIRONMENT == "production"
DEBUG = flag("CABINET_DEBUG")
SECRET_KEY = required("SECRET_KEY")
#: Signs the scope that PostgreSQL obeys; the owner's copy lies in a table the application cannot read.
TENANCY_KEY = required("TENANCY_KEY")
#: Wrap each practice's key; never in the database. Numbered, the highest seals (`cabinet/vault/masters.py`).
MASTER_KEYS = required("MASTER_KEYS")
SITE_URL = os.environ.get("SITE_URL", "http://localhost:8000")
#: The port of the stream of live pages where no proxy leads to it; the host is the site's own.
LIVE_PORT = os.environ.get("LIVE_PORT", "")
ALLOWED_HOSTS = os.environ.get(
    "ALLOWED_HOSTS", "" if IS_PRODUCTION else "localhost,127.0.0.1,[::1],testserver"
).split(",")
CSRF_TRUSTED_ORIGINS = [SITE_URL] if IS_PRODUCTION else []

# --- Rooms ----------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "messaging",
    "commune",
    "patients",
    "retrocession",
    "planning",
    "cabinet",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "lucide",
    "rest_framework",
    "template_partials",
    "csp",
]
if not IS_PRODUCTION:
    INSTALLED_APPS.insert(0, "demo")

MIDDLEWARE = [
    "cabinet.middleware.RequestIdMiddleware",
    "cabinet.metrics.MetricsMiddleware",
    "cabinet.api.problems.ProblemMiddleware",
    "cabinet.middleware.UnavailableMiddleware",
    "cabinet.middleware.RefusalPageMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cabinet.sessions.SessionAgeMiddleware",
    "cabinet.middleware.ApiTokenMiddleware",
    "cabinet.sessions.SignInRequiredMiddleware",
    "cabinet.page_limits.PageLimitMiddleware",
    "cabinet.middleware.ScopeMiddleware",
    "cabinet.second_factors.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "cabinet.middleware.PrivatePagesMiddleware",
]

ROOT_URLCONF = "cabinet.urls"
WSGI_APPLICATION = "cabinet.wsgi.application"
#: Routes of the apps above the ground floor, named by string because arrows point down.
CABINET_URLS = ["messaging.urls", "commune.urls", "patients.urls", "retrocession.urls", "planning.urls"]
CABINET_API = ["planning.api", "retrocession.api", "patients.api", "commune.api", "messaging.api"]
#: What each app adds to the house: navigation and cards of the home page (`cabinet.house`).
CABINET_HOUSE = [
    "cabinet.reception",
    "planning.house",
    "retrocession.house",
    "patients.house",
    "commune.house",
    "messaging.house",
]
#: Sections of the start kit, in the order in which they are loaded.
KIT_SECTIONS = ["cabinet.kit.people", "planning.kit", "retrocession.kit", "patients.kit", "messaging.kit"]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cabinet.context_processors.house",
            ],
            "builtins": ["cabinet.templatetags.ui", "django.templatetags.static"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Data -----------------------------------------------------------------------------------------


def database(url: str, **options) -> dict:
    return dj_database_url.parse(url, engine="cabinet.tenancy.backend", conn_max_age=60, **options) | {
        "ATOMIC_REQUESTS": True,
        "CONN_HEALTH_CHECKS": True,
    }


#: The application's own role: owns nothing, bypasses nothing.
DATABASES = {"default": database(required("DATABASE_URL"))}
if os.environ.get("DATABASE_OWNER_URL"):
    #: Only where migrations run.
    DATABASES["owner"] = database(os.environ["DATABASE_OWNER_URL"]) | {"ATOMIC_REQUESTS": False}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

#: Tables that belong to no practice, each with the reason why it is not isolated.
TENANCY_GLOBAL = {
    "cabinet.ApiToken": "belongs to a person; looked up before any practice is known",
    "cabinet.Cabinet": "the tenant itself: name, commune and settings, no secret",
    "cabinet.Heartbeat": "one instant, the same for all",
    "cabinet.LiveCounter": "how many changes a practice has known: read with one's memberships",
    "cabinet.Job": "the queue, read across practices by the workers: ids and dates only",
    "cabinet.Network": "a name",
    "cabinet.NetworkInvitation": "which practice is asked into which network: read from both sides",
    "cabinet.OpeningCode": "looked up before the practice that it opens exists; a digest",
    "cabinet.Person": "an identity and its password; what a practice knows of it is in its profile",
    "planning.Engagement": "that a person is not free, never where: asked before giving them a day",
    "planning.Feed": "belongs to a person; looked up before any practice is known",
    "planning.Holiday": "the national calendar",
    "messaging.PushDevice": "belongs to a person, whatever the practice; holds no content",
    "messaging.Quiet": "belongs to a person, whatever the practice",
    "auth.*": "Django's own, unused",
    "contenttypes.*": "Django's own",
    "sessions.*": "a session belongs to a person",
    "account.*": "e-mail addresses of a person",
    "mfa.*": "second factors of a person; secrets are sealed by the master key",
    "socialaccount.*": "that a person is known to Pro Santé Connect, under which identifier",
    "usersessions.*": "sessions of a person",
}

REDIS_URL = required("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "cabinet",
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
}

# --- Celery: beat is a tick that knows nothing, the jobs table is the truth ------------------------

CELERY_BROKER_URL = os.environ.get("CELERY_BROKER_URL", REDIS_URL)
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "Europe/Paris"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 1,
    "health_check_interval": 10,
    "global_keyprefix": "cabinet:",
    # Kombu waits two seconds, then four, before it believes that the broker is away.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.1,
}
CELERY_TASK_PUBLISH_RETRY_POLICY = {
    "max_retries": 1,
    "interval_start": 0,
    "interval_max": 0.2,
}
CELERY_BEAT_SCHEDULE = {
    "tick": {
        "task": "cabinet.tick",
        "schedule": schedule(30.0),
        "options": {"expires": 25},
    },
}
#: Handlers of jobs by kind, registered on import; the apps are named by string.
JOB_MODULES = [
    "cabinet.outbox",
    "cabinet.vault.tasks",
    "cabinet.api.tasks",
    "cabinet.live.tasks",
    "cabinet.actions.archive",
    "cabinet.actions.invitations",
    "planning.tasks",
    "retrocession.tasks",
    "retrocession.contract_tasks",
    "patients.tasks",
    "patients.nightly",
    "commune.tasks",
    "messaging.tasks",
    "messaging.attachment_tasks",
    "messaging.mail_tasks",
    "messaging.notice_tasks",
]

# --- People ---------------------------------------------------------------------------------------

AUTH_USER_MODEL = "cabinet.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "cabinet.passwords.WordsOfThePlaceValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"

ACCOUNT_ADAPTER = "cabinet.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
#: Beside allauth's own limits: addresses of invitations cannot be tried out, nor accounts from one place,
#: where a known device is not counted (`cabinet/sign_in_tries.py`), as allauth's own « login » would do.
ACCOUNT_RATE_LIMITS = {
    "invitation": "30/m/ip",
    "login": "",
    "sign_in": "30/m/ip",
    "opening": "20/h/ip",
    "opening_letter": "3/h/key",
}
#: What one person may read (`cabinet/page_limits.py`); 0: without limit. A demo is measured and scanned, too.
PAGES_A_MINUTE = int(os.environ.get("PAGES_A_MINUTE", {"test": "0", "demo": "6000"}.get(ENVIRONMENT, "600")))
FILES_AN_HOUR = int(os.environ.get("FILES_AN_HOUR", "0" if ENVIRONMENT == "test" else "300"))
#: Where an address with an id opens something about a patient.
APPS_OF_FILES = {"patients", "messaging"}
#: What pages ask for by themselves, to stay as things are.
PAGES_NOT_COUNTED = {"live_news", "messaging:following", "messaging:unread"}
#: Who opens a practice by themselves: `code`, who holds a code made by the operator; `open`, anybody whose
#: address answers; `closed`, nobody.
PRACTICE_OPENING = os.environ.get("PRACTICE_OPENING", "code")
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if IS_PRODUCTION else "http"
USERSESSIONS_TRACK_ACTIVITY = False

# --- Second factors (`cabinet/second_factors/`) ----------------------------------------------------

MFA_ADAPTER = "cabinet.second_factors.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "cabinet.second_factors.forms.CodeForm",
    "reauthenticate": "cabinet.second_factors.forms.ReauthenticationCodeForm",
    "activate_totp": "cabinet.second_factors.forms.FirstCodeForm",
    "add_webauthn": "cabinet.second_factors.forms.AddPasskeyForm",
    "edit_webauthn": "cabinet.second_factors.forms.RenamePasskeyForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Cabinet collaboratif"
#: A code is good for its own thirty seconds; the phones of our days know the time.
MFA_TOTP_TOLERANCE = 0
MFA_TRUST_ENABLED = False
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXY_COUNT", "1" if IS_PRODUCTION else "0"))

# --- Pro Santé Connect, by settings only (`cabinet/pro_sante_connect.py`) ---------------------------

PSC_CLIENT_ID = os.environ.get("PSC_CLIENT_ID", "")
PSC_CLIENT_SECRET = os.environ.get("PSC_CLIENT_SECRET", "")
PSC_DISCOVERY_URL = os.environ.get(
    "PSC_DISCOVERY_URL",
    "https://auth.esw.esante.gouv.fr/auth/realms/esante-wallet/.well-known/wallet-openid-configuration",
)
SOCIALACCOUNT_ADAPTER = "cabinet.pro_sante_connect.SocialAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form would be stopped by `form-action` on its way to another site
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "SCOPE": ["openid", "scope_all"],
        "APPS": [
            {
                "provider_id": "pro-sante-connect",
                "name": "Pro Santé Connect",
                "client_id": PSC_CLIENT_ID,
                "secret": PSC_CLIENT_SECRET,
                "settings": {"server_url": PSC_DISCOVERY_URL},
            }
        ]
        if PSC_CLIENT_ID
        else [],
    }
}

SESSION_ENGINE = "cabinet.session_store"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_PRODUCTION
CSRF_COOKIE_HTTPONLY = True  # scripts take the token from the page
SESSION_COOKIE_NAME = "__Host-session" if IS_PRODUCTION else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if IS_PRODUCTION else "csrf"
#: That somebody signed in on this browser before: nobody else's tries slow them down.
DEVICE_COOKIE_NAME = "__Host-device" if IS_PRODUCTION else "device"
#: What the next page says, sealed (`cabinet/toasts.py`).
TOASTS_COOKIE_NAME = "__Host-toasts" if IS_PRODUCTION else "toasts"
MESSAGE_STORAGE = "cabinet.toasts.Toasts"
CSRF_FAILURE_VIEW = "cabinet.views.errors.csrf_failure"

# --- Headers --------------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = IS_PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz/$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_PRODUCTION else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
PERMISSIONS_POLICY: dict[str, list] = {
    name: []
    for name in (
        "camera",
        "display-capture",
        "geolocation",
        "microphone",
        "payment",
        "usb",
    )
}
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "worker-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [
            SELF,
            *(f"http://{host}:{LIVE_PORT}" for host in ("localhost", "127.0.0.1") if LIVE_PORT),
        ],
        "font-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
#: A month of receipts is a few hundred kilobytes; a hundred times that is a mistake.
RECEIPTS_MAX_BYTES = 50 * 1024 * 1024
#: Where attachments lie, sealed. Never a folder that a server gives away.
ATTACHMENTS_DIR = os.environ.get(
    "ATTACHMENTS_DIR", str(Path(os.environ.get("CABINET_DATA_DIR") or BASE_DIR / ".data") / "attachments")
)
#: What a practice may keep of them, in bytes; 0 for no limit.
ATTACHMENTS_QUOTA = int(os.environ.get("ATTACHMENTS_QUOTA_MB", "5000")) * 1024 * 1024
#: A clamd or a function (`cabinet/files/scanner.py`); none: files are ready once they are made harmless.
ATTACHMENT_SCANNER = os.environ.get("ATTACHMENT_SCANNER", "")

#: Whoever asks for `/metrics/` brings it; without one the address does not exist.
METRICS_TOKEN = os.environ.get("METRICS_TOKEN", "")

# --- Files, mail, language ------------------------------------------------------------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "cabinet.bundles.BundleFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STATIC_ROOT = os.environ.get("STATIC_ROOT", str(BASE_DIR / "staticfiles"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or ENVIRONMENT == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
DEFAULT_FROM_EMAIL = os.environ.get("MAIL_FROM", "Cabinet collaboratif <ne-pas-repondre@cabinet.example>")
if os.environ.get("MAIL_FOLDER"):
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = os.environ["MAIL_FOLDER"]
elif ENVIRONMENT == "demo":
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
elif os.environ.get("MAIL_HOST"):
    EMAIL_HOST = os.environ["MAIL_HOST"]
    EMAIL_PORT = int(os.environ.get("MAIL_PORT", "587"))
    EMAIL_HOST_USER = os.environ.get("MAIL_USER", "")
    EMAIL_HOST_PASSWORD = os.environ.get("MAIL_PASSWORD", "")
    EMAIL_USE_TLS = not flag("MAIL_WITHOUT_TLS")
    EMAIL_TIMEOUT = 10

# --- Notices ---------------------------------------------------------------------------------------

#: Signs our pushes (`make_vapid_keys` draws one); none: people are told by e-mail only.
VAPID_PRIVATE_KEY = os.environ.get("VAPID_PRIVATE_KEY", "")
#: Whom a push service writes to when our pushes trouble it.
VAPID_CONTACT = os.environ.get("VAPID_CONTACT") or f"mailto:{parseaddr(DEFAULT_FROM_EMAIL)[1]}"
#: Where pushes may leave for, besides the services of browsers: hosts, or « host:port » of a relay of ours.
PUSH_HOSTS = tuple(filter(None, os.environ.get("PUSH_HOSTS", "").split(",")))
#: An e-mail that counts what waits leaves at most once in so many hours, to who has no device that works.
DIGEST_HOURS = int(os.environ.get("DIGEST_HOURS", "4"))

LANGUAGE_CODE = "fr"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"

# --- API ------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "cabinet.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["cabinet.api.permissions.MayDo"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "cabinet.api.parsers.ObjectParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "DEFAULT_PAGINATION_CLASS": "cabinet.api.pagination.Pages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["cabinet.api.throttling.PersonThrottle"],
    "DEFAULT_THROTTLE_RATES": {"user": os.environ.get("API_RATE", "600/min")},
    "EXCEPTION_HANDLER": "cabinet.api.problems.problem_json",
    "PAGE_SIZE": 100,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Cabinet collaboratif",
    "DESCRIPTION": "Planning, rétrocession et relevés d’un cabinet collaboratif. "
    "Session ou `Authorization: Token …`.",
    "VERSION": "1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SERVE_INCLUDE_SCHEMA": False,
    #: Fields of one name with other choices in each place.
    "ENUM_NAME_OVERRIDES": {
        "AppointmentStateEnum": "patients.models.AppointmentState",
        "AppointmentKindEnum": "patients.models.AppointmentKind",
        "EventKindEnum": "planning.models.Event.Kind",
        "CostKindEnum": "commune.models.money.COST_KINDS",
        "FileStateEnum": "cabinet.models.sealed_file.FileState",
        "RegisterKindEnum": "commune.models.registers.ENTRY_KINDS",
        "RegisterStateEnum": "commune.rules.registers.STATE_CHOICES",
        "MailKindEnum": "messaging.models.MailKind",
        "MailStateEnum": "messaging.models.MailState",
        "AdjustmentKindEnum": "retrocession.models.Adjustment.Kind",
        "ContractKindEnum": "retrocession.models.contract.KINDS",
        "ContractStateEnum": "retrocession.models.contract.STATES",
        "RecordStateEnum": "patients.models.RecordState",
        "ReferralSessionStateEnum": "patients.models.SessionState",
        "ReferralStateEnum": "patients.models.ReferralState",
        "PaymentKindEnum": ["debited", "returned"],
        "RetrocessionBaseEnum": "cabinet.models.cabinet.RETROCESSION_BASES",
        "SeriesDayStateEnum": ["made", "skipped", "released"],
        "WeekStateEnum": ["at_target", "below_target", "below_floor", "nobody", "closed"],
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "cabinet.api.docs.say_what_all_do",
    ],
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "cabinet.logs.formatter", "as_json": IS_PRODUCTION}},
    "filters": {"without_keys": {"()": "cabinet.logs.WithoutKeys"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "lines", "filters": ["without_keys"]},
    },
    "root": {
        "handlers": ["console"],
        "level": os.environ.get("LOG_LEVEL", "INFO" if IS_PRODUCTION else "WARNING"),
    },
}
