"""Addresses of what is to do."""

from django.urls import path

from . import views_tasks

app_name = "tasks"
urlpatterns = [
    path("", views_tasks.task_list, name="list"),
    path("<int:pk>/done/", views_tasks.done, name="done"),
]
