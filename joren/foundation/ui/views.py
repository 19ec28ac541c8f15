"""The kit's own pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def style_guide(request: HttpRequest) -> HttpResponse:
    """Every component with made-up data: what a new screen is built from."""
    return render(request, "ui/style_guide.html")
