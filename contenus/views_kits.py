"""Kits: asking for those of the staff, composing one's own. Nothing is kept of a visitor but the address."""

from typing import get_args

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from contenus import kits
from contenus.erreurs import ErreurMetier
from contenus.models import KitPage
from contenus.parcours import lire_cles, nettoyer
from kits.acces import sans_temoin
from kits.document import Format
from kits.frein import freiner

FORMATS: dict[str, Format] = {format: format for format in get_args(Format)}
DOCUMENTS_PAR_MINUTE = 12
FORMAT_INCONNU = "Ce format n’existe pas\u00a0: choisissez PDF ou document modifiable."


def patienter(request: HttpRequest) -> HttpResponse | None:
    """Return the page that asks to wait when too many documents were asked for from one connection."""
    attente = freiner(request, seau="documents-de-pages", maximum=DOCUMENTS_PAR_MINUTE, periode_s=60)
    if attente is None:
        return None
    reponse = render(request, "kits/patience.html", {"attente": attente}, status=429)
    reponse.headers["Retry-After"] = str(attente)
    return reponse


@require_POST
@sans_temoin
def preparer(request: HttpRequest, kit_id: int) -> HttpResponse:
    """Ask for a kit of the staff as PDF or Word, and go to the page where it is being made."""
    kit = get_object_or_404(KitPage.objects.publics(), pk=kit_id)
    if attente := patienter(request):
        return attente
    format = FORMATS.get(request.POST.get("format", ""))
    try:
        if format is None:
            raise ErreurMetier(FORMAT_INCONNU)
        return redirect(kits.demander_le_kit(kit=kit, format=format))
    except ErreurMetier as refus:
        contexte = {"phrases": [str(refus)], "retour": kit.url}
        return render(request, "contenus/kits/refus.html", contexte, status=400)


@require_http_methods(["GET", "HEAD", "POST"])
@sans_temoin
def composer(request: HttpRequest) -> HttpResponse:
    """Compose one's own kit: the ticked pages and the title are in the address, so that it can be shared."""
    if request.method == "POST":
        return _imprimer(request)
    cles, illisibles = lire_cles(request.GET.getlist("pages"))
    titre = nettoyer(request.GET.get("titre", ""), kits.TITRE_MAX)
    if len(request.GET.getlist("pages")) > 1 and not illisibles:
        return redirect(_adresse(cles, titre))
    groupes = kits.catalogue()
    panier = kits.remplir(groupes, cles, illisibles)
    phrases = list(panier.fautes)
    if request.GET.keys() & {"pages", "titre"} and not cles and not illisibles:
        phrases.append(kits.RIEN_DE_COCHE)
    return _montrer(request, groupes=groupes, panier=panier, titre=titre, phrases=phrases)


def _imprimer(request: HttpRequest) -> HttpResponse:
    """Ask for the document, or say why not, with the selection still there."""
    if attente := patienter(request):
        return attente
    recu = request.POST
    cles, illisibles = lire_cles(recu.getlist("pages"))
    titre = nettoyer(recu.get("titre", ""), kits.TITRE_MAX)
    groupes = kits.catalogue()
    panier = kits.remplir(groupes, cles, illisibles)
    format = FORMATS.get(recu.get("format", ""))
    phrases = [*panier.fautes, *([FORMAT_INCONNU] if format is None else [])]
    if format and not phrases:
        try:
            pages = [choix.pk for choix in panier.choix]
            return redirect(kits.demander_des_pages(pages=pages, titre=titre, format=format))
        except ErreurMetier as refus:
            phrases = [str(refus)]
    return _montrer(request, groupes=groupes, panier=panier, titre=titre, phrases=phrases, statut=400)


def _adresse(cles: tuple[str, ...], titre: str) -> str:
    champs = {"pages": ",".join(cles), **({"titre": titre} if titre else {})}
    return f"{reverse('kits_pratiques:composer')}?{urlencode(champs).replace('%2C', ',')}"


def _montrer(
    request: HttpRequest,
    *,
    groupes: tuple[kits.Groupe, ...],
    panier: kits.Panier,
    titre: str,
    phrases: list[str],
    statut: int = 200,
) -> HttpResponse:
    cles = tuple(choix.cle for choix in panier.choix)
    contexte = {
        "groupes": groupes,
        "choix": panier.choix,
        "cles": cles,
        "pages": ",".join(cles),
        "titre_du_kit": titre,
        "titre_par_defaut": kits.TITRE,
        "titre_max": kits.TITRE_MAX,
        "pages_max": kits.PAGES_MAX,
        "trop": len(cles) > kits.PAGES_MAX,
        "phrases": phrases,
        "adresse": f"{settings.SITE_URL}{_adresse(cles, titre)}",
    }
    return render(request, "contenus/kits/composer.html", contexte, status=statut)
