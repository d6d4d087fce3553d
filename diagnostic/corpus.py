"""From `corpus/diagnostic/grille-N.yaml` to `Referentiel` rows: validate everything, then write.

Loading twice changes nothing. A file whose version is already published with another content is
refused: the remedy is a new file with the next version.
"""

import hashlib
import json
from pathlib import Path

from django.db import transaction

from diagnostic.grille import ErreurDeGrille, Grille, lire_grille
from diagnostic.models import Referentiel


def empreinte_de(grille: Grille) -> str:
    """Fingerprint of a grid's content, independent of the layout of its file."""
    canonique = json.dumps(grille.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonique.encode()).hexdigest()


def lire_dossier(dossier: Path) -> list[tuple[Path, Grille]]:
    """Read every grid of a folder, oldest version first.

    Raises:
        ErreurDeGrille: no file, first faulty file, or a version nobody has.
    """
    lues = sorted(((f, lire_grille(f)) for f in dossier.glob("grille-*.yaml")), key=lambda c: c[1].version)
    if not lues:
        raise ErreurDeGrille(str(dossier), [("(dossier)", "aucun fichier grille-N.yaml")])
    versions: set[int] = set()
    for fichier, grille in lues:
        if fichier.name != f"grille-{grille.version}.yaml":
            raison = f"le fichier de la version {grille.version} doit s’appeler grille-{grille.version}.yaml"
            raise ErreurDeGrille(fichier.name, [("version", raison)])
        if grille.remplace is not None and grille.remplace not in versions:
            raise ErreurDeGrille(fichier.name, [("remplace", f"la grille {grille.remplace} n’existe pas")])
        versions.add(grille.version)
    return lues


@transaction.atomic
def publier(grille: Grille, *, fichier: str) -> bool:
    """Publish a grid; return whether it was new.

    Raises:
        ErreurDeGrille: when this version is already published with another content.
    """
    empreinte = empreinte_de(grille)
    referentiel, nouvelle = Referentiel.objects.get_or_create(
        version=grille.version,
        defaults={"contenu": grille.model_dump(mode="json"), "empreinte": empreinte},
    )
    if referentiel.empreinte != empreinte:
        raison = (
            f"la grille {grille.version} est déjà publiée et ne change plus : "
            f"écrivez grille-{grille.version + 1}.yaml"
        )
        raise ErreurDeGrille(fichier, [("version", raison)])
    return nouvelle
