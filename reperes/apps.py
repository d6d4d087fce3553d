from importlib import import_module

from django.apps import AppConfig


class ReperesConfig(AppConfig):
    name = "reperes"
    verbose_name = "Repères"

    def ready(self) -> None:
        """Say what a person's diagnostics have in the figures."""
        import_module("reperes.part")
