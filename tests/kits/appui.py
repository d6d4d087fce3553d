"""What several tests of the room ask for."""

import time
import uuid

from django.db import transaction
from django.utils import timezone

from kits import services
from kits.models import Rendu
from tests.kits.exemples import document_riche


def demande(titre="L’équilibre de notre maison", format="pdf", document=None) -> Rendu:
    """Ask for a rendering as `diagnostic` would."""
    return services.demander(
        document=document or document_riche(titre),
        format=format,
        type_document="Restitution du diagnostic",
        version_contenu="grille 1",
        nom_fichier="les-jardins-de-l-ourcq",
    )


def demande_livree(titre="L’équilibre de notre maison", contenu=b"%PDF-essai", format="pdf") -> Rendu:
    """A ready rendering, drawn by nobody: delivered before the queue, and a live worker, hear of it."""
    with transaction.atomic():
        rendu = demande(titre, format)
        jeton = services.prendre(rendu_id=rendu.pk)
        assert services.livrer(rendu_id=rendu.pk, jeton=jeton, contenu=contenu, emis_le=timezone.now())
    rendu.refresh_from_db()
    return rendu


def demande_echouee(titre="L’équilibre de notre maison") -> Rendu:
    """An interrupted rendering, known to no worker."""
    with transaction.atomic():
        rendu = demande(titre)
        jeton = services.prendre(rendu_id=rendu.pk)
        services.echouer(rendu_id=rendu.pk, jeton=jeton, raison="La figure est illisible.")
    rendu.refresh_from_db()
    return rendu


def vieillir(rendu, **champs) -> None:
    """Let time pass: write past dates on the row."""
    Rendu.objects.filter(pk=rendu.pk).update(**champs)


def attendre(condition, secondes=30.0):
    """Return the first true value of `condition()`; fail after `secondes`."""
    fin = time.monotonic() + secondes
    while time.monotonic() < fin:
        if valeur := condition():
            return valeur
        time.sleep(0.05)
    raise AssertionError("rien ne s’est passé à temps")


def attendre_fin(rendu, secondes=40.0) -> Rendu:
    """Return the rendering once in a final state."""
    return attendre(
        lambda: next((r for r in Rendu.objects.filter(pk=rendu.pk) if r.est_final), None), secondes
    )


INCONNU = uuid.UUID(int=0)
