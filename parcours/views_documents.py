"""Read again and take away what was written: the carnet, its history, the attestation, a practical sheet."""

from typing import get_args

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kits.acces import sans_temoin
from kits.document import Document, Format
from kits.frein import freiner
from kits.models import Rendu
from kits.services import demander
from parcours import attestation as attestations
from parcours import documents_carnet, documents_fiches
from parcours.acces import avec_code, refuser
from parcours.carnet import histoire_de, rassembler
from parcours.forms import AttestationForm
from parcours.models import Cahier, EtapePage

FORMATS: dict[str, Format] = {format: format for format in get_args(Format)}
FICHES_MAX, FICHES_PERIODE_S = 30, 60
RADICAL_MAX = 60


@require_http_methods(["GET", "HEAD", "POST"])
@avec_code
def carnet(request: HttpRequest, cahier: Cahier, code: str) -> HttpResponse:
    """Show all the notes by step; with POST, ask for them as PDF or Word."""
    lu = rassembler(cahier)
    if request.method != "POST":
        return render(request, "parcours/carnet.html", {"code": code, "cahier": cahier, "carnet": lu})
    format = FORMATS.get(request.POST.get("format", ""))
    if format is None:
        return refuser(request, code, "Ce format n’existe pas\u00a0: choisissez PDF ou Word.", status=400)
    rendu = demander(
        document=documents_carnet.document_du_carnet(lu),
        format=format,
        type_document=documents_carnet.TYPE_DOCUMENT,
        version_contenu=documents_carnet.VERSION,
        nom_fichier=f"carnet-{_radical(cahier.nom)}",
    )
    return redirect(rendu)


@require_http_methods(["GET", "HEAD", "POST"])
@avec_code
def attestation(request: HttpRequest, cahier: Cahier, code: str) -> HttpResponse:
    """Say what the attestation will say; with POST, ask for it, with a name or without."""
    lu = rassembler(cahier)
    form = AttestationForm(request.POST or None)
    if request.method != "POST" or not lu.faites or not form.is_valid():
        statut = 422 if request.method == "POST" else 200
        contexte = {"code": code, "carnet": lu, "form": form, "nom": request.POST.get("nom", "")}
        return render(request, "parcours/attestation.html", contexte, status=statut)
    rendu = _en_pdf(
        attestations.attester(lu, nom=form.cleaned_data["nom"]),
        type_document=attestations.TYPE_DOCUMENT,
        version_contenu=attestations.VERSION,
        nom_fichier="attestation-de-parcours",
    )
    return redirect(rendu)


@require_safe
@avec_code
def historique(request: HttpRequest, cahier: Cahier, code: str, etape: str) -> HttpResponse:
    """Show every note ever written in a step: what was replaced is kept, and can be copied."""
    notes = histoire_de(cahier, etape)
    if not notes:
        raise Http404
    contexte = {"cahier": cahier, "code": code, "etape": etape, "notes": notes}
    return render(request, "parcours/historique.html", contexte)


@require_POST
@sans_temoin
def fiche(request: HttpRequest, etape: str, bloc: str) -> HttpResponse:
    """Ask for a practical sheet of a published step as a PDF; anyone may."""
    attente = freiner(request, seau="fiches", maximum=FICHES_MAX, periode_s=FICHES_PERIODE_S)
    if attente is not None:
        reponse = render(request, "kits/patience.html", {"attente": attente}, status=429)
        reponse["Retry-After"] = str(attente)
        return reponse
    page = get_object_or_404(EtapePage.objects.live().public(), cle=etape)
    return redirect(rendre_la_fiche(page, bloc))


def rendre_la_fiche(page: EtapePage, cle: str) -> Rendu:
    """Ask for one sheet of a step.

    Raises:
        Http404: the step has no such sheet.
    """
    bloc = documents_fiches.fiche_de(page, cle)
    if bloc is None:
        raise Http404
    return _en_pdf(
        documents_fiches.document_de_fiche(page, bloc),
        type_document=documents_fiches.TYPE_DOCUMENT,
        version_contenu=f"{page.mot.capitalize()} {page.title}"[:80],
        nom_fichier=f"fiche-{_radical(bloc.value['titre'])}",
    )


def _en_pdf(document: Document, *, type_document: str, version_contenu: str, nom_fichier: str) -> Rendu:
    return demander(
        document=document,
        format="pdf",
        type_document=type_document,
        version_contenu=version_contenu,
        nom_fichier=nom_fichier,
    )


def _radical(nom: str) -> str:
    """A name fit for a file name."""
    return slugify(nom.replace("’", " ").replace("'", " "))[:RADICAL_MAX].strip("-") or "association"
