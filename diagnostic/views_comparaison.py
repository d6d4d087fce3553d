"""Two steps of the trajectoire side by side, or one of them and today."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from diagnostic.acces import avec_code
from diagnostic.comparaison import Comparaison, Etat, Partie, comparer_etats
from diagnostic.lecture import lire
from diagnostic.models import Diagnostic
from diagnostic.restitution import Restitution, dire_choix, rassembler

PRESENT = "aujourdhui"


@require_safe
@avec_code
def comparer(request: HttpRequest, diagnostic: Diagnostic, code: str) -> HttpResponse:
    """Compare the states asked (`?avant=…&apres=…`); by default the last step, and today."""
    r = rassembler(diagnostic)
    etats = etats_de(r)
    demandes = {"avant": (list(etats)[:-1] or [PRESENT])[-1], "apres": PRESENT}
    for moment in demandes:
        if request.GET.get(moment, "") in etats:
            demandes[moment] = request.GET[moment]
    avant, apres = demandes["avant"], demandes["apres"]
    comparaison = comparer_etats(etats[avant], etats[apres])
    contexte = {
        "code": code,
        "diagnostic": diagnostic,
        "etats": [(cle, etat.nom) for cle, etat in etats.items()],
        "avant": avant,
        "apres": apres,
        "comparaison": comparaison,
        "triangle_dit": lire(r.profil, comparaison.triangle.reperes).triangle,
        "parties": [_dire(comparaison, partie) for partie in comparaison.parties],
    }
    return render(request, "diagnostic/comparer.html", contexte)


def etats_de(r: Restitution) -> dict[str, Etat]:
    """Every step by its identifier, in the order of time, and today last."""
    etats = {
        str(etape.instantane.pk): Etat(
            nom=etape.nom_et_grille(r.grille.version),
            grille=etape.instantane.referentiel.grille,
            courte=etape.profil.courte,
            choix=etape.instantane.choix,
        )
        for etape in r.etapes
    }
    presents = {ligne.critere.code: ligne.choix for ligne in r.lignes}
    presents |= {reponse.critere: reponse.choix for reponse in r.hors_grille}
    etats[PRESENT] = Etat("Aujourd’hui", r.grille, r.diagnostic.courte, presents)
    return etats


def _dire(comparaison: Comparaison, partie: Partie) -> dict[str, object]:
    """One dimension, with the answers in the words of their own grids."""
    changes = [
        {
            "critere": passage.critere,
            "avant": dire_choix(passage.ancien, passage.avant) if passage.ancien else "Pas encore demandé",
            "apres": dire_choix(passage.critere, passage.apres),
            "reformule": passage.reformule,
        }
        for passage in partie.changes
    ]
    stables = [passage.critere for passage in partie.passages if not passage.change]
    mesures = list(zip((comparaison.avant.nom, comparaison.apres.nom), partie.mesures, strict=True))
    return {"partie": partie, "mesures": mesures, "changes": changes, "stables": stables}
