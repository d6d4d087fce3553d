"""The save rule: the last writer wins, a replay is harmless, nothing ever leaves the journal."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostic.ecriture import Ecrit, ecrire
from diagnostic.models import Diagnostic, Ecriture, Reponse
from tests.diagnostic.factories import DiagnosticFactory

FILS = 20


def _ecrire(diagnostic: Diagnostic | UUID, valeur: str, auteur: str, sequence: int, **champs: str) -> Ecrit:
    pk = diagnostic.pk if isinstance(diagnostic, Diagnostic) else diagnostic
    defauts = {"critere": "A1", "champ": "choix", "nom": auteur.capitalize()}
    return ecrire(diagnostic=pk, valeur=valeur, auteur=auteur, sequence=sequence, **defauts | champs)


def _etat(diagnostic: Diagnostic) -> dict[str, tuple[str, str]]:
    return {r.critere: (r.choix, r.commentaire) for r in diagnostic.reponses.order_by("critere")}


def _journal(diagnostic: Diagnostic) -> list[tuple[Any, ...]]:
    champs = ("objet", "champ", "valeur", "auteur", "sequence", "appliquee")
    return list(diagnostic.ecritures.order_by("id").values_list(*champs))


def test_first_write_is_the_answer(diagnostic: Diagnostic) -> None:
    ecrit = _ecrire(diagnostic, "2", "claire", 1)
    assert (ecrit.appliquee, ecrit.avant, ecrit.avant_auteur, ecrit.avant_le) == (True, "", "", None)
    reponse = diagnostic.reponses.get()
    assert (reponse.choix, reponse.choix_par, reponse.choix_auteur) == ("2", "Claire", "claire")
    assert (reponse.choix_sequence, reponse.choix_le) == (1, ecrit.le)
    assert (reponse.commentaire, reponse.commentaire_auteur, reponse.commentaire_le) == ("", "", None)
    assert _journal(diagnostic) == [("A1", "choix", "2", "claire", 1, True)]


def test_second_write_takes_the_place_of_the_first(diagnostic: Diagnostic) -> None:
    premiere = _ecrire(diagnostic, "2", "claire", 1)
    seconde = _ecrire(diagnostic, "3", "claire", 2)
    assert (seconde.avant, seconde.avant_le) == ("2", premiere.le)
    assert seconde.remplace_un_autre(auteur="claire", valeur="3") is False
    assert _etat(diagnostic) == {"A1": ("3", "")}
    assert [ligne[2] for ligne in _journal(diagnostic)] == ["2", "3"]


def test_replaced_value_of_somebody_else_is_reported(diagnostic: Diagnostic) -> None:
    _ecrire(diagnostic, "2", "claire", 7)
    ecrit = _ecrire(diagnostic, "0", "omar", 1)
    assert (ecrit.avant, ecrit.avant_auteur, ecrit.avant_nom) == ("2", "claire", "Claire")
    assert ecrit.remplace_un_autre(auteur="omar", valeur="0") is True
    assert ecrit.remplace_un_autre(auteur="omar", valeur="2") is False  # the same answer


@pytest.mark.parametrize("valeur", ["1", "3", ""])
def test_replay_is_harmless(diagnostic: Diagnostic, valeur: str) -> None:
    """Even with another value: a sequence is spent once."""
    _ecrire(diagnostic, "1", "claire", 1)
    avant = list(Reponse.objects.values()), _journal(diagnostic)
    assert _ecrire(diagnostic, valeur, "claire", 1).appliquee is False
    assert (list(Reponse.objects.values()), _journal(diagnostic)) == avant


def test_late_write_of_the_same_author_is_kept_but_not_applied(diagnostic: Diagnostic) -> None:
    _ecrire(diagnostic, "3", "claire", 5)
    assert _ecrire(diagnostic, "1", "claire", 4).appliquee is False
    assert _etat(diagnostic) == {"A1": ("3", "")}
    assert _journal(diagnostic) == [
        ("A1", "choix", "3", "claire", 5, True),
        ("A1", "choix", "1", "claire", 4, False),
    ]


def test_late_write_does_not_overtake_somebody_else_either(diagnostic: Diagnostic) -> None:
    _ecrire(diagnostic, "3", "claire", 5)
    _ecrire(diagnostic, "2", "omar", 1)
    assert _ecrire(diagnostic, "1", "claire", 4).appliquee is False
    assert _ecrire(diagnostic, "3", "claire", 5).appliquee is False
    assert _etat(diagnostic) == {"A1": ("2", "")}


def test_two_authors_interleaved_the_last_wins(diagnostic: Diagnostic) -> None:
    for valeur, auteur, sequence in [
        ("0", "claire", 1),
        ("1", "omar", 1),
        ("2", "claire", 2),
        ("3", "omar", 2),
    ]:
        assert _ecrire(diagnostic, valeur, auteur, sequence).appliquee is True
    assert _etat(diagnostic) == {"A1": ("3", "")}
    assert [ligne[2] for ligne in _journal(diagnostic)] == ["0", "1", "2", "3"]


def test_choice_and_comment_of_two_people_are_both_kept(diagnostic: Diagnostic) -> None:
    _ecrire(diagnostic, "2", "claire", 9)
    _ecrire(diagnostic, "Parce que.", "omar", 1, champ="commentaire")
    reponse = diagnostic.reponses.get()
    assert (reponse.choix, reponse.choix_par) == ("2", "Claire")
    assert (reponse.commentaire, reponse.commentaire_par) == ("Parce que.", "Omar")


def test_answer_can_be_withdrawn(diagnostic: Diagnostic) -> None:
    _ecrire(diagnostic, "2", "claire", 1)
    assert _ecrire(diagnostic, "", "claire", 2).appliquee is True
    assert _etat(diagnostic) == {"A1": ("", "")}


def test_database_refuses_an_unknown_choice(diagnostic: Diagnostic) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        _ecrire(diagnostic, "4", "claire", 1)
    assert _journal(diagnostic) == []


@dataclass
class Modele:
    """The rule in plain Python: what the SQL must do, one write after another."""

    etat: dict[tuple[str, str], str] = field(default_factory=dict)
    rangs: dict[tuple[str, str, str], set[int]] = field(default_factory=dict)
    journal: list[tuple[Any, ...]] = field(default_factory=list)

    def ecrire(self, critere: str, champ: str, valeur: str, auteur: str, sequence: int) -> bool:
        vus = self.rangs.setdefault((critere, champ, auteur), set())
        appliquee = sequence > max(vus, default=0)
        if sequence not in vus:
            self.journal.append((critere, champ, valeur, auteur, sequence, appliquee))
        vus.add(sequence)
        if appliquee:
            self.etat[critere, champ] = valeur
        return appliquee


ENVOIS = st.lists(
    st.tuples(
        st.sampled_from(["A1", "B2"]),
        st.sampled_from(["choix", "commentaire"]),
        st.sampled_from(["", "0", "1", "2", "3", "nc", "nsp"]),
        st.sampled_from(["claire", "omar", "lise"]),
        st.integers(1, 6),
    ),
    min_size=1,
    max_size=25,
)


@pytest.mark.usefixtures("referentiel")
@settings(max_examples=60)
@given(envois=ENVOIS)
def test_any_interleaving_follows_the_rule(envois: list[tuple[str, str, str, str, int]]) -> None:
    diagnostic, modele = DiagnosticFactory(), Modele()
    for critere, champ, valeur, auteur, sequence in envois:
        attendu = modele.ecrire(critere, champ, valeur, auteur, sequence)
        ecrit = _ecrire(diagnostic, valeur, auteur, sequence, critere=critere, champ=champ)
        assert ecrit.appliquee == attendu
    assert _journal(diagnostic) == modele.journal
    criteres = sorted({critere for critere, _ in modele.etat})
    assert _etat(diagnostic) == {
        c: (modele.etat.get((c, "choix"), ""), modele.etat.get((c, "commentaire"), "")) for c in criteres
    }


@pytest.fixture
def concurrent(transactional_db: None) -> Diagnostic:
    """A diagnostic that threads of their own connections can see."""
    diagnostic: Diagnostic = DiagnosticFactory()
    return diagnostic


def _ensemble(diagnostic: Diagnostic, travaux: list[list[tuple[str, str, str, str, int]]]) -> None:
    """Run each list of writes in its own thread, all starting together."""
    depart, pk = Barrier(len(travaux)), diagnostic.pk

    def travailler(envois: list[tuple[str, str, str, str, int]]) -> None:
        try:
            connection.ensure_connection()
            depart.wait(timeout=20)
            for critere, champ, valeur, auteur, sequence in envois:
                _ecrire(pk, valeur, auteur, sequence, critere=critere, champ=champ)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(travaux)) as fils:
        for resultat in [fils.submit(travailler, envois) for envois in travaux]:
            resultat.result(timeout=60)


def _derniere_appliquee(diagnostic: Diagnostic, critere: str, champ: str) -> Ecriture:
    return diagnostic.ecritures.filter(objet=critere, champ=champ, appliquee=True).order_by("-id")[0]


def test_crowd_on_one_criterion_loses_nothing(concurrent: Diagnostic) -> None:
    travaux = [
        [("A1", "commentaire", f"{auteur}-{n}", f"auteur-{auteur}", n) for n in range(1, 16)]
        for auteur in range(FILS)
    ]
    _ensemble(concurrent, travaux)
    reponse, derniere = concurrent.reponses.get(), _derniere_appliquee(concurrent, "A1", "commentaire")
    assert concurrent.ecritures.filter(appliquee=True).count() == FILS * 15
    assert (reponse.commentaire, reponse.commentaire_auteur, reponse.commentaire_sequence) == (
        derniere.valeur,
        derniere.auteur,
        derniere.sequence,
    )


def test_journal_is_in_the_order_of_application(concurrent: Diagnostic) -> None:
    """What each save says it replaced is what the journal shows just before it."""
    vus: list[tuple[str, str]] = []
    depart, pk = Barrier(FILS), concurrent.pk

    def travailler(auteur: int) -> None:
        try:
            connection.ensure_connection()
            depart.wait(timeout=20)
            for n in range(1, 11):
                valeur = f"{auteur}-{n}"
                vus.append((valeur, _ecrire(pk, valeur, f"a{auteur}", n, champ="commentaire").avant))
        finally:
            connection.close()

    with ThreadPoolExecutor(FILS) as fils:
        list(fils.map(travailler, range(FILS)))
    valeurs = [ligne[2] for ligne in _journal(concurrent)]
    assert dict(vus) == dict(zip(valeurs, ["", *valeurs[:-1]], strict=True))


def test_crowd_on_every_criterion_with_replays(concurrent: Diagnostic) -> None:
    """Each tab sends twice, in its own order, choices and comments of criteria shared with the others."""
    travaux = []
    for auteur in range(FILS):
        envois = [
            (f"A{1 + (auteur + n) % 8}", champ, str(n % 4), f"auteur-{auteur}", n)
            for n in range(1, 9)
            for champ in ("choix", "commentaire")
        ]
        travaux.append(envois + envois[::-1])
    _ensemble(concurrent, travaux)
    assert concurrent.ecritures.count() == len({envoi for envois in travaux for envoi in envois})
    for reponse in concurrent.reponses.all():
        choix = _derniere_appliquee(concurrent, reponse.critere, "choix")
        commentaire = _derniere_appliquee(concurrent, reponse.critere, "commentaire")
        assert (reponse.choix, reponse.choix_auteur) == (choix.valeur, choix.auteur)
        assert (reponse.commentaire, reponse.commentaire_auteur) == (commentaire.valeur, commentaire.auteur)


def test_same_save_sent_by_twenty_threads_is_one(concurrent: Diagnostic) -> None:
    _ensemble(concurrent, [[("A1", "choix", "2", "claire", 1)]] * FILS)
    assert _etat(concurrent) == {"A1": ("2", "")}
    assert _journal(concurrent) == [("A1", "choix", "2", "claire", 1, True)]


def test_one_author_out_of_order_ends_on_the_newest(concurrent: Diagnostic) -> None:
    _ensemble(concurrent, [[("A1", "commentaire", f"v{n}", "claire", n)] for n in range(1, FILS + 1)])
    assert _etat(concurrent) == {"A1": ("", f"v{FILS}")}
    assert sorted(ligne[4] for ligne in _journal(concurrent)) == list(range(1, FILS + 1))
