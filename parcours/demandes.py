"""What a cahier may be asked: which question stands behind a field, and what it accepts.

Steps are answered here. Tools declare their own fields with `declarer`.
"""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from contenus.html_simple import en_une_ligne
from diagnostic.services import SaisieRefusee
from kits.lectures import Lecture, Parametre
from parcours.models import Cahier, EtapePage
from parcours.models.cahiers import CHAMP_MAX, LIBELLE_MAX, NOM_MAX, OBJET_MAX

NOTE_MAX = 40_000
FAITE, VUE = "faite", "vue"
NOM_DU_CAHIER = ("cahier", "nom")
"""Where the name of the cahier is written: a field like any other, with its journal."""
_OBJET = re.compile(rf"[a-z0-9-]{{1,{OBJET_MAX}}}\Z")
_CHAMP = re.compile(rf"[a-z0-9_-]{{1,{CHAMP_MAX}}}\Z")
_BLOC = re.compile(r"(note|quiz)-([0-9a-zA-Z-]+)\Z")
_ANCRE = re.compile(r"[\w-]{0,80}\Z")
_POSITIONS = re.compile(r"(?:\d{1,2}(?:,\d{1,2})*)?\Z")
_VERSIONS_RELUES = 10
_ETAPE = Lecture(
    lambda: EtapePage.objects.filter(cle=Parametre("cle")).order_by("-live", "pk").only("title", "corps")[:1]
)
QUIZ_CHANGE = (
    "Cette question a changé pendant que vous y répondiez\u00a0: rechargez la page pour voir ses réponses "
    "d’aujourd’hui. Rien d’autre n’a été touché."
)


@dataclass(frozen=True, slots=True)
class Demande:
    """The question behind a field, and `verifier`: the value as it is kept, or SaisieRefusee."""

    libelle: str
    verifier: Callable[[str], str]


Source = Callable[[str, str], Demande | None]
"""`(objet, champ)` → its question; None when this is none of the source's business."""
_sources: list[Source] = []


def declarer(source: Source) -> Source:
    """Add the fields of another part of the paths (the tools); once, however often it is called."""
    if source not in _sources:
        _sources.append(source)
    return source


def demande_de(*, cahier: Cahier, objet: str, champ: str) -> Demande:
    """Find the question behind a field.

    Raises:
        SaisieRefusee: nothing asks for it, now or before in this cahier.
    """
    if not _OBJET.match(objet) or not _CHAMP.match(champ.lower()):
        raise SaisieRefusee("Cette étape n’existe pas\u00a0: rien n’y a été écrit.")
    if (objet, champ) == NOM_DU_CAHIER:
        return Demande("Le nom de ce cahier", _nom)
    trouvee = next((demande for source in _sources if (demande := source(objet, champ))), None)
    return trouvee or _demande_d_etape(cahier, objet, champ)


def texte_borne(valeur: str, *, maximum: int = NOTE_MAX) -> str:
    """A free text, when it is not too long."""
    if len(valeur) > maximum:
        raise SaisieRefusee(
            f"Ce texte compte {len(valeur)} caractères, {maximum} au plus peuvent être gardés\u00a0: "
            "raccourcissez-le, rien n’a été effacé."
        )
    return valeur


def _nom(valeur: str) -> str:
    nom = en_une_ligne(valeur)
    if len(nom) > NOM_MAX:
        raise SaisieRefusee(
            f"Ce nom compte {len(nom)} caractères, {NOM_MAX} au plus peuvent être gardés\u00a0: "
            "raccourcissez-le."
        )
    return nom


def positions(valeur: str, *, nombre: int) -> str:
    """Ticked choices of a quiz, in order; refused when one of them is not proposed."""
    if not _POSITIONS.match(valeur):
        raise SaisieRefusee(QUIZ_CHANGE)
    choisies = sorted({int(position) for position in valeur.split(",") if position})
    if choisies and choisies[-1] >= nombre:
        raise SaisieRefusee(QUIZ_CHANGE)
    return ",".join(map(str, choisies))


def _demande_d_etape(cahier: Cahier, objet: str, champ: str) -> Demande:
    etape = _ETAPE.premiere(cle=objet)
    if champ in (FAITE, VUE) and (etape or cahier.saisies.filter(objet=objet).exists()):
        return Demande(etape.title[:LIBELLE_MAX] if etape else "", _ETATS[champ])
    bloc = _BLOC.match(champ)
    if etape and bloc:
        brut = _chercher(etape.corps.raw_data, *bloc.groups()) or _chercher_avant(etape, *bloc.groups())
        if brut is not None:
            return _demande_de_bloc(brut)
    if bloc and cahier.saisies.filter(objet=objet, champ=champ).exists():
        return Demande("", texte_borne if bloc[1] == "note" else _positions_d_avant)
    raise SaisieRefusee(
        "Cette question n’est plus dans le parcours\u00a0: elle a été retirée ou n’y a jamais été. Ce que "
        "vous avez écrit reste sur cette page, copiez-le si vous y tenez."
    )


def _chercher(corps: Iterable[Any], genre: str, cle: str) -> dict[str, Any] | None:
    return next((brut for brut in corps if brut["type"] == genre and brut.get("id") == cle), None)


def _chercher_avant(etape: EtapePage, genre: str, cle: str) -> dict[str, Any] | None:
    """A block that an editor has just removed, in the versions Wagtail keeps."""
    versions = etape.revisions.order_by("-created_at").values_list("content", flat=True)
    for version in versions[:_VERSIONS_RELUES]:
        if (brut := _chercher(json.loads(version["corps"]), genre, cle)) is not None:
            return brut
    return None


def _demande_de_bloc(brut: dict[str, Any]) -> Demande:
    question = str(brut["value"]["question"])[:LIBELLE_MAX]
    if brut["type"] == "note":
        return Demande(question, texte_borne)
    return Demande(question, partial(positions, nombre=len(brut["value"]["choix"])))


def _faite(valeur: str) -> str:
    if valeur not in ("", "1"):
        raise SaisieRefusee("Une étape est faite ou ne l’est pas\u00a0: rien d’autre ne peut être gardé.")
    return valeur


def _vue(valeur: str) -> str:
    if not _ANCRE.match(valeur):
        raise SaisieRefusee("Cet endroit de la page n’existe pas.")
    return valeur


def _positions_d_avant(valeur: str) -> str:
    return positions(valeur, nombre=100)


_ETATS: dict[str, Callable[[str], str]] = {FAITE: _faite, VUE: _vue}
