"""Addresses of mail's own pages."""

from django.urls import path

from . import views, views_accounts, views_domains, views_returns

app_name = "mail"
urlpatterns = [
    path("accounts/", views_accounts.overview, name="account"),
    path("accounts/new/", views_accounts.edit, name="account_new"),
    path("accounts/<int:pk>/", views_accounts.edit, name="account_edit"),
    path("accounts/<int:pk>/test/", views_accounts.test_connection, name="test"),
    path("accounts/<int:pk>/delete/", views_accounts.delete, name="account_delete"),
    path("accounts/limits/new/", views_accounts.limit, name="limit_new"),
    path("accounts/limits/<int:pk>/", views_accounts.limit, name="limit"),
    path("domains/", views_domains.overview, name="domains"),
    path("domains/keys/new/", views_domains.new_key, name="dkim_new"),
    path("domains/keys/<int:pk>/", views_domains.key, name="dkim"),
    path("returns/", views_returns.overview, name="returns"),
    path("returns/paste/", views_returns.paste, name="paste"),
    path("returns/<int:pk>/block/", views_returns.block, name="return_block"),
    path("returns/mailboxes/new/", views_returns.mailbox, name="return_mailbox_new"),
    path("returns/mailboxes/<int:pk>/", views_returns.mailbox, name="return_mailbox"),
    path("returns/mailboxes/<int:pk>/look/", views_returns.look, name="return_look"),
    path("mailbox/", views.mailbox, name="mailbox"),
    path("mailbox/empty/", views.empty, name="empty"),
    path("mailbox/<int:pk>/", views.mail, name="mail"),
    path("mailbox/<int:pk>/html", views.mail_html, name="mail_html"),
    path("mailbox/<int:pk>/raw", views.mail_raw, name="mail_raw"),
]
