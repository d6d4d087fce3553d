from importlib import import_module

from django.apps import AppConfig


class DiagnosticConfig(AppConfig):
    name = "diagnostic"
    verbose_name = "Diagnostic"

    def ready(self) -> None:
        """Let the member space know what a diagnostic is."""
        import_module("diagnostic.travaux")
