"""The persons and the structures of the archive, as the search knows them.

The webinars are pages among others: see contenus.documents_publics.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db.models import Prefetch
from wagtail.models import Page

from contenus import documents_publics, index
from contenus.champs import Porte
from contenus.corpus.suivis import SUIVIS
from contenus.models import DocumentPublic
from webinaires.models import Intervenant, Intervention, Organisation, Trait, WebinairePage
from webinaires.voix import entendues, fonctions_de, nommes

SOURCE, IDENTIFIANT = "voix", "recherche_voix"
GENRES = {"webinaire": "Webinaires", "intervenant": "Intervenants", "organisation": "Organisations"}


def fiches() -> Iterator[index.Fiche]:
    """Yield every person and every structure that has a page, now."""
    yield from _fiches_des_personnes(nommes())
    yield from _fiches_des_organisations(entendues())


def _dites() -> Prefetch[Any]:
    publiques = Trait.objects.filter(facette="annee").values("page")
    dites = Intervention.objects.filter(page__in=publiques).order_by("page__debut", "sort_order")
    return Prefetch("interventions", dites.select_related("intervenant", "organisation"), to_attr="dites")


def _fiches_des_personnes(personnes: Any) -> Iterator[index.Fiche]:
    for qui in personnes.prefetch_related(_dites()):
        fonctions = fonctions_de(qui.dites)
        yield index.Fiche(
            cle=_cle(qui),
            genre="intervenant",
            titre=qui.nom_complet,
            adresse=qui.get_absolute_url(),
            resume="\u00a0; ".join(fonctions),
            texte="\n".join(une.angle for une in qui.dites if une.angle),
            rubrique=Porte.S_INFORMER,
        )


def _fiches_des_organisations(organisations: Any) -> Iterator[index.Fiche]:
    for organisation in organisations.prefetch_related(_dites()):
        voix = dict.fromkeys(f"{une.voix}, {une.fonction}".strip(", ") for une in organisation.dites)
        yield index.Fiche(
            cle=_cle(organisation),
            genre="organisation",
            titre=organisation.nom,
            adresse=organisation.get_absolute_url(),
            resume=organisation.presentation,
            texte="\n".join(voix),
            rubrique=Porte.S_INFORMER,
        )


def _cle(ligne: Intervenant | Organisation) -> str:
    return f"{SOURCE}:{ligne._meta.model_name}:{ligne.pk}"


def suivre_les_voix(personnes: Collection[int], organisations: Collection[int]) -> None:
    """Index these rows as the database has them; those that have no page any more leave."""
    cles = [f"{SOURCE}:intervenant:{pk}" for pk in personnes]
    cles += [f"{SOURCE}:organisation:{pk}" for pk in organisations]

    def fournir() -> Iterator[index.Fiche]:
        yield from _fiches_des_personnes(nommes().filter(pk__in=personnes))
        yield from _fiches_des_organisations(entendues().filter(pk__in=organisations))

    index.actualiser([*cles, *_sans_page()], fournir)


def _sans_page() -> Iterable[str]:
    """The documents of those who are heard nowhere any more."""
    connues = DocumentPublic.objects.filter(cle__startswith=f"{SOURCE}:").values_list("cle", flat=True)
    vues = {f"{SOURCE}:intervenant:{pk}" for pk in nommes().values_list("pk", flat=True)}
    vues |= {f"{SOURCE}:organisation:{pk}" for pk in entendues().values_list("pk", flat=True)}
    return [cle for cle in connues if cle not in vues]


def suivre_les_pages(pages: Iterable[int]) -> None:
    """Index again webinars, and all who speak there."""
    voulues = list(pages)
    dites = list(Intervention.objects.filter(page__in=voulues).values_list("intervenant", "organisation"))
    documents_publics.suivre(Page.objects.filter(pk__in=voulues))
    suivre_les_voix({qui for qui, _ in dites if qui}, {ou for _, ou in dites if ou})


def suivre_la_publication(instance: Page, **_: Any) -> None:
    """Follow a publication or its end; the page itself is followed with all the others."""
    if not isinstance(instance, WebinairePage):
        return
    dites = list(Intervention.objects.filter(page=instance.pk).values_list("intervenant", "organisation"))
    suivre_les_voix({qui for qui, _ in dites if qui}, {ou for _, ou in dites if ou})


index.declarer(SOURCE, genres=GENRES, fournir=fiches)
SUIVIS[IDENTIFIANT] = suivre_la_publication
