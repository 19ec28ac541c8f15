"""Addresses of LINE's own pages."""

from django.urls import path

from .views import account, friends, inbox, menus

app_name = "line"
urlpatterns = [
    path("account/", account.account, name="account"),
    path("account/test/", account.test, name="test"),
    path("account/events/", account.retry_events, name="retry_events"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/<int:pk>/", inbox.conversation, name="conversation"),
    path("inbox/<int:pk>/read/", inbox.read, name="read"),
    path("inbox/<int:pk>/assign/", inbox.assign, name="assign"),
    path("inbox/<int:pk>/done/", inbox.done, name="done"),
    path("pictures/<int:pk>", inbox.picture, name="picture"),
    path("templates/", inbox.template, name="templates"),
    path("templates/<int:pk>/", inbox.template, name="template"),
    path("templates/<int:pk>/delete/", inbox.remove_template, name="remove_template"),
    path("friends/", friends.friends, name="friends"),
    path("friends/<int:pk>/link/", friends.link, name="link"),
    path("friends/<int:pk>/unlink/", friends.unlink, name="unlink"),
    path("friends/<int:pk>/record/", friends.make_customer, name="make_customer"),
    path("claims/<int:pk>/", friends.decide_claim, name="claim"),
    path("cards/of/<int:customer_id>/", friends.issue, name="issue"),
    path("cards/<int:pk>/", friends.card, name="card"),
    path("menus/", menus.menus, name="menus"),
    path("menus/new/", menus.menu, name="new_menu"),
    path("menus/<int:pk>/", menus.menu, name="menu"),
    path("menus/<int:pk>/image", menus.image, name="menu_image"),
    path("menus/<int:pk>/up/", menus.put_up, name="put_up"),
    path("menus/<int:pk>/down/", menus.take_down, name="take_down"),
    path("menus/<int:pk>/delete/", menus.remove, name="remove_menu"),
]
