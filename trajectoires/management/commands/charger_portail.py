"""Load the whole corpus, each part in its order, in one transaction."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from contenus.corpus.suivis import ensemble

PARTIES = ("charger_corpus", "charger_contenus", "charger_parcours", "charger_webinaires")


class Command(BaseCommand):
    help = "Charge tout le corpus, après migrate. Le recharger ne change rien."

    def handle(self, *args: Any, **options: Any) -> None:
        with ensemble():
            for partie in PARTIES:
                call_command(partie, verbosity=options["verbosity"], stdout=self.stdout)
