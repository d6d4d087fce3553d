"""Load the archive of the webinars; say what is done and what is odd, refuse with file, path and reason."""

from django.conf import settings

from contenus.management.commands.charger_contenus import Command as ChargerContenus
from webinaires.corpus import charger


class Command(ChargerContenus):
    help = "Charge l’archive des webinaires, après les contenus. La recharger ne change rien."
    sujet = "Webinaires"
    dossier = settings.CORPUS / "webinaires"
    charger = staticmethod(charger)
