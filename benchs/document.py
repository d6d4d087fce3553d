"""A restitution as PDF: the whole job against the engine alone, in the same warm process."""

import io
import os
import time
from collections.abc import Callable
from statistics import median
from uuid import uuid4

import pikepdf
import psycopg
import redis
from django.conf import settings

from benchs import banc, jeu, machine
from benchs.enregistrer import etrangers
from benchs.resultat import Resultat
from benchs.statistiques import etendue, nombre
from benchs.tasks import moteur_seul
from diagnostic.documents import TYPE_DOCUMENT, document_de
from diagnostic.models import Diagnostic
from diagnostic.restitution import rassembler
from kits import services
from kits.document import Document
from kits.models import Rendu, RenduFichier
from parcours.dossier import TYPE_DOCUMENT as TYPE_DOSSIER
from parcours.dossier import document_de as dossier_de
from parcours.dossier import sections_possibles
from parcours.feuilles import lire_ecrits, trousse
from trajectoires import celery

RAPPORT_MAX = 1.15
MANCHES, ECHAUFFEMENT = 7, 2
DELAI = 60.0
assert celery.app


def mesurer() -> list[Resultat]:
    """Alternate job and engine alone: a short restitution, a full one with its steps, a long dossier."""
    with banc.ouvrier():
        return [_restitution(complet=False), _restitution(complet=True), _dossier()]


def _restitution(*, complet: bool) -> Resultat:
    sujet = jeu.creer(202 + complet, complet=complet, etapes=complet)
    version = "complète" if complet else "courte"
    return _comparer(f"restitution {version}", lambda nom: preparer_document(sujet, nom))


def _dossier() -> Resultat:
    """Every tool filled as in its example, longer, with a diagnostic attached: a meeting's year of work."""
    cahier = jeu.creer_un_cahier(303)
    diagnostic = Diagnostic.objects.pour_saisie().get(pk=cahier.diagnostic_id)
    ecrits = lire_ecrits(cahier, *trousse().outils)
    restitution = rassembler(diagnostic)
    sections = {cle for cle, _ in sections_possibles(ecrits, avec_diagnostic=True)}

    def preparer(nom: str) -> tuple[Rendu, float]:
        cahier.nom = f"Les Jardins du Lavoir ({nom}, {uuid4().hex[:6]})"
        return rendre(dossier_de(cahier, ecrits, sections=sections, restitution=restitution), TYPE_DOSSIER)

    return _comparer("dossier de trajectoire", preparer)


def _comparer(quoi: str, preparer: Callable[[str], tuple[Rendu, float]]) -> Resultat:
    for manche in range(ECHAUFFEMENT):
        seul(preparer(f"échauffement {manche}")[0])
    machine.attendre_le_calme()
    travaux, seuls = [], []
    with machine.charge() as autour:
        for manche in range(MANCHES):
            rendu, duree = preparer(f"manche {manche}")
            travaux.append(duree)
            seuls.append(seul(rendu))
    rapports = [travail / nu for travail, nu in zip(travaux, seuls, strict=True)]
    contenu = RenduFichier.objects.get(pk=rendu.pk).contenu
    with pikepdf.open(io.BytesIO(contenu)) as fichier:
        pages = len(fichier.pages)
    return Resultat(
        figure=f"Document PDF, {quoi} ({pages} pages) : travail entier",
        cible=f"≤ {nombre(RAPPORT_MAX, 2)} × WeasyPrint seul",
        mesure=etendue(travaux, "s", decimales=2),
        rapport=median(rapports),
        atteint=median(rapports) <= RAPPORT_MAX,
        compare=f"WeasyPrint seul, même HTML, même enfant de l’ouvrier : {etendue(seuls, 's', decimales=2)}",
        details=(
            f"De `kits.services.demander` à l’état « prêt » lu en base, par Redis et un ouvrier chaud ; "
            f"{MANCHES} manches alternées ; rapport par manche : {etendue(rapports, '', decimales=3)}. "
            f"Fichier : {nombre(len(contenu) / 1000, 0)} ko.",
            etrangers(autour),
        ),
    )


def preparer_document(sujet: jeu.Sujet, nom: str) -> tuple[Rendu, float]:
    """Ask for a PDF nobody asked for before; return it once ready, and the seconds from asking to ready."""
    diagnostic = Diagnostic.objects.pour_saisie().get(pk=sujet.id)
    diagnostic.nom = f"{diagnostic.nom} ({nom}, {uuid4().hex[:6]})"
    return rendre(document_de(rassembler(diagnostic)), TYPE_DOCUMENT)


def rendre(document: Document, type_document: str) -> tuple[Rendu, float]:
    """Ask for the PDF of a new document; return it once ready, and the seconds from asking to ready."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as ecoute:
        ecoute.execute(f"LISTEN {services.CANAL}")
        debut = time.perf_counter()
        rendu = services.demander(
            document=document,
            format="pdf",
            type_document=type_document,
            version_contenu="Banc",
            nom_fichier="banc",
        )
        for avis in ecoute.notifies(timeout=DELAI):
            if avis.payload != str(rendu.pk):
                continue
            rendu.refresh_from_db(fields=["etat", "raison"])
            if rendu.est_final:
                break
        duree = time.perf_counter() - debut
    if not rendu.est_pret:
        raise RuntimeError(f"rendu {rendu.etat} : {rendu.raison}")
    return rendu, duree


def seul(rendu: Rendu) -> float:
    """Return the seconds WeasyPrint alone takes on the same HTML, in the worker's child."""
    cle = f"banc-{uuid4()}"
    moteur_seul.apply_async(args=(str(rendu.pk), cle), queue="kits")
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        recu = client.blpop([cle], timeout=DELAI)
    if recu is None:
        raise RuntimeError("l’ouvrier n’a pas répondu")
    return float(recu[1])
