"""Load the paths and their steps; say what is done, refuse with file, path and reason."""

from django.conf import settings

from contenus.management.commands.charger_contenus import Command as ChargerContenus
from parcours.corpus import charger


class Command(ChargerContenus):
    help = "Charge les parcours et leurs étapes, après les contenus. Les recharger ne change rien."
    sujet = "Parcours"
    dossier = settings.CORPUS / "parcours"
    charger = staticmethod(charger)
