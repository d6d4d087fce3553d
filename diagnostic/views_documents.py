"""Take the restitution away: a document to hand round, a table, an exact copy."""

from typing import get_args

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST, require_safe

from diagnostic import exports
from diagnostic.acces import avec_code
from diagnostic.documents import TYPE_DOCUMENT, document_de
from diagnostic.models import Diagnostic
from diagnostic.restitution import Restitution, rassembler
from kits.document import Format
from kits.services import demander

FORMATS: dict[str, Format] = {format: format for format in get_args(Format)}
RADICAL_MAX = 60


@require_POST
@avec_code
def documents(request: HttpRequest, diagnostic: Diagnostic, code: str) -> HttpResponse:
    """Ask for the document as PDF or Word, and go to the page where it is being made."""
    format = FORMATS.get(request.POST.get("format", ""))
    if format is None:
        phrases = ["Ce format n’existe pas\u00a0: choisissez PDF ou Word."]
        return render(request, "diagnostic/refus.html", {"code": code, "phrases": phrases}, status=400)
    restitution = rassembler(diagnostic)
    rendu = demander(
        document=document_de(restitution),
        format=format,
        type_document=TYPE_DOCUMENT,
        version_contenu=f"Grille {restitution.grille.version}",
        nom_fichier=f"equilibre-de-la-maison-{_radical(diagnostic)}",
    )
    return redirect(rendu)


@require_safe
@avec_code
def en_csv(request: HttpRequest, diagnostic: Diagnostic, code: str) -> HttpResponse:
    """Give everything that was typed as a table for a spreadsheet."""
    restitution = rassembler(diagnostic)
    reponse = HttpResponse(exports.en_csv(restitution), content_type="text/csv; charset=utf-8")
    return _a_emporter(reponse, restitution, "csv")


@require_safe
@avec_code
def en_json(request: HttpRequest, diagnostic: Diagnostic, code: str) -> HttpResponse:
    """Give the exact copy of everything."""
    restitution = rassembler(diagnostic)
    contenu = exports.en_json(restitution)
    reponse = JsonResponse(contenu, json_dumps_params={"ensure_ascii": False, "indent": 2})
    return _a_emporter(reponse, restitution, "json")


def _a_emporter(reponse: HttpResponse, restitution: Restitution, extension: str) -> HttpResponse:
    radical = _radical(restitution.diagnostic)
    nom = f"diagnostic-{radical}-{localdate(restitution.modifie_le).isoformat()}.{extension}"
    disposition = content_disposition_header(as_attachment=True, filename=nom)
    reponse.headers["Content-Disposition"] = disposition or "attachment"
    reponse.headers["X-Content-Type-Options"] = "nosniff"
    return reponse


def _radical(diagnostic: Diagnostic) -> str:
    """The association's name fit for a file name: `L’Échappée` gives `l-echappee`."""
    mots = diagnostic.nom.replace("’", " ").replace("'", " ")
    return slugify(mots)[:RADICAL_MAX].strip("-") or "association"
