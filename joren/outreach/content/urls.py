"""Addresses of content."""

from django.urls import path

from . import views

app_name = "content"
urlpatterns = [
    path("", views.gallery, name="gallery"),
    path("new/", views.new, name="new"),
    path("bring/", views.bring, name="bring"),
    path("fields/", views.field_list, name="fields"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/copy/", views.copy, name="copy"),
    path("<int:pk>/rename/", views.rename, name="rename"),
    path("<int:pk>/delete/", views.delete, name="delete"),
    path("<int:pk>/<slug:channel>/", views.edit, name="edit"),
    path("<int:pk>/<slug:channel>/live/", views.live, name="live"),
    path("<int:pk>/<slug:channel>/add/", views.add_wording, name="add_wording"),
    path("<int:pk>/<slug:channel>/remove/", views.remove_wording, name="remove_wording"),
    path("<int:pk>/<slug:channel>/preview/", views.preview, name="preview"),
    path("<int:pk>/<slug:channel>/frame/", views.frame, name="frame"),
    path("<int:pk>/<slug:channel>/test/", views.test, name="test"),
]
