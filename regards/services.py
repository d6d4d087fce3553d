"""What happens when somebody opens a campaign, joins it, leaves it, closes it or erases it.

Joining, leaving and closing lock the row of the campaign: nobody enters while the result is computed.
"""

from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localdate

from diagnostic import services as diagnostics
from diagnostic.models import Diagnostic, Referentiel
from diagnostic.reprise import reprendre_les_choix
from diagnostic.services import DEPART_REPETE, ErreurMetier
from regards import codes
from regards.acces import Invitation
from regards.collecte import voix_de
from regards.croisement import croiser
from regards.models import Campagne, Participation, Place
from regards.resultat import vers_dict

INSCRITS_MAX = 500
PLACES_MAX, FEUILLE_MAX = 300, 60
CLOSE = "Cette campagne est close\u00a0: on ne peut plus la rejoindre ni en changer."


class TropPeuDeVoix(ErreurMetier):
    """Closing now would give no result."""


def commencer(
    *, formule: str, nom: str, jusqu_au: date, depart: str = "", precedente: Campagne | None = None
) -> tuple[Campagne, str]:
    """Open a campaign on the newest grid; return it with the organiser's code, shown this once.

    `depart` is the token of the form: sent again within `DEPART_REPETE`, it finds its campaign again.

    Raises:
        ErreurMetier: a date out of bounds, or a former campaign too recent to be followed.
    """
    verifier_la_date(jusqu_au)
    if precedente and (precedente.reconduite_des is None or precedente.reconduite_des > timezone.now()):
        raise ErreurMetier("Cette campagne ne peut pas encore être reconduite.")
    code = codes.deriver(depart, cle=settings.SECRET_KEY) if depart else codes.tirer()
    campagne, _ = Campagne.objects.get_or_create(
        empreinte_code=codes.empreinte(code),
        defaults={
            "empreinte_jeton": codes.empreinte(codes.jeton_de(code, cle=settings.SECRET_KEY)),
            "referentiel": Referentiel.objects.courant(),
            "formule": formule,
            "nom": nom,
            "jusqu_au": jusqu_au,
            "precedente": precedente,
        },
    )
    if campagne.cree_le < timezone.now() - DEPART_REPETE:
        return commencer(formule=formule, nom=nom, jusqu_au=jusqu_au, precedente=precedente)
    return campagne, code


def verifier_la_date(jour: date) -> None:
    """Refuse a day past or too far; raises ErreurMetier."""
    if not localdate() <= jour <= localdate() + Campagne.DUREE_MAX:
        raise ErreurMetier("Choisissez un jour entre aujourd’hui et l’an prochain à la même date.")


def _verrouiller(campagne: Campagne) -> Campagne:
    return Campagne.objects.pour_page().select_for_update(no_key=True, of=("self",)).get(pk=campagne.pk)


@transaction.atomic
def rejoindre(
    *, invitation: Invitation, regard: str, depart: str = "", ancien: Diagnostic | None = None
) -> str:
    """Enter a campaign with a diagnostic of one's own; return its resume code.

    In order: start the diagnostic on the grid of the campaign, tie it, write the choices of `ancien` in it.
    The same form sent twice finds its diagnostic again.

    Raises:
        ErreurMetier: closed, full, common link turned off, personal code already used.
    """
    campagne = _verrouiller(invitation.campagne)
    if not campagne.ouverte:
        raise ErreurMetier(CLOSE)
    diagnostic, code = diagnostics.commencer(
        formule=campagne.formule, depart=depart, referentiel=campagne.referentiel
    )
    if campagne.participations.filter(diagnostic=diagnostic).exists():
        return code
    _verifier_l_entree(campagne, invitation)
    Diagnostic.objects.filter(pk=diagnostic.pk).update(nom=campagne.nom)
    Participation.objects.create(
        campagne=campagne, diagnostic=diagnostic, regard=regard, place=invitation.place
    )
    if ancien is not None:
        reprendre_les_choix(de=ancien, vers=diagnostic)
    return code


def _verifier_l_entree(campagne: Campagne, invitation: Invitation) -> None:
    if invitation.place is None and not campagne.lien_commun:
        raise ErreurMetier("Ce lien a été fermé par la personne qui organise\u00a0: demandez-lui un code.")
    if invitation.place and Participation.objects.filter(place=invitation.place).exists():
        raise ErreurMetier(
            "Ce code personnel a déjà servi. Si c’était vous, reprenez avec le code de votre diagnostic."
        )
    if campagne.participations.count() >= INSCRITS_MAX:
        raise ErreurMetier(f"Cette campagne compte déjà {INSCRITS_MAX} personnes, le plus que l’on puisse.")


@transaction.atomic
def changer_de_regard(*, participation: Participation, regard: str) -> None:
    """Look from elsewhere, until the closing; raises ErreurMetier afterwards."""
    if not _verrouiller(participation.campagne).ouverte:
        raise ErreurMetier(CLOSE)
    Participation.objects.filter(pk=participation.pk).update(regard=regard)


@transaction.atomic
def se_retirer(*, participation: Participation) -> None:
    """Untie a diagnostic, which stays its owner's; a personal code may then serve again.

    Raises:
        ErreurMetier: once closed, the figures are of groups and hold nobody's answers to take out.
    """
    if not _verrouiller(participation.campagne).ouverte:
        raise ErreurMetier(CLOSE)
    Participation.objects.filter(pk=participation.pk).delete()


@transaction.atomic
def changer_la_date(*, campagne: Campagne, jusqu_au: date) -> None:
    """Move the last day. A campaign closed without any result opens again: nothing was published.

    Raises:
        ErreurMetier: a date out of bounds, or a result already published.
    """
    verifier_la_date(jusqu_au)
    if _verrouiller(campagne).resultat is not None:
        raise ErreurMetier("Les résultats sont publiés\u00a0: la date ne change plus.")
    Campagne.objects.filter(pk=campagne.pk).update(jusqu_au=jusqu_au, close_le=None)


@transaction.atomic
def preparer_les_places(*, campagne: Campagne, nombre: int, depart: str) -> list[str]:
    """Make personal codes and return them, shown this once; the same form sent twice makes them once.

    Raises:
        ErreurMetier: closed, or too many.
    """
    if not _verrouiller(campagne).ouverte:
        raise ErreurMetier(CLOSE)
    prepares = codes.personnels(depart, nombre, cle=f"{campagne.pk}:{settings.SECRET_KEY}")
    empreintes = [codes.empreinte(code) for code in prepares]
    if campagne.places.exclude(empreinte__in=empreintes).count() + nombre > PLACES_MAX:
        raise ErreurMetier(f"Une campagne peut compter {PLACES_MAX} codes personnels au plus.")
    places = [Place(campagne=campagne, empreinte=empreinte) for empreinte in empreintes]
    Place.objects.bulk_create(places, ignore_conflicts=True)
    return prepares


@transaction.atomic
def cloturer(*, campagne: Campagne, sans_resultat: bool = False) -> Campagne:
    """Close a campaign: compute its result once and freeze it; closing again changes nothing.

    With too few voices there is none, and it closes only if `sans_resultat` says so.

    Raises:
        TropPeuDeVoix: too few voices, and nobody accepted that.
    """
    verrouillee = _verrouiller(campagne)
    if verrouillee.close_le is not None:
        return verrouillee
    croisement = croiser(voix_de(verrouillee), verrouillee.codes)
    if croisement is None and not sans_resultat:
        raise TropPeuDeVoix("Moins de trois personnes ont répondu\u00a0: il n’y aurait pas de résultat.")
    verrouillee.close_le = timezone.now()
    verrouillee.resultat = vers_dict(croisement) if croisement else None
    verrouillee.save(update_fields=["close_le", "resultat"])
    return verrouillee


def cloturer_les_echues() -> list[UUID]:
    """Close every campaign whose last day is over, each in its own transaction; return which."""
    echues = list(Campagne.objects.echues().order_by("jusqu_au", "pk").only("pk"))
    return [campagne.pk for campagne in echues if _cloturer_si_echue(campagne)]


@transaction.atomic
def _cloturer_si_echue(campagne: Campagne) -> datetime | None:
    """Close unless its organiser closed it, moved its date or erased it meanwhile."""
    if not Campagne.objects.echues().select_for_update(no_key=True).filter(pk=campagne.pk).exists():
        return None
    return cloturer(campagne=campagne, sans_resultat=True).close_le


def renouveler_code(*, campagne: Campagne) -> str:
    """Give a campaign another organiser's code and return it; its link to share changes with it."""
    code = codes.tirer()
    Campagne.objects.filter(pk=campagne.pk).update(
        empreinte_code=codes.empreinte(code),
        empreinte_jeton=codes.empreinte(codes.jeton_de(code, cle=settings.SECRET_KEY)),
    )
    return code


def effacer(*, campagne: Campagne) -> None:
    """Erase a campaign, its result and its codes; each diagnostic stays its owner's."""
    campagne.delete()
