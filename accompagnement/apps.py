from importlib import import_module

from django.apps import AppConfig


class AccompagnementConfig(AppConfig):
    name = "accompagnement"
    verbose_name = "Accompagnement"

    def ready(self) -> None:
        """Declare the verbs, the reason for a second factor, what pages of the space show and take away."""
        import_module("accompagnement.verbes")
        import_module("accompagnement.volets")
        import_module("accompagnement.part")
