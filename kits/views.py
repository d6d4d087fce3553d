"""The page of a rendering, its file, and the verification of a printed code."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.views.decorators.http import require_GET, require_POST, require_safe

from kits import codes, francais, services
from kits.acces import adresse_secrete, sans_temoin
from kits.frein import freiner
from kits.models import Rendu, RenduFichier

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
VERIFICATIONS_PAR_MINUTE = 30


def obtenir(rendu_id: UUID) -> Rendu:
    """Return a rendering without its content; raises Http404. Knowing the id is the right to see it."""
    return get_object_or_404(Rendu.objects.pour_etat(), pk=rendu_id)


@require_safe
@adresse_secrete
def etat(request: HttpRequest, rendu_id: UUID) -> HttpResponse:
    """Say where the making stands; offer the file, another try, or what to do."""
    rendu = obtenir(rendu_id)
    return render(
        request,
        "kits/etat.html",
        {
            "rendu": rendu,
            "poids": francais.poids(rendu.taille),
            "jusqu_au": francais.jour(rendu.expire_le),
            "evenements": f"{settings.LIVE_URL}/evenements/rendus/{rendu.pk}",
        },
    )


@require_safe
@adresse_secrete
def etat_json(request: HttpRequest, rendu_id: UUID) -> HttpResponseBase:
    """Return the same facts for the script, 304 when nothing moved."""
    reponse = JsonResponse(obtenir(rendu_id).etat_public(), json_dumps_params={"ensure_ascii": False})
    reponse.headers["Cache-Control"] = "private, no-cache"
    return _avec_etag(request, reponse, services.condenser(reponse.content))


@require_POST
@sans_temoin
@adresse_secrete
def relancer(request: HttpRequest, rendu_id: UUID) -> HttpResponse:
    """Try again after an interruption, then show the state page."""
    rendu = obtenir(rendu_id)
    services.relancer(rendu=rendu)
    return redirect(rendu)


@require_safe
@adresse_secrete
def telecharger(request: HttpRequest, rendu_id: UUID) -> HttpResponseBase:
    """Return the file as an attachment; while there is none, the page that says why."""
    rendu = obtenir(rendu_id)
    if not rendu.est_pret:
        return redirect(rendu)
    fichier = get_object_or_404(RenduFichier, pk=rendu_id)
    reponse = HttpResponse(bytes(fichier.contenu), content_type=TYPES[rendu.format])
    disposition = content_disposition_header(as_attachment=True, filename=rendu.nom_fichier)
    reponse.headers["Content-Disposition"] = disposition or "attachment"
    reponse.headers["Cache-Control"] = "private, no-cache"
    reponse.headers["X-Content-Type-Options"] = "nosniff"
    return _avec_etag(request, reponse, rendu.condense)


def _avec_etag(request: HttpRequest, reponse: HttpResponse, condense: str) -> HttpResponseBase:
    etag = quote_etag(condense)
    reponse.headers["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=reponse) or reponse


@require_GET
def verifier(request: HttpRequest) -> HttpResponse:
    """Ask for a printed code, typed in any case, with or without dashes."""
    saisie = request.GET.get("code", "")[:40]
    code = codes.lire(saisie)
    if code is not None:
        return redirect("kits:verification", code=codes.afficher(code))
    return render(request, "kits/verifier.html", {"saisie": saisie})


@require_GET
@adresse_secrete
def verification(request: HttpRequest, code: str) -> HttpResponse:
    """Say what was issued under this code, and nothing about whom it speaks of."""
    attente = freiner(request, seau="verification", maximum=VERIFICATIONS_PAR_MINUTE, periode_s=60)
    if attente is not None:
        trop = render(request, "kits/patience.html", {"attente": attente}, status=429)
        trop.headers["Retry-After"] = str(attente)
        return trop
    rendu = Rendu.objects.emis().pour_etat().filter(code=codes.lire(code) or "").first()
    if rendu is None or rendu.emis_le is None:
        return render(request, "kits/verifier.html", {"saisie": code[:40], "inconnu": True}, status=404)
    faits = {
        "rendu": rendu,
        "emis_le": francais.jour_et_heure(rendu.emis_le),
        "poids": f"{francais.poids(rendu.taille)} ({francais.nombre(rendu.taille)} octets)",
    }
    return render(request, "kits/verification.html", faits)
