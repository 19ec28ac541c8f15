"""Addresses of the library."""

from django.urls import path

from . import builder, view_members, view_overlap, view_templates, view_versions, views

app_name = "segments"
urlpatterns = [
    path("", views.segment_list, name="list"),
    path("new/", builder.new, name="new"),
    path("new/products/", builder.products, name="products"),
    path("attributes/", views.attribute_list, name="attributes"),
    path("of/<slug:key>/", views.detail, name="detail"),
    path("of/<slug:key>/edit/", builder.edit, name="edit"),
    path("of/<slug:key>/export/", views.export, name="export"),
    path("of/<slug:key>/archive/", views.archive, name="archive"),
    path("of/<slug:key>/restore/", views.restore, name="restore"),
    path("of/<slug:key>/versions/", view_versions.history, name="versions"),
    path("of/<slug:key>/versions/<int:number>/restore/", view_versions.restore, name="restore_version"),
    path("of/<slug:key>/history/", view_members.history, name="history"),
    path("of/<slug:key>/timeline/", view_members.timeline, name="timeline"),
    path("of/<slug:key>/template/", view_templates.save, name="save_template"),
    path("overlap/", view_overlap.show, name="overlap"),
    path("overlap/csv/", view_overlap.download, name="overlap_csv"),
    path("overlap/<slug:region>/", view_overlap.people, name="overlap_people"),
    path("overlap/<slug:region>/save/", view_overlap.save, name="overlap_save"),
    path("templates/", view_templates.show, name="templates"),
    path("templates/counts/", view_templates.counted, name="template_counts"),
    path("templates/<slug:key>/remove/", view_templates.remove, name="remove_template"),
]
