"""A small archive for the tests: cycles, structures, people, published webinars, by hand."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from wagtail.models import Page, Site

from contenus.models import AccueilPage, Nomenclature, Terme
from webinaires.models import (
    ArchivePage,
    Cycle,
    Intervenant,
    Intervention,
    Levier,
    Organisation,
    WebinairePage,
)

PARIS = ZoneInfo("Europe/Paris")
SOURCE = "Le RAMEAU, 2024"


def jeudi(annee: int = 2023, mois: int = 3, jour: int = 16, heure: int = 13, minute: int = 0) -> datetime:
    """A moment in Paris; by default a third Thursday at one."""
    return datetime(annee, mois, jour, heure, minute, tzinfo=PARIS)


def archive() -> ArchivePage:
    """The room of the webinars, under the home page of the site; both are made once."""
    accueil = AccueilPage.objects.first()
    if accueil is None:
        accueil = Page.get_first_root_node().add_child(instance=AccueilPage(title="Accueil", slug="portail"))
        Site.objects.update(root_page=accueil)
    trouvee = ArchivePage.objects.first()
    if trouvee is not None:
        return trouvee  # type: ignore[no-any-return]
    salle = ArchivePage(title="Webinaires", slug="webinaires", resume="Un résumé.", source=SOURCE)
    return AccueilPage.objects.get(pk=accueil.pk).add_child(instance=salle)  # type: ignore[no-any-return]


def liste(cle: str, *termes: tuple[str, str]) -> Nomenclature:
    """A reference list and its rows (code, words)."""
    trouvee, _ = Nomenclature.objects.get_or_create(
        cle=cle, defaults={"titre": cle, "statut": "source", "source": SOURCE}
    )
    for rang, (code, intitule) in enumerate(termes, start=1):
        Terme.objects.update_or_create(
            nomenclature=trouvee,
            code=code,
            defaults={"rang": rang, "intitule": intitule, "statut": "source", "source": SOURCE},
        )
    return trouvee


def cycle(cle: str = "cycle-2023", **champs: Any) -> Cycle:
    """A cycle, by default that of its year."""
    annee = int(cle[-4:]) if cle[-4:].isdigit() else 2023
    valeurs = {
        "titre": f"Cycle {annee}",
        "debut": date(annee, 1, 1),
        "fin": date(annee, 12, 31),
        "statut": "source",
        "source": SOURCE,
        **champs,
    }
    return Cycle.objects.get_or_create(cle=cle, defaults=valeurs)[0]


def organisation(cle: str = "le-cent-sept", **champs: Any) -> Organisation:
    """A structure."""
    valeurs = {"nom": cle.replace("-", " ").title(), "statut": "source", "source": SOURCE, **champs}
    return Organisation.objects.create(cle=cle, **valeurs)


def intervenant(cle: str = "lecluse-florence", **champs: Any) -> Intervenant:
    """A person, named after the key: « nom-prenom »."""
    nom, _, prenom = cle.partition("-")
    valeurs = {
        "nom": nom.capitalize(),
        "prenom": prenom.capitalize(),
        "statut": "source",
        "source": SOURCE,
        **champs,
    }
    return Intervenant.objects.create(cle=cle, **valeurs)


def voix(
    qui: Intervenant | None = None,
    ou: Organisation | None = None,
    fonction: str = "Directrice",
    **champs: Any,
) -> dict[str, Any]:
    """An intervention, to be given to `webinaire` at its place."""
    return {"intervenant": qui, "organisation": ou, "fonction": fonction, **champs}


def webinaire(
    cle: str = "webinaire-2023-03-16",
    *voix_dites: dict[str, Any],
    leviers: tuple[str, ...] = (),
    publie: bool = True,
    **champs: Any,
) -> WebinairePage:
    """A webinar under the archive, with its voices in order; published through its revision, or a draft.

    `debut` gives `fin` (an hour and a half later) unless told.
    """
    debut = champs.pop("debut", None) or jeudi()
    valeurs = {
        "title": cle.capitalize(),
        "resume": "Un résumé.",
        "source": SOURCE,
        "statut": "source",
        "debut": debut,
        "fin": debut + timedelta(minutes=90),
        **champs,
    }
    page = WebinairePage(slug=cle, cle=cle, live=False, **valeurs)
    page.interventions = [Intervention(sort_order=rang, **dite) for rang, dite in enumerate(voix_dites)]
    page.leviers = [Levier(sort_order=rang, titre=titre) for rang, titre in enumerate(leviers)]
    page = archive().add_child(instance=page)
    revision = page.save_revision()
    if publie:
        revision.publish()
    return relire(page)


def relire(page: WebinairePage) -> WebinairePage:
    """The row as it is now."""
    return WebinairePage.objects.get(pk=page.pk)  # type: ignore[no-any-return]


def recrire(page: WebinairePage, *voix_dites: dict[str, Any], **champs: Any) -> WebinairePage:
    """Publish a webinar with other fields, as an editor would; `voix_dites`, if any, replace its voices."""
    page = relire(page)
    for nom, valeur in champs.items():
        setattr(page, nom, valeur)
    if voix_dites:
        page.interventions = [Intervention(sort_order=rang, **dite) for rang, dite in enumerate(voix_dites)]
    page.save_revision().publish()
    return relire(page)
