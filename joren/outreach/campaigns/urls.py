"""Addresses of campaigns."""

from django.urls import path

from .views import approval, comparison, planning
from .views import campaigns as views

app_name = "campaigns"
urlpatterns = [
    path("", views.campaign_list, name="list"),
    path("new/", views.new, name="new"),
    path("calendar/", planning.calendar, name="calendar"),
    path("policy/", approval.policy, name="policy"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/progress/", views.progress, name="progress"),
    path("<int:pk>/people/", views.people, name="people"),
    path("<int:pk>/person/", views.person, name="person"),
    path("<int:pk>/person/<int:customer_id>/html", views.person_html, name="person_html"),
    path("<int:pk>/test/", views.test, name="test"),
    path("<int:pk>/send/", views.send, name="send"),
    path("<int:pk>/compare/", comparison.compare, name="compare"),
    path("<int:pk>/winner/", comparison.winner, name="winner"),
    path("<int:pk>/move/", planning.move, name="move"),
    path("<int:pk>/audience.csv", views.audience_csv, name="audience_csv"),
    *(
        path(f"<int:pk>/approval/{verb}/", approval.turn, {"verb": verb}, name=f"approval_{verb}")
        for verb in ("ask", "approve", "refuse")
    ),
    path("<int:pk>/copy/", views.copy, name="copy"),
    path("<int:pk>/delete/", views.delete, name="delete"),
    *(
        path(f"<int:pk>/{verb}/", views.turn, {"verb": verb}, name=verb)
        for verb in ("pause", "resume", "cancel", "unschedule")
    ),
]
