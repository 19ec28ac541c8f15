"""Addresses of the exports."""

from django.urls import path

from . import views

app_name = "exports"
urlpatterns = [
    path("", views.export_list, name="list"),
    path("new/", views.choose, name="choose"),
    path("customers/", views.new, {"what": "customers"}, name="customers"),
    path("new/everything/", views.everything, name="everything"),
    path("new/<slug:what>/", views.new, name="new"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/download/", views.download, name="download"),
    path("<int:pk>/not-written/", views.not_written, name="not_written"),
    path("templates/<int:pk>/remove/", views.remove_template, name="remove_template"),
]
