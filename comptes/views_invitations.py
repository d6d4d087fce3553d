"""Invitations: made by whoever administers, shown once, opened by whoever holds the link."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comptes import coffre, courriels, services
from comptes.acces import connecte, exiger, personne
from comptes.erreurs import AutreAdresse, ErreurMetier, InvitationPerdue
from comptes.forms import InviterForm, NomForm
from comptes.models import Adhesion, Invitation
from kits.acces import adresse_secrete
from kits.frein import freiner

EN_ATTENTE = "espace_invitation"
INVITATIONS_MAX, INVITATIONS_PERIODE_S = 30, 3600
ESSAIS_MAX, ESSAIS_PERIODE_S = 20, 60


@require_http_methods(["GET", "HEAD", "POST"])
@exiger("inviter")
def inviter(request: HttpRequest, adhesion: Adhesion) -> HttpResponse:
    """Ask whom to invite; with POST, show the link once and send it."""
    structure = adhesion.structure
    form = InviterForm(request.POST or None, initial={"depart": services.tirer_depart()})
    if request.method != "POST":
        return render(request, "comptes/inviter.html", {"structure": structure, "form": form})
    attente = freiner(request, seau="invitations", maximum=INVITATIONS_MAX, periode_s=INVITATIONS_PERIODE_S)
    if attente is not None:
        form.add_error(
            None, f"Beaucoup d’invitations partent d’ici\u00a0: réessayez dans {attente // 60 + 1} min."
        )
    if form.is_valid():
        try:
            invitation, jeton, neuve = services.inviter(
                structure=structure, par=personne(request), **form.cleaned_data
            )
        except ErreurMetier as refus:
            form.add_error("adresse", str(refus))
        else:
            return _montrer(request, invitation, jeton, neuve=neuve)
    statut = 422 if attente is None else 429
    return render(request, "comptes/inviter.html", {"structure": structure, "form": form}, status=statut)


def _montrer(request: HttpRequest, invitation: Invitation, jeton: str, *, neuve: bool) -> HttpResponse:
    """Send the mail, if there is one to send, and show the link: it is written nowhere else."""
    parti = None
    if invitation.adresse and neuve:
        parti = courriels.envoyer_invitation(invitation=invitation, jeton=jeton)
    contexte = {"invitation": invitation, "lien": courriels.adresse_d_invitation(jeton), "parti": parti}
    return render(request, "comptes/invitation_prete.html", contexte)


@require_POST
@exiger("inviter")
def revoquer(request: HttpRequest, adhesion: Adhesion, invitation: int) -> HttpResponse:
    """Kill an invitation."""
    visee = get_object_or_404(adhesion.structure.invitations.select_related("structure"), pk=invitation)
    services.revoquer(invitation=visee, par=personne(request))
    messages.success(request, "L’invitation est révoquée\u00a0: son lien n’ouvre plus rien.")
    return redirect(adhesion.structure)


@require_safe
@adresse_secrete
def invitation(request: HttpRequest, jeton: str) -> HttpResponse:
    """Show an invitation to whoever holds its link, signed in or not."""
    return _presenter(request, jeton)


@require_http_methods(["GET", "HEAD", "POST"])
@adresse_secrete
def rejoindre(request: HttpRequest) -> HttpResponseBase:
    """Join; the token comes in the body, and waits sealed in the session while its holder signs in."""
    if request.method != "POST":
        return _reprendre(request)
    jeton = request.POST.get("jeton", "")
    if not request.user.is_authenticated:
        if services.trouver_invitation(jeton) is None:
            return _perdue(request)
        request.session[EN_ATTENTE] = coffre.sceller(jeton)
        return redirect("espace:rejoindre")
    return _rejoindre(request, jeton)


@connecte
def _reprendre(request: HttpRequest) -> HttpResponse:
    """Show again the invitation that waited, now that one is signed in."""
    try:
        jeton = coffre.ouvrir(request.session.get(EN_ATTENTE, ""))
    except coffre.CoffreFerme:
        return redirect("espace:accueil")
    return _presenter(request, jeton)


def _rejoindre(request: HttpRequest, jeton: str) -> HttpResponse:
    moi = personne(request)
    nom = NomForm(request.POST, instance=moi)
    if not nom.is_valid():
        return _presenter(request, jeton, nom=nom)
    try:
        structure = services.rejoindre(jeton=jeton, membre=moi)
    except AutreAdresse:
        return render(request, "comptes/invitation_autre.html", status=403)
    except InvitationPerdue:
        return _perdue(request, connue=services.trouver_invitation(jeton) is not None)
    nom.save()
    request.session.pop(EN_ATTENTE, None)
    messages.success(request, f"Vous êtes membre de {structure.nom}.")
    return redirect(structure)


def _presenter(request: HttpRequest, jeton: str, nom: NomForm | None = None) -> HttpResponse:
    invitation = services.trouver_invitation(jeton)
    if invitation is None:
        return _perdue(request)
    moi: Any = request.user if request.user.is_authenticated else None
    if moi and invitation.structure.adhesions.filter(membre=moi).exists():
        return redirect(invitation.structure)
    if invitation.etat != "en_cours":
        return _perdue(request, connue=True)
    if moi and not services.est_pour(invitation, moi):
        return render(request, "comptes/invitation_autre.html", status=403)
    contexte = {
        "invitation": invitation,
        "jeton": jeton,
        "connue": moi is not None,
        "nom": nom or (NomForm(instance=moi) if moi else None),
    }
    return render(request, "comptes/invitation.html", contexte, status=422 if nom else 200)


def _perdue(request: HttpRequest, *, connue: bool = False) -> HttpResponse:
    """Answer a link that opens nothing: 410 when it once did, 404 otherwise, 429 when there were too many."""
    attente = freiner(request, seau="invitation", maximum=ESSAIS_MAX, periode_s=ESSAIS_PERIODE_S)
    statut = 429 if attente is not None else 410 if connue else 404
    reponse = render(request, "comptes/invitation_perdue.html", {"connue": connue}, status=statut)
    if attente is not None:
        reponse["Retry-After"] = str(attente)
    return reponse
