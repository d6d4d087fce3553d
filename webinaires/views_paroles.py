"""What was said, for visitors: searched, read, followed as subtitles, watched at the minute."""

from csp.constants import SELF
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from contenus.adresses import chemin_de, chemin_montre
from contenus.memoire import publique
from contenus.requetes import LONGUEUR_MAX
from webinaires import fouille, lecteur
from webinaires.models import WebinairePage
from webinaires.publics import ouverts
from webinaires.transcrit import lire_transcription

WEBINAIRES_MONTRES = 24


def _transcrit(cle: str) -> WebinairePage:
    """The public webinar of this key, with its transcript.

    Raises:
        Http404: no such page is public, or nobody transcribed it.
    """
    page: WebinairePage = get_object_or_404(ouverts().select_related("transcription"), cle=cle)
    if not hasattr(page, "transcription"):
        raise Http404
    return page


@require_safe
def chercher(request: HttpRequest) -> HttpResponse:
    """Search inside what was said; each answer opens at its minute."""
    resultats = fouille.chercher(fouille.lire_demande(request.GET))
    demande = resultats.demande
    partout = "?" + urlencode({"q": demande.texte})
    garde = {"q": demande.texte, **({"webinaire": demande.webinaire} if resultats.choisi else {})}
    contexte = {
        "resultats": resultats,
        "demande": demande,
        "longueur_max": LONGUEUR_MAX,
        "paroles": [_adresser(parole) for parole in resultats.paroles],
        "ailleurs": [
            (page, nombre, page is resultats.choisi, f"{partout}&webinaire={page.cle}")
            for page, nombre in resultats.par_webinaire[:WEBINAIRES_MONTRES]
        ],
        "ou": len(resultats.par_webinaire),
        "partout": partout,
        "feuille": Paginator(range(resultats.montrees), fouille.PAR_PAGE).get_page(demande.page),
        "premier": (demande.page - 1) * fouille.PAR_PAGE + 1,
        "reste": urlencode(garde),
    }
    reponse = render(request, "webinaires/paroles.html", contexte)
    if demande.texte:
        reponse.headers["X-Robots-Tag"] = "noindex"
    return reponse


def _adresser(parole: fouille.Parole) -> dict[str, object]:
    """Where an answer is read, and watched when a replay is known."""
    page, s = parole.webinaire, parole.seconde
    adresse = chemin_montre(page.chemin)
    return {
        "parole": parole,
        "minute": lecteur.minute(s),
        "lire": f"{reverse('paroles:transcription', args=[page.cle])}#t={s}",
        "regarder": f"{adresse}?t={s}#lecteur" if page.replay else "",
    }


@publique
@require_safe
def transcription(request: HttpRequest, cle: str) -> HttpResponse:
    """Show a transcript: who speaks, when, and what is said."""
    page = _transcrit(cle)
    contexte = {"page": page, "adresse": chemin_de(page, request), "transcrit": lire_transcription(page)}
    return render(request, "webinaires/transcription.html", contexte)


@publique
@require_safe
def sous_titres(request: HttpRequest, cle: str) -> HttpResponse:
    """Give the subtitles file."""
    texte = _transcrit(cle).transcription.vtt
    return HttpResponse(texte, content_type="text/vtt; charset=utf-8")


@publique
@require_safe
def regarder(request: HttpRequest, cle: str) -> HttpResponse:
    """Play a replay from a minute. To come here is to ask for it: this page alone lets its host in."""
    page = get_object_or_404(ouverts().select_related("transcription"), cle=cle)
    s = lecteur.secondes(request.GET.get("t", ""))
    film = lecteur.film(page.replay, s)
    if film is None or not film.hote:
        raise Http404
    contexte = {
        "page": page,
        "adresse": chemin_de(page, request),
        "film": film,
        "minute": lecteur.minute(s) if s else "",
        "transcrit": hasattr(page, "transcription"),
    }
    reponse = render(request, "webinaires/regarder.html", contexte)
    reponse.headers["X-Robots-Tag"] = "noindex"
    permis = {"media-src": [SELF, film.hote]} if film.fichier else {"frame-src": [film.hote]}
    reponse._csp_update = permis  # type: ignore[attr-defined]
    return reponse
