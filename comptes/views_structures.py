"""A structure: created, read, described, erased; and the journal of what was opened in it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from comptes import cles, services, vocabulaires
from comptes.acces import connecte, exiger, personne
from comptes.erreurs import ErreurMetier
from comptes.forms import CreerForm, StructureForm
from comptes.models import Adhesion, Geste, Structure
from comptes.verbes import permis
from comptes.vocabulaires import Vocabulaires
from comptes.volets import volets_de
from kits.frein import freiner

LIGNES = 50
CREATIONS_MAX, CREATIONS_PERIODE_S = 20, 3600


@require_http_methods(["GET", "HEAD", "POST"])
@connecte
def creer(request: HttpRequest) -> HttpResponse:
    """Describe a new structure; whoever creates it administers it."""
    form = CreerForm(request.POST or None, vocabulaires=vocabulaires.lire())
    contexte = {"form": form, "structure": None, "source": Structure.SOURCE_DES_TRANCHES}
    if request.method != "POST":
        return render(request, "comptes/structure_formulaire.html", contexte)
    attente = freiner(request, seau="structures", maximum=CREATIONS_MAX, periode_s=CREATIONS_PERIODE_S)
    if attente is not None:
        form.add_error(
            None, f"Beaucoup de structures viennent d’ici\u00a0: réessayez dans {attente // 60 + 1} min."
        )
    if not form.is_valid():
        statut = 422 if attente is None else 429
        return render(request, "comptes/structure_formulaire.html", contexte, status=statut)
    try:
        structure = services.creer_structure(
            structure=form.instance, par=personne(request), role=form.cleaned_data["role"]
        )
    except ErreurMetier as refus:
        form.add_error(None, str(refus))
        return render(request, "comptes/structure_formulaire.html", contexte, status=422)
    messages.success(request, f"{structure.nom} a son espace. Vous l’administrez.")
    return redirect(structure)


@require_safe
@exiger("voir_structure")
def structure(request: HttpRequest, adhesion: Adhesion) -> HttpResponse:
    """Show a structure to its member: profile, works, members, invitations, as far as their role goes."""
    structure = adhesion.structure
    dedans = permis("voir_membres", adhesion)
    administre = permis("inviter", adhesion)
    adhesions = structure.adhesions.pour_liste()
    contexte = {
        "structure": structure,
        "adhesion": adhesion,
        "profil": _profil(structure, vocabulaires.lire()),
        "travaux": cles.lire(structure.rattachements.select_related("attache_par").pour_liste()),
        "membres": adhesions if dedans else adhesions.administrent(),
        "dedans": dedans,
        "administre": administre,
        "invitations": structure.invitations.en_cours() if administre else [],
        "volets": volets_de(adhesion),
    }
    return render(request, "comptes/structure.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@exiger("modifier_structure")
def modifier(request: HttpRequest, adhesion: Adhesion) -> HttpResponse:
    """Change the profile."""
    structure = adhesion.structure
    nom = structure.nom
    form = StructureForm(request.POST or None, instance=structure, vocabulaires=vocabulaires.lire())
    if request.method != "POST" or not form.is_valid():
        contexte = {"form": form, "structure": structure, "nom": nom, "source": Structure.SOURCE_DES_TRANCHES}
        statut = 422 if request.method == "POST" else 200
        return render(request, "comptes/structure_formulaire.html", contexte, status=statut)
    form.save()
    services.journaliser(structure=structure, par=personne(request), geste=Geste.MODIFICATION)
    messages.success(request, "La fiche est à jour.")
    return redirect(structure)


@require_http_methods(["GET", "HEAD", "POST"])
@exiger("supprimer_structure")
def supprimer(request: HttpRequest, adhesion: Adhesion) -> HttpResponse:
    """Say what goes and what stays; with POST, erase."""
    structure = adhesion.structure
    if request.method != "POST":
        autres = structure.adhesions.count() - 1
        return render(request, "comptes/supprimer.html", {"structure": structure, "autres": autres})
    services.supprimer_structure(structure=structure, par=personne(request))
    messages.success(request, "La structure est supprimée. Ses travaux vous attendent dans votre espace.")
    return redirect("espace:accueil")


@require_safe
@exiger("voir_journal")
def journal(request: HttpRequest, adhesion: Adhesion) -> HttpResponse:
    """Show who opened or changed what, the newest first."""
    lignes = adhesion.structure.acces.select_related("par", "sur").order_by("-le", "-pk")
    page = Paginator(lignes, LIGNES).get_page(request.GET.get("page"))
    return render(request, "comptes/journal.html", {"structure": adhesion.structure, "page": page})


def _profil(structure: Structure, mots: Vocabulaires) -> list[tuple[str, str]]:
    """What the structure says of itself, in words; what it does not say is left out."""
    domaines = ", ".join(mots.dire("domaines", code) for code in structure.domaines)
    lignes = [
        ("Nature", structure.get_nature_display()),
        ("Numéro RNA", structure.rna),
        ("SIRET", structure.siret) if structure.siret else ("SIREN", structure.siren),
        ("Type d’acteur", mots.dire("types", structure.type_acteur)),
        ("Répond à", domaines),
        (
            "Région",
            "Outre-mer" if structure.region == "outre-mer" else mots.dire("regions", structure.region),
        ),
        ("Équipe salariée", structure.get_equipe_display()),
        ("Budget annuel", structure.get_budget_display()),
    ]
    return [(nom, valeur) for nom, valeur in lignes if valeur]
