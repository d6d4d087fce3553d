"""Index everything public again, or only the named sources."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from contenus import index
from contenus.models import MotConnu


class Command(BaseCommand):
    help = "Reconstruit l’index de la recherche. Le relancer ne change rien."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "sources", nargs="*", help=f"parmi : {', '.join(index.sources())} (toutes par défaut)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if inconnues := sorted(set(options["sources"]) - set(index.sources())):
            raise CommandError(f"Source inconnue\u00a0: {', '.join(inconnues)}")
        comptes = index.reindexer(*options["sources"])
        if not options["verbosity"]:
            return
        for nom, nombre in comptes.items():
            self.stdout.write(f"{nom}\u00a0: {nombre} document{'s' if nombre > 1 else ''}")
        self.stdout.write(f"mots connus\u00a0: {MotConnu.objects.count()}")
