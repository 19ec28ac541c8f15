"""Addresses of calls."""

from django.urls import path

from . import views, views_counter, views_progress

app_name = "calls"
urlpatterns = [
    path("", views.call_list, name="list"),
    path("list.csv", views.call_list_csv, name="csv"),
    path("<int:pk>/take/", views.take, name="take"),
    path("<int:pk>/release/", views.release, name="release"),
    path("<int:pk>/record/", views.record, name="record"),
    path("counter/", views_counter.counter, name="counter"),
    path("counter/<int:pk>/", views_counter.tell, name="tell"),
    path("counter/again/<int:customer_id>/", views_counter.again, name="tell_again"),
    path("progress/", views_progress.progress, name="progress"),
    path("progress.csv", views_progress.progress_csv, name="progress_csv"),
    path("settings/", views_progress.conditions, name="conditions"),
]
