"""Addresses of the imports."""

from django.urls import path

from . import views, views_after

app_name = "imports"
urlpatterns = [
    path("", views.import_list, name="list"),
    path("new/", views.new, name="new"),
    path("together/<str:name>/", views.drop, name="drop"),
    path("together/<str:name>/start/", views.start_drop, name="start_drop"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/progress/", views.progress, name="progress"),
    path("<int:pk>/tried/", views.tried, name="tried"),
    path("<int:pk>/reading/", views.change_reading, name="reading"),
    path("<int:pk>/leave-out/", views.leave_out, name="leave_out"),
    path("<int:pk>/kind/", views.change_kind, name="kind"),
    path("<int:pk>/preset/", views.change_preset, name="preset"),
    path("<int:pk>/columns/", views.change_columns, name="columns"),
    path("<int:pk>/resume/", views.resume, name="resume"),
    path("<int:pk>/pause/", views.pause, name="pause"),
    path("<int:pk>/discard/", views.discard, name="discard"),
    path("<int:pk>/undo/", views_after.undo, name="undo"),
    path("<int:pk>/original/", views_after.original, name="original"),
    path("<int:pk>/rejects/", views_after.rejects, name="rejects"),
]
