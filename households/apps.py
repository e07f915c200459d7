from django.apps import AppConfig


class HouseholdsConfig(AppConfig):
    name = "households"

    def ready(self) -> None:
        """Tell the floor below how single places are found."""
        from cadres import access
        from households.models.place import single_places_of

        access.resolve_single_places_with(single_places_of)
