"""Compile every template of the house: a tag that does not exist is found before any visitor does."""

import os
import sys

import django
from django.conf import settings
from django.template import TemplateSyntaxError
from django.template.loader import get_template


def fautes() -> list[str]:
    """Return one line per template that does not compile."""
    racine = settings.RACINE / "templates"
    trouvees = []
    for fichier in sorted(racine.rglob("*")):
        if fichier.suffix not in (".html", ".txt", ".svg", ".xml"):
            continue
        nom = str(fichier.relative_to(racine))
        try:
            get_template(nom)
        except TemplateSyntaxError as erreur:
            trouvees.append(f"{nom} : {erreur}")
    return trouvees


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "trajectoires.settings.local"
    django.setup()
    lignes = fautes()
    for ligne in lignes:
        print(ligne)
    print(f"Gabarits : {len(lignes)} faute(s)." if lignes else "Gabarits : tous se compilent.")
    sys.exit(bool(lignes))
