"""What happens when somebody starts, writes, aims, freezes, plans, changes grid or erases."""

import time
from datetime import date, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from diagnostic import codes
from diagnostic.ecriture import Ecrit, ecrire
from diagnostic.evolution import Evolution, comparer
from diagnostic.models import (
    CHAMPS_D_ACTION,
    CHAMPS_DE_REPONSE,
    COMMENTAIRE_MAX,
    NOM_MAX,
    Action,
    Champ,
    Diagnostic,
    Ecriture,
    Instantane,
    Referentiel,
    Reponse,
)
from diagnostic.scoring import CHOIX, SANS_REPONSE

SEQUENCE_MAX = 2**62
AUTEUR_MAX = 36
SIGNATURE_MAX = 60
INSTANTANES_MAX = 50
DEPART_REPETE = timedelta(minutes=10)
"""The same starting form sent again this soon is a double click or the Back button, not a new diagnostic."""


class ErreurMetier(Exception):
    """Refused, with a sentence that the visitor can read."""


class SaisieRefusee(ErreurMetier):
    """An answer that cannot be written as it is."""


def commencer(
    *, formule: str = Diagnostic.Formule.COURTE, depart: str = "", referentiel: Referentiel | None = None
) -> tuple[Diagnostic, str]:
    """Start a diagnostic, on the newest grid unless told; return it with its resume code, shown this once.

    `depart` is the token of the form, if any. Sent again within `DEPART_REPETE`, even at once, it
    returns the diagnostic it started, in the version asked last: nothing answered is lost by that.
    """
    code = codes.deriver(depart, cle=settings.SECRET_KEY) if depart else codes.tirer()
    diagnostic, neuf = Diagnostic.objects.get_or_create(
        empreinte_code=codes.empreinte(code),
        defaults={"referentiel": referentiel or Referentiel.objects.courant(), "formule": formule},
    )
    if diagnostic.cree_le < timezone.now() - DEPART_REPETE:
        return commencer(formule=formule, referentiel=referentiel)
    if not neuf and diagnostic.formule != formule:
        diagnostic.formule = formule
        diagnostic.save(update_fields=["formule"])
    return diagnostic, code


def sequence_du_serveur() -> int:
    """A sequence for writers that have none of their own (forms without JavaScript): microseconds."""
    return time.time_ns() // 1000


def normaliser_texte(texte: str) -> str:
    """Line ends as the database keeps them, so that a browser's CRLF is no change."""
    return texte.replace("\r\n", "\n").replace("\r", "\n")


def enregistrer(
    *,
    diagnostic: Diagnostic,
    objet: str,
    champ: str,
    valeur: str,
    auteur: str,
    nom: str = "",
    sequence: int | None = None,
) -> Ecrit:
    """Check one field of an answer (`objet` is a criterion) or of the plan (`court-1`), and write it.

    Who wins and what is kept: see `ecriture.ecrire`; the plan follows the same rule.

    Raises:
        SaisieRefusee: unknown criterion, field or level; text too long or unreadable; bad author.
    """
    valeur = normaliser_texte(valeur)
    _verifier(diagnostic, objet, champ, valeur)
    sequence = verifier_l_envoi(valeur, auteur=auteur, nom=nom, sequence=sequence)
    if objet in Action.OBJETS:
        return _ecrire_action(
            diagnostic, objet=objet, champ=champ, valeur=valeur, auteur=auteur, nom=nom, sequence=sequence
        )
    return ecrire(
        diagnostic=diagnostic.pk,
        critere=objet,
        champ=champ,
        valeur=valeur,
        auteur=auteur,
        nom=nom.strip(),
        sequence=sequence,
    )


def verifier_l_envoi(*textes: str, auteur: str, nom: str, sequence: int | None) -> int:
    """Check what every saved field carries, whatever it is; return its sequence, the server's without one.

    Raises:
        SaisieRefusee: unreadable text, bad author or signature, sequence out of bounds.
    """
    if not _est_du_texte("".join((*textes, auteur, nom))):
        raise SaisieRefusee("Ce texte contient des signes que nous ne pouvons pas garder.")
    if not 0 < len(auteur) <= AUTEUR_MAX or len(nom) > SIGNATURE_MAX:
        raise SaisieRefusee(f"La signature est trop longue : {SIGNATURE_MAX} caractères au plus.")
    sequence = sequence_du_serveur() if sequence is None else sequence
    if not 0 < sequence < SEQUENCE_MAX:
        raise SaisieRefusee("Le rang de cet enregistrement est hors limites.")
    return sequence


def _est_du_texte(texte: str) -> bool:
    """Whether the database can hold it: neither NUL nor half of a surrogate pair (JSON's `\\ud800`)."""
    try:
        return b"\x00" not in texte.encode()
    except UnicodeEncodeError:
        return False


def _verifier(diagnostic: Diagnostic, objet: str, champ: str, valeur: str) -> None:
    plan = objet in Action.OBJETS
    if not plan and objet not in diagnostic.referentiel.grille.par_code:
        raise SaisieRefusee(f"Le critère « {objet[:10]} » n’existe pas dans cette grille.")
    if champ not in (CHAMPS_D_ACTION if plan else CHAMPS_DE_REPONSE):
        raise SaisieRefusee("Ce champ n’existe pas ici.")
    if champ == Champ.CHOIX and valeur not in (SANS_REPONSE, *CHOIX):
        raise SaisieRefusee("Cette réponse n’existe pas : choisissez l’un des quatre niveaux proposés.")
    maximum = NOM_MAX if champ == Champ.PORTEUR else COMMENTAIRE_MAX
    if len(valeur) > maximum:
        raise SaisieRefusee(
            f"Ce texte compte {len(valeur)} caractères, {maximum} au plus peuvent être gardés : "
            "raccourcissez-le, rien n’a été effacé."
        )
    if champ == Champ.ECHEANCE:
        lire_date(valeur)


def lire_date(valeur: str) -> date | None:
    """Read an ISO date or nothing; raises SaisieRefusee otherwise."""
    try:
        return date.fromisoformat(valeur) if valeur else None
    except ValueError as erreur:
        raise SaisieRefusee(f"« {valeur[:20]} » n’est pas une date.") from erreur


@transaction.atomic
def _ecrire_action(
    diagnostic: Diagnostic, *, objet: str, champ: str, valeur: str, auteur: str, nom: str, sequence: int
) -> Ecrit:
    Diagnostic.objects.select_for_update(no_key=True).only("pk").get(pk=diagnostic.pk)
    journal = diagnostic.ecritures.filter(objet=objet, champ=champ)
    precedente = journal.filter(appliquee=True).order_by("-id").first()
    depassee = journal.filter(auteur=auteur, sequence__gte=sequence).exists()
    maintenant = timezone.now()
    if not depassee:
        horizon, rang = Action.OBJETS[objet]
        nouvelles: dict[str, object] = {champ: lire_date(valeur) if champ == Champ.ECHEANCE else valeur}
        if champ == Champ.TEXTE:
            nouvelles["texte_ecrit"] = True
        Action.objects.update_or_create(diagnostic=diagnostic, horizon=horizon, rang=rang, defaults=nouvelles)
    Ecriture.objects.bulk_create(
        [
            Ecriture(
                diagnostic=diagnostic,
                objet=objet,
                champ=champ,
                valeur=valeur,
                auteur=auteur,
                nom=nom.strip(),
                sequence=sequence,
                appliquee=not depassee,
            )
        ],
        ignore_conflicts=True,
    )
    return Ecrit(
        appliquee=not depassee,
        le=maintenant,
        avant=precedente.valeur if precedente else "",
        avant_auteur=precedente.auteur if precedente else "",
        avant_nom=precedente.nom if precedente else "",
        avant_le=precedente.ecrit_le if precedente else None,
    )


def placer_cap(*, diagnostic: Diagnostic, poids: tuple[int, int, int] | None) -> None:
    """Place the cap (three weights of 0 to 10, not all zero) or, with None, remove it."""
    humain, financier, alliances = poids or (None, None, None)
    Diagnostic.objects.filter(pk=diagnostic.pk).update(
        cap_humain=humain, cap_financier=financier, cap_alliances=alliances
    )


def prendre_instantane(*, diagnostic: Diagnostic, nom: str) -> Instantane:
    """Freeze the answers, comments and cap under a name: one more point of the trajectoire.

    Raises:
        ErreurMetier: when nothing was answered yet, or when there are too many.
    """
    reponses = {
        reponse.critere: {"choix": reponse.choix, "commentaire": reponse.commentaire}
        for reponse in diagnostic.reponses.order_by("critere")
    }
    if not any(reponse["choix"] for reponse in reponses.values()):
        raise ErreurMetier("Répondez d’abord à un critère : une étape vide ne dirait rien.")
    if diagnostic.instantanes.count() >= INSTANTANES_MAX:
        raise ErreurMetier(f"La trajectoire compte déjà {INSTANTANES_MAX} étapes : retirez-en une d’abord.")
    return Instantane.objects.create(
        diagnostic=diagnostic,
        nom=nom,
        referentiel=diagnostic.referentiel,
        formule=diagnostic.formule,
        reponses=reponses,
        cap=list(diagnostic.poids_du_cap) if diagnostic.cap else None,
    )


def evolution_possible(diagnostic: Diagnostic) -> tuple[Referentiel, Evolution] | None:
    """The newest grid and what it changes for this diagnostic; None when it is up to date."""
    courant = Referentiel.objects.courant()
    if courant.version <= diagnostic.referentiel.version:
        return None
    return courant, comparer(diagnostic.referentiel.grille, courant.grille)


@transaction.atomic
def basculer(*, diagnostic: Diagnostic, vers: Referentiel) -> Instantane | None:
    """Move a diagnostic to a newer grid.

    In order: freeze the present state under a name (when something was answered), change grid, move
    the answers of renamed criteria through the journal. Answers to criteria that the new grid no
    longer asks stay in the database and in the exports.
    """
    evolution = comparer(diagnostic.referentiel.grille, vers.grille)
    reponses = {reponse.critere: reponse for reponse in diagnostic.reponses.all()}
    etape = None
    if any(reponse.choix for reponse in reponses.values()):
        etape = prendre_instantane(
            diagnostic=diagnostic, nom=f"Avant la grille {vers.version} (grille {evolution.de})"
        )
    Diagnostic.objects.filter(pk=diagnostic.pk).update(referentiel=vers)
    _renommer(
        diagnostic,
        [(reponses[a], b) for a, b in evolution.reports.items() if a != b and a in reponses],
    )
    diagnostic.refresh_from_db()
    return etape


def _renommer(diagnostic: Diagnostic, deplacees: list[tuple[Reponse, str]]) -> None:
    """Move answers to their new codes: all leave before any arrives, since two codes may be swapped."""
    champs = [(r, vers, champ) for r, vers in deplacees for champ in CHAMPS_DE_REPONSE if getattr(r, champ)]
    departs = [(r.critere, champ, "", "") for r, _, champ in champs]
    arrivees = [(vers, champ, getattr(r, champ), getattr(r, f"{champ}_par")) for r, vers, champ in champs]
    auteur = str(uuid4())
    for rang, (critere, champ, valeur, nom) in enumerate([*departs, *arrivees], start=1):
        ecrire(
            diagnostic=diagnostic.pk,
            critere=critere,
            champ=champ,
            valeur=valeur,
            auteur=auteur,
            nom=nom,
            sequence=rang,
        )


def effacer(*, diagnostic: Diagnostic) -> None:
    """Erase a diagnostic and all that hangs on it, journal included. Documents already made expire alone."""
    diagnostic.delete()


def renouveler_code(*, diagnostic: Diagnostic) -> str:
    """Give a diagnostic another resume code and return it; the former opens nothing any more."""
    code = codes.tirer()
    Diagnostic.objects.filter(pk=diagnostic.pk).update(empreinte_code=codes.empreinte(code))
    return code
