"""The site's addresses, with the words of scripts in the pseudo-language."""

from django.urls import path

from runlab_site.urls import handler400, handler403, handler404, handler500
from runlab_site.urls import urlpatterns as site_urls
from tests.pseudo.language import PseudoScriptWords

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [path("words.js", PseudoScriptWords.as_view(packages=["runlab_site"])), *site_urls]
