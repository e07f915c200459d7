from django.urls import path

from issues.views import desk, dispatch, files, issue, listing, prints, queue

app_name = "issues"

urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("desk/<uuid:pk>/", desk.answer, name="desk_answer"),
    path("desk/<uuid:pk>/take-back/", desk.take_back, name="desk_take_back"),
    path("dispatch/", dispatch.dispatch, name="dispatch"),
    path("dispatch/sketch/", dispatch.sketch, name="dispatch_sketch"),
    path("dispatch/take-back/<str:note>/", dispatch.take_back, name="dispatch_take_back"),
    path("queue/", queue.queue, name="queue"),
    path("", listing.issues, name="issues"),
    path("export/", listing.export, name="export"),
    path("slip/", prints.slip, name="slip"),
    path("files/<uuid:pk>/", files.file, name="file"),
    path("<uuid:pk>/", issue.issue, name="issue"),
    path("<uuid:pk>/reply/", prints.reply, name="reply"),
    path("<uuid:pk>/accept/", issue.accept, name="accept"),
    path("<uuid:pk>/decline/", issue.decline, name="decline"),
    path("<uuid:pk>/comment/", issue.comment, name="comment"),
    path("<uuid:pk>/resolve/", issue.resolve, name="resolve"),
    path("<uuid:pk>/take-back/", issue.take_back_resolving, name="take_back_resolving"),
    path("<uuid:pk>/recategorise/", issue.recategorise, name="recategorise"),
]
