"""The coordinator's desk: who is followed, what comes next, requests, tables to take away."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accompagnement import courriels, demandes, exports, ouvertures, rappels
from accompagnement.calendrier import BIENTOT, MOIS
from accompagnement.colonnes import a_l_ecran
from accompagnement.forms import DemandeForm
from accompagnement.lecture import suivies
from accompagnement.models import Accompagnement, Demande
from comptes.acces import exiger, personne
from comptes.erreurs import ErreurMetier
from comptes.models import Adhesion
from comptes.services import tirer_depart
from kits.frein import freiner

DEMANDES_MAX, DEMANDES_PERIODE_S = 30, 3600
EXPORTS_MAX, EXPORTS_PERIODE_S = 20, 600


@require_safe
@exiger("accompagner")
def bureau(request: HttpRequest, adhesion: Adhesion) -> HttpResponse:
    """Show a line for each structure that agreed, the nearest date first; their names alone until opened."""
    structure = adhesion.structure
    accords = Accompagnement.objects.en_cours().filter(accompagnatrice=structure)
    noms = dict(accords.order_by("accompagnee__nom", "pk").values_list("pk", "accompagnee__nom"))
    contexte = {
        "structure": structure,
        "en_tout": len(noms),
        "mois": MOIS,
        "rappels": rappels.les_recoit(adhesion=adhesion),
        "demandes": Demande.objects.en_cours().filter(accompagnatrice=structure),
    }
    if not ouvertures.est_lu(request, noms):
        return render(request, "accompagnement/bureau.html", contexte | {"fermees": noms.values()})
    toutes = suivies(accords.filter(pk__in=noms))
    bientot = [s for s in toutes if s.prochaine_date <= s.aujourd_hui + BIENTOT]
    seulement = request.GET.get("voir") == "bientot"
    contexte |= {
        "lignes": [(s, list(a_l_ecran(s))) for s in (bientot if seulement else toutes)],
        "bientot": len(bientot),
        "seulement": seulement,
        "delai": BIENTOT.days,
    }
    return render(request, "accompagnement/bureau.html", contexte)


@require_POST
@exiger("accompagner")
def emporter(request: HttpRequest, adhesion: Adhesion) -> HttpResponse:
    """Give the whole desk as a table; each structure in it reads so in its journal."""
    format = "xlsx" if request.POST.get("format") == "xlsx" else "csv"
    attente = freiner(request, seau="accompagnement", maximum=EXPORTS_MAX, periode_s=EXPORTS_PERIODE_S)
    if attente is not None:
        reponse = render(request, "kits/patience.html", {"attente": attente}, status=429)
        reponse["Retry-After"] = str(attente)
        return reponse
    contenu = exports.emporter(accompagnatrice=adhesion.structure, par=personne(request), format=format)
    tableau = HttpResponse(contenu, content_type=exports.FORMATS[format])
    nom = f"accompagnement-{localdate().isoformat()}.{format}"
    tableau["Content-Disposition"] = f'attachment; filename="{nom}"'
    tableau["X-Content-Type-Options"] = "nosniff"
    return tableau


@require_http_methods(["GET", "HEAD", "POST"])
@exiger("accompagner")
def demander(request: HttpRequest, adhesion: Adhesion) -> HttpResponse:
    """Ask whom to follow; with POST, show the link once and send it."""
    structure = adhesion.structure
    form = DemandeForm(request.POST or None, initial={"depart": tirer_depart()})
    if request.method != "POST":
        return render(request, "accompagnement/demander.html", {"structure": structure, "form": form})
    attente = freiner(request, seau="invitations", maximum=DEMANDES_MAX, periode_s=DEMANDES_PERIODE_S)
    if attente is not None:
        form.add_error(
            None, f"Beaucoup de demandes partent d’ici\u00a0: réessayez dans {attente // 60 + 1} min."
        )
    if form.is_valid():
        try:
            demande, jeton, neuve = demandes.demander(
                accompagnatrice=structure, par=personne(request), **form.cleaned_data
            )
        except ErreurMetier as refus:
            form.add_error("adresse", str(refus))
        else:
            return _montrer(request, demande, jeton, neuve=neuve)
    statut = 422 if attente is None else 429
    return render(
        request, "accompagnement/demander.html", {"structure": structure, "form": form}, status=statut
    )


@require_POST
@exiger("accompagner")
def lire(request: HttpRequest, adhesion: Adhesion) -> HttpResponse:
    """Write in the journal of each structure that its line is read today, then show the desk."""
    accords = Accompagnement.objects.en_cours().filter(accompagnatrice=adhesion.structure)
    ouvertures.lire_au_bureau(request, adhesion, list(accords))
    return redirect("accompagnement:bureau", adhesion.structure_id)


@require_POST
@exiger("accompagner")
def regler_les_rappels(request: HttpRequest, adhesion: Adhesion) -> HttpResponse:
    """Receive the recalls of follow-ups again, or no more."""
    if request.POST.get("rappels") == "oui":
        rappels.reprendre(adhesion=adhesion)
        messages.success(request, "Les rappels de suivi reprennent, à votre adresse.")
    else:
        rappels.cesser(adhesion=adhesion)
        messages.success(request, "Vous ne recevrez plus de rappel de suivi.")
    return redirect("accompagnement:bureau", adhesion.structure_id)


def _montrer(request: HttpRequest, demande: Demande, jeton: str, *, neuve: bool) -> HttpResponse:
    """Send the mail, if there is one to send, and show the link: it is written nowhere else."""
    parti = courriels.envoyer_demande(demande=demande, jeton=jeton) if demande.adresse and neuve else None
    contexte = {
        "structure": demande.accompagnatrice,
        "demande": demande,
        "lien": courriels.lien_de(jeton),
        "parti": parti,
    }
    return render(request, "accompagnement/demande_prete.html", contexte)


@require_POST
@exiger("accompagner")
def revoquer(request: HttpRequest, adhesion: Adhesion, demande: int) -> HttpResponse:
    """Kill a request."""
    visee = get_object_or_404(adhesion.structure.demandes_d_accompagnement, pk=demande)
    demandes.revoquer(demande=visee)
    messages.success(request, "La demande est révoquée\u00a0: son lien n’ouvre plus rien.")
    return redirect("accompagnement:bureau", adhesion.structure_id)
