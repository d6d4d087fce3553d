from importlib import import_module

from django.apps import AppConfig


class ParcoursConfig(AppConfig):
    name = "parcours"
    verbose_name = "Parcours"

    def ready(self) -> None:
        """Let the tools declare their fields, whatever the process (web, worker, bench, shell).

        The member space learns what a cahier is.
        """
        import_module("parcours.remplissage")
        import_module("parcours.travaux")
        import_module("parcours.part")
