"""Addresses of the results: ``12`` is a campaign's, ``journey-3`` a journey's, ``control-2026-04`` a month's."""

from django.urls import path, register_converter

from . import views
from .sources import Kind


class KeyConverter:
    """The key of an experiment as an address has it: a dash for the colon, and nothing before a campaign's number."""

    regex = r"\d+|journey-\d+|control-\d{4}-\d{2}"

    def to_python(self, value: str) -> str:
        """The key."""
        return f"{Kind.CAMPAIGN}:{value}" if value.isdigit() else value.replace("-", ":", 1)

    def to_url(self, value: str | int) -> str:
        """The address of a key, of a path, or of a campaign's number."""
        return str(value).removeprefix("campaign:").replace(":", "-", 1)


register_converter(KeyConverter, "experiment")

app_name = "experiments"
urlpatterns = [
    path("", views.result_list, name="list"),
    path("export.csv", views.export, name="export"),
    path("<experiment:key>/", views.result, name="result"),
    path("<experiment:key>/people/", views.people, name="people"),
    path("<experiment:key>/figures.csv", views.figures, name="figures"),
    path("<experiment:key>/margin/", views.margin, name="margin"),
    path("<experiment:key>/judge/", views.judge, name="judge"),
]
