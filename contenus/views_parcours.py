"""Usage paths: three questions, a list of steps that the visitor changes, and an address that says it all."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from contenus import kits, selections
from contenus.documents_parcours import TYPE_PARCOURS, document_de_parcours
from contenus.models.kits import pages_visibles
from contenus.parcours import (
    ETAPES_MAX,
    NOM_MAX,
    Etape,
    Selection,
    ajouter,
    composer,
    deplacer,
    duree_dite,
    lire_cles,
    nettoyer,
    retirer,
)
from contenus.selections import Piece, Question
from contenus.views_kits import FORMAT_INCONNU, FORMATS, patienter
from kits.acces import sans_temoin

TROP = f"Un parcours compte au plus {ETAPES_MAX}\u00a0étapes\u00a0: les suivantes sont laissées de côté."
VIDE = "Votre parcours est vide\u00a0: ajoutez une étape, ou répondez aux questions."


@dataclass(frozen=True, slots=True)
class Ligne:
    """A step as shown, and the addresses of the path without it or with it elsewhere (empty: nowhere)."""

    piece: Piece
    duree: str
    retirer: str
    monter: str
    descendre: str


@dataclass(frozen=True, slots=True)
class Lecture:
    """What an address asks for, once read: the path, its steps, and what was set aside, in sentences."""

    selection: Selection
    pieces: tuple[Piece, ...]
    offertes: tuple[Piece, ...]
    phrases: tuple[str, ...]

    @property
    def cles(self) -> tuple[str, ...]:
        """The keys of the steps shown."""
        return tuple(piece.cle for piece in self.pieces)


@require_http_methods(["GET", "HEAD", "POST"])
@sans_temoin
def parcours(request: HttpRequest) -> HttpResponse:
    """Ask, propose, let change: every change is an address. POST asks for the document."""
    questions = selections.questions()
    recu = request.POST if request.method == "POST" else request.GET
    lecture = _lire(recu, questions)
    if request.method == "POST":
        return _imprimer(request, questions, lecture)
    if "ajouter" in recu:
        cles, illisibles = lire_cles(recu.getlist("ajouter"))
        ajoutees, inconnues = selections.resoudre(cles, lecture.offertes)
        if ajoutees and not (illisibles or inconnues):
            return redirect(_chemin(_avec(lecture, (piece.cle for piece in ajoutees))))
        phrases = (*lecture.phrases, *_inconnues_dites((*illisibles, *inconnues)))
        lecture = replace(lecture, phrases=phrases)
    return _montrer(request, questions, lecture)


def _avec(lecture: Lecture, nouvelles: Iterable[str]) -> Selection:
    cles = lecture.cles
    for cle in nouvelles:
        cles = ajouter(cles, cle)
    return lecture.selection.avec(cles)


def _lire(recu: QueryDict, questions: tuple[Question, ...]) -> Lecture:
    """Read an address; a word that nobody knows is set aside with a sentence, never an error."""
    phrases: list[str] = []
    reponses = {}
    for question in questions:
        mot = recu.get(question.axe, "")
        connu = mot in {cle for cle, _, _ in question.reponses}
        reponses[question.axe] = mot if connu else ""
        if mot and not connu:
            phrases += _inconnues_dites((mot,))
    selection = Selection(
        profil=reponses.get("profil", ""),
        objectif=reponses.get("objectif", ""),
        maturite=reponses.get("maturite", ""),
        nom=nettoyer(recu.get("nom", "")),
    )
    ouvertes = selections.etapes_ouvertes()
    offertes = tuple(piece for _, piece in ouvertes)
    if "etapes" not in recu:
        composees = () if selection.est_vide else _proposer(ouvertes, selection)
        pieces, _ = selections.resoudre([etape.cle for etape in composees], offertes)
        return Lecture(selection, pieces, offertes, tuple(phrases))
    cles, illisibles = lire_cles(recu.getlist("etapes"))
    pieces, inconnues = selections.resoudre(cles[:ETAPES_MAX], offertes)
    phrases += _inconnues_dites((*illisibles, *inconnues))
    if len(cles) > ETAPES_MAX:
        phrases.append(TROP)
    return Lecture(selection.avec(piece.cle for piece in pieces), pieces, offertes, tuple(phrases))


def _proposer(ouvertes: Iterable[tuple[Etape, Piece]], selection: Selection) -> tuple[Etape, ...]:
    etapes = (etape for etape, _ in ouvertes)
    return composer(etapes, selection.profil, selection.objectif, selection.maturite)


def _inconnues_dites(mots: Iterable[str]) -> list[str]:
    return [
        f"«\u00a0{nettoyer(mot, 60) or '…'}\u00a0» ne mène à rien, ou n’est plus proposé\u00a0: "
        "nous l’avons laissé de côté."
        for mot in list(mots)[:5]
    ]


def _imprimer(request: HttpRequest, questions: tuple[Question, ...], lecture: Lecture) -> HttpResponse:
    """Ask for the document of the path, or say why not, with the path still there."""
    if attente := patienter(request):
        return attente
    format = FORMATS.get(request.POST.get("format", ""))
    refus = () if format else (FORMAT_INCONNU,)
    if not lecture.pieces:
        refus = (*refus, VIDE)
    if refus or format is None:
        complete = replace(lecture, phrases=(*lecture.phrases, *refus))
        return _montrer(request, questions, complete, statut=400)
    pages = pages_visibles(piece.page_id for piece in lecture.pieces if piece.page_id)
    document = document_de_parcours(lecture.pieces, pages, lecture.selection.nom)
    rendu = kits.demander_un_document(
        document=document, format=format, type_document=TYPE_PARCOURS, pages=pages
    )
    return redirect(rendu)


def _montrer(
    request: HttpRequest, questions: tuple[Question, ...], lecture: Lecture, statut: int = 200
) -> HttpResponse:
    selection, pieces = lecture.selection, lecture.pieces
    explicite = selection.avec(lecture.cles)
    recherche = nettoyer(request.GET.get("cherche", ""))
    contexte: dict[str, Any] = {
        "questions": questions,
        "selection": selection,
        "reponses": (selection.profil, selection.objectif, selection.maturite),
        "phrases": lecture.phrases,
        "montre": not selection.est_vide,
        "lignes": _lignes(selection, pieces),
        "duree": duree_dite(sum(piece.duree or 0 for piece in pieces)) if pieces else "",
        "sans_duree": sum(1 for piece in pieces if piece.duree is None),
        "provenances": tuple(dict.fromkeys(p.provenance for p in pieces if p.provenance)),
        "champs": explicite.champs,
        "champs_sans_nom": replace(explicite, nom="").champs,
        "nom_max": NOM_MAX,
        "adresse": f"{settings.SITE_URL}{_chemin(explicite)}",
        "depart": _chemin(replace(selection, etapes=None)) if selection.etapes is not None else "",
        "complet": len(pieces) >= ETAPES_MAX,
        "vide": VIDE,
    }
    if contexte["montre"]:
        contexte |= _a_ajouter(lecture, recherche)
        contexte["qr"] = segno.make(contexte["adresse"], error="l", micro=False).svg_data_uri(border=2)
    return render(request, "contenus/parcours/parcours.html", contexte, status=statut)


def _a_ajouter(lecture: Lecture, recherche: str) -> dict[str, Any]:
    """What may still join the path: other steps, resources, meetings, and what was searched for."""
    pieces = lecture.pieces

    def offrir(trouvees: Iterable[Piece]) -> list[tuple[Piece, str]]:
        return [(piece, _chemin(_avec(lecture, (piece.cle,)))) for piece in trouvees]

    return {
        "autres": [piece for piece in lecture.offertes if piece.cle not in lecture.cles],
        "ressources": offrir(selections.ressources_pour(lecture.selection, pieces)),
        "rencontres": offrir(selections.prochaines_rencontres(pieces)),
        "recherche": recherche,
        "trouvees": offrir(selections.chercher(recherche, pieces)) if recherche else [],
    }


def _lignes(selection: Selection, pieces: tuple[Piece, ...]) -> list[Ligne]:
    cles = tuple(piece.cle for piece in pieces)

    def vers(nouvelles: tuple[str, ...]) -> str:
        return "" if nouvelles == cles else _chemin(selection.avec(nouvelles))

    return [
        Ligne(
            piece=piece,
            duree=duree_dite(piece.duree) if piece.duree else "",
            retirer=vers(retirer(cles, piece.cle)),
            monter=vers(deplacer(cles, piece.cle, -1)),
            descendre=vers(deplacer(cles, piece.cle, 1)),
        )
        for piece in pieces
    ]


def _chemin(selection: Selection) -> str:
    return f"{reverse('usages:parcours')}?{selection.requete}"
