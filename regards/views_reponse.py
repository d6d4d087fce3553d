"""Answer somebody's campaign, with a diagnostic of one's own; change regard, withdraw, read the result."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from diagnostic import codes as codes_de_diagnostic
from diagnostic.acces import obtenir as obtenir_diagnostic
from diagnostic.models import Diagnostic
from diagnostic.services import ErreurMetier
from kits.frein import freiner
from kits.porte import ESSAIS_MAX, PERIODE_S, CodeInconnu
from regards import services
from regards.acces import Invitation, avec_invitation, avec_participation
from regards.croisement import MINIMUM
from regards.forms import RegardForm, RejoindreForm, essayer, phrases
from regards.models import Participation
from regards.presentation import lecture_de, page_de_resultat
from regards.regards import NOMS, PRECISIONS

DEPARTS_MAX = 60
"""A minute and an address: a whole meeting behind one connection."""
REGARDS = [(cle, nom, PRECISIONS[cle]) for cle, nom in NOMS.items()]
INCONNU = (
    "Le code de l’an dernier n’ouvre aucun diagnostic\u00a0: relisez-le, ou laissez la case vide "
    "pour partir d’une page blanche."
)


@require_http_methods(["GET", "HEAD", "POST"])
@avec_invitation
@cache_control(private=True, no_cache=True)
def repondre(request: HttpRequest, invitation: Invitation, code: str) -> HttpResponse:
    """Say who asks and who will see what; with POST, start one's own diagnostic and open it."""
    if request.method != "POST":
        return _invitation(request, invitation, code)
    if (attente := freiner(request, seau="depart", maximum=DEPARTS_MAX, periode_s=PERIODE_S)) is not None:
        patience = render(request, "kits/patience.html", {"attente": attente}, status=429)
        patience["Retry-After"] = str(attente)
        return patience
    form = RejoindreForm(request.POST)
    faute = phrases(form)
    ancien, attente = _ancien(request, form.cleaned_data.get("ancien", "")) if not faute else (None, None)
    if not faute and form.cleaned_data["ancien"] and ancien is None:
        faute = [INCONNU]
    if not faute:
        try:
            sien = services.rejoindre(
                invitation=invitation,
                regard=form.cleaned_data["regard"],
                depart=form.cleaned_data["depart"],
                ancien=ancien,
            )
        except ErreurMetier as refus:
            faute = [str(refus)]
        else:
            return redirect("diagnostic:sommaire", sien)
    reponse = _invitation(request, invitation, code, 429 if attente else 422, erreurs=faute)
    if attente:
        reponse["Retry-After"] = str(attente)
    return reponse


def _ancien(request: HttpRequest, saisie: str) -> tuple[Diagnostic | None, int | None]:
    """Last year's diagnostic, if its code opens one; wrong codes are counted as at any door."""
    if not saisie:
        return None, None
    try:
        return obtenir_diagnostic(saisie)[0], None
    except CodeInconnu:
        return None, freiner(request, seau="code-de-reprise", maximum=ESSAIS_MAX, periode_s=PERIODE_S)


def _invitation(
    request: HttpRequest, invitation: Invitation, code: str, status: int = 200, **en_plus: Any
) -> HttpResponse:
    campagne = invitation.campagne
    prise = invitation.place is not None and Participation.objects.filter(place=invitation.place).exists()
    contexte = {
        "campagne": campagne,
        "code": code,
        "fermee": not campagne.ouverte,
        "lien_ferme": invitation.place is None and not campagne.lien_commun,
        "prise": prise,
        "questions": len(campagne.codes),
        "regards": REGARDS,
        "regard": request.POST.get("regard", ""),
        "ancien": request.POST.get("ancien", ""),
        "depart": codes_de_diagnostic.tirer_depart(),
        "minimum": MINIMUM,
        "erreurs": (),
        **en_plus,
    }
    return render(request, "regards/repondre.html", contexte, status=status)


@require_safe
@avec_participation
def ma_reponse(request: HttpRequest, participation: Participation, code: str) -> HttpResponse:
    """Before the closing: where one stands and how to leave; afterwards: the result."""
    campagne = participation.campagne
    lecture = lecture_de(campagne)
    if lecture:
        contexte = page_de_resultat(campagne, lecture) | {"code": code, "organise": False}
        return render(request, "regards/resultats.html", contexte)
    contexte = {
        "campagne": campagne,
        "participation": participation,
        "code": code,
        "regards": REGARDS,
        "regard": participation.regard,
        "minimum": MINIMUM,
    }
    return render(request, "regards/ma_reponse.html", contexte)


@require_POST
@avec_participation
def changer(request: HttpRequest, participation: Participation, code: str) -> HttpResponse:
    """Look from elsewhere."""
    form = RegardForm(request.POST)
    if faute := essayer(form, partial(services.changer_de_regard, participation=participation)):
        return render(request, "diagnostic/refus.html", {"code": code, "phrases": faute}, status=422)
    return redirect("regards:ma_reponse", code)


@require_http_methods(["GET", "HEAD", "POST"])
@avec_participation
def retirer(request: HttpRequest, participation: Participation, code: str) -> HttpResponse:
    """Ask once, then untie one's diagnostic, which stays."""
    if request.method == "POST":
        try:
            services.se_retirer(participation=participation)
        except ErreurMetier as refus:
            contexte = {"code": code, "phrases": [str(refus)]}
            return render(request, "diagnostic/refus.html", contexte, status=422)
        return redirect("diagnostic:sommaire", code)
    en_question = {"campagne": participation.campagne, "code": code}
    return render(request, "regards/retirer.html", en_question)
