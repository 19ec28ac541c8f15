"""Addresses of the goals."""

from django.urls import path

from . import views, views_doing

app_name = "goals"
urlpatterns = [
    path("", views.goal_list, name="list"),
    path("new/", views.new_goal, name="new"),
    path("experience/", views_doing.experiences, name="experience"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/look/", views.look, name="look"),
    path("<int:pk>/close/", views.close, name="close"),
    path("<int:pk>/reopen/", views.reopen, name="reopen"),
    path("<int:pk>/measures/", views_doing.add_measure, name="add_measure"),
    path("<int:pk>/measures/<int:measure>/tell/", views_doing.tell_measure, name="tell_measure"),
    path("<int:pk>/measures/<int:measure>/remove/", views_doing.remove_measure, name="remove_measure"),
    path("<int:pk>/review/<str:day>/", views_doing.review, name="review"),
]
