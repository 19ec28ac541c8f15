"""Addresses of delivery."""

from django.urls import path

from . import views

app_name = "delivery"
urlpatterns = [
    path("policy/", views.policy, name="policy"),
    path("blocked/", views.suppressions, name="suppressions"),
    path("blocked/new/", views.suppress, name="suppress"),
    path("blocked/<int:pk>/lift/", views.lift, name="lift"),
    path("uncertain/", views.uncertain, name="uncertain"),
    path("uncertain/<int:pk>/", views.decide, name="decide"),
]
