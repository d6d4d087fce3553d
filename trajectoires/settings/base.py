"""Production. Every value that changes from one server to another comes from the environment."""

from pathlib import Path
from urllib.parse import urlsplit

from celery.schedules import crontab
from csp.constants import NONE, SELF
from environs import Env

RACINE = Path(__file__).resolve().parent.parent.parent
env = Env()

# --- Who we are -----------------------------------------------------------------------------
SECRET_KEY = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])
"""Former keys: what they sealed (comptes.coffre) and signed is still read."""
DEBUG = False
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS")
SITE_NOM = "Trajectoires socio-économiques"
SITE_URL = env.str("SITE_URL").rstrip("/")
LIVE_URL = env.str("LIVE_URL", SITE_URL).rstrip("/")
CORPUS = RACINE / "corpus"
CORPUS_AILLEURS = ["webinaires.corpus.plants"]
"""Who knows pages of the corpus that `charger_contenus` plants and does not fill."""
MANDATAIRES: list[str] = env.list("MANDATAIRES", [])
"""Addresses or networks of the reverse proxies whose X-Forwarded-For is believed (`*` for any)."""

# --- What it is made of ---------------------------------------------------------------------
INSTALLED_APPS = [
    "trajectoires",
    "comptes",
    "kits",
    "contenus",
    "diagnostic",
    "parcours",
    "webinaires",
    "regards",
    "reperes",
    "accompagnement",
    "rules",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "comptes.oidc",
    "rest_framework",
    "wagtail.contrib.redirects",
    "wagtail.contrib.sitemaps",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.snippets",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "django.forms",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "contenus.memoire.MemoireDesPages",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "comptes.second_facteur.SecondFacteur",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]
ROOT_URLCONF = "trajectoires.urls"
WSGI_APPLICATION = "trajectoires.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [RACINE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "trajectoires.contexte.site",
            ],
            "builtins": [
                "trajectoires.templatetags.composants",
                "contenus.templatetags.portail",
                "parcours.templatetags.pas",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Engines --------------------------------------------------------------------------------
DATABASES = {"default": env.dj_db_url("DATABASE_URL")}
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": 8}

REDIS_URL = env.str("REDIS_URL")
"""`redis://host:port/0` on servers, `unix:///path/to.sock` beside the embedded engine."""
_par_socket = urlsplit(REDIS_URL).scheme == "unix"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
LIMITES_STOCKAGE = REDIS_URL.replace("unix://", "redis+unix://", 1) if _par_socket else REDIS_URL

CELERY_BROKER_URL = (
    REDIS_URL.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=")
    if _par_socket
    else REDIS_URL
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 20  # WeasyPrint keeps half a megabyte of each document (docs/bench.md)
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000  # kB
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Europe/Paris"
CELERY_TASK_DEFAULT_QUEUE = "courant"
CELERY_IMPORTS = [
    "contenus.tasks_courriels",
    "contenus.tasks_recherche",
    "webinaires.tasks_archive",
    "webinaires.tasks_rapport",
]
CELERY_TASK_ROUTES = {"kits.tasks.composer": {"queue": "kits"}}
CELERY_BEAT_SCHEDULE = {
    "reprendre-les-rendus-abandonnes": {"task": "kits.tasks.reprendre", "schedule": 10.0},
    "expirer-les-rendus": {"task": "kits.tasks.expirer", "schedule": crontab(minute=17)},
    "publier-a-l-heure": {"task": "contenus.tasks.publier_a_l_heure", "schedule": crontab()},
    "distribuer-le-courrier": {
        "task": "contenus.tasks_courriels.distribuer",
        "schedule": crontab(minute="5-55/10"),  # seven o’clock is decided in contenus/models/abonnements.py
    },
    "distribuer-le-courrier-des-webinaires": {
        "task": "webinaires.tasks.distribuer",
        "schedule": crontab(minute="*/5"),  # a reminder an hour before leaves five minutes late at most
    },
    "purger-les-inscriptions": {"task": "webinaires.tasks.purger", "schedule": crontab(minute=43)},
    "purger-les-abonnements": {"task": "contenus.tasks_courriels.purger", "schedule": crontab(minute=37)},
    "rappeler-les-echeances": {"task": "parcours.tasks.rappeler", "schedule": crontab(minute="2-52/10")},
    "cloturer-les-regards": {"task": "regards.tasks.cloturer", "schedule": crontab(minute="3-53/10")},
    "conserver-les-regards": {"task": "regards.tasks.conserver", "schedule": crontab(minute=45, hour=5)},
    "faire-paraitre-les-reperes": {
        "task": "reperes.tasks.paraitre",
        "schedule": crontab(minute=30, hour=2),  # said on the pages by reperes.parutions.HEURE
    },
    "rappeler-les-suivis": {"task": "accompagnement.tasks.rappeler", "schedule": crontab(minute="8-58/10")},
    "purger-les-accords": {"task": "accompagnement.tasks.purger", "schedule": crontab(minute=35, hour=5)},
    "purger-les-rappels": {"task": "parcours.tasks.purger", "schedule": crontab(minute=47)},
    "entretenir-les-comptes": {"task": "comptes.tasks.entretenir", "schedule": crontab(minute=25, hour=5)},
    "entretenir-la-recherche": {
        "task": "contenus.tasks_recherche.entretenir_la_recherche",
        "schedule": crontab(minute=20, hour=4),
    },
    "verifier-les-liens": {
        "task": "contenus.tasks.verifier_les_liens",
        "schedule": crontab(minute=40, hour=3, day_of_week="sunday"),
    },
}

# --- People ---------------------------------------------------------------------------------
AUTH_USER_MODEL = "comptes.Utilisateur"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{nom}", "OPTIONS": options}
    for nom, options in (
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "espace:accueil"
CSRF_COOKIE_AGE = None  # forgotten with the browser, as nothing but the pages of the account asks for one
ACCOUNT_ADAPTER = "comptes.adapters.CompteAdapter"
ACCOUNT_FORMS = {
    "login": "comptes.connexion.EntreeForm",
    "request_login_code": "comptes.connexion.DemandeDeCodeForm",
    "reset_password": "comptes.connexion.MotDePasseOublieForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 900  # seconds: some mail servers make newcomers wait ten minutes
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 900
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "compte_parti"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "request_login_code": "20/m/ip,3/m/key",
    "signup": "20/m/ip",
    "reset_password": "20/m/ip,3/m/key",
    "reauthenticate": "10/m/user",
    "manage_email": "10/m/user",
    "change_password": "5/m/user",
    "confirm_email": "1/10s/key",
}
"""How often one address (`ip`), one person (`user`) or one e-mail (`key`) may ask, counted in Redis."""
MFA_ADAPTER = "comptes.adapters.FacteurAdapter"
MFA_FORMS = {"add_webauthn": "comptes.connexion.AjoutDeCleForm"}
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_NOM
MFA_TOTP_TOLERANCE = 1  # telephones whose clock drifts by half a minute

SOCIALACCOUNT_ADAPTER = "comptes.adapters.IdentiteAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
"""An account is found by its e-mail only when the provider says it has verified that e-mail."""
OIDC_SERVEUR = env.str("OIDC_SERVEUR", "")
"""The issuer's address, or that of its `.well-known/openid-configuration`. Empty: no such button."""
SOCIALACCOUNT_PROVIDERS: dict[str, dict[str, list[dict[str, object]]]] = {"oidc": {"APPS": []}}
if OIDC_SERVEUR:
    SOCIALACCOUNT_PROVIDERS["oidc"]["APPS"] = [
        {
            "provider_id": "oidc",
            "name": env.str("OIDC_NOM", "ProConnect"),
            "client_id": env.str("OIDC_CLIENT"),
            "secret": env.str("OIDC_SECRET"),
            "settings": {
                "server_url": OIDC_SERVEUR,
                "scope": env.list("OIDC_PORTEES", ["openid", "given_name", "usual_name", "email", "siret"]),
                "auth_params": {"acr_values": env.str("OIDC_NIVEAU", "eidas1")},
                "oauth_pkce_enabled": True,
                "verified_email": env.bool("OIDC_COURRIEL_SUR", False),
            },
        }
    ]

_courriel = env.dj_email_url("EMAIL_URL", "smtp://localhost:25")
EMAIL_BACKEND = _courriel["EMAIL_BACKEND"]
EMAIL_HOST = _courriel["EMAIL_HOST"]
EMAIL_PORT = _courriel["EMAIL_PORT"]
EMAIL_HOST_USER = _courriel["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = _courriel["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = _courriel["EMAIL_USE_TLS"]
EMAIL_USE_SSL = _courriel["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Trajectoires <ne-pas-repondre@localhost>")

# --- Language and time ----------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# --- Files ----------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [RACINE / "static"]
STATIC_ROOT = env.path("STATIC_ROOT", RACINE / ".donnees" / "static")
MEDIA_URL = "/medias/"
MEDIA_ROOT = env.path("MEDIA_ROOT", RACINE / ".donnees" / "medias")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 4_000_000  # 32 comments of 10,000 accented characters, urlencoded
DATA_UPLOAD_MAX_NUMBER_FIELDS = (
    4_000  # the largest worksheet sent whole, without JavaScript: 150 rows of 6 cells
)

# --- Security -------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
SECURE_REDIRECT_EXEMPT = [r"^sante/$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # HSTS preload binds a whole domain: its owner decides
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
X_FRAME_OPTIONS = "DENY"
ORIGINES_OIDC = [f"{_oidc.scheme}://{_oidc.netloc}"] if (_oidc := urlsplit(OIDC_SERVEUR)).netloc else []
"""Where the form of the sign-in button leads: browsers check every redirection of a form."""
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ("/redaction/",),
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF, LIVE_URL],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF, *ORIGINES_OIDC],
        "frame-ancestors": [NONE],
    },
}

# --- Editorial office -----------------------------------------------------------------------
WAGTAIL_SITE_NAME = SITE_NOM
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAIL_FINISH_WORKFLOW_ACTION = "contenus.parution.publier_ce_qui_est_approuve"
WAGTAIL_I18N_ENABLED = False
WAGTAIL_FRONTEND_LOGIN_URL = "/compte/login/"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False  # passwords, e-mails and second factors: /compte/, nowhere else
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILIMAGES_IMAGE_MODEL = "contenus.ImageDuPortail"
WAGTAILDOCS_DOCUMENT_MODEL = "contenus.FichierDuPortail"
WAGTAIL_ENABLE_UPDATE_CHECK = False  # no visit to anyone else, not even from the office
WAGTAIL_GRAVATAR_PROVIDER_URL = None
LIENS_RESEAU_PERMIS: list[str] = []
"""Sites of a private network that the checker of links may ask all the same."""

# --- Open API -------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticatedOrReadOnly"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "PAGE_SIZE": 50,
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "UNAUTHENTICATED_USER": None,
}

# --- Journal --------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"ligne": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "ligne"}},
    "loggers": {nom: {"level": "WARNING"} for nom in ("weasyprint", "django_tasks", "wagtail")},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
}
