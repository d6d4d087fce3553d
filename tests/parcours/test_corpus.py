"""The paths of the corpus: what a file may hold, what loading changes, what it leaves alone."""

import shutil
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import CommandError, call_command

from contenus.corpus.fichiers import ErreurDeCorpus
from contenus.corpus.pages import planter
from contenus.models import ArticlePage, RubriquePage
from parcours.corpus import charger, lire_chemins
from parcours.models import EtapePage, ParcoursPage

REEL = settings.CORPUS / "parcours"
QUIZ = {
    "cle": "q1",
    "question": "Qui ?",
    "choix": [
        {"texte": "Nous", "juste": True, "explication": "Oui."},
        {"texte": "Personne", "juste": False, "explication": "Non."},
    ],
}


def etape(cle: str, corps: list, **champs) -> dict:
    return {
        "etape": {
            "cle": cle,
            "titre": cle.capitalize(),
            "resume": "Essai.",
            "duree": 5,
            "acheve": "L’étape est faite quand vous le dites.",
            "statut": "proposition",
            "source": "Essais.",
            "corps": corps,
            **champs,
        }
    }


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    """One path of two steps, to be broken."""
    parcours = {"cle": "apprendre", "genre": "apprentissage", "titre": "Apprendre", "resume": "Essai."}
    parcours |= {"introduction": "Bonjour.", "statut": "proposition", "source": "Essais."}
    ecrire(tmp_path / "parcours.yaml", {"parcours": [parcours]})
    (tmp_path / "apprentissage").mkdir()
    ecrire(
        tmp_path / "apprentissage/01-un.yaml", etape("un", [{"quiz": QUIZ}, {"texte": "[suite](page:deux)"}])
    )
    ecrire(
        tmp_path / "apprentissage/02-deux.yaml",
        etape("deux", [{"note": {"cle": "n1", "question": "Et vous ?"}}]),
    )
    return tmp_path


def ecrire(fichier: Path, donnees: dict) -> None:
    fichier.write_text(yaml.safe_dump(donnees, allow_unicode=True), encoding="utf-8")


def muet(_: str) -> None:
    """Say nothing."""


def test_real_paths_hold_and_say_where_they_come_from():
    chemins = lire_chemins(REEL)
    assert [(c.parcours.genre, len(c.etapes)) for c in chemins] == [
        ("module", 5),
        ("apprentissage", 7),
        ("methode", 8),
    ]
    for chemin in chemins:
        for etape_lue in chemin.etapes:
            assert all((etape_lue.source, etape_lue.acheve)), etape_lue.cle
            assert etape_lue.statut == "proposition", "les intitulés des étapes sont les nôtres"


@pytest.mark.parametrize("genre", ["apprentissage"])
def test_each_step_to_learn_teaches(genre):
    etapes = next(c.etapes for c in lire_chemins(REEL) if c.parcours.genre == genre)
    for lue in etapes:
        genres = [morceau.genre for morceau in lue.corps]
        assert {"texte", "exemple", "quiz", "fiche", "note", "debattre"} <= set(genres), lue.cle
        assert 15 <= lue.duree <= 20, lue.cle
        assert all(choix.explication for m in lue.corps if m.quiz for choix in m.quiz.choix)


@pytest.mark.parametrize(
    ("corps", "raison"),
    [
        ([{"quiz": {**QUIZ, "choix": [QUIZ["choix"][1], QUIZ["choix"][1]]}}], "aucune bonne réponse"),
        ([{"quiz": {**QUIZ, "choix": QUIZ["choix"][:1]}}], "choix"),
        ([{"quiz": QUIZ}, {"quiz": QUIZ}], "écrit deux fois"),
        ([{"texte": "[perdu](page:nulle-part)"}], "ne mène à aucune page"),
        ([{"liste": "inconnue"}], "n’existe pas"),
        ([{"dessin": {}}], "dessin"),
        ([], "corps"),
    ],
)
@pytest.mark.django_db
def test_broken_step_is_refused_with_its_reason(dossier, corps, raison):
    ecrire(dossier / "apprentissage/01-un.yaml", etape("un", corps))
    with pytest.raises(ErreurDeCorpus, match=raison):
        charger(dossier, dire=muet)
    assert not ParcoursPage.objects.exists()


def test_key_written_twice_is_refused(dossier):
    shutil.copy(dossier / "apprentissage/01-un.yaml", dossier / "apprentissage/03-un.yaml")
    with pytest.raises(ErreurDeCorpus, match="deux fois"):
        lire_chemins(dossier)


@pytest.mark.django_db
def test_loading_twice_changes_nothing_and_keeps_blocks(dossier):
    bilan = charger(dossier, dire=muet)
    assert bilan is not None
    assert len(bilan.crees) == 3
    avant = [bloc.id for bloc in EtapePage.objects.get(cle="un").corps]
    assert charger(dossier, dire=muet) is None
    encore = charger(dossier, dire=muet, tout=True)
    assert (len(encore.crees), len(encore.changes), len(encore.inchanges)) == (0, 0, 3)
    ecrire(dossier / "apprentissage/01-un.yaml", etape("un", [{"texte": "Avant."}, {"quiz": QUIZ}]))
    charger(dossier, dire=muet)
    assert EtapePage.objects.get(cle="un").corps[1].id == avant[0], (
        "une réponse déjà donnée perdrait sa question"
    )


@pytest.mark.django_db
def test_what_staff_wrote_is_kept(dossier):
    charger(dossier, dire=muet)
    page = EtapePage.objects.get(cle="un")
    page.title = "Réécrite par la rédaction"
    page.save_revision().publish()
    ecrire(dossier / "apprentissage/01-un.yaml", etape("un", [{"quiz": QUIZ}], titre="Autre"))
    bilan = charger(dossier, dire=muet)
    assert bilan.gardes == ["page:un"]
    assert EtapePage.objects.get(cle="un").title == "Réécrite par la rédaction"


@pytest.mark.django_db
def test_step_leads_to_pages_of_the_portal(dossier):
    porte = planter().add_child(instance=RubriquePage(title="Agir", slug="agir", source="Essais."))
    porte.add_child(instance=ArticlePage(title="Ailleurs", slug="ailleurs", source="Essais."))
    ecrire(dossier / "apprentissage/01-un.yaml", etape("un", [{"texte": "[là](page:ailleurs)"}]))
    with pytest.raises(CommandError, match="ailleurs"):
        call_command("charger_parcours", dossier=dossier)
