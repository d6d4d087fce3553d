"""Loading the archive: what a file may hold, what loading changes, what it leaves alone, what it reports."""

from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from contenus.models import EtapeDUsage, RessourcePage
from tests.contenus.corpus_minimal import ecrire_corpus, parcours, ressource
from tests.webinaires import fabrique
from tests.webinaires.archive_minimale import (
    cycle,
    ecrire_archive,
    organisation,
    personne,
    voix,
    webinaire,
)
from webinaires.fusion import fusionner_intervenants
from webinaires.models import Intervenant, Intervention, Organisation, WebinairePage
from webinaires.opposition import opposer

pytestmark = pytest.mark.django_db
CLE = "webinaire-2022-02-17"
DEUX = [personne("lecluse-florence"), personne("saincy-bernard")]
STRUCTURES = [organisation("le-cent-sept"), organisation("stop-exclusion")]


def charger(dossier: Path, **options: Any) -> str:
    """Load the archive; return what the command says."""
    sortie = StringIO()
    call_command("charger_webinaires", dossier=dossier, stdout=sortie, **options)
    return sortie.getvalue()


def refus(dossier: Path) -> str:
    """What the command answers to an archive that does not hold; nothing is written."""
    with pytest.raises(CommandError) as erreur:
        charger(dossier)
    assert WebinairePage.objects.count() == Intervenant.objects.count() == 0
    return str(erreur.value)


def test_archive_is_loaded_once(tmp_path: Path) -> None:
    dossier = ecrire_archive(tmp_path)
    assert "Webinaires\u00a0: 6 créés, 0 mis à jour, 0 inchangés" in charger(dossier)
    page = WebinairePage.objects.get(cle=CLE)
    assert page.live
    assert page.url == f"/webinaires/{CLE}/"
    assert [(v.voix, v.organisation.nom) for v in page.interventions.all() if v.organisation] == [
        ("Florence Lecluse", "Le Cent Sept"),
        ("Bernard Saincy", "Stop Exclusion"),
    ]
    assert page.interventions.all()[0].apport == "<p>Un <b>mot</b>.</p>"
    assert "Webinaires\u00a0: inchangés" in charger(dossier)
    assert "0 créés, 0 mis à jour, 6 inchangés" in charger(dossier, tout=True)
    assert Intervention.objects.count() == 2


@pytest.mark.parametrize(
    ("cle", "debut"),
    [
        (CLE, datetime(2022, 2, 17, 12, 0, tzinfo=UTC)),
        ("webinaire-2022-06-16", datetime(2022, 6, 16, 11, 0, tzinfo=UTC)),
    ],
)
def test_hours_are_those_of_paris(tmp_path: Path, cle: str, debut: datetime) -> None:
    charger(ecrire_archive(tmp_path, a2022={"webinaires": [webinaire(cle)]}))
    assert WebinairePage.objects.get().debut == debut


@pytest.mark.parametrize(
    ("change", "faute"),
    [
        ({"cycle": "cycle-1999"}, "a2022.yaml webinaires[0].cycle : le cycle « cycle-1999 » n’existe pas"),
        (
            {"odd": ["odd-99"]},
            "a2022.yaml webinaires[0].odd : le code « odd-99 » n’est pas dans la liste « odd »",
        ),
        ({"enjeux": "[là](page:nulle-part)"}, ".enjeux : le lien page:nulle-part ne mène à aucune page"),
        (
            {"interventions": [voix("inconnu")]},
            "webinaires[0].interventions[0].intervenant : « inconnu » n’est pas dans intervenants.yaml",
        ),
        (
            {"interventions": [voix(ou="inconnue")]},
            "webinaires[0].interventions[0].organisation : « inconnue » n’est pas dans organisations.yaml",
        ),
        ({"fin": "12:00"}, "la fin n’est pas après le début"),
        ({"debut": 1300}, "une heure est attendue"),
        ({"date": "2022-02-30"}, "webinaires[0].date"),
        ({"salaire": 1}, "webinaires[0].salaire : ce champ est inconnu"),
    ],
)
def test_archive_that_does_not_hold_is_refused(tmp_path: Path, change: dict[str, Any], faute: str) -> None:
    assert faute in refus(ecrire_archive(tmp_path, a2022={"webinaires": [webinaire(**change)]}))


def test_key_written_twice_is_refused(tmp_path: Path) -> None:
    deux = {"intervenants": [personne("lecluse-florence"), personne("lecluse-florence")]}
    assert "lecluse-florence : cette clé est écrite deux fois" in refus(
        ecrire_archive(tmp_path, intervenants=deux)
    )


@pytest.mark.parametrize(
    ("changements", "dit"),
    [
        (
            {"intervenants": [*DEUX, personne("lescluse-florence")]},
            "lecluse-florence et lescluse-florence\u00a0: peut-être la même personne",
        ),
        (
            {"intervenants": [*DEUX, personne("saincy-b", variantes=["FLORENCE LÉCLUSE"])]},
            "lecluse-florence et saincy-b\u00a0: peut-être la même personne",
        ),
        (
            {"organisations": [*STRUCTURES, organisation("cent-sept")]},
            "le-cent-sept et cent-sept\u00a0: peut-être la même structure",
        ),
        ({"webinaires": [webinaire("webinaire-2022-02-10")]}, "10/02/2022 n’est pas le troisième jeudi"),
        ({"webinaires": [webinaire("webinaire-2023-02-16")]}, "16/02/2023 est hors de son cycle"),
        (
            {"webinaires": [webinaire("webinaire-2022-10-30", debut="02:30", fin="04:00")]},
            "02:30 sonne deux fois ce jour-là",
        ),
        (
            {"webinaires": [webinaire("webinaire-2022-03-27", debut="02:30", fin="04:00")]},
            "02:30 n’existe pas ce jour-là",
        ),
        ({"webinaires": [webinaire(interventions=[voix(ou="")])]}, "l’intervention 1 n’a pas d’organisation"),
        ({"webinaires": [webinaire(), webinaire("webinaire-b", date="2022-02-17")]}, f"même jour que {CLE}"),
    ],
)  # fmt: skip
def test_odd_things_are_reported_not_refused(tmp_path: Path, changements: dict[str, Any], dit: str) -> None:
    nom = "a2022" if "webinaires" in changements else next(iter(changements))
    sortie = charger(ecrire_archive(tmp_path, **{nom: changements}))
    assert dit in sortie
    assert WebinairePage.objects.live().exists()


def test_nothing_odd_is_reported_of_a_plain_archive(tmp_path: Path) -> None:
    assert "À regarder" not in charger(ecrire_archive(tmp_path))


def test_reload_keeps_what_staff_wrote(tmp_path: Path) -> None:
    charger(ecrire_archive(tmp_path))
    fabrique.recrire(WebinairePage.objects.get(), title="Réécrit par la rédaction")
    Organisation.objects.filter(cle="le-cent-sept").update(nom="Le 107")
    autres = {"organisations": [organisation("le-cent-sept", nom="Autre"), organisation("stop-exclusion")]}
    a2022 = {"webinaires": [webinaire(titre="Autre titre")]}
    sortie = charger(ecrire_archive(tmp_path, organisations=autres, a2022=a2022))
    assert f"organisation:le-cent-sept, page:{CLE}" in sortie
    assert WebinairePage.objects.get().title == "Réécrit par la rédaction"
    assert Organisation.objects.get(cle="le-cent-sept").nom == "Le 107"


def test_reload_brings_what_changed_in_the_file(tmp_path: Path) -> None:
    charger(ecrire_archive(tmp_path))
    deux = [voix("saincy-bernard", "stop-exclusion"), voix()]
    charger(ecrire_archive(tmp_path, a2022={"webinaires": [webinaire(titre="Autre", interventions=deux)]}))
    page = WebinairePage.objects.get()
    assert (page.title, [v.voix for v in page.interventions.all()]) == (
        "Autre",
        ["Bernard Saincy", "Florence Lecluse"],
    )
    assert Intervention.objects.count() == 2


def test_who_objected_is_never_named_again(tmp_path: Path) -> None:
    charger(ecrire_archive(tmp_path))
    opposer(intervenant=Intervenant.objects.get(cle="lecluse-florence"))
    rebaptisee = {"intervenants": [personne("lecluse-florence", prenom="Flo"), personne("saincy-bernard")]}
    sortie = charger(
        ecrire_archive(tmp_path, intervenants=rebaptisee, a2022={"webinaires": [webinaire(titre="B")]})
    )
    assert Intervenant.objects.count() == 2
    assert [v.voix for v in WebinairePage.objects.get().interventions.all()] == [
        "Directrice",
        "Bernard Saincy",
    ]
    assert "lecluse" not in sortie.casefold()


def test_merged_person_stays_merged(tmp_path: Path) -> None:
    charger(ecrire_archive(tmp_path))
    partie, reste = (Intervenant.objects.get(cle=cle) for cle in ("saincy-bernard", "lecluse-florence"))
    fusionner_intervenants(absorbe=partie.pk, garde=reste.pk)
    charger(ecrire_archive(tmp_path, a2022={"webinaires": [webinaire(titre="B")]}), tout=True)
    page = WebinairePage.objects.get()
    assert page.title == "B"
    assert {v.intervenant_id for v in page.interventions.all()} == {reste.pk}
    assert Intervenant.objects.count() == 1


# --- With the rest of the corpus -------------------------------------------------------------


def corpus(dossier: Path, **changements: Any) -> Path:
    """A corpus whose usage paths lead to the webinar."""
    etape = {**parcours()["etapes"][0], "cle": "voir", "adresse": f"page:{CLE}"}
    usages = {**parcours(), "etapes": [*parcours()["etapes"], etape]}
    return ecrire_corpus(dossier, **{"parcours-usage": usages}, **changements)


def test_links_to_webinars_hold_before_they_are_written(tmp_path: Path) -> None:
    ecrire_archive(corpus(tmp_path) / "webinaires")
    call_command("charger_contenus", dossier=tmp_path, verbosity=0, stdout=StringIO())
    page = WebinairePage.objects.get(cle=CLE)
    assert not page.live
    assert EtapeDUsage.objects.get(cle="voir").page_id == page.pk
    assert "6 créés" in charger(tmp_path / "webinaires")
    assert EtapeDUsage.objects.ouvertes().filter(cle="voir").exists()


def test_link_to_a_webinar_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    corpus(tmp_path)
    with pytest.raises(CommandError, match=f"le lien page:{CLE} ne mène à aucune page"):
        call_command("charger_contenus", dossier=tmp_path, stdout=StringIO())


def test_former_notice_leaves_and_its_address_leads_to_the_webinar(tmp_path: Path, client: Client) -> None:
    anciennes = {"ressources": [ressource("yes"), ressource(CLE)]}
    call_command(
        "charger_contenus", dossier=corpus(tmp_path, ressources__outils=anciennes), stdout=StringIO()
    )
    notice = RessourcePage.objects.get(slug=CLE)
    notice.resume = "Réécrit par la rédaction."
    notice.save_revision().publish()
    EtapeDUsage.objects.filter(cle="voir").update(titre="Réécrite aussi")
    ancienne = notice.url
    sortie = StringIO()
    ecrire_archive(corpus(tmp_path) / "webinaires")
    call_command("charger_contenus", dossier=tmp_path, stdout=sortie)
    charger(tmp_path / "webinaires")
    notice, page = RessourcePage.objects.get(slug=CLE), WebinairePage.objects.get(cle=CLE)
    assert (notice.live, notice.resume) == (False, "Réécrit par la rédaction.")
    assert "remplacés par une page d’un autre genre" in sortie.getvalue()
    assert (client.get(ancienne).status_code, client.get(ancienne)["Location"]) == (301, page.url)
    etape = EtapeDUsage.objects.get(cle="voir")
    assert (etape.titre, etape.page_id) == ("Réécrite aussi", page.pk)


def test_cycle_out_of_order_is_refused(tmp_path: Path) -> None:
    faute = "le cycle finit avant de commencer"
    assert faute in refus(ecrire_archive(tmp_path, cycles={"cycles": [cycle(fin="2021-01-01")]}))
