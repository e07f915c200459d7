from django.urls import path

from phone.views import (
    correct,
    door,
    evening,
    found,
    leader,
    mine,
    places,
    promises,
    raised,
    today,
    visit,
    workbook,
)

app_name = "phone"

urlpatterns = [
    path("today/", today.today, name="today"),
    path("search/", today.search, name="search"),
    path("places/", places.places, name="places"),
    path("places/<int:pk>/", door.place, name="place"),
    path("places/<int:pk>/visits/", door.visits, name="visits"),
    path("places/<int:pk>/call/", door.call, name="call"),
    path("places/<int:pk>/visit/", visit.visit, name="visit"),
    path("places/<int:pk>/issue/", raised.raise_issue, name="raise_issue"),
    path("visits/<uuid:pk>/", correct.versions_page, name="versions"),
    path("visits/<uuid:pk>/correct/", correct.correct, name="correct"),
    path("visits/<uuid:pk>/withdraw/", correct.withdraw, name="withdraw"),
    path("visits/<uuid:pk>/take-back/", visit.take_back, name="take_back"),
    path("evening/", evening.evening, name="evening"),
    path("evening/take-back/<str:token>/", evening.take_back, name="evening_take_back"),
    path("evening/workbook/", workbook.evening_workbook, name="evening_workbook"),
    path("evening/workbook/empty/", workbook.empty_table, name="evening_table"),
    path("found/", found.found, name="found"),
    path("found/<uuid:pk>/withdraw/", found.withdraw, name="found_withdraw"),
    path("leader/", leader.leader, name="leader"),
    path("leader/<uuid:pk>/", leader.answer, name="leader_answer"),
    path("me/", mine.me, name="me"),
    path("me/visits/", mine.visits, name="mine"),
    path("me/visits/sheet/", mine.sheet, name="mine_sheet"),
    path("me/promises/", promises.promises, name="promises"),
    path("me/issues/", raised.raised, name="raised"),
    path("promises/<uuid:pk>/keep/", promises.keep, name="keep_promise"),
    path("promises/<uuid:pk>/drop/", promises.drop, name="drop_promise"),
    path("promises/<uuid:pk>/reopen/", promises.reopen, name="reopen_promise"),
]
