"""Addresses of responses for staff."""

from django.urls import path

from . import views

app_name = "responses"
urlpatterns = [
    path("wish/<int:customer_id>/", views.set_wish, name="wish"),
    path("topics/of/", views.set_topic, name="set_topic"),
    path("topics/", views.topics, name="topics"),
    path("topics/<int:pk>/", views.topic, name="topic"),
]
