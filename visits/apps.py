from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "visits"

    def ready(self) -> None:
        """Keep the dates of places whose facts change on the floor below; open a visit's photos."""
        from households import placement
        from photos import access
        from visits import actions
        from visits.models import Visit

        access.hang_on("visit", Visit)
        placement.when_places_change(lambda ids, on: actions.retell_places(ids, on=on))
