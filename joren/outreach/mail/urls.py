"""Addresses of mail's own pages."""

from django.urls import path

from . import views

app_name = "mail"
urlpatterns = [
    path("account/", views.account, name="account"),
    path("account/test/", views.test_connection, name="test"),
    path("mailbox/", views.mailbox, name="mailbox"),
    path("mailbox/empty/", views.empty, name="empty"),
    path("mailbox/<int:pk>/", views.mail, name="mail"),
    path("mailbox/<int:pk>/html", views.mail_html, name="mail_html"),
    path("mailbox/<int:pk>/raw", views.mail_raw, name="mail_raw"),
]
