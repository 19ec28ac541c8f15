"""Addresses of coupons that open without log-in."""

from django.urls import path

from . import public

app_name = "coupons_public"
urlpatterns = [
    path("<str:code>/", public.coupon, name="coupon"),
    path("<str:code>.png", public.square, name="square"),
    path("<str:code>/bars.png", public.bars, name="bars"),
]
