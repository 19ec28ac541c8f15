"""All addresses: the home page, log-in, the API and what each app declares with `Urls`."""

from django.urls import URLPattern, URLResolver, include, path

from joren.foundation.registry import Urls, entries

from .api import api, no_such_address
from .views import closed, failed, home

CLOSED = ("signup/", "email/", "confirm-email/", "confirm-email/<str:key>/", "password/set/", "login/code/confirm/")
"""Pages of the log-in library that are not offered; the names they reverse to still exist, as it links to them."""

handler500 = failed

# What strangers open comes by the thousand when a sending goes out, and is looked up first.
urlpatterns: list[URLPattern | URLResolver] = [
    *(path(urls.prefix, include(urls.module)) for urls in entries(Urls) if urls.public),
    path("", home, name="home"),
    path("api/v1/", api.urls),
    path("api/<path:rest>", no_such_address),
    *(path(f"accounts/{page}", closed) for page in CLOSED),
    path("accounts/", include("allauth.urls")),
    *(path(urls.prefix, include(urls.module)) for urls in entries(Urls) if not urls.public),
]
