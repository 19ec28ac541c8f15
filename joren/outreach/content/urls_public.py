"""Public addresses of content."""

from django.urls import path

from . import public

app_name = "content_public"
urlpatterns = [path("i/<str:token>", public.image, name="image")]
