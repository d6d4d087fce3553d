"""The search page: one box, results, facets as links. A page with an address, which anyone may share."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from contenus import recherche
from contenus.extraits import Extrait
from contenus.facettes import Facette
from contenus.fouille import RANGS_MAX
from contenus.recherche import PAR_PAGE, Demande, Resultats
from contenus.requetes import LONGUEUR_MAX
from contenus.tasks_recherche import confier_recherche_vaine

EXEMPLES = ("bénévolat", "modèle économique", "fonds de dotation", '"intérêt général"', "formation -diplôme")
_AUTOUR = 2
"""Pages shown on each side of the current one."""


@dataclass(frozen=True, slots=True)
class Lien:
    """A way on from this page of results."""

    libelle: str
    adresse: str
    nombre: int = 0
    choisi: bool = False


@require_safe
def chercher(request: HttpRequest) -> HttpResponse:
    """Search everything public; an empty box says what may be searched for."""
    resultats = recherche.chercher(recherche.lire_demande(request.GET))
    if resultats.vaine and request.method == "GET":
        confier_recherche_vaine(resultats.demande.texte)
    reponse = render(request, "contenus/recherche.html", _contexte(resultats))
    if resultats.demande.texte:
        reponse.headers["X-Robots-Tag"] = "noindex"
    return reponse


@require_safe
@cache_control(max_age=86_400, public=True)
def opensearch(request: HttpRequest) -> HttpResponse:
    """Describe the search, so that a browser may offer it in its own box."""
    contexte = {"adresse": request.build_absolute_uri(reverse("recherche:chercher"))}
    return render(
        request, "contenus/opensearch.xml", contexte, content_type="application/opensearchdescription+xml"
    )


def _contexte(resultats: Resultats) -> dict[str, object]:
    demande = resultats.demande
    return {
        "resultats": resultats,
        "demande": demande,
        "longueur_max": LONGUEUR_MAX,
        "reponses": [
            (reponse, _marquer(reponse.titre), _marquer(reponse.extrait)) for reponse in resultats.reponses
        ],
        "facettes": [(facette, _liens(facette, demande)) for facette in resultats.facettes],
        "sans_filtre": _adresse(demande, choix={}, page=1),
        "suggestion": _essai(resultats.suggestion) if resultats.suggestion else None,
        "seuls": [_essai(mot) for mot in resultats.seuls],
        "exemples": [_essai(exemple) for exemple in EXEMPLES],
        "pagination": _pagination(resultats),
        "premier": (demande.page - 1) * PAR_PAGE + 1,
        "rangs_max": RANGS_MAX,
    }


def _marquer(extrait: Extrait) -> SafeString:
    """Write an excerpt, escaped, its words found between <mark> tags."""
    return mark_safe(
        "".join(f"<mark>{escape(m.texte)}</mark>" if m.trouve else escape(m.texte) for m in extrait)
    )


def _adresse(demande: Demande, *, choix: dict[str, str] | None = None, page: int) -> str:
    """Every link of the page leads to this very page, asked otherwise."""
    parametres = {"q": demande.texte, **(demande.choix if choix is None else choix)}
    if page > 1:
        parametres["page"] = str(page)
    return f"?{urlencode(parametres)}"


def _essai(texte: str) -> Lien:
    return Lien(texte, f"?{urlencode({'q': texte})}")


def _liens(facette: Facette, demande: Demande) -> list[Lien]:
    """One link a value: it chooses the value, or lets it go when it is chosen."""
    autres = {nom: valeur for nom, valeur in demande.choix.items() if nom != facette.nom}
    return [
        Lien(
            choix.libelle,
            _adresse(
                demande, choix=autres if choix.choisi else {**autres, facette.nom: choix.valeur}, page=1
            ),
            choix.nombre,
            choix.choisi,
        )
        for choix in facette.choix
    ]


def _pagination(resultats: Resultats) -> list[Lien]:
    """Links to the first page, those around this one, and the last; a hole is an empty address."""
    demande, derniere = resultats.demande, resultats.pages
    if derniere <= 1:
        return []
    montrees = sorted(
        {1, derniere, *range(max(1, demande.page - _AUTOUR), min(derniere, demande.page + _AUTOUR) + 1)}
    )
    liens = []
    for avant, numero in zip([0, *montrees], montrees, strict=False):
        if numero > avant + 1:
            liens.append(Lien("…", ""))
        liens.append(Lien(str(numero), _adresse(demande, page=numero), choisi=numero == demande.page))
    return liens
