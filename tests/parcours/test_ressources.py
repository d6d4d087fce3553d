"""The photographie des ressources: shares, concentration, the point on the triangle; no threshold."""

from fractions import Fraction

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from diagnostic.models import Referentiel
from parcours import ressources
from parcours.dossier_figures import decimal, dire_concentration
from parcours.feuilles import lire_ecrits, trousse
from parcours.models import Cahier
from parcours.ressources import Appui, Photographie, mesurer
from tests.diagnostic.aides import lisible
from tests.diagnostic.factories import DiagnosticFactory
from tests.parcours.chemins import cahier_neuf
from tests.parcours.outillage import ecrire

QUANTITES = st.lists(st.fractions(min_value=Fraction(1, 100), max_value=10**6), min_size=1, max_size=12)


def appuis(*quantites: int | Fraction | None) -> list[Appui]:
    return [Appui(f"Appui {n}", "", None if q is None else Fraction(q)) for n, q in enumerate(quantites)]


def test_shares_and_concentration_follow_the_formulas() -> None:
    pilier = mesurer("financier", "Ressources financières", "€", appuis(1000, 3000, None))
    assert [part.part for part in pilier.parts] == [Fraction(3, 4), Fraction(1, 4)]
    assert pilier.concentration == Fraction(10, 16)
    assert pilier.equivalents == Fraction(16, 10)
    assert lisible(dire_concentration(pilier)) == (
        "Concentration : 0,62 sur 1, soit 1,6 appui équivalent. Lignes sans quantité : 1."
    )


def test_pillar_without_any_quantity_counts_its_lines() -> None:
    pilier = mesurer("alliances", "Alliances", "€", appuis(None, None))
    assert (pilier.concentration, pilier.equivalents) == (None, 2)


@pytest.mark.parametrize("quantite", [0, -5])
def test_line_of_zero_or_less_supports_nothing(quantite: int) -> None:
    pilier = mesurer("financier", "Finances", "€", appuis(quantite, 10))
    assert ([part.nom for part in pilier.parts], pilier.concentration) == (["Appui 1"], 1)


@given(quantites=QUANTITES)
def test_shares_sum_to_one_and_equivalents_stay_between_one_and_the_lines(quantites: list[Fraction]) -> None:
    pilier = mesurer("humain", "Humain", "h", appuis(*quantites))
    assert sum(part.part for part in pilier.parts) == 1
    assert sum(sorte.part for sorte in pilier.sortes) == 1
    assert 1 <= pilier.equivalents <= len(quantites)


@given(quantites=QUANTITES, facteur=st.fractions(min_value=Fraction(1, 10), max_value=100))
def test_unit_changes_nothing(quantites: list[Fraction], facteur: Fraction) -> None:
    un = mesurer("humain", "Humain", "h", appuis(*quantites))
    autre = mesurer("humain", "Humain", "h", appuis(*(q * facteur for q in quantites)))
    assert un.equivalents == autre.equivalents


@given(QUANTITES, QUANTITES, QUANTITES)
def test_point_is_on_the_triangle(a: list[Fraction], b: list[Fraction], c: list[Fraction]) -> None:
    humain, financier, alliances = (mesurer("x", "X", "u", appuis(*q)) for q in (a, b, c))
    point = Photographie((humain, financier, alliances)).point
    assert point is not None
    assert sum(point.parts) == 1


def test_decimal_is_written_in_french() -> None:
    assert [decimal(f) for f in (Fraction(1), Fraction(5, 8), Fraction(1, 10))] == ["1", "0,62", "0,1"]


def remplir(cahier: Cahier, **valeurs: str) -> None:
    for place, valeur in valeurs.items():
        rubrique, rang, champ = place.split("_")
        ecrire(cahier, f"photographie-{rubrique}-{rang}", champ, valeur)


def lire(cahier: Cahier) -> Photographie:
    [outil] = [outil for outil in trousse().outils if outil.cle == ressources.OUTIL]
    return ressources.lire(outil, lire_ecrits(cahier, outil))


@pytest.mark.django_db
def test_worksheet_is_read_with_its_units_and_what_is_planned_stays_out() -> None:
    cahier, _ = cahier_neuf()
    remplir(
        cahier, personnes_1_forme="salaries", personnes_1_etp="2", personnes_1_heures="",
        personnes_2_forme="benevoles-terrain", personnes_2_heures="1607",
        personnes_3_forme="etudiants", personnes_3_heures="9000", personnes_3_fiabilite="prevu",
        argent_1_nom="Adhésions", argent_1_montant="1 000 €",
        argent_2_nom="Mairie", argent_2_montant="beaucoup",
    )  # fmt: skip
    humain, financier, alliances = lire(cahier).piliers
    assert [(p.nom, p.quantite) for p in humain.parts] == [
        ("Salariées et salariés", 3214),
        ("Bénévoles des activités", 1607),
    ]
    assert (financier.total, financier.sans_quantite, alliances.equivalents) == (1000, 1, 0)


@pytest.mark.django_db
def test_people_are_counted_when_no_time_is_given() -> None:
    cahier, _ = cahier_neuf()
    remplir(cahier, personnes_1_nombre="5", personnes_2_nombre="2")
    assert (lire(cahier).piliers[0].unite, lire(cahier).piliers[0].total) == ("personnes", 7)


@pytest.mark.django_db
def test_page_shows_the_two_points_with_the_formulas(client: Client, referentiel: Referentiel) -> None:
    cahier, code = cahier_neuf()
    adresse = reverse("outils:outil", args=[code, "photographie"])
    assert "Ce que disent ces nombres" not in client.get(adresse).content.decode()
    remplir(cahier, argent_1_nom="Adhésions", argent_1_montant="1000")
    assert "Rattachez votre diagnostic" in client.get(adresse).content.decode()
    cahier.diagnostic = DiagnosticFactory(choix={"B1": "2", "C1": "1", "D1": "3"})
    cahier.save()
    page = lisible(client.get(adresse).content.decode())
    assert "1. L’autodiagnostic" in page
    assert "2. La photographie" in page
    assert all(lisible(formule) in page for formule in ressources.FORMULES)


@pytest.mark.django_db
@pytest.mark.parametrize("cle", [outil.cle for outil in trousse().outils])
def test_every_real_tool_has_its_page(client: Client, cle: str) -> None:
    _, code = cahier_neuf()
    reponse = client.get(reverse("outils:outil", args=[code, cle]))
    assert (reponse.status_code, "Un exemple rempli" in lisible(reponse.content.decode())) == (200, True)
