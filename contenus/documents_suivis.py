"""The common agenda and the series as the search knows them."""

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.urls import reverse

from contenus import index
from contenus.html_simple import en_texte
from contenus.models import Evenement, Serie

AGENDA, SERIES = "agenda", "series"


def fiches_de_l_agenda(evenements: Any = None) -> Iterator[index.Fiche]:
    """Yield the published events that are not over."""
    retenus = Evenement.objects.all() if evenements is None else evenements
    for evenement in retenus.publies().a_venir():
        yield index.Fiche(
            cle=f"{AGENDA}:{evenement.pk}",
            genre="evenement",
            titre=evenement.titre,
            adresse=evenement.get_absolute_url(),
            resume=f"{evenement.organisateur} {evenement.lieu}".strip(),
            texte=evenement.description,
            rubrique="s-informer",
        )


def fiches_des_series(series: Any = None) -> Iterator[index.Fiche]:
    """Yield each series, with the words of its posts."""
    retenues = Serie.objects.all() if series is None else series
    for serie in retenues.pour_lecture():
        messages = (f"{m.titre}\n{en_texte(m.texte)}\n{m.geste}" for m in serie.messages.all())
        yield index.Fiche(
            cle=f"{SERIES}:{serie.pk}",
            genre="serie",
            titre=serie.titre,
            adresse=reverse("abonnements:serie", args=[serie.cle]),
            texte="\n".join((en_texte(serie.description), *messages)),
            rubrique="s-informer",
        )


def suivre_series(cles: Collection[int]) -> None:
    """Index these series as the database has them, or take them away."""
    seules = Serie.objects.filter(pk__in=cles)
    index.actualiser([f"{SERIES}:{cle}" for cle in cles], lambda: fiches_des_series(seules))


@receiver([post_save, post_delete], sender=Evenement, dispatch_uid="recherche_agenda")
def suivre_evenement(instance: Evenement, **_: Any) -> None:
    """Follow what staff decide of an event, at once."""
    seul = Evenement.objects.filter(pk=instance.pk)
    index.actualiser([f"{AGENDA}:{instance.pk}"], lambda: fiches_de_l_agenda(seul))


index.declarer(AGENDA, genres={"evenement": "Agenda"}, fournir=fiches_de_l_agenda)
index.declarer(SERIES, genres={"serie": "Séries"}, fournir=fiches_des_series)
