"""What goes out of the tools: the dossier, the calendar of the plan; and the diagnostic attached to them."""

from typing import get_args

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_POST, require_safe

from diagnostic.acces import obtenir as obtenir_diagnostic
from diagnostic.models import Diagnostic
from diagnostic.restitution import Restitution, rassembler
from kits.document import Format
from kits.frein import freiner
from kits.porte import ESSAIS_MAX, PERIODE_S, CodeInconnu
from kits.services import demander
from parcours import calendrier, services
from parcours.acces import avec_code, refuser
from parcours.dossier import DIAGNOSTIC, TYPE_DOCUMENT, document_de, sections_possibles
from parcours.feuilles import dire_les_ecrits, lire_ecrits, trousse
from parcours.models import Cahier

FORMATS: dict[str, Format] = {format: format for format in get_args(Format)}
RADICAL_MAX = 60
CODE_INCONNU = (
    "Aucun diagnostic n’a ce code. Vérifiez-le, ou collez l’adresse entière de votre diagnostic. "
    "Rien n’a été changé."
)


@require_safe
@avec_code
def liste(request: HttpRequest, cahier: Cahier, code: str) -> HttpResponse:
    """Show every tool with what is written in it so far, and what can be taken away."""
    outils = trousse().outils
    ecrits = lire_ecrits(cahier, *outils)
    lignes = [
        {
            "outil": outil,
            "ecrites": sum(bool(s.valeur) for (o, _), s in ecrits.items() if o.startswith(f"{outil.cle}-")),
            "rubriques": [dite.rubrique.titre for dite in dire_les_ecrits(outil, ecrits)],
        }
        for outil in outils
    ]
    contexte = {
        "cahier": cahier,
        "code": code,
        "lignes": lignes,
        "sections": sections_possibles(ecrits, avec_diagnostic=cahier.diagnostic_id is not None),
        "agenda": calendrier.datees(ecrits),
    }
    return render(request, "parcours/outils/liste.html", contexte)


@require_POST
@avec_code
def dossier(request: HttpRequest, cahier: Cahier, code: str) -> HttpResponse:
    """Ask for the dossier as PDF or Word with the ticked sections, and go where it is being made."""
    format = FORMATS.get(request.POST.get("format", ""))
    if format is None:
        return refuser(request, code, "Ce format n’existe pas\u00a0: choisissez PDF ou Word.", status=400)
    ecrits = lire_ecrits(cahier, *trousse().outils)
    possibles = {
        cle for cle, _ in sections_possibles(ecrits, avec_diagnostic=cahier.diagnostic_id is not None)
    }
    gardees = possibles & set(request.POST.getlist("garder"))
    if not gardees:
        return refuser(
            request,
            code,
            "Gardez au moins une partie qui dit quelque chose\u00a0: sinon le dossier serait vide.",
        )
    rendu = demander(
        document=document_de(cahier, ecrits, sections=gardees, restitution=_restitution(cahier)),
        format=format,
        type_document=TYPE_DOCUMENT,
        version_contenu=f"{len(gardees)} partie{'s' if len(gardees) > 1 else ''}",
        nom_fichier=f"dossier-de-trajectoire-{_radical(cahier)}",
    )
    return redirect(rendu)


def _restitution(cahier: Cahier) -> Restitution | None:
    if cahier.diagnostic_id is None:
        return None
    return rassembler(Diagnostic.objects.pour_saisie().get(pk=cahier.diagnostic_id))


def _radical(cahier: Cahier) -> str:
    mots = cahier.nom.replace("’", " ").replace("'", " ")
    return slugify(mots)[:RADICAL_MAX].strip("-") or "association"


@require_safe
@avec_code
def en_ics(request: HttpRequest, cahier: Cahier, code: str) -> HttpResponse:
    """Give the dated actions of the plan to a calendar."""
    ecrits = lire_ecrits(cahier, *(o for o in trousse().outils if o.cle == calendrier.OUTIL))
    reponse = HttpResponse(
        calendrier.en_calendrier(cahier, ecrits), content_type="text/calendar; charset=utf-8"
    )
    disposition = content_disposition_header(as_attachment=True, filename=f"plan-{_radical(cahier)}.ics")
    reponse.headers["Content-Disposition"] = disposition or "attachment"
    return reponse


@require_POST
@avec_code
def rattacher(request: HttpRequest, cahier: Cahier, code: str) -> HttpResponse:
    """Attach the diagnostic whose code is typed, or detach it; its answers stay its own."""
    diagnostic: Diagnostic | None = None
    if "detacher" not in request.POST:
        try:
            diagnostic, _ = obtenir_diagnostic(request.POST.get("diagnostic", "")[:200])
        except CodeInconnu:
            return _code_inconnu(request, code)
    services.rattacher(cahier=cahier, diagnostic=diagnostic)
    return redirect(f"{reverse('outils:liste', args=[code])}#{DIAGNOSTIC}")


def _code_inconnu(request: HttpRequest, code: str) -> HttpResponse:
    """Wrong codes are counted with all the others (see `diagnostic.acces`)."""
    attente = freiner(request, seau="code-de-reprise", maximum=ESSAIS_MAX, periode_s=PERIODE_S)
    if attente is None:
        return refuser(request, code, CODE_INCONNU)
    reponse = refuser(request, code, f"Trop d’essais\u00a0: attendez {attente}\u00a0s.", status=429)
    reponse["Retry-After"] = str(attente)
    return reponse
