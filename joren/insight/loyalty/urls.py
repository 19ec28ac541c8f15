"""Addresses of loyalty."""

from django.urls import path

from . import defining, reasoning, views

app_name = "loyalty"
urlpatterns = [
    path("", views.regulars, name="regulars"),
    path("history/", defining.over_time, name="history"),
    path("define/", defining.define, name="define"),
    path("define/live/", defining.live, name="live"),
    path("define/compare/", defining.compare, name="compare"),
    path("define/<int:pk>/official/", defining.official, name="official"),
    path("define/<int:pk>/put-away/", defining.put_away, name="put_away"),
    path("why/", reasoning.why, name="why"),
    path("why/look/", reasoning.look, name="look"),
    path("why/evidence/", reasoning.evidence, name="evidence"),
    path("why/evidence/save/", reasoning.save, name="save"),
    path("next/", views.prospects_page, name="next"),
    path("next/export/", views.export, name="export"),
    path("next/hand-over/<slug:key>/", views.hand_over, name="hand_over"),
]
