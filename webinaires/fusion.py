"""Two rows are one person, or one structure: one stays, and receives all that the other had."""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, Revision

from comptes.models import Utilisateur
from contenus import memoire
from contenus.erreurs import ErreurMetier
from webinaires.documents_publics import suivre_les_pages, suivre_les_voix
from webinaires.facettes import recrire
from webinaires.models import Fusion, Intervenant, Intervention, Organisation, Passage, WebinairePage
from webinaires.models.voix import empreinte_de_cle

FUSION = "webinaires.fusion"
Ligne = Intervenant | Organisation


class FusionRefusee(ErreurMetier):
    """Rows that cannot become one; the sentence says why."""


@transaction.atomic
def fusionner_intervenants(*, absorbe: int, garde: int, par: Utilisateur | None = None) -> Intervenant:
    """Make one person of two; `garde` stays.

    Effects: interventions (drafts and past versions included) and passages move; the name that leaves
    becomes a spelling of the one that stays; the row that leaves is deleted, its fingerprint remembers
    where it went; the journal says so; search and remembered pages follow.

    Raises:
        FusionRefusee: the same row, a row merged already or gone, or one of the two objected.
    """
    partie, reste = _verrouiller(Intervenant, absorbe, garde)
    assert isinstance(partie, Intervenant)
    assert isinstance(reste, Intervenant)
    if (partie.oppose_le is None) != (reste.oppose_le is None):
        raise FusionRefusee(
            "L’une des deux personnes a demandé à ne pas être nommée. Enregistrez d’abord l’opposition de "
            "l’autre\u00a0: si c’est la même personne, elle vaut pour les deux."
        )
    if reste.oppose_le is None:
        reste.variantes = _reunir(
            [*reste.variantes, partie.nom_complet, *partie.variantes], reste.nom_complet
        )
    Passage.objects.filter(intervenant=partie).update(intervenant=reste)
    empreinte = partie.empreinte
    pages = _deplacer("intervenant", partie, reste)
    _retirer(partie, reste, empreinte, par)
    suivre_les_pages(pages)
    suivre_les_voix([absorbe, garde], [])
    return reste


@transaction.atomic
def fusionner_organisations(*, absorbe: int, garde: int, par: Utilisateur | None = None) -> Organisation:
    """Make one structure of two; `garde` stays, and keeps its own words where it has some.

    Effects: those of `fusionner_intervenants`; facets are counted again.

    Raises:
        FusionRefusee: the same row, or a row merged already or gone.
    """
    partie, reste = _verrouiller(Organisation, absorbe, garde)
    assert isinstance(partie, Organisation)
    assert isinstance(reste, Organisation)
    reste.variantes = _reunir([*reste.variantes, partie.nom, *partie.variantes], reste.nom)
    for champ in ("profil", "region", "adresse", "presentation"):
        setattr(reste, champ, getattr(reste, champ) or getattr(partie, champ))
    pages = _deplacer("organisation", partie, reste)
    _retirer(partie, reste, empreinte_de_cle(partie.cle), par)
    recrire(reste.interventions.values_list("page", flat=True))
    suivre_les_pages(pages)
    suivre_les_voix([], [absorbe, garde])
    return reste


def _verrouiller(modele: type[Ligne], absorbe: int, garde: int) -> tuple[Ligne, Ligne]:
    """Both rows, locked in the same order by everybody."""
    if absorbe == garde:
        raise FusionRefusee("C’est la même fiche\u00a0: choisissez-en une autre.")
    lignes: Iterable[Any] = modele._default_manager.select_for_update().filter(pk__in=[absorbe, garde])
    trouvees = {ligne.pk: ligne for ligne in lignes.order_by("pk")}  # type: ignore[attr-defined]
    for cle in (absorbe, garde):
        if cle not in trouvees:
            raise FusionRefusee(ou_est_passee(modele, cle))
    return trouvees[absorbe], trouvees[garde]


def ou_est_passee(modele: type[Ligne], cle: int) -> str:
    """What became of a row that is no more, in a sentence."""
    fusion = Fusion.objects.filter(genre=modele._meta.model_name, absorbe=cle).first()
    if fusion is None:
        return "Cette fiche n’existe plus."
    reste = fusion.intervenant or fusion.organisation
    return f"Cette fiche a déjà été fusionnée avec «\u00a0{reste}\u00a0»\u00a0: il n’y a plus rien à faire."


def _reunir(noms: Iterable[str], retenu: str) -> list[str]:
    return [nom for nom in dict.fromkeys(noms) if nom and nom != retenu]


def _deplacer(champ: str, partie: Ligne, reste: Ligne) -> list[int]:
    """Give the interventions of one row to the other, in what is published and in every version kept."""
    pages = list(
        Intervention.objects.filter(**{champ: partie})
        .values_list("page", flat=True)
        .distinct()
        .order_by("page")
    )
    Intervention.objects.filter(**{champ: partie}).update(**{champ: reste})
    genre = ContentType.objects.get_for_model(WebinairePage)
    versions = Revision.objects.filter(
        content_type=genre, content__interventions__contains=[{champ: partie.pk}]
    )
    for version in versions.iterator():
        for voix in version.content["interventions"]:
            if voix[champ] == partie.pk:
                voix[champ] = reste.pk
        Revision.objects.filter(pk=version.pk).update(content=version.content)
    return pages


def _retirer(partie: Ligne, reste: Ligne, empreinte: str, par: Utilisateur | None) -> None:
    genre, cle = str(partie._meta.model_name), partie.pk
    Fusion.objects.filter(**{genre: partie}).update(**{genre: reste})
    Fusion.objects.create(genre=genre, empreinte=empreinte, absorbe=cle, **{genre: reste})
    ancien = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(type(partie)), object_id=str(cle)
    )
    ancien.update(object_id=str(reste.pk), label=str(reste), data={})
    partie.delete()
    reste.save()
    log(instance=reste, action=FUSION, user=par)
    transaction.on_commit(memoire.oublier)
