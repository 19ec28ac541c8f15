"""Addresses of the account pages."""

from django.urls import path

from . import views

app_name = "accounts"
urlpatterns = [
    path("", views.staff_list, name="staff"),
    path("new/", views.add_staff, name="staff_new"),
    path("<int:pk>/", views.edit_staff, name="staff_edit"),
    path("keys/", views.tokens, name="tokens"),
    path("keys/<int:pk>/revoke/", views.revoke_token, name="token_revoke"),
]
