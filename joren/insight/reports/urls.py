"""Addresses of reports."""

from django.urls import path

from . import dashboards, views
from .monthly import views as monthly

app_name = "reports"
urlpatterns = [
    path("", views.report_list, name="list"),
    path("monthly/", monthly.page, name="monthly"),
    path("monthly/file/<str:kind>/", monthly.download, name="monthly_file"),
    path("boards/", dashboards.board_list, name="boards"),
    path("boards/new/", dashboards.new, name="board_new"),
    path("boards/first/", dashboards.first, name="board_first"),
    path("boards/<int:pk>/", dashboards.board, name="board"),
    path("boards/<int:pk>/add/", dashboards.add, name="board_add"),
    path("boards/<int:pk>/change/", dashboards.change, name="board_change"),
    path("boards/<int:pk>/remove/", dashboards.remove, name="board_remove"),
    path("boards/<int:pk>/order/", dashboards.order, name="board_order"),
    path("cards/<int:pk>/", dashboards.card, name="card"),
    path("cards/<int:pk>/move/", dashboards.move, name="card_move"),
    path("cards/<int:pk>/remove/", dashboards.remove_card, name="card_remove"),
    path("cards/of/<str:key>/", dashboards.card_of, name="card_of"),
    path("<slug:key>/", views.detail, name="detail"),
    path("<slug:key>/people/", views.people, name="people"),
    path("<slug:key>/keep/", views.keep, name="keep"),
    path("<slug:key>/file/<str:kind>/", views.download, name="file"),
]
