from importlib import import_module

from django.apps import AppConfig


class RegardsConfig(AppConfig):
    name = "regards"
    verbose_name = "Regards croisés"

    def ready(self) -> None:
        """Let the pages of a diagnostic say which campaign it takes part in; let a campaign be kept."""
        import_module("regards.annonce")
        import_module("regards.travaux")
        import_module("regards.part")
