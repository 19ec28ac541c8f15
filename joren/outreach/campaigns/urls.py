"""Addresses of campaigns."""

from django.urls import path

from .views import approval, campaigns, comparison, people, planning, sending

app_name = "campaigns"
urlpatterns = [
    path("", campaigns.campaign_list, name="list"),
    path("new/", campaigns.new, name="new"),
    path("calendar/", planning.calendar, name="calendar"),
    path("policy/", approval.policy, name="policy"),
    path("<int:pk>/", campaigns.detail, name="detail"),
    path("<int:pk>/edit/", campaigns.edit, name="edit"),
    path("<int:pk>/progress/", campaigns.progress, name="progress"),
    path("<int:pk>/people/", people.people, name="people"),
    path("<int:pk>/person/", people.person, name="person"),
    path("<int:pk>/person/<int:customer_id>/html", people.person_html, name="person_html"),
    path("<int:pk>/test/", sending.test, name="test"),
    path("<int:pk>/send/", sending.send, name="send"),
    path("<int:pk>/compare/", comparison.compare, name="compare"),
    path("<int:pk>/winner/", comparison.winner, name="winner"),
    path("<int:pk>/move/", planning.move, name="move"),
    path("<int:pk>/audience.csv", people.audience_csv, name="audience_csv"),
    *(
        path(f"<int:pk>/approval/{verb}/", approval.turn, {"verb": verb}, name=f"approval_{verb}")
        for verb in ("ask", "approve", "refuse")
    ),
    path("<int:pk>/copy/", campaigns.copy, name="copy"),
    path("<int:pk>/delete/", campaigns.delete, name="delete"),
    *(
        path(f"<int:pk>/{verb}/", sending.turn, {"verb": verb}, name=verb)
        for verb in ("pause", "resume", "cancel", "unschedule")
    ),
]
