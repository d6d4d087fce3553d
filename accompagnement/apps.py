from importlib import import_module

from django.apps import AppConfig


class AccompagnementConfig(AppConfig):
    name = "accompagnement"
    verbose_name = "Accompagnement"

    def ready(self) -> None:
        """Declare the verbs, the reason for a second factor, and what the page of a structure shows."""
        import_module("accompagnement.verbes")
        import_module("accompagnement.volets")
