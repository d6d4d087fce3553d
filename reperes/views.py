"""Read the figures; let one's own count among them, or take that back. No account, no cookie."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from contenus.memoire import publique
from diagnostic.acces import PORTE, avec_code
from diagnostic.grille import DIMENSIONS
from diagnostic.models import Diagnostic
from diagnostic.scoring import Profil as ProfilDeDiagnostic
from diagnostic.scoring import calculer
from diagnostic.services import ErreurMetier
from kits.frein import freiner
from reperes import services
from reperes.consentement import TEXTES, VERSION
from reperes.forms import ContribuerForm, champs, profil_demande
from reperes.lecture import lire, mots_des_axes
from reperes.models import Contribution
from reperes.parutions import prochaine
from reperes.seuil import AXES, SEUIL, Profil
from reperes.tranches import dire_tranche

ENVOIS_MAX, ENVOIS_PERIODE_S = 30, 3600
"""Contributions from one address: a room full of associations may, a machine that makes them up is slowed."""
FAITS = {
    "partage": "C’est noté, et merci. Vos chiffres attendent la prochaine parution.",
    "retrait": "C’est fait\u00a0: plus rien ne relie ce diagnostic aux repères.",
}
"""What the page confirms after a redirection, by the word its address carries."""


def _contexte() -> dict[str, Any]:
    return {
        "seuil": SEUIL,
        "prochaine": prochaine(timezone.now()),
        "annees": Contribution.DUREE.days // 365,
    }


@require_safe
@publique
def accueil(request: HttpRequest) -> HttpResponse:
    """Say what the figures are, the rule, and show those of everybody and of the groups asked for."""
    return render(
        request, "reperes/accueil.html", {**_contexte(), "lecture": lire(profil_demande(request.GET))}
    )


reprendre = PORTE.reprendre("reperes:mien")


@require_safe
@avec_code
def mien(request: HttpRequest, diagnostic: Diagnostic, code: str) -> HttpResponse:
    """Show one's own figures on the same bands, and what they may add to them."""
    return _mien(request, diagnostic, code)


def _profil_de(diagnostic: Diagnostic) -> ProfilDeDiagnostic:
    choix = dict(diagnostic.reponses.values_list("critere", "choix"))
    return calculer(diagnostic.referentiel.grille, choix, courte=diagnostic.courte)


def _mien(
    request: HttpRequest, diagnostic: Diagnostic, code: str, status: int = 200, erreurs: tuple[str, ...] = ()
) -> HttpResponse:
    profil = _profil_de(diagnostic)
    part = services.part_de(diagnostic)
    tranches = services.tranches_de(profil)
    garde = part.derniere.profil if part.derniere else Profil()
    demandes = profil_demande(request.GET) if set(AXES) & set(request.GET) else garde
    dit = profil_demande(request.POST) if erreurs else garde
    lecture = lire(demandes, {mesure.cle: mesure.valeur for mesure in profil.dimensions})
    contexte = {
        **_contexte(),
        "code": code,
        "diagnostic": diagnostic,
        "lecture": lecture,
        "part": part,
        "a_jour": part.est_a_jour(tranches),
        "complet": tranches is not None,
        "manquent": [mesure.nom for mesure in profil.dimensions if mesure.valeur is None],
        "gardees": _dites(profil, part.derniere.tranches if part.derniere else tranches),
        "champs": champs(lecture.choix, dit),
        "precisions": [mots for c in champs(lecture.choix, garde) for _, mots, choisi in c.options if choisi],
        "accord": TEXTES[VERSION],
        "version": VERSION,
        "erreurs": erreurs,
        "fait": FAITS.get(request.GET.get("fait", ""), ""),
    }
    return render(request, "reperes/mien.html", contexte, status=status)


def _dites(profil: ProfilDeDiagnostic, tranches: tuple[int, ...] | None) -> list[tuple[str, str]]:
    """The name of each dimension, and the range that is kept or would be."""
    couples = zip(DIMENSIONS, tranches or (), strict=False)
    return [(profil.dimension(cle).nom, dire_tranche(tranche)) for cle, tranche in couples]


@require_POST
@avec_code
def contribuer(request: HttpRequest, diagnostic: Diagnostic, code: str) -> HttpResponse:
    """Let the figures of this diagnostic count, or bring them up to date."""
    attente = freiner(request, seau="reperes", maximum=ENVOIS_MAX, periode_s=ENVOIS_PERIODE_S)
    if attente is not None:
        reponse = render(request, "kits/patience.html", {"attente": attente}, status=429)
        reponse["Retry-After"] = str(attente)
        return reponse
    form = ContribuerForm(request.POST, mots=mots_des_axes())
    if not form.is_valid():
        return _mien(request, diagnostic, code, 422, tuple(form.phrases))
    tranches = services.tranches_de(_profil_de(diagnostic))
    try:
        services.contribuer(diagnostic=diagnostic, tranches=tranches, **form.dit)
    except ErreurMetier as refus:
        return _mien(request, diagnostic, code, 422, (str(refus),))
    return _retour(code, "partage")


@require_POST
@avec_code
def retirer(request: HttpRequest, diagnostic: Diagnostic, code: str) -> HttpResponse:
    """Take the agreement back."""
    services.retirer(diagnostic=diagnostic)
    return _retour(code, "retrait")


def _retour(code: str, fait: str) -> HttpResponse:
    return redirect(f"{reverse('reperes:mien', args=[code])}?fait={fait}#ma-part")
