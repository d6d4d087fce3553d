from importlib import import_module

from django.apps import AppConfig


class WebinairesConfig(AppConfig):
    name = "webinaires"
    verbose_name = "Webinaires"

    def ready(self) -> None:
        """Listen to what is published; the modules need the models, loaded by now."""
        import_module("webinaires.signaux").brancher()
        import_module("webinaires.signaux_calendrier").brancher()
        import_module("webinaires.signaux_paroles").brancher()
        import_module("webinaires.part")
