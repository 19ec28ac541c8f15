"""Addresses of short messages."""

from django.urls import path

from . import views

app_name = "sms"
urlpatterns = [
    path("account/", views.account, name="account"),
    path("account/test/", views.test, name="test"),
    path("answers/", views.answers, name="answers"),
    path("count/", views.count, name="count"),
]
