"""Addresses of the library."""

from django.urls import path

from . import builder, views

app_name = "segments"
urlpatterns = [
    path("", views.segment_list, name="list"),
    path("new/", builder.new, name="new"),
    path("new/products/", builder.products, name="products"),
    path("attributes/", views.attribute_list, name="attributes"),
    path("of/<slug:key>/", views.detail, name="detail"),
    path("of/<slug:key>/edit/", builder.edit, name="edit"),
    path("of/<slug:key>/export/", views.export, name="export"),
    path("of/<slug:key>/archive/", views.archive, name="archive"),
    path("of/<slug:key>/restore/", views.restore, name="restore"),
]
