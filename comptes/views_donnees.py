"""My data: what is kept about me and why, take it away, have it erased, take a consent back."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST

from comptes import emport, parts, personnes
from comptes.acces import connecte, personne
from comptes.erreurs import ErreurMetier
from comptes.forms import EffacerForm, NomForm
from comptes.preuve import exiger_recente
from kits.frein import freiner

EXPORTS_MAX, EXPORTS_PERIODE_S = 10, 600


@require_http_methods(["GET", "HEAD", "POST"])
@connecte
def donnees(request: HttpRequest) -> HttpResponse:
    """Show what is kept, how long and why; with POST, change the name shown."""
    moi = personne(request)
    form = NomForm(request.POST or None, instance=moi)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Votre nom affiché est à jour.")
        return redirect("espace:donnees")
    contexte = {
        "moi": moi,
        "form": form,
        "consentements": moi.consentements.select_related("structure").order_by("-donne_le", "-pk"),
        "accords": parts.accords_de(parts.decrire(moi, communs=True)),
        "gardes": [garde for part in parts.parts() for garde in part.garde],
        "annees": personnes.COMPTE_DUREE.days // 365,
        "preavis": personnes.PREAVIS.days,
    }
    return render(request, "comptes/donnees.html", contexte, status=422 if request.method == "POST" else 200)


@require_POST
@connecte
def emporter(request: HttpRequest) -> HttpResponse:
    """Give everything about me, as one archive."""
    attente = freiner(request, seau="emporter", maximum=EXPORTS_MAX, periode_s=EXPORTS_PERIODE_S)
    if attente is not None:
        reponse = render(request, "kits/patience.html", {"attente": attente}, status=429)
        reponse["Retry-After"] = str(attente)
        return reponse
    archive = HttpResponse(emport.exporter(utilisateur=personne(request)), content_type="application/zip")
    archive["Content-Disposition"] = f'attachment; filename="mes-donnees-{localdate().isoformat()}.zip"'
    archive["X-Content-Type-Options"] = "nosniff"
    return archive


@require_http_methods(["GET", "HEAD", "POST"])
@connecte
@exiger_recente
def effacer(request: HttpRequest) -> HttpResponse:
    """Say what goes, what stays and why; with POST, erase the account and sign out."""
    moi = personne(request)
    form = EffacerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            personnes.effacer_compte(
                utilisateur=moi,
                travaux=form.cleaned_data["travaux"],
                courriels=form.cleaned_data["courriels"],
            )
        except ErreurMetier as refus:
            form.add_error(None, str(refus))
        else:
            logout(request)
            return render(request, "comptes/efface.html")
    contexte = {
        "form": form,
        "a_confier": personnes.structures_a_confier(moi),
        "effaces": [phrase for part in parts.parts() for phrase in part.efface],
        "restes": [phrase for part in parts.parts() for phrase in part.reste],
    }
    statut = 422 if request.method == "POST" else 200
    return render(request, "comptes/effacer.html", contexte, status=statut)


@require_POST
@connecte
def retirer(request: HttpRequest, consentement: int) -> HttpResponse:
    """Take a consent back."""
    vise = get_object_or_404(personne(request).consentements, pk=consentement)
    personnes.se_dedire(consentement=vise)
    messages.success(request, "Votre accord est retiré.")
    return redirect("espace:donnees")
