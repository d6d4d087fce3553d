"""What the portal's mail and agenda keep about a person's addresses, and the office about its staff."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.db.models.functions import Lower
from wagtail.models import ModelLogEntry, PageLogEntry

from comptes.parts import Part, Personne, declarer
from contenus.models import AbonnementActualites, AbonnementSerie, Evenement
from contenus.models.abonnements import Abonnement

A = TypeVar("A", bound=Abonnement)
CHAMPS_D_EVENEMENT = (
    "titre", "description", "lieu", "en_ligne", "region", "domaine", "organisateur", "adresse", "contact",
    "etat", "motif",
)  # fmt: skip


def dire_abonnement(abonnement: Abonnement) -> dict[str, Any]:
    """What any subscription keeps: its address and its dates; never the secret of its links."""
    dates = {nom: getattr(abonnement, nom) for nom in ("demande_le", "confirme_le", "envoye_le")}
    return {
        "adresse": abonnement.adresse,
        **{nom: quand.isoformat() if quand else None for nom, quand in dates.items()},
    }


def emporter(personne: Personne) -> Mapping[str, Any]:
    """Subscriptions and proposed events of one's proved addresses; the journal of staff."""
    actualites = siens(AbonnementActualites, personne)
    series = siens(AbonnementSerie, personne).select_related("serie")
    lus = {
        "abonnements": [
            *(dire_abonnement(a) | {"quoi": "actualités", "frequence": a.frequence} for a in actualites),
            *(dire_abonnement(a) | {"quoi": a.serie.titre, "rang": a.rang} for a in series),
        ],
        "evenements_proposes": [_evenement(e) for e in _evenements(personne)],
        "redaction": _redaction(personne),
    }
    return lus if any(lus.values()) else {}


def desabonner(personne: Personne) -> None:
    """Erase the subscriptions, and the address under the events: these are public, and stay."""
    siens(AbonnementActualites, personne).delete()
    siens(AbonnementSerie, personne).delete()
    _evenements(personne).update(contact="", reponse_due=False)


def siens(modele: type[A], personne: Personne) -> QuerySet[A]:
    """The subscriptions of a kind that are under one's proved addresses, whatever their case."""
    basses = modele._default_manager.annotate(basse=Lower("adresse")).filter(basse__in=personne.adresses)
    return modele._default_manager.filter(pk__in=basses.values("pk")).order_by("demande_le", "pk")


def _evenements(personne: Personne) -> QuerySet[Evenement]:
    miens = Evenement.objects.annotate(basse=Lower("contact")).filter(basse__in=personne.adresses)
    return Evenement.objects.filter(pk__in=miens.values("pk")).order_by("propose_le", "pk")


def _evenement(evenement: Evenement) -> dict[str, Any]:
    dates = {nom: getattr(evenement, nom).isoformat() for nom in ("debut", "fin", "propose_le")}
    return {nom: getattr(evenement, nom) for nom in CHAMPS_D_EVENEMENT} | dates


def _redaction(personne: Personne) -> list[dict[str, str]]:
    return [
        {"geste": ligne.action, "sur": ligne.label, "le": ligne.timestamp.isoformat()}
        for journal in (PageLogEntry, ModelLogEntry)
        for ligne in journal.objects.filter(user_id=personne.utilisateur.pk).order_by("timestamp", "pk")
    ]


PART = Part(
    cle="courriels_et_agenda",
    garde=(
        (
            "Courriels et agenda",
            "Vos abonnements, jusqu’à ce que vous les quittiez d’un clic\u00a0; l’adresse de contact d’un "
            "événement, un an après sa fin.",
        ),
    ),
    reste=(
        "Les abonnements et les rappels demandés avec vos adresses, que vous pouvez effacer aussi, ici ou "
        "d’un clic depuis chaque courriel.",
        "Les événements que vous avez proposés\u00a0: ils sont publics. Votre adresse n’y est jamais "
        "affichée.",
        "Pour la rédaction\u00a0: ce qui a été publié, et le journal de ses gestes, sans votre nom.",
    ),
    emporter=emporter,
    desabonner=desabonner,
)
declarer(PART)
