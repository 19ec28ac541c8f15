"""Addresses of the imports."""

from django.urls import path

from . import views

app_name = "imports"
urlpatterns = [
    path("", views.import_list, name="list"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/reading/", views.change_reading, name="reading"),
    path("<int:pk>/kind/", views.change_kind, name="kind"),
    path("<int:pk>/columns/", views.change_columns, name="columns"),
    path("<int:pk>/resume/", views.resume, name="resume"),
    path("<int:pk>/discard/", views.discard, name="discard"),
    path("<int:pk>/undo/", views.undo, name="undo"),
    path("<int:pk>/rejects/", views.rejects, name="rejects"),
]
