from django.apps import AppConfig


class IssuesConfig(AppConfig):
    name = "issues"

    def ready(self) -> None:
        """Let photos hang on issues."""
        from issues.models import Issue
        from photos import access

        access.hang_on("issue", Issue)
