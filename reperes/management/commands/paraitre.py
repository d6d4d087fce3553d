"""Try a parution of the figures now, as the beat does each night."""

from typing import Any

from django.core.management.base import BaseCommand

from reperes import parutions


class Command(BaseCommand):
    help = "Fait paraître les repères\u00a0: laisse entrer les changements assez nombreux."

    def handle(self, *args: Any, **options: Any) -> None:
        parution = parutions.paraitre()
        if parution is None:
            self.stdout.write("Rien n’est paru\u00a0: pas assez de changements dans chaque groupe.")
        else:
            self.stdout.write(f"Parution\u00a0: {parution.entrees} entrées, {parution.sorties} sorties.")
