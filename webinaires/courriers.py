"""What leaves by mail around a meeting. What is promised about it, and how: `contenus.envois`.

Five kinds, each decided from the rows alone and read again under the lock of the registration: killed,
asleep or run twice, a worker skips nothing and sends nothing that left. What is told about a seat is
written beside it (`dit`, `debut_dit`), so that a new state, a new date, a cancellation or its contrary is
one and the same case: what was said is no longer true.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.urls import reverse

from contenus.adresses import chemin_de
from contenus.courriels import Courriel, Piece, adresse_entiere
from contenus.envois import Envoyer, servir
from contenus.html_simple import en_une_ligne
from webinaires.calendrier import en_calendrier
from webinaires.etats import Rappel, moment_du_rappel, rappel_du
from webinaires.models import Inscription, Rendezvous, WebinairePage
from webinaires.models.rencontres import ANNULEE, InscriptionQuerySet
from webinaires.publics import Fiche
from webinaires.rencontres import Rencontre, lire_rencontres, rencontre_de

ASSISE = Inscription.Etat.ASSISE
CHAMPS = {Rappel.VEILLE: "veille_le", Rappel.HEURE: "heure_le"}
LISTE = "webinaires"


@dataclass(frozen=True, slots=True)
class Genre:
    """A kind of mail: whom it is due to, what it says, what is written once it left.

    `une_fois`: an address that its server refuses for good is not written to again.
    """

    dus: Callable[[InscriptionQuerySet, Rencontre, datetime], InscriptionQuerySet]
    ecrire: Callable[[Inscription, Rencontre], Courriel]
    noter: Callable[[Inscription, Rencontre, datetime], dict[str, Any]]
    une_fois: bool = False


def _courriel(inscription: Inscription, rencontre: Rencontre, **champs: Any) -> Courriel:
    """A mail about a meeting, with the addresses it may need."""
    pages = {
        nom: reverse(f"rencontres:{nom}", args=[inscription.jeton])
        for nom in ("confirmer", "mienne", "partir")
    }
    contexte = {
        "rencontre": rencontre,
        "inscription": inscription,
        "direct": rencontre.rendezvous.direct if rencontre.rendezvous else "",
        "adresse": adresse_entiere(chemin_de(rencontre.page)),
        "confirmer": adresse_entiere(pages["confirmer"]),
        "mienne": adresse_entiere(pages["mienne"]),
        "pour_partir": adresse_entiere(pages["partir"]),
        **champs.pop("contexte", {}),
    }
    return Courriel(adresse=inscription.adresse, contexte=contexte, **champs)


def _suivi(inscription: Inscription, rencontre: Rencontre, **champs: Any) -> Courriel:
    """A mail to somebody registered, who may leave in one click."""
    quitter = reverse("rencontres:partir", args=[inscription.jeton])
    return _courriel(inscription, rencontre, liste=LISTE, quitter=quitter, **champs)


def _calendrier(rencontre: Rencontre) -> tuple[Piece, ...]:
    """The meeting for a calendar, under the UID that it has in the subscription."""
    fiche = Fiche(rencontre.page, rencontre.rendezvous)
    contenu = en_calendrier(lues=[fiche], nom=en_une_ligne(str(rencontre.page.title)))
    return (Piece("webinaire.ics", contenu, "text/calendar"),)


def _reponses_dues(lignes: InscriptionQuerySet, rencontre: Rencontre, maintenant: datetime) -> Any:
    return lignes.a_repondre() if rencontre.attendue(maintenant) else lignes.none()


def _ecrire_la_reponse(inscription: Inscription, rencontre: Rencontre) -> Courriel:
    deja = inscription.confirme_le is not None
    debut = "Vous êtes déjà sur la liste" if deja else "Confirmez votre inscription"
    return _courriel(
        inscription,
        rencontre,
        gabarit="webinaire_deja" if deja else "webinaire_confirmation",
        objet=f"{debut}\u00a0: {rencontre.page.title}",
        cle=f"inscription:{inscription.jeton}:{inscription.demande_le.isoformat()}",
    )


def _places_dues(lignes: InscriptionQuerySet, rencontre: Rencontre, maintenant: datetime) -> Any:
    if rencontre.page.est_passe(maintenant):
        return lignes.none()
    confirmees = lignes.a_servir(maintenant)
    return (
        confirmees.a_decommander() if rencontre.faits.annule else confirmees.a_informer(rencontre.page.debut)
    )


def _ecrire_la_place(inscription: Inscription, rencontre: Rencontre) -> Courriel:
    phrase = _phrase(inscription, rencontre)
    return _suivi(
        inscription,
        rencontre,
        gabarit="webinaire_annule" if rencontre.faits.annule else "webinaire_place",
        objet=f"{phrase}\u00a0: {rencontre.page.title}",
        cle=f"place:{inscription.jeton}:{inscription.envoye_le}:{_dire(inscription, rencontre)}",
        contexte={"phrase": phrase, "assise": inscription.etat == ASSISE},
        pieces=_calendrier(rencontre) if rencontre.faits.annule or inscription.etat == ASSISE else (),
    )


def _dire(inscription: Inscription, rencontre: Rencontre) -> str:
    return ANNULEE if rencontre.faits.annule else str(inscription.etat)


def _phrase(inscription: Inscription, rencontre: Rencontre) -> str:
    """What is new since the last mail, in a few words."""
    if rencontre.faits.annule:
        return "Le webinaire est annulé"
    if inscription.dit == ANNULEE:
        return "Le webinaire aura bien lieu"
    if inscription.debut_dit and inscription.debut_dit != rencontre.page.debut:
        return "La date a changé"
    if inscription.etat != ASSISE:
        return "Vous êtes en liste d’attente"
    return "Une place s’est libérée pour vous" if inscription.dit else "Votre place est réservée"


def _noter(
    champ: str, inscription: Inscription, rencontre: Rencontre, maintenant: datetime
) -> dict[str, Any]:
    return {champ: maintenant}


def _noter_la_reponse(inscription: Inscription, rencontre: Rencontre, maintenant: datetime) -> dict[str, Any]:
    """A request may be newer than the round that answers it."""
    return {"ecrit_le": max(maintenant, inscription.demande_le)}


def _noter_la_place(inscription: Inscription, rencontre: Rencontre, maintenant: datetime) -> dict[str, Any]:
    dit = _dire(inscription, rencontre)
    return {"dit": dit, "debut_dit": rencontre.page.debut, "envoye_le": maintenant}


def _rappels_dus(
    rappel: Rappel, lignes: InscriptionQuerySet, rencontre: Rencontre, maintenant: datetime
) -> Any:
    if rencontre.faits.annule or rappel_du(rencontre.page.debut, maintenant) is not rappel:
        return lignes.none()
    moment = moment_du_rappel(rappel, rencontre.page.debut)
    return lignes.a_servir(maintenant).a_rappeler(CHAMPS[rappel], moment)


def _ecrire_le_rappel(rappel: Rappel, inscription: Inscription, rencontre: Rencontre) -> Courriel:
    dans_une_heure = rappel is Rappel.HEURE
    debut = "Dans moins d’une heure" if dans_une_heure else "C’est bientôt"
    return _suivi(
        inscription,
        rencontre,
        gabarit="webinaire_rappel",
        objet=f"{debut}\u00a0: {rencontre.page.title}",
        cle=f"rappel:{rappel}:{inscription.jeton}:{rencontre.page.debut.timestamp():.0f}",
        contexte={"dans_une_heure": dans_une_heure},
        pieces=() if dans_une_heure else _calendrier(rencontre),
    )


def _mercis_dus(lignes: InscriptionQuerySet, rencontre: Rencontre, maintenant: datetime) -> Any:
    a_voir = rencontre.page.replay and rencontre.page.est_passe(maintenant) and not rencontre.faits.annule
    return lignes.a_servir(maintenant).a_remercier() if a_voir else lignes.none()


def _ecrire_le_merci(inscription: Inscription, rencontre: Rencontre) -> Courriel:
    return _suivi(
        inscription,
        rencontre,
        gabarit="webinaire_merci",
        objet=f"Le replay est en ligne\u00a0: {rencontre.page.title}",
        cle=f"merci:{inscription.jeton}",
        contexte={"assise": inscription.etat == ASSISE},
    )


GENRES = {
    "reponse": Genre(_reponses_dues, _ecrire_la_reponse, _noter_la_reponse, une_fois=True),
    "place": Genre(_places_dues, _ecrire_la_place, _noter_la_place),
    **{
        str(rappel): Genre(
            partial(_rappels_dus, rappel), partial(_ecrire_le_rappel, rappel), partial(_noter, champ)
        )
        for rappel, champ in CHAMPS.items()
    },
    "merci": Genre(_mercis_dus, _ecrire_le_merci, partial(_noter, "merci_le")),
}


@transaction.atomic
def envoyer(*, genre: str, pk: int, maintenant: datetime, connexion: BaseEmailBackend | None = None) -> bool:
    """Send a mail of a kind to somebody registered, if it is still due; True if it left.

    In order: read the meeting; lock the registration and read again that the mail is due; send; write it
    down. A worker that finds the row locked passes on.
    """
    inscription = Inscription.objects.filter(pk=pk).first()
    rencontre = rencontre_de(inscription) if inscription else None
    if rencontre is None:
        return False
    envoi = GENRES[genre]
    dus = envoi.dus(Inscription.objects.filter(pk=pk), rencontre, maintenant)
    due = dus.select_for_update(of=("self",), skip_locked=True).first()
    if due is None:
        return False
    note = envoi.noter(due, rencontre, maintenant)
    parti = servir(due, envoi.ecrire(due, rencontre), connexion, **note)
    if not parti and envoi.une_fois:
        Inscription.objects.filter(pk=pk).update(**note, reprise_le=None)
    return parti


def travaux(maintenant: datetime) -> Iterator[Envoyer]:
    """What there is to send; each one looks again, under its lock, whether it still is."""
    suivis = list(Rendezvous.objects.suivis().values_list("cle", flat=True))
    for rencontre in lire_rencontres(WebinairePage.objects.live().filter(cle__in=suivis)).values():
        inscrites = Inscription.objects.filter(rendezvous=rencontre.rendezvous)
        for nom, genre in GENRES.items():
            for pk in genre.dus(inscrites, rencontre, maintenant).order_by("pk").values_list("pk", flat=True):
                yield partial(envoyer, genre=nom, pk=pk, maintenant=maintenant)
