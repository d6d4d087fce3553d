from importlib import import_module

from django.apps import AppConfig


class ComptesConfig(AppConfig):
    name = "comptes"
    verbose_name = "Comptes"

    def ready(self) -> None:
        """Listen to second factors that come and go; the module needs the models, loaded by now."""
        import_module("comptes.second_facteur").brancher()
