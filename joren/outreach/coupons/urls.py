"""Addresses of coupons."""

from django.urls import path

from . import till, views

app_name = "coupons"
urlpatterns = [
    path("", views.coupon_list, name="list"),
    path("new/", views.new, name="new"),
    path("till/", till.till, name="till"),
    path("till/use/", till.use, name="use"),
    path("till/give-back/", till.give_back, name="give_back"),
    path("disputed/", views.disputed, name="disputed"),
    path("give/<int:customer_id>/", views.give, name="give"),
    path("codes/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/uses.csv", views.uses_csv, name="uses_csv"),
    path("<int:pk>/codes.csv", views.codes_csv, name="codes_csv"),
    *(path(f"<int:pk>/{verb}/", views.turn, {"verb": verb}, name=verb) for verb in views.VERBS),
]
