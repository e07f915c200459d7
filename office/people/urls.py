"""Addresses of units, posts and persons; part of the name space `office`."""

from django.urls import path

from office.people.views import joining, overview, persons, phones, quotas, units, workbook

urlpatterns = [
    path("people/", overview.people, name="people"),
    path("people/undo/<str:note>/", overview.undo, name="people_undo"),
    path("people/workbook/", workbook.choose, name="people_workbook"),
    path("people/workbook/in/", workbook.bring_in, name="people_workbook_in"),
    path("people/workbook/empty/", workbook.empty, name="people_workbook_empty"),
    path("people/links/", workbook.links, name="people_links"),
    path("people/links/file/", workbook.links_file, name="people_links_file"),
    path("people/unit/new/", units.add_unit, name="people_unit_new"),
    path("people/unit/<int:pk>/", units.change_unit, name="people_unit"),
    path("people/unit/<int:pk>/remove/", units.remove_unit, name="people_unit_remove"),
    path("people/unit/<int:unit>/invite/", overview.invite, name="people_invite"),
    path("people/unit/<int:unit>/post/", units.add_post, name="people_post_new"),
    path("people/post/<int:pk>/", units.change_post, name="people_post"),
    path("people/post/<int:pk>/begin/", units.begin, name="people_begin"),
    path("people/post/<int:pk>/remove/", units.remove_post, name="people_post_remove"),
    path("people/post/<int:pk>/quota/", quotas.set_quota, name="people_quota"),
    path("people/quota/undo/<str:note>/", quotas.undo_quota, name="people_quota_undo"),
    path("people/tenure/<int:pk>/end/", overview.end, name="people_end"),
    path("people/<int:pk>/", persons.person, name="people_person"),
    path("people/<int:pk>/link/", persons.link, name="people_link"),
    path("people/<int:pk>/withdraw/", persons.withdraw, name="people_withdraw"),
    path("people/<int:pk>/log-out/", persons.end_sessions, name="people_log_out"),
    path("people/<int:pk>/one-step/", persons.drop_second_step, name="people_one_step"),
    path("people/<int:pk>/off/", persons.switch_off, name="people_off"),
    path("people/<int:pk>/on/", persons.switch_on, name="people_on"),
    path("people/<int:pk>/phones/<uuid:device>/lost/", phones.lost, name="people_phone_lost"),
    path("people/<int:pk>/phones/<uuid:device>/found/", phones.found, name="people_phone_found"),
    path("i/<str:key>/", joining.join, name="join"),
]
