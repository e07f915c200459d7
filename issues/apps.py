from django.apps import AppConfig


class IssuesConfig(AppConfig):
    name = "issues"

    def ready(self) -> None:
        """Tell photos who may see one that hangs on an issue."""
        from issues import queries
        from photos import access

        access.hang_on("issue", queries.may_see)
