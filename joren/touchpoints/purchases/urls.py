"""Addresses of purchases."""

from django.urls import path

from . import views

app_name = "purchases"
urlpatterns = [
    path("customers/<int:customer>/purchases/", views.of_customer, name="of_customer"),
    path("customers/<int:customer>/purchases/new/", views.new, name="new"),
    path("purchases/<int:pk>/", views.detail, name="detail"),
    path("purchases/<int:pk>/return/", views.give_back, name="give_back"),
    path("purchases/<int:pk>/cancel/", views.cancel, name="cancel"),
    path("purchases/<int:pk>/reassign/", views.reassign, name="reassign"),
]
