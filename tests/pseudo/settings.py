"""The site's settings, with the pseudo-language for readers who ask for it."""

from runlab_site.settings import *  # noqa: F403
from runlab_site.settings import MIDDLEWARE as SITE_MIDDLEWARE
from tests.pseudo import language

SITE_LANGUAGE = "runlab_site.web.middleware.PageLanguageMiddleware"
PSEUDO_LANGUAGE = "tests.pseudo.language.PseudoLanguageMiddleware"

MIDDLEWARE = [PSEUDO_LANGUAGE if name == SITE_LANGUAGE else name for name in SITE_MIDDLEWARE]
ROOT_URLCONF = "tests.pseudo.urls"
language.install()
