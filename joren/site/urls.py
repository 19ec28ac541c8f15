"""All addresses: the home page, log-in, the API and what each app declares with `Urls`."""

from django.urls import URLPattern, URLResolver, include, path

from joren.foundation.registry import Urls, entries

from .api import api
from .views import home

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("api/v1/", api.urls),
    path("accounts/", include("allauth.urls")),
    *(path(urls.prefix, include(urls.module)) for urls in entries(Urls)),
]
