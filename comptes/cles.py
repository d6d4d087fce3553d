"""Works and the keys kept to them: attach, list, open, share, take back, change the address."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.http import HttpRequest

from comptes import coffre, travaux
from comptes.erreurs import ErreurMetier
from comptes.models import Geste, Rattachement, Structure, Utilisateur
from comptes.services import journaliser
from comptes.travaux import Genre, Trouve
from kits.porte import CodeInconnu

EN_ATTENTE = "espace_a_attacher"
EN_ATTENTE_MAX = 5
TRAVAUX_MAX = 500
"""How many keys one space holds: a brake, not a rule of the trade."""
PERDU = "Ce travail a été effacé, ou son adresse a changé."


@dataclass(frozen=True, slots=True)
class Travail:
    """A key, and the work it opens today; `nom` is empty when it opens nothing any more."""

    rattachement: Rattachement
    genre: Genre | None
    code: str
    nom: str

    @property
    def vivant(self) -> bool:
        """Whether it opens."""
        return bool(self.nom)


def lire(rattachements: Iterable[Rattachement]) -> list[Travail]:
    """The works of these keys, in their order: one query a kind, whatever their number."""
    ouverts = [(r, travaux.genre(r.genre), r.code) for r in rattachements]
    codes: dict[str, set[str]] = defaultdict(set)
    for _, genre, code in ouverts:
        if genre and code:
            codes[genre.cle].add(code)
    noms = {genre.cle: genre.lire(codes[genre.cle]) for genre in travaux.genres() if codes[genre.cle]}
    return [
        Travail(r, genre, code, noms.get(genre.cle, {}).get(code, "") if genre else "")
        for r, genre, code in ouverts
    ]


@transaction.atomic
def attacher(*, trouve: Trouve, par: Utilisateur, structure: Structure | None = None) -> Rattachement:
    """Keep the code of a work, sealed, for a person or for a structure; twice keeps one key.

    Nothing moves and nothing is copied: the work stays where it is, under the same code.

    Raises:
        ErreurMetier: too many keys already.
    """
    possesseur = {"structure": structure} if structure else {"utilisateur": par}
    siens = Rattachement.objects.filter(**possesseur)
    if siens.count() >= TRAVAUX_MAX:
        raise ErreurMetier(f"Cet espace garde déjà {TRAVAUX_MAX} travaux\u00a0: retirez-en d’abord.")
    cle = Rattachement.cle(trouve.genre.cle, trouve.code)
    rattachement, neuf = Rattachement.objects.get_or_create(
        **possesseur, empreinte=cle.pop("empreinte"), defaults={**cle, "attache_par": par}
    )
    if neuf and structure:
        journaliser(structure=structure, par=par, geste=Geste.ATTACHE, objet=trouve.nom)
    return rattachement


def ouvrir(*, travail: Travail, par: Utilisateur) -> str:
    """The address of a work; opening one of a structure is written in its journal.

    Raises:
        ErreurMetier: it opens nothing any more.
    """
    if travail.genre is None or not travail.vivant:
        raise ErreurMetier(PERDU)
    if travail.rattachement.structure:
        journaliser(structure=travail.rattachement.structure, par=par, geste=Geste.OUVERT, objet=travail.nom)
    return travail.genre.adresse(travail.code)


@transaction.atomic
def retirer(*, travail: Travail, par: Utilisateur) -> None:
    """Throw a key away. The work goes on under its code."""
    structure = travail.rattachement.structure
    travail.rattachement.delete()
    if structure:
        journaliser(structure=structure, par=par, geste=Geste.RETIRE, objet=travail.nom or PERDU)


@transaction.atomic
def renouveler(*, travail: Travail, par: Utilisateur) -> None:
    """Give a work another code: whoever knows the former opens nothing any more.

    The keys of structures follow, and those of whoever changes it; keys that other people keep for
    themselves do not, since shutting them out is the purpose.

    Raises:
        ErreurMetier: it opens nothing any more, or somebody else is changing it.
    """
    if travail.genre is None or not travail.vivant:
        raise ErreurMetier(PERDU)
    memes = Rattachement.objects.filter(empreinte=travail.rattachement.empreinte).select_for_update()
    suivent = [r for r in memes if r.structure_id or r.utilisateur_id == par.pk]
    if travail.rattachement not in suivent:
        raise ErreurMetier("Quelqu’un vient de changer cette adresse.")
    try:
        nouveau = travail.genre.renouveler(travail.code)
    except CodeInconnu as erreur:
        raise ErreurMetier(PERDU) from erreur
    for rattachement in suivent:
        for champ, valeur in Rattachement.cle(travail.genre.cle, nouveau).items():
            setattr(rattachement, champ, valeur)
    Rattachement.objects.bulk_update(suivent, ["code_scelle", "empreinte"])
    structures = Structure.objects.filter(pk__in={r.structure_id for r in suivent if r.structure_id})
    for structure in structures:
        journaliser(structure=structure, par=par, geste=Geste.RENOUVELE, objet=travail.nom)


def mettre_en_attente(request: HttpRequest, trouve: Trouve) -> None:
    """Keep a code, sealed, in the session, while its holder signs in."""
    scelles = [
        s for s in request.session.get(EN_ATTENTE, []) if _descelle(s) != (trouve.genre.cle, trouve.code)
    ]
    scelles.append(coffre.sceller(f"{trouve.genre.cle} {trouve.code}"))
    request.session[EN_ATTENTE] = scelles[-EN_ATTENTE_MAX:]


def en_attente(request: HttpRequest) -> list[Trouve]:
    """The works whose codes wait in the session, those that still open."""
    trouves = []
    for scelle in request.session.get(EN_ATTENTE, []):
        cle, code = _descelle(scelle)
        genre = travaux.genre(cle)
        noms = genre.lire([code]) if genre else {}
        if genre and code in noms:
            trouves.append(Trouve(genre, code, noms[code]))
    return trouves


def ne_plus_attendre(request: HttpRequest) -> None:
    """Forget the codes of the session."""
    request.session.pop(EN_ATTENTE, None)


def _descelle(scelle: str) -> tuple[str, str]:
    try:
        cle, _, code = coffre.ouvrir(scelle).partition(" ")
    except coffre.CoffreFerme:
        return "", ""
    return cle, code


def resceller() -> int:
    """Seal with today's key what former keys sealed, so that they can go; return how many nothing opens."""
    illisibles = 0
    for rattachement in Rattachement.objects.only("pk", "code_scelle").order_by("pk").iterator():
        try:
            neuf = coffre.resceller(rattachement.code_scelle)
        except coffre.CoffreFerme:
            illisibles += 1
        else:
            lus = Rattachement.objects.filter(pk=rattachement.pk, code_scelle=rattachement.code_scelle)
            lus.update(code_scelle=neuf)
    return illisibles
