"""Addresses of post."""

from django.urls import path

from . import views, views_returns

app_name = "post"
urlpatterns = [
    path("", views.run_list, name="list"),
    path("labels/", views.labels, name="labels"),
    path("printers/", views.printers, name="printers"),
    path("printers/<int:pk>/", views.printers, name="printer"),
    path("printers/sheet.pdf", views.sheet, name="sheet"),
    path("returns/", views_returns.returns, name="returns"),
    path("returns/<int:pk>/undo/", views_returns.undo, name="undo"),
    path("pieces/<int:pk>/leave-out/", views.leave_out, name="leave_out"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/posted/", views.posted, name="posted"),
    path("<int:pk>/<slug:verb>/", views.turn, name="turn"),
    path("<int:pk>/proof/<slug:side>.pdf", views.proof, name="proof"),
    path("<int:pk>/print/<slug:side>.pdf", views.printed, name="printed"),
]
