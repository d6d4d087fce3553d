"""What happens when somebody starts, writes, aims, freezes, plans or erases."""

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from diagnostic import codes, services
from diagnostic.models import Action, Diagnostic, Ecriture, Instantane, Referentiel, Reponse
from diagnostic.restitution import rassembler
from diagnostic.services import ErreurMetier, SaisieRefusee
from tests.diagnostic.aides import lisible
from tests.diagnostic.factories import DiagnosticFactory, InstantaneFactory


def _enregistrer(diagnostic: Diagnostic, valeur: str, **champs: Any) -> Any:
    defauts = {"objet": "A1", "champ": "choix", "auteur": "claire"}
    return services.enregistrer(diagnostic=diagnostic, valeur=valeur, **defauts | champs)


def _actions(diagnostic: Diagnostic) -> list[tuple[Any, ...]]:
    champs = ("horizon", "rang", "texte", "porteur", "echeance", "texte_ecrit")
    return list(diagnostic.actions.values_list(*champs))


def test_start_opens_the_newest_grid(referentiel_2: Referentiel) -> None:
    diagnostic, code = services.commencer()
    assert (diagnostic.referentiel, diagnostic.formule) == (referentiel_2, "courte")
    assert Diagnostic.objects.get(empreinte_code=codes.empreinte(code)) == diagnostic
    assert diagnostic.empreinte_code != code


def test_start_takes_the_full_version(referentiel: Referentiel) -> None:
    diagnostic, _ = services.commencer(formule="complete")
    assert (diagnostic.formule, diagnostic.courte) == ("complete", False)


def test_start_needs_a_published_grid(db: None) -> None:
    with pytest.raises(Referentiel.DoesNotExist):
        services.commencer()


ROMAN = "a" * 10_001
REFUS: dict[str, tuple[dict[str, Any], str]] = {
    "unknown criterion": ({"objet": "Z9"}, "Le critère « Z9 » n’existe pas dans cette grille."),
    "no criterion": ({"objet": ""}, "Le critère «  » n’existe pas dans cette grille."),
    "long criterion": (
        {"objet": "A1" * 500},
        "Le critère « A1A1A1A1A1 » n’existe pas dans cette grille.",
    ),
    "unknown line of the plan": (
        {"objet": "court-4", "champ": "texte"},
        "Le critère « court-4 » n’existe pas dans cette grille.",
    ),
    "level out of range": (
        {"valeur": "4"},
        "Cette réponse n’existe pas : choisissez l’un des quatre niveaux proposés.",
    ),
    "level in other figures": (
        {"valeur": "²"},
        "Cette réponse n’existe pas : choisissez l’un des quatre niveaux proposés.",
    ),
    "unknown field": ({"champ": "note"}, "Ce champ n’existe pas ici."),
    "field of the plan on a criterion": ({"champ": "texte"}, "Ce champ n’existe pas ici."),
    "field of a criterion on the plan": ({"objet": "court-1"}, "Ce champ n’existe pas ici."),
    "long comment": (
        {"champ": "commentaire", "valeur": ROMAN},
        "Ce texte compte 10001 caractères, 10000 au plus peuvent être gardés : "
        "raccourcissez-le, rien n’a été effacé.",
    ),
    "long name in charge": (
        {"objet": "court-1", "champ": "porteur", "valeur": "a" * 121},
        "Ce texte compte 121 caractères, 120 au plus peuvent être gardés : "
        "raccourcissez-le, rien n’a été effacé.",
    ),
    "date": (
        {"objet": "court-1", "champ": "echeance", "valeur": "30/06/2026"},
        "« 30/06/2026 » n’est pas une date.",
    ),
    "impossible date": (
        {"objet": "court-1", "champ": "echeance", "valeur": "2026-02-30"},
        "« 2026-02-30 » n’est pas une date.",
    ),
    "long signature": ({"nom": "a" * 61}, "La signature est trop longue : 60 caractères au plus."),
    "long author": ({"auteur": "a" * 37}, "La signature est trop longue : 60 caractères au plus."),
    "no author": ({"auteur": ""}, "La signature est trop longue : 60 caractères au plus."),
    "sequence zero": ({"sequence": 0}, "Le rang de cet enregistrement est hors limites."),
    "negative sequence": ({"sequence": -1}, "Le rang de cet enregistrement est hors limites."),
    "sequence too large": ({"sequence": 2**62}, "Le rang de cet enregistrement est hors limites."),
}
PAS_DU_TEXTE = "Ce texte contient des signes que nous ne pouvons pas garder."
for _nom, _signe in (("NUL", "\x00"), ("half a surrogate pair", "\ud800")):
    REFUS[f"{_nom} in a comment"] = ({"champ": "commentaire", "valeur": f"a{_signe}"}, PAS_DU_TEXTE)
    REFUS[f"{_nom} in a signature"] = ({"nom": _signe}, PAS_DU_TEXTE)
    REFUS[f"{_nom} in an author"] = ({"auteur": _signe}, PAS_DU_TEXTE)
    REFUS[f"{_nom} in the plan"] = (
        {"objet": "moyen-3", "champ": "texte", "valeur": _signe},
        PAS_DU_TEXTE,
    )


@pytest.mark.parametrize("cas", REFUS)
def test_save_refuses(cas: str, diagnostic: Diagnostic) -> None:
    champs, phrase = REFUS[cas]
    with pytest.raises(SaisieRefusee) as refus:
        _enregistrer(diagnostic, **{"valeur": "1"} | champs)
    assert lisible(str(refus.value)) == phrase
    assert (Reponse.objects.count(), Ecriture.objects.count(), Action.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize("valeur", ["", "0", "1", "2", "3", "nc", "nsp"])
def test_save_takes_every_choice(valeur: str, diagnostic: Diagnostic) -> None:
    _enregistrer(diagnostic, valeur)
    assert diagnostic.reponses.get().choix == valeur


def test_save_takes_the_longest_comment_and_the_whole_of_unicode(diagnostic: Diagnostic) -> None:
    texte = "é😀\u200b<b>'\"; DROP TABLE" + "ü" * 9_980
    _enregistrer(diagnostic, texte, champ="commentaire", nom="  Claire  ")
    reponse = diagnostic.reponses.get()
    assert (len(texte), reponse.commentaire, reponse.commentaire_par) == (10_000, texte, "Claire")


def test_save_keeps_one_kind_of_line_end(diagnostic: Diagnostic) -> None:
    _enregistrer(diagnostic, "un\r\ndeux\rtrois\n", champ="commentaire")
    assert diagnostic.reponses.get().commentaire == "un\ndeux\ntrois\n"


def test_save_without_a_sequence_follows_the_clock(diagnostic: Diagnostic) -> None:
    assert [_enregistrer(diagnostic, valeur).appliquee for valeur in "0123"] == [True] * 4
    assert diagnostic.reponses.get().choix == "3"


def test_answers_outside_the_short_version_are_taken_too(referentiel: Referentiel) -> None:
    diagnostic = DiagnosticFactory(formule="courte")
    assert _enregistrer(diagnostic, "2", objet="A2").appliquee is True
    assert [r.critere for r in rassembler(diagnostic).hors_grille] == ["A2"]


def test_plan_line_is_written_field_by_field(diagnostic: Diagnostic) -> None:
    _enregistrer(diagnostic, "Lise", objet="court-1", champ="porteur")
    assert _actions(diagnostic) == [("court", 1, "", "Lise", None, False)]
    _enregistrer(diagnostic, "Écrire\r\nau maire", objet="court-1", champ="texte")
    _enregistrer(diagnostic, "2026-06-30", objet="court-1", champ="echeance")
    jour = datetime.date(2026, 6, 30)
    assert _actions(diagnostic) == [("court", 1, "Écrire\nau maire", "Lise", jour, True)]
    _enregistrer(diagnostic, "", objet="court-1", champ="echeance")
    assert _actions(diagnostic) == [("court", 1, "Écrire\nau maire", "Lise", None, True)]
    assert diagnostic.ecritures.count() == 4


def test_plan_follows_the_save_rule(diagnostic: Diagnostic) -> None:
    ligne = {"objet": "moyen-2", "champ": "texte"}
    assert _enregistrer(diagnostic, "un", sequence=5, **ligne).appliquee is True
    assert _enregistrer(diagnostic, "un", sequence=5, **ligne).appliquee is False
    assert _enregistrer(diagnostic, "avant", sequence=4, **ligne).appliquee is False
    remplace = _enregistrer(diagnostic, "deux", sequence=1, auteur="omar", **ligne)
    assert (remplace.appliquee, remplace.avant, remplace.avant_auteur) == (True, "un", "claire")
    assert _enregistrer(diagnostic, "tard", sequence=4, **ligne).appliquee is False
    assert [a[2] for a in _actions(diagnostic)] == ["deux"]
    lignes = diagnostic.ecritures.order_by("id").values_list("valeur", "sequence", "appliquee")
    assert list(lignes) == [("un", 5, True), ("avant", 4, False), ("deux", 1, True)]


def test_plan_says_where_each_line_stands(referentiel: Referentiel) -> None:
    diagnostic = DiagnosticFactory(choix={"A1": "0", "B1": "1"})
    proposes = [ligne.texte for ligne in rassembler(diagnostic).plan[:2]]
    _enregistrer(diagnostic, proposes[0], objet="court-1", champ="texte")
    _enregistrer(diagnostic, "Une idée à nous", objet="court-3", champ="texte")
    plan = rassembler(diagnostic).plan
    etats = ["gardee", "proposee", "ecrite", "vide", "vide", "vide"]
    assert [ligne.etat for ligne in plan] == etats
    assert [ligne.origine.code if ligne.origine else "" for ligne in plan[:3]] == ["A1", "B1", ""]


def test_cap_is_placed_then_removed(diagnostic: Diagnostic) -> None:
    services.placer_cap(diagnostic=diagnostic, poids=(5, 3, 2))
    diagnostic.refresh_from_db()
    assert [str(part) for part in diagnostic.cap.parts] == ["1/2", "3/10", "1/5"]
    services.placer_cap(diagnostic=diagnostic, poids=None)
    diagnostic.refresh_from_db()
    assert (diagnostic.poids_du_cap, diagnostic.cap) == ((None, None, None), None)


@pytest.mark.parametrize(
    "poids", [(0, 0, 0), (11, 1, 1), (1, -1, 1), (5, None, None), (None, 5, 5), (0, 0, None)]
)
def test_database_refuses_a_cap_that_aims_nowhere(poids: Any, diagnostic: Diagnostic) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        services.placer_cap(diagnostic=diagnostic, poids=poids)
    diagnostic.refresh_from_db()
    assert diagnostic.poids_du_cap == (None, None, None)


def test_step_freezes_answers_comments_and_cap(referentiel: Referentiel) -> None:
    diagnostic = DiagnosticFactory(
        choix={"A1": "2", "B1": "nc"},
        commentaires={"A1": "Parce que."},
        cap_humain=1,
        cap_financier=2,
        cap_alliances=3,
    )
    etape = services.prendre_instantane(diagnostic=diagnostic, nom="Juin")
    _enregistrer(diagnostic, "0")
    services.placer_cap(diagnostic=diagnostic, poids=None)
    etape.refresh_from_db()
    assert (etape.nom, etape.referentiel, etape.formule) == ("Juin", referentiel, "complete")
    assert (etape.choix, etape.cap) == ({"A1": "2", "B1": "nc"}, [1, 2, 3])
    assert etape.reponses["A1"] == {"choix": "2", "commentaire": "Parce que."}
    [lue] = rassembler(diagnostic).etapes
    assert (lue.profil.dimension("socle").valeur, lue.cap.parts[2].denominator) == (2, 2)


@pytest.mark.parametrize("etat", [{}, {"choix": {"A1": ""}}, {"commentaires": {"A1": "Seul."}}])
def test_step_of_nothing_is_refused(etat: dict[str, Any], referentiel: Referentiel) -> None:
    with pytest.raises(ErreurMetier) as refus:
        services.prendre_instantane(diagnostic=DiagnosticFactory(**etat), nom="Vide")
    assert lisible(str(refus.value)) == ("Répondez d’abord à un critère : une étape vide ne dirait rien.")


def test_steps_have_a_limit(referentiel: Referentiel) -> None:
    diagnostic = DiagnosticFactory(choix={"A1": "2"})
    InstantaneFactory.create_batch(services.INSTANTANES_MAX - 1, diagnostic=diagnostic)
    services.prendre_instantane(diagnostic=diagnostic, nom="La dernière")
    with pytest.raises(ErreurMetier) as refus:
        services.prendre_instantane(diagnostic=diagnostic, nom="Une de trop")
    assert lisible(str(refus.value)) == ("La trajectoire compte déjà 50 étapes : retirez-en une d’abord.")


def test_erasing_removes_everything_of_this_diagnostic_only(referentiel: Referentiel) -> None:
    efface, garde = (DiagnosticFactory(choix={"A1": "2"}) for _ in range(2))
    for diagnostic in (efface, garde):
        _enregistrer(diagnostic, "1")
        _enregistrer(diagnostic, "Agir", objet="court-1", champ="texte")
        services.prendre_instantane(diagnostic=diagnostic, nom="Juin")
    services.effacer(diagnostic=Diagnostic.objects.get(pk=efface.pk))
    for modele in (Reponse, Ecriture, Instantane, Action):
        assert set(modele.objects.values_list("diagnostic", flat=True)) == {garde.pk}
    assert (Diagnostic.objects.get(), Referentiel.objects.count()) == (garde, 1)
