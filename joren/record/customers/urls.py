"""Addresses of customers."""

from django.urls import path

from .views import contacts, fields, places, record, tagging

app_name = "customers"
urlpatterns = [
    path("", record.customer_list, name="list"),
    path("new/", record.new, name="new"),
    path("place/", places.place, name="place"),
    path("tag/", tagging.tag_many, name="tag_many"),
    path("untag/", tagging.untag_many, name="untag_many"),
    path("tagging/<int:pk>/undo/", tagging.undo_tagging, name="undo_tagging"),
    path("tags/", tagging.tag_list, name="tags"),
    path("tags/new/", tagging.new_tag, name="new_tag"),
    path("tags/<int:pk>/", tagging.edit_tag, name="edit_tag"),
    path("tags/<int:pk>/delete/", tagging.delete_tag, name="delete_tag"),
    path("fields/", fields.field_list, name="fields"),
    path("new-field/", fields.new_field, name="new_field"),
    path("fields/<slug:key>/", fields.edit_field, name="edit_field"),
    path("fields/<slug:key>/delete/", fields.delete_field, name="delete_field"),
    path("<int:pk>/", record.detail, name="detail"),
    path("<int:pk>/edit/", record.edit, name="edit"),
    path("<int:pk>/delete/", record.delete, name="delete"),
    path("<int:pk>/notes/", record.add_note, name="add_note"),
    path("<int:pk>/contacts/", contacts.add_point, name="add_point"),
    path("<int:pk>/contacts/<int:point>/remove/", contacts.remove_point, name="remove_point"),
    path("<int:pk>/contacts/<int:point>/prefer/", contacts.prefer_point, name="prefer_point"),
    path("<int:pk>/contacts/<int:point>/again/", contacts.use_point_again, name="use_point_again"),
    path("<int:pk>/tags/", contacts.add_tag, name="add_tag"),
    path("<int:pk>/tags/<int:tag>/remove/", contacts.remove_tag, name="remove_tag"),
]
