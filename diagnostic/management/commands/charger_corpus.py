"""Load the corpus into the database; say what is done, refuse with file, path and reason."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from contenus import index
from contenus.corpus.fichiers import ErreurDeCorpus
from diagnostic import documents_publics
from diagnostic.corpus import lire_dossier, publier


class Command(BaseCommand):
    help = "Charge le corpus (grilles de diagnostic). Le recharger ne change rien."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dossier", type=Path, default=settings.CORPUS, help="dossier du corpus")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            for chemin, grille in lire_dossier(options["dossier"] / "diagnostic"):
                nouvelle = publier(grille, fichier=chemin.name)
                if nouvelle:
                    index.reindexer(documents_publics.SOURCE)
                etat = "publiée" if nouvelle else "déjà publiée, inchangée"
                self.stdout.write(f"Grille {grille.version} ({len(grille.criteres)} critères)\u00a0: {etat}")
        except ErreurDeCorpus as erreur:
            raise CommandError(f"Le corpus n’a pas été chargé.\n{erreur}") from erreur
