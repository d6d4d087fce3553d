"""Asking to follow, agreeing, changing what is shared, ending it."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accompagnement import texte
from accompagnement.calendrier import six_mois_apres
from accompagnement.models import Accompagnement, Demande, Trace
from comptes import cles, coffre
from comptes.erreurs import AutreAdresse, ErreurMetier, InvitationPerdue
from comptes.models import Adhesion, Rattachement, Structure, Utilisateur
from kits.francais import PARIS

DEMANDES_EN_COURS_MAX = 50
GENRES = ("diagnostic", "cahier")
"""The kinds of work in which a coordinator can be shown something."""
PERDUE = "Cette demande a expiré, a été révoquée ou a déjà reçu une réponse."


@transaction.atomic
def demander(
    *, accompagnatrice: Structure, par: Utilisateur, adresse: str, depart: str
) -> tuple[Demande, str, bool]:
    """Prepare a request; return it, its token (known now only), and whether it is new.

    `depart` is the random token of the form: sent twice, it is one request. An address already asked is
    asked again, and its former link dies. The mail is the caller's business, after the commit.

    Raises:
        ErreurMetier: too many requests pending.
    """
    Structure.objects.select_for_update().only("pk").get(pk=accompagnatrice.pk)
    jeton = coffre.empreinte("accompagnement", settings.SECRET_KEY, str(accompagnatrice.pk), depart)
    siennes = Demande.objects.filter(accompagnatrice=accompagnatrice)
    if deja := siennes.filter(empreinte=coffre.empreinte("jeton", jeton)).first():
        return deja, jeton, False
    if siennes.en_cours().count() >= DEMANDES_EN_COURS_MAX:
        raise ErreurMetier(f"{DEMANDES_EN_COURS_MAX} demandes attendent déjà\u00a0: révoquez-en d’abord.")
    if adresse:
        siennes.en_cours().filter(adresse__iexact=adresse).update(revoquee_le=timezone.now())
    demande = Demande.objects.create(
        accompagnatrice=accompagnatrice,
        empreinte=coffre.empreinte("jeton", jeton),
        adresse=adresse,
        par=par,
    )
    return demande, jeton, True


def trouver(jeton: str) -> Demande | None:
    """The request whose token this is, whatever its state."""
    demandes = Demande.objects.select_related("accompagnatrice")
    return demandes.filter(empreinte=coffre.empreinte("jeton", jeton)).first()


def est_pour(demande: Demande, membre: Utilisateur) -> bool:
    """Whether this account may answer: the address asked is proved, or it is a link for whoever has it."""
    if not demande.adresse:
        return True
    prouvees = EmailAddress.objects.filter(user=membre, verified=True, email__iexact=demande.adresse)
    return bool(prouvees.exists())


def verifier(*, demande: Demande, membre: Utilisateur) -> None:
    """Make sure that this account may answer, today.

    Raises:
        InvitationPerdue: expired, revoked, or answered already.
        AutreAdresse: sent to an address that this account has not proved to hold.
    """
    if not demande.ouverte:
        raise InvitationPerdue(PERDUE)
    if not est_pour(demande, membre):
        raise AutreAdresse("Cette demande a été envoyée à une autre adresse que celles de votre compte.")


def revoquer(*, demande: Demande) -> None:
    """Kill a request; twice changes nothing."""
    Demande.objects.filter(pk=demande.pk, revoquee_le=None).update(revoquee_le=timezone.now())


def proposables(structure: Structure) -> list[cles.Travail]:
    """The works of a structure among which it may choose, those that still open."""
    clefs = structure.rattachements.filter(genre__in=GENRES).pour_liste()
    return [travail for travail in cles.lire(clefs) if travail.vivant]


@transaction.atomic
def consentir(
    *, jeton: str, adhesion: Adhesion, portee: Collection[str], travaux: Iterable[int]
) -> Accompagnement:
    """Agree to be followed, once, with the words of today. Agreeing again to the same changes nothing.

    `adhesion` administers the structure that agrees: the caller has asked.

    Raises:
        InvitationPerdue: unknown, expired, revoked, or answered already by somebody else.
        AutreAdresse: sent to an address that this account has not proved to hold.
    """
    verrou = Demande.objects.select_for_update(of=("self",)).select_related("accompagnatrice")
    demande = verrou.filter(empreinte=coffre.empreinte("jeton", jeton)).first()
    if demande is None:
        raise InvitationPerdue("Ce lien n’existe pas.")
    accompagnee, accompagnatrice = adhesion.structure, demande.accompagnatrice
    siens = Accompagnement.objects.en_cours().filter(accompagnatrice=accompagnatrice, accompagnee=accompagnee)
    if deja := siens.first():
        return deja
    verifier(demande=demande, membre=adhesion.membre)
    maintenant = timezone.now()
    accord, neuf = Accompagnement.objects.get_or_create(
        accompagnatrice=accompagnatrice,
        accompagnee=accompagnee,
        retire_le=None,
        defaults={
            "nom_accompagnatrice": accompagnatrice.nom,
            "nom_accompagnee": accompagnee.nom,
            "demande": demande,
            "texte": texte.rediger(accompagnatrice=accompagnatrice.nom, accompagnee=accompagnee.nom),
            "version": texte.VERSION,
            "portee": _en_ordre(portee),
            "consenti_le": maintenant,
            "consenti_par": role_de(adhesion),
            "prochain_suivi": six_mois_apres(_jour(maintenant)),
        },
    )
    if neuf:
        Demande.objects.filter(pk=demande.pk).update(servie_le=maintenant)
        _choisir(accord, travaux)
        _tracer(accord, Trace.Geste.DONNE, role_de(adhesion))
    return accord


@transaction.atomic
def changer(
    *, accord: Accompagnement, adhesion: Adhesion, portee: Collection[str], travaux: Iterable[int]
) -> None:
    """Change what is shared, from this second; the same boxes again write nothing.

    Raises:
        ErreurMetier: the agreement has ended.
    """
    vivant = _verrouiller(accord)
    avant = (vivant.portee, set(vivant.travaux.values_list("pk", flat=True)))
    vivant.portee = _en_ordre(portee)
    vivant.save(update_fields=["portee"])
    _choisir(vivant, travaux)
    if avant != (vivant.portee, set(vivant.travaux.values_list("pk", flat=True))):
        _tracer(vivant, Trace.Geste.CHANGE, role_de(adhesion))


@transaction.atomic
def retirer(*, accord: Accompagnement, adhesion: Adhesion) -> None:
    """End an agreement, from either side; ended already, nothing changes. The row stays as a proof.

    Whoever is exporting at this instant finishes first, or finds nothing (`exports.emporter`).
    """
    try:
        vivant = _verrouiller(accord)
    except ErreurMetier:
        return
    vivant.retire_le, vivant.retire_par = timezone.now(), role_de(adhesion)
    if adhesion.structure_id == vivant.accompagnatrice_id:
        vivant.retire_par = "La structure qui accompagne"
    vivant.save(update_fields=["retire_le", "retire_par"])
    vivant.travaux.clear()
    vivant.portee = []
    _tracer(vivant, Trace.Geste.RETIRE, vivant.retire_par)


def role_de(adhesion: Adhesion) -> str:
    """What somebody was when they decided: no name, so that the proof outlives the account."""
    return f"{adhesion.get_role_display()}{', administre' if adhesion.administre else ''}"


def _verrouiller(accord: Accompagnement) -> Accompagnement:
    vivant = Accompagnement.objects.en_cours().select_for_update(of=("self",)).filter(pk=accord.pk).first()
    if vivant is None:
        raise ErreurMetier("Cet accord a pris fin\u00a0: plus rien n’est partagé.")
    return vivant


def _choisir(accord: Accompagnement, travaux: Iterable[int]) -> None:
    """Only works of the structure that agrees."""
    siens = Rattachement.objects.filter(
        structure=accord.accompagnee_id, pk__in=list(travaux), genre__in=GENRES
    )
    accord.travaux.set(siens)


def _tracer(accord: Accompagnement, geste: str, role: str) -> None:
    noms = [travail.nom[:200] for travail in cles.lire(accord.travaux.order_by("pk")) if travail.vivant]
    Trace.objects.create(accompagnement=accord, geste=geste, role=role, portee=accord.portee, travaux=noms)


def _en_ordre(portee: Collection[str]) -> list[str]:
    return [cle for cle in texte.PARTAGES if cle in portee]


def _jour(instant: datetime) -> date:
    return instant.astimezone(PARIS).date()
