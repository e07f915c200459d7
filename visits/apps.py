from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "visits"

    def ready(self) -> None:
        """Keep the dates of places whose facts change on the floor below."""
        from households import placement
        from visits import actions

        placement.when_places_change(lambda ids, on: actions.retell_places(ids, on=on))
