"""A request to follow, for whoever holds its link: who asks, the exact words, the boxes, yes."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accompagnement import demandes, texte
from accompagnement.forms import AccepterForm
from accompagnement.models import Accompagnement, Demande
from comptes.acces import exiger, personne
from comptes.erreurs import AutreAdresse, InvitationPerdue
from comptes.models import Adhesion, Role
from kits.acces import adresse_secrete
from kits.frein import freiner

ESSAIS_MAX, ESSAIS_PERIODE_S = 20, 60


@require_safe
@adresse_secrete
def demande(request: HttpRequest, jeton: str) -> HttpResponse:
    """Say who asks for what; signed in, choose which structure answers."""
    visee = demandes.trouver(jeton)
    if visee and (accord := _deja_donne(request, visee)):
        return redirect(accord)
    if visee is None or not visee.ouverte:
        return _perdue(request, connue=visee is not None)
    adhesions = None
    if request.user.is_authenticated:
        moi = personne(request)
        if not demandes.est_pour(visee, moi):
            return render(request, "accompagnement/autre_adresse.html", status=403)
        miennes = moi.adhesions.administrent().exclude(structure=visee.accompagnatrice_id)
        adhesions = list(miennes.select_related("structure").order_by("structure__nom", "pk"))
    contexte = {"demande": visee, "jeton": jeton, "adhesions": adhesions, "chemin": request.path}
    return render(request, "accompagnement/demande.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@exiger("consentir")
def accepter(request: HttpRequest, adhesion: Adhesion, jeton: str) -> HttpResponse:
    """Show the exact words and the boxes; with POST, agree."""
    visee = demandes.trouver(jeton)
    if visee is None:
        return _perdue(request, connue=False)
    if adhesion.structure_id == visee.accompagnatrice_id:
        raise Http404
    form = AccepterForm(request.POST or None, travaux=demandes.proposables(adhesion.structure))
    try:
        if request.method != "POST":
            demandes.verifier(demande=visee, membre=adhesion.membre)
        elif form.is_valid():
            choix = {nom: form.cleaned_data[nom] for nom in ("portee", "travaux")}
            accord = demandes.consentir(jeton=jeton, adhesion=adhesion, **choix)
            messages.success(
                request,
                f"{visee.accompagnatrice.nom} vous accompagne. Vous changez d’avis quand vous voulez.",
            )
            return redirect(accord)
    except InvitationPerdue:
        return _perdue(request, connue=True)
    except AutreAdresse:
        return render(request, "accompagnement/autre_adresse.html", status=403)
    mots = texte.rediger(accompagnatrice=visee.accompagnatrice.nom, accompagnee=adhesion.structure.nom)
    contexte = {
        "demande": visee,
        "jeton": jeton,
        "structure": adhesion.structure,
        "paragraphes": mots.split("\n"),
        "form": form,
    }
    statut = 422 if request.method == "POST" else 200
    return render(request, "accompagnement/accepter.html", contexte, status=statut)


def _deja_donne(request: HttpRequest, visee: Demande) -> Accompagnement | None:
    """The agreement this request led to, for a member of the structure that gave it."""
    if not request.user.is_authenticated:
        return None
    dedans = personne(request).adhesions.exclude(role=Role.PARTENAIRE).values("structure")
    return Accompagnement.objects.filter(demande=visee, accompagnee__in=dedans).first()


def _perdue(request: HttpRequest, *, connue: bool) -> HttpResponse:
    """Answer a link that opens nothing: 410 when it once did, 404 otherwise, 429 when there were too many."""
    attente = freiner(request, seau="invitation", maximum=ESSAIS_MAX, periode_s=ESSAIS_PERIODE_S)
    statut = 429 if attente is not None else 410 if connue else 404
    reponse = render(request, "comptes/invitation_perdue.html", {"connue": connue}, status=statut)
    if attente is not None:
        reponse["Retry-After"] = str(attente)
    return reponse
