"""From one grid to the next: what changes is told, what was answered follows, nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contenus.corpus.fichiers import valider
from diagnostic import services
from diagnostic.evolution import comparer
from diagnostic.grille import Grille
from diagnostic.models import Diagnostic, Referentiel
from diagnostic.restitution import rassembler
from diagnostic.scoring import calculer
from tests.diagnostic.aides import lisible
from tests.diagnostic.factories import DiagnosticFactory, InstantaneFactory, Referentiel2Factory
from tests.diagnostic.grilles import TOUS, critere, donnees, donnees_2, grille_2, grille_reelle

CHOIX = {"A1": "3", "B2": "2", "C1": "1", "D8": "0", "D1": "2"}


@pytest.fixture
def rempli(referentiel: Referentiel) -> Diagnostic:
    """Answers on a kept, a renamed, a reworded and a removed criterion; comments on the last three."""
    commentaires = {"B2": "On y travaille.", "C1": "Voir le budget.", "D8": "Jamais fait."}
    diagnostic: Diagnostic = DiagnosticFactory(choix=CHOIX, commentaires=commentaires)
    return diagnostic


def test_list_of_changes_is_right() -> None:
    evolution = comparer(grille_reelle(), grille_2())
    assert (evolution.de, evolution.vers) == (1, 2)
    assert [c.code for c in evolution.ajoutes] == ["A9"]
    assert [c.code for c in evolution.retires] == ["D8"]
    assert [(a.code, b.code) for a, b in evolution.reformules] == [("C1", "C1")]
    inchanges = [c for c in TOUS if c not in ("B2", "C1", "D8")]
    assert sorted(c.code for c in evolution.inchanges) == sorted([*inchanges, "B9"])
    assert evolution.reports == {c: c for c in TOUS if c not in ("B2", "D8")} | {"B2": "B9"}


def test_grid_compared_with_itself_changes_nothing() -> None:
    evolution = comparer(grille_reelle(), grille_reelle())
    assert (evolution.ajoutes, evolution.retires, evolution.reformules) == ((), (), ())
    assert len(evolution.inchanges) == 32


@given(st.sets(st.sampled_from(TOUS), max_size=20))
def test_every_criterion_is_in_one_list(retires: set[str]) -> None:
    donnees_2 = donnees() | {"version": 2, "remplace": 1}
    for dimension in donnees_2["dimensions"]:
        for theme in dimension["themes"]:
            garde = [c for c in theme["criteres"] if c["code"] not in retires] or theme["criteres"][:1]
            theme["criteres"] = [c | {"appuis": [], "courte": True} for c in garde]
    nouvelle = valider(Grille, donnees_2, fichier="grille-2.yaml")
    evolution = comparer(grille_reelle(), nouvelle)
    assert {c.code for c in evolution.retires} == set(TOUS) - set(nouvelle.par_code)
    assert {c.code for c in evolution.inchanges} == set(nouvelle.par_code)


def test_newer_grid_is_offered_once(rempli: Diagnostic) -> None:
    assert services.evolution_possible(rempli) is None
    referentiel_2 = Referentiel2Factory()
    possible = services.evolution_possible(rempli)
    assert possible is not None
    assert (possible[0], possible[1].vers) == (referentiel_2, 2)
    services.basculer(diagnostic=rempli, vers=referentiel_2)
    assert services.evolution_possible(rempli) is None


def test_answers_follow_their_criteria(rempli: Diagnostic, referentiel_2: Referentiel) -> None:
    services.basculer(diagnostic=rempli, vers=referentiel_2)
    restitution = rassembler(rempli)
    assert restitution.grille == grille_2()
    repondues = {ligne.critere.code: ligne.choix for ligne in restitution.lignes if ligne.choix}
    assert repondues == {"A1": "3", "B9": "2", "C1": "1", "D1": "2"}
    commentees = {ligne.critere.code: ligne.commentaire for ligne in restitution.causes}
    assert commentees == {"B9": "On y travaille.", "C1": "Voir le budget."}
    assert restitution.profil.dimension("humain").valeur == 2


def test_answers_to_removed_criteria_are_kept_and_shown(
    rempli: Diagnostic, referentiel_2: Referentiel
) -> None:
    services.basculer(diagnostic=rempli, vers=referentiel_2)
    hors_grille = rassembler(rempli).hors_grille
    assert [(r.critere, r.choix, r.commentaire) for r in hors_grille] == [("D8", "0", "Jamais fait.")]


def test_rename_goes_through_the_journal_under_its_signature(
    rempli: Diagnostic, referentiel_2: Referentiel
) -> None:
    services.basculer(diagnostic=rempli, vers=referentiel_2)
    lignes = rempli.ecritures.order_by("id").values_list("objet", "champ", "valeur", "appliquee")
    assert list(lignes) == [
        ("B2", "choix", "", True),
        ("B2", "commentaire", "", True),
        ("B9", "choix", "2", True),
        ("B9", "commentaire", "On y travaille.", True),
    ]
    assert rempli.reponses.get(critere="B9").choix_par == "Claire"


def test_state_before_is_kept_as_a_step_on_its_own_grid(
    rempli: Diagnostic, referentiel: Referentiel, referentiel_2: Referentiel
) -> None:
    etape = services.basculer(diagnostic=rempli, vers=referentiel_2)
    assert etape is not None
    assert (etape.nom, etape.referentiel) == ("Avant la grille 2 (grille 1)", referentiel)
    assert etape.choix == CHOIX
    assert etape.reponses["D8"]["commentaire"] == "Jamais fait."
    [lue] = rassembler(rempli).etapes
    assert lue.profil == calculer(grille_reelle(), CHOIX)


def test_empty_diagnostic_changes_grid_without_a_step(
    diagnostic: Diagnostic, referentiel_2: Referentiel
) -> None:
    assert services.basculer(diagnostic=diagnostic, vers=referentiel_2) is None
    diagnostic.refresh_from_db()
    assert (diagnostic.referentiel, diagnostic.ecritures.count()) == (referentiel_2, 0)


def test_codes_may_be_swapped(rempli: Diagnostic) -> None:
    echange = donnees_2()
    un, deux = critere(echange, "A1"), critere(echange, "D1")
    un.update(code="D1", reprend="A1", appuis=[])
    deux.update(code="A1", reprend="D1", appuis=[])
    services.basculer(
        diagnostic=rempli,
        vers=Referentiel2Factory(grille=valider(Grille, echange, fichier="grille-2.yaml")),
    )
    choix = dict(rempli.reponses.values_list("critere", "choix"))
    assert (choix["A1"], choix["D1"]) == ("2", "3")


def test_too_many_steps_refuse_the_change_and_touch_nothing(
    rempli: Diagnostic, referentiel: Referentiel, referentiel_2: Referentiel
) -> None:
    InstantaneFactory.create_batch(services.INSTANTANES_MAX, diagnostic=rempli)
    with pytest.raises(services.ErreurMetier) as refus:
        services.basculer(diagnostic=rempli, vers=referentiel_2)
    assert lisible(str(refus.value)) == "La trajectoire compte déjà 50 étapes : retirez-en une d’abord."
    rempli.refresh_from_db()
    assert (rempli.referentiel, rempli.ecritures.count()) == (referentiel, 0)
