"""Load the editorial corpus into the database; say what is done, refuse with file, path and reason."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from contenus.corpus.chargement import charger
from contenus.corpus.fichiers import ErreurDeCorpus
from contenus.corpus.origines import Bilan


class Command(BaseCommand):
    help = "Charge les pages, les ressources et les listes du corpus. Le recharger ne change rien."
    sujet = "Contenus"
    dossier = settings.CORPUS
    charger = staticmethod(charger)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dossier", type=Path, default=self.dossier, help="dossier du corpus")
        parser.add_argument(
            "--tout", action="store_true", help="comparer même si les fichiers n’ont pas changé"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            bilan = type(self).charger(options["dossier"], dire=self._dire, tout=options["tout"])
        except ErreurDeCorpus as erreur:
            raise CommandError(f"Le corpus n’a pas été chargé.\n{erreur}") from erreur
        if bilan is None:
            self.stdout.write(f"{self.sujet}\u00a0: inchangés")
        else:
            self._resumer(bilan)

    def _dire(self, etape: str) -> None:
        self.stdout.write(f"  {etape}")
        self.stdout.flush()

    def _resumer(self, bilan: Bilan) -> None:
        self.stdout.write(
            f"{self.sujet}\u00a0: {len(bilan.crees)} créés, {len(bilan.changes)} mis à jour, "
            f"{len(bilan.inchanges)} inchangés"
        )
        for phrase, objets in (
            ("gardés comme la rédaction les a écrits, malgré un fichier différent", bilan.gardes),
            ("supprimés par la rédaction, non recréés", bilan.retires),
            (
                "remplacés par une page d’un autre genre (l’ancienne, avec ce que la rédaction y a écrit, "
                "n’est plus publiée ; son adresse mène à la nouvelle)",
                bilan.remplacees,
            ),
        ):
            if objets:
                self.stdout.write(f"{len(objets)} {phrase}\u00a0: {', '.join(objets)}")
