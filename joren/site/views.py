"""The home page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    """Greet: what stands, and the next step of the loop."""
    return render(request, "site/home.html")
