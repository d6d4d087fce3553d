"""The page of a tool: filled in field by field, by several people, with or without JavaScript."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from diagnostic.services import AUTEUR_MAX, SIGNATURE_MAX
from parcours import calendrier, dossier_figures, matrice, ressources
from parcours.acces import avec_code
from parcours.du_diagnostic import TABLE, DuDiagnostic, lire_le_diagnostic
from parcours.feuilles import Feuille, lire_ecrits, lire_feuille, trousse
from parcours.forms import RappelsForm
from parcours.models import Cahier
from parcours.outils import Outil
from parcours.remplissage import Bilan, remplir


@require_http_methods(["GET", "HEAD", "POST"])
@avec_code
def outil(request: HttpRequest, cahier: Cahier, code: str, cle: str) -> HttpResponse:
    """Show a tool with what is written in it; with POST, save what changed on the page."""
    declare = trousse().outil(cle)
    if declare is None:
        raise Http404
    if request.method != "POST":
        return _page(request, cahier, code, declare, Bilan())
    bilan = remplir(
        cahier=cahier,
        outil=declare,
        envoi=request.POST.dict(),
        aujourd_hui=localdate(),
        auteur=request.POST.get("auteur", "")[:AUTEUR_MAX],
        nom=request.POST.get("nom", "").strip()[:SIGNATURE_MAX],
        a_ajouter=_a_ajouter(request, cahier, declare),
    )
    if bilan.a_dire:
        return _page(request, cahier, code, declare, bilan)
    return redirect(f"{reverse('outils:outil', args=[code, cle])}#{_ancre(request, declare)}")


def _a_ajouter(request: HttpRequest, cahier: Cahier, declare: Outil) -> tuple[Mapping[str, str], ...]:
    """The rows that the diagnostic gives, when its button was pressed."""
    if request.POST.get("ajouter") != TABLE:
        return ()
    ecrits = lire_ecrits(cahier, declare)
    dit = lire_le_diagnostic(cahier, outil=declare.cle, ecrits=ecrits, enregistre_le=None)
    return dit.lignes if dit else ()


def _ancre(request: HttpRequest, declare: Outil) -> str:
    """Where to come back: the row or the table whose button was pressed."""
    gestes = (request.POST.get(nom) for nom in ("reprendre", "vider", "ajouter", "ensuite"))
    geste = next(filter(None, gestes), "")
    objet = geste.partition(".")[0].removeprefix("suite-")
    objets = {*trousse().lieux, *(declare.objet(rubrique) for rubrique in declare.rubriques)}
    return geste.partition(".")[0] if objet in objets else "etat"


def _page(request: HttpRequest, cahier: Cahier, code: str, declare: Outil, bilan: Bilan) -> HttpResponse:
    feuille = lire_feuille(cahier, declare, aujourd_hui=localdate(), refuses=bilan.refuses)
    dit = lire_le_diagnostic(
        cahier, outil=declare.cle, ecrits=feuille.ecrits, enregistre_le=feuille.enregistre_le
    )
    contexte: dict[str, Any] = {
        "cahier": cahier,
        "code": code,
        "outil": declare,
        "feuille": feuille,
        "parties": [
            {"partie": partie, "reste": bilan.restes.get(partie.objet, ("", ""))}
            for partie in feuille.parties
        ],
        "bilan": bilan,
        "auteur": request.POST.get("auteur", "")[:AUTEUR_MAX] or str(uuid4()),
        "nom": request.POST.get("nom", "")[:SIGNATURE_MAX],
        "jour": localdate(),
        "agenda": declare.cle == calendrier.OUTIL and calendrier.datees(feuille.ecrits),
        "rappels": RappelsForm() if declare.cle == calendrier.OUTIL else None,
        "du_diagnostic": dit,
        **_lecture(feuille, dit),
    }
    statut = 422 if bilan.refuses or bilan.restes else 200
    return render(request, "parcours/outils/outil.html", contexte, status=statut)


def _lecture(feuille: Feuille, dit: DuDiagnostic | None) -> dict[str, Any]:
    """What two tools add under their fields: the matrix of the report, the figures of the photographie."""
    contexte: dict[str, Any] = {"matrice": (), "photo": None}
    if feuille.outil.cle == matrice.OUTIL:
        contexte |= {"matrice": matrice.lire(feuille.ecrits), "horizons": matrice.HORIZONS.values()}
        contexte["source_de_la_matrice"] = matrice.SOURCE
    if feuille.outil.cle == ressources.OUTIL:
        photo = ressources.lire(feuille.outil, feuille.ecrits)
        declare = dit.restitution.profil.barycentre if dit else None
        if photo.point is not None:
            contexte["photo"] = dossier_figures.montrer(photo, photo.point, declare)
    return contexte
