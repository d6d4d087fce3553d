"""From `corpus/diagnostic/grille-N.yaml` to `Referentiel` rows: validate everything, then write.

Loading twice changes nothing. A file whose version is already published with another content is
refused: the remedy is a new file with the next version.
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction

from contenus.corpus.fichiers import ErreurDeCorpus, lire
from diagnostic.grille import Grille
from diagnostic.models import Referentiel


def empreinte_de(grille: Grille) -> str:
    """Fingerprint of a grid's content, independent of the layout of its file."""
    canonique = json.dumps(grille.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonique.encode()).hexdigest()


def lire_dossier(dossier: Path) -> list[tuple[Path, Grille]]:
    """Read every grid of a folder, oldest version first.

    Raises:
        ErreurDeCorpus: no file, first faulty file, or a succession that does not hold.
    """
    lues = sorted(((f, lire(Grille, f)) for f in dossier.glob("grille-*.yaml")), key=lambda c: c[1].version)
    if not lues:
        raise ErreurDeCorpus(str(dossier), [("(dossier)", "aucun fichier grille-N.yaml")])
    connues: dict[int, Grille] = {}
    for fichier, grille in lues:
        if fichier.name != f"grille-{grille.version}.yaml":
            raison = f"le fichier de la version {grille.version} doit s’appeler grille-{grille.version}.yaml"
            raise ErreurDeCorpus(fichier.name, [("version", raison)])
        if fautes := list(_fautes_de_succession(grille, connues)):
            raise ErreurDeCorpus(fichier.name, fautes)
        connues[grille.version] = grille
    return lues


def _fautes_de_succession(grille: Grille, connues: dict[int, Grille]) -> Iterator[tuple[str, str]]:
    """A grid takes over from one that exists, and each criterion from one of its own."""
    reprises = {critere.code: critere.reprend for critere in grille.criteres if critere.reprend}
    if grille.remplace is None:
        if reprises:
            yield "remplace", "des critères en reprennent d’autres : dites de quelle version"
        return
    ancienne = connues.get(grille.remplace)
    if ancienne is None:
        yield "remplace", f"la grille {grille.remplace} n’existe pas"
        return
    for code, origine in reprises.items():
        if origine not in ancienne.par_code:
            yield f"critère {code}.reprend", f"{origine} n’existe pas dans la grille {grille.remplace}"
    origines = [critere.reprend or critere.code for critere in grille.criteres]
    for origine in sorted({o for o in origines if o in ancienne.par_code and origines.count(o) > 1}):
        yield "reprend", f"deux critères reprennent {origine} : une réponse ne peut en suivre qu’un"


@transaction.atomic
def publier(grille: Grille, *, fichier: str) -> bool:
    """Publish a grid; return whether it was new.

    Raises:
        ErreurDeCorpus: when this version is already published with another content.
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
        raise ErreurDeCorpus(fichier, [("version", raison)])
    return nouvelle
