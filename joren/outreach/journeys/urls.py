"""Addresses of journeys."""

from django.urls import path

from . import views, views_building, views_people, views_rehearsal

app_name = "journeys"
urlpatterns = [
    path("", views.journey_list, name="list"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/name/", views.rename, name="rename"),
    path("<int:pk>/publish/", views.publish, name="publish"),
    path("<int:pk>/copy/", views.copy, name="copy"),
    path("<int:pk>/delete/", views.delete, name="delete"),
    *(path(f"<int:pk>/{verb}/", views.turn, {"verb": verb}, name=verb) for verb in ("pause", "resume", "stop")),
    path("<int:pk>/build/", views_building.build, name="build"),
    path("<int:pk>/build/begins/", views_building.begins, name="begins"),
    path("<int:pk>/build/enters/", views_building.enters, name="enters"),
    path("<int:pk>/build/add/", views_building.add, name="add"),
    path("<int:pk>/build/step/<slug:step>/", views_building.step, name="step"),
    path("<int:pk>/build/step/<slug:step>/remove/", views_building.remove, name="remove"),
    path("<int:pk>/build/step/<slug:step>/move/", views_building.move, name="move"),
    path("<int:pk>/build/undo/", views_building.undo, name="undo"),
    path("<int:pk>/people/", views_people.people, name="people"),
    path("<int:pk>/people/<int:entry>/", views_people.person, name="person"),
    path("<int:pk>/people/<int:entry>/out/", views_people.take_out, name="take_out"),
    path("<int:pk>/rehearse/", views_rehearsal.rehearse, name="rehearse"),
    path("<int:pk>/rehearsal/<int:number>/", views_rehearsal.rehearsal, name="rehearsal"),
]
