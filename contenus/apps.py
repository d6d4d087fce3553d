from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ContenusConfig(AppConfig):
    name = "contenus"
    verbose_name = "Contenus"

    def ready(self) -> None:
        """Listen to what is published, and let every app declare what the search may show (contenus.index).

        The modules need the models, loaded by now.
        """
        import_module("contenus.liens_internes")
        import_module("contenus.signaux").brancher()
        import_module("contenus.tasks_kits").brancher()
        import_module("contenus.vocabulaires")
        import_module("contenus.part")
        autodiscover_modules("documents_publics", "documents_suivis")
