"""Understand, aim, decide: the restitution, the cap, the plan and the steps of the trajectoire."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST, require_safe

from diagnostic import fragments, graphiques, services
from diagnostic.acces import avec_code
from diagnostic.attaches import attaches_de
from diagnostic.forms import CapForm, InstantaneForm, changements_de_plan, temoin
from diagnostic.fragments import LigneDessinee
from diagnostic.lecture import lire
from diagnostic.models import CHAMPS_D_ACTION, Action, Diagnostic
from diagnostic.restitution import LigneDePlan, Restitution, rassembler
from diagnostic.scoring import proposer

AUTRES_PROPOSITIONS, OPTION_MAX = 12, 90
FAITS = {
    "cap": "Le cap est placé.",
    "sans-cap": "Le cap est retiré.",
    "etape": "L’étape est gardée.",
    "retiree": "L’étape est retirée.",
}
"""What the page confirms after a redirection, by the word its address carries."""


@require_safe
@avec_code
def restitution(request: HttpRequest, diagnostic: Diagnostic, code: str) -> HttpResponse:
    """Show where the house stands, how each figure is made, and what to decide next."""
    return _page(request, diagnostic, code)


def _page(
    request: HttpRequest, diagnostic: Diagnostic, code: str, status: int = 200, **en_plus: Any
) -> HttpResponse:
    r = rassembler(diagnostic)
    if fait := FAITS.get(request.GET.get("fait", "")):
        en_plus["fait"] = fait

    def dessiner() -> SafeString:
        return render_to_string("diagnostic/restitution/_corps.html", _contexte(r, code, en_plus))

    corps = dessiner() if en_plus else fragments.corps(r, code, dessiner)
    contexte = {"diagnostic": diagnostic, "corps": corps, "attaches": attaches_de(diagnostic, code)}
    return render(request, "diagnostic/restitution.html", contexte, status=status)


def _contexte(r: Restitution, code: str, en_plus: dict[str, Any]) -> dict[str, Any]:
    """What the page shows; `en_plus` adds what was just done, or refused and given back."""
    triangle = graphiques.triangle(r.points, r.cap)
    return {
        "code": code,
        "diagnostic": r.diagnostic,
        "restitution": r,
        "lecture": lire(r.profil, triangle.reperes),
        "maison": graphiques.maison(r.profil, r.cap),
        "triangle": triangle,
        "cap_poids": _poids(r, en_plus.get("envoi_cap")),
        "profil": fragments.profil(r),
        "appuis": fragments.appuis(r),
        "horizons": _horizons(r, en_plus.get("envoi")),
        "autres_options": _options(r),
        "jour": localdate(),
        "nom_d_etape": f"Étape du {date_format(localdate(), 'j F Y')}",
        "fait": "",
        "erreurs_cap": (),
        "erreurs_plan": (),
        "erreurs_etape": (),
        **en_plus,
    }


def _poids(r: Restitution, envoi: Any = None) -> list[dict[str, Any]]:
    """The three weights of the cap, as placed or as just typed."""
    return [
        {
            "cle": mesure.cle,
            "nom": mesure.nom,
            "valeur": envoi.get(mesure.cle, "") if envoi else "" if poids is None else poids,
        }
        for mesure, poids in zip(r.profil.piliers, r.diagnostic.poids_du_cap, strict=True)
    ]


def _horizons(r: Restitution, envoi: Any = None) -> list[dict[str, Any]]:
    """The plan by horizon; `envoi` gives back what was typed when it was refused."""
    return [
        {
            "nom": horizon.label,
            "lignes": [_dessiner(ligne, envoi or {}) for ligne in r.plan if ligne.horizon == horizon],
        }
        for horizon in Action.Horizon
    ]


def _dessiner(ligne: LigneDePlan, envoi: Mapping[str, str]) -> LigneDessinee:
    texte, porteur, echeance = (
        envoi.get(f"{champ}-{ligne.objet}", getattr(ligne, champ)) for champ in CHAMPS_D_ACTION
    )
    return LigneDessinee(
        objet=ligne.objet,
        rang=ligne.rang,
        horizon=ligne.horizon.label,
        etat=ligne.etat,
        etat_dit=ligne.etat_dit,
        origine=f"{ligne.origine.code} · {ligne.origine.titre}" if ligne.origine else "",
        texte=texte,
        porteur=porteur,
        echeance=echeance,
        passee=bool(ligne.echeance) and ligne.echeance < localdate().isoformat(),
        avant=tuple((champ, temoin(getattr(ligne, champ))) for champ in CHAMPS_D_ACTION),
    )


def _autres(r: Restitution) -> list[Any]:
    """Proposals that the plan does not show yet."""
    choix = {ligne.critere.code: ligne.choix for ligne in r.lignes}
    montrees = {ligne.texte for ligne in r.plan}
    toutes = proposer(r.grille, choix, courte=r.diagnostic.courte, nombre=AUTRES_PROPOSITIONS + len(r.plan))
    return [proposition for proposition in toutes if proposition.texte not in montrees][:AUTRES_PROPOSITIONS]


def _options(r: Restitution) -> SafeString:
    """The other proposals as `<option>`s, joined once for the six lines that offer them."""
    return format_html_join("", "{}", ((_option(autre.critere.code, autre.texte),) for autre in _autres(r)))


@lru_cache(maxsize=1024)
def _option(code: str, texte: str) -> SafeString:
    """A proposal to choose; a grid never changes, its proposals are cut once."""
    return format_html('<option value="{}">{} · {}</option>', code, code, Truncator(texte).chars(OPTION_MAX))


@require_POST
@avec_code
def plan(request: HttpRequest, diagnostic: Diagnostic, code: str) -> HttpResponse:
    """Save the lines of the plan that changed, keep or swap a proposal."""
    r = rassembler(diagnostic)
    propositions = {proposition.critere.code: proposition.texte for proposition in _autres(r)}
    phrases: list[str] = []
    refuses: dict[str, str] = {}
    for changement in changements_de_plan(request.POST, r.plan, propositions):
        try:
            services.enregistrer(
                diagnostic=diagnostic,
                objet=changement.objet,
                champ=changement.champ,
                valeur=changement.valeur,
                auteur=request.POST.get("auteur", "")[: services.AUTEUR_MAX] or str(uuid4()),
                nom=request.POST.get("nom", "").strip()[: services.SIGNATURE_MAX],
            )
        except services.SaisieRefusee as erreur:
            phrases.append(str(erreur))
            refuses[f"{changement.champ}-{changement.objet}"] = changement.valeur
    if phrases:
        return _page(request, diagnostic, code, status=422, erreurs_plan=phrases, envoi=refuses)
    ligne = request.POST.get("garder") or request.POST.get("remplacer") or ""
    return _retour(code, ancre=ligne if ligne in Action.OBJETS else "plan")


def _retour(code: str, *, ancre: str, fait: str = "") -> HttpResponse:
    suite = f"?fait={fait}" if fait else ""
    return redirect(f"{reverse('diagnostic:restitution', args=[code])}{suite}#{ancre}")


@require_POST
@avec_code
def cap(request: HttpRequest, diagnostic: Diagnostic, code: str) -> HttpResponse:
    """Place the cap, or remove it."""
    if "retirer" in request.POST:
        services.placer_cap(diagnostic=diagnostic, poids=None)
    else:
        form = CapForm(request.POST)
        if not form.is_valid():
            phrases = [phrase for erreurs in form.errors.values() for phrase in erreurs]
            return _page(request, diagnostic, code, status=422, erreurs_cap=phrases, envoi_cap=request.POST)
        services.placer_cap(diagnostic=diagnostic, poids=form.poids)
    return _retour(code, ancre="trajectoire", fait="sans-cap" if "retirer" in request.POST else "cap")


@require_POST
@avec_code
def etapes(request: HttpRequest, diagnostic: Diagnostic, code: str) -> HttpResponse:
    """Freeze the present state under a name."""
    form = InstantaneForm(request.POST)
    phrases = [phrase for erreurs in form.errors.values() for phrase in erreurs]
    if not phrases:
        try:
            services.prendre_instantane(diagnostic=diagnostic, nom=form.cleaned_data["nom"])
        except services.ErreurMetier as refus:
            phrases = [str(refus)]
    if phrases:
        saisi = request.POST.get("nom", "")
        return _page(request, diagnostic, code, status=422, erreurs_etape=phrases, nom_d_etape=saisi)
    return _retour(code, ancre="trajectoire", fait="etape")


@require_POST
@avec_code
def retirer_etape(request: HttpRequest, diagnostic: Diagnostic, code: str, pk: int) -> HttpResponse:
    """Take a step off the trajectoire."""
    get_object_or_404(diagnostic.instantanes, pk=pk).delete()
    return _retour(code, ancre="trajectoire", fait="retiree")
