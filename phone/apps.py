from django.apps import AppConfig


class PhoneConfig(AppConfig):
    name = "phone"

    def ready(self) -> None:
        from phone.photo_pieces import of_held_visits
        from photos import access

        access.expect("visit", of_held_visits)
