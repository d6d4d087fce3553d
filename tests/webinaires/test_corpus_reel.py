"""The archive really loaded, against what the report of January 2024 says: written here by hand from it."""

import re
import unicodedata
from itertools import chain
from typing import Any

import pytest
from django.conf import settings

from webinaires.controles import observations
from webinaires.lecture import Archive, lire_archive

RAMEAU = "Charles-Benoît Heidsieck"
ORDRE = {
    "2022-01-20": ("Caroline Alazard", "Pauline Lebas", "Hakim Hallouch", "Francis Jutand", RAMEAU),
    "2022-02-17": ("Frédéric Dohet", "Bernard Saincy", "Florence Lecluse", "Isabelle Patrier", RAMEAU),
    "2022-03-17": ("Guillaume Helluy", "Jean-Marc Semoulin", "Claudine Leclerc", "Frédérique Le Monnier",
                   RAMEAU),
    "2022-04-20": ("Jean-Sébastien Cailleux", "Florence Gilbert", "François Rouvier", "Véronique Vansteene",
                   RAMEAU),
    "2022-05-19": ("Christian Cottet", "Vincent Blanchard", "Anaïs Lossignol", "Christel Sanguinede",
                   RAMEAU),
    "2022-06-16": ("Gabrielle Gueye", "Thierry Weishaup", "Lydie Recorbet", "Isabelle Blaevoet", RAMEAU),
    "2022-09-15": ("Angélique Figari", "Thierry Ferrey", "Karine Kaczka", "Laurent Lescure", RAMEAU),
    "2022-10-20": ("Léa Morgant", "Chantal Mainguene", "Elodie Jullien", "Sonia de Leusse", RAMEAU),
    "2022-11-17": ("Emmanuel de Lutzel", "Charles Le Gac", "Paul-Alexis Racine-Jourdren", "Andréa Lemasson",
                   "Tristan Hauck", "Stéphane Sebastiani", "Elodie Jullien"),
    "2022-12-15": ("Patrice Tripoteau", "Julien Viaud", "Charlotte Bosc", "Anne-Lise Compaore",
                   "Solène Guillot", RAMEAU),
    "2023-02-16": ("Ludovic Serin", "Brigitte Giraud", "Audrey Coreau", "Guillaume Schodet",
                   "Fabrice Truant", "Cécile Laugier", RAMEAU, "Elodie Jullien"),
    "2023-03-16": ("Tiphaine Bonnet", "Angélique Figari", "Lucie Vacher", "Hélène Amoussou", "Fabien Tora",
                   "Céliane de Luca", RAMEAU),
    "2023-04-20": ("Bernard Saincy", "Gilles Berhault", "Hadrien Legallet", "Florence Presson",
                   "Franck Billeau", "Nicolas Cordier", "Elodie Jullien"),
    "2023-05-25": ("Mickaël Reault", "Corentin Emery", "Alain Pouillot", "Yvan Lubraneski", "Alain Collin",
                   "Djelloul Belbachir", "Annie Zapata", "Yann Ulliac", RAMEAU),
    "2023-06-15": ("Nancy Thomas", "Frédéric Motte", "Jérôme Brossier", "Patrick Gaspard", "Adrien Huc",
                   RAMEAU),
    "2023-10-19": ("Fabien Courteille", "Luc Belliere", "Christine Jullian", "Diego du Reau",
                   "Lucie Georgel", RAMEAU),
    "2023-11-16": (RAMEAU, "Denis Lacroix", "Jean-Eric Aubert", "Florestan Groult", "Philippe Imbert",
                   "Jean-Eudes Tesson", "Karine Guedeney", "Christophe Le Jalle"),
    "2023-12-21": (RAMEAU, "Cédric Villani", "Caroline Alazard", "Céline Faivre", "Emmanuelle Roux",
                   "Francis Jutand"),
}  # fmt: skip
"""The eighteen webinars told one by one: who takes the floor, in the order of the account; the host, when
the list names one and the account gives no other place, comes last."""
ANNEXE_2022 = """
    Pauline Lebas, Caroline Alazard, Hakim Halloûch, Francis Jutand, Frédéric Dohet, Bernard Saincy,
    Florence Lecluse, Isabelle Patrier, Guillaume Helluy, Jean-Marc Semoulin, Claudine Leclerc,
    Frédérique Lemonnier, Jean-Sébastien Cailleux, Florence Gilbert, François Rouvier, Véronique
    Vansteene, Christian Cottet, Vincent Blanchard, Anaïs Lossignol, Christel Sanguinede, Gabrielle
    Gueye, Thierry Weishaup, Lydie Recorbet, Isabelle Blaevoet, Angélique Figari, Thierry Ferey, Karine
    Kaczka, Laurent Lescure, Léa Morgant, Chantal Mainguene, Elodie Jullien, Sonia de Leusse, Emmanuel
    de Lutzel, Charles Le Gac, Paul-Alexis Racine-Jourdren, Andréa Lemasson, Tristan Hauck, Stéphane
    Sebastiani, Patrice Tripoteau, Julien Viaud, Charlotte Bosc, Anne-Lise Compaore, Solène Guillot
"""
ANNEXE_2023 = """
    Ludovic Serin, Brigitte Giraud, Audrey Coreau, Guillaume Schodet, Fabrice Truant, Cécile Laugier,
    Tiphaine Bonnet, Angélique Figari, Lucie Vacher, Hélène Amoussou, Fabien Tora, Céliane de Luca,
    Bernard Saincy, Gilles Berhault, Hadrien Legallet, Florence Presson, Franck Billeau, Nicolas
    Cordier, Mickaël Reault, Corentin Emery, Alain Pouillot, Yvan Lubraneski, Alain Collin, Djelloul
    Belbachir, Annie Zapata, Nancy Thomas, Frédéric Motte, Jérôme Brossier, Patrick Gaspard, Adrien Huc,
    Fabien Courteille, Luc Belliere, Christine Jullian, Diego du Reau, Lucie Georgel, Jean-Eric Aubert,
    Florestan Groult, Philippe Imbert, Jean-Eudes Tesson, Karine Guedeney, Christophe Le Jalle, Caroline
    Alazard, Céline Faivre, Emmanuelle Roux, Francis Jutand
"""
SANS_RENVOI: Any = {"cle": True, "interventions": {"__all__": {"intervenant"}}}
ODD_2023 = {
    "2023-02-16": "odd-15", "2023-03-16": "odd-4", "2023-04-20": "odd-7", "2023-05-25": "odd-11",
    "2023-06-15": "odd-9", "2023-10-19": "odd-1", "2023-11-16": "odd-6", "2023-12-21": "odd-12",
}  # fmt: skip


@pytest.fixture(scope="module")
def archive() -> Archive:
    return lire_archive(settings.CORPUS / "webinaires")


def plat(nom: str) -> str:
    """A name without accents, capitals or hyphens."""
    nu = "".join(s for s in unicodedata.normalize("NFD", nom.casefold()) if not unicodedata.combining(s))
    return " ".join(re.findall(r"\w+", nu))


def graphies(archive: Archive) -> dict[str, str]:
    """The key of each person, by every way of writing the name."""
    return {plat(nom): personne.cle for personne in archive.intervenants for nom in personne.noms}


def annexe(texte: str) -> list[str]:
    """The names of an annex."""
    return [nom.strip() for nom in " ".join(texte.split()).split(",")]


def test_eighteen_webinars_are_told_with_their_voices_in_order(archive: Archive) -> None:
    cles = graphies(archive)
    lus = {w.date.isoformat(): [v.intervenant for v in w.interventions] for w in archive.webinaires}
    attendus = {date: [cles.get(plat(nom), nom) for nom in noms] for date, noms in ORDRE.items()}
    assert {date: lus.get(date) for date in attendus} == attendus
    assert len(attendus) == 18


def test_eighteen_webinars_have_a_date_of_the_source_and_their_hours(archive: Archive) -> None:
    racontes = [w for w in archive.webinaires if w.date.isoformat() in ORDRE]
    assert {(w.date_statut, w.statut, f"{w.debut:%H:%M}", f"{w.fin:%H:%M}") for w in racontes} == {
        ("source", "source", "13:00", "14:30")
    }
    assert all(w.cycle == f"cycle-{w.date.year}" for w in racontes)
    assert [w.date.isoformat() for w in racontes if w.remarque and w.date.weekday() != 3] == ["2022-04-20"]


@pytest.mark.parametrize(("annee", "texte"), [("2022", ANNEXE_2022), ("2023", ANNEXE_2023)])
def test_everybody_thanked_is_heard_that_year(archive: Archive, annee: str, texte: str) -> None:
    cles = graphies(archive)
    entendus = {
        v.intervenant for w in archive.webinaires if f"{w.date.year}" == annee for v in w.interventions
    }
    assert [nom for nom in annexe(texte) if cles.get(plat(nom)) not in entendus] == []


def test_annexes_are_whole() -> None:
    assert (len(annexe(ANNEXE_2022)), len(annexe(ANNEXE_2023))) == (43, 45)


@pytest.mark.parametrize(
    ("une", "autre"),
    [
        ("Hakim Hallouch", "Hâkim Halloûch"),
        ("Frédérique Lemonnier", "Frédérique Le Monnier"),
        ("Thierry Ferrey", "Thierry Ferey"),
        ("Christel Sanguinede", "Chrystel Sanguinede"),
    ],
)
def test_spellings_are_one_person(archive: Archive, une: str, autre: str) -> None:
    cles = graphies(archive)
    assert cles[plat(une)] == cles[plat(autre)]


def test_goals_of_2023_are_those_of_the_titles(archive: Archive) -> None:
    lus = {w.date.isoformat(): w.odd[0] for w in archive.webinaires if w.date.isoformat() in ODD_2023}
    assert lus == ODD_2023


def test_odd_dates_are_said_and_nobody_is_written_twice(archive: Archive) -> None:
    dites = observations(archive)
    assert [phrase for phrase in dites if "peut-être" in phrase or "aucune remarque" in phrase] == []
    assert {phrase[:20] for phrase in dites if "troisième jeudi" in phrase} == {
        "webinaire-2020-10-22", "webinaire-2022-04-20", "webinaire-2023-05-25",
    }  # fmt: skip


def test_no_name_stands_outside_its_row(archive: Archive) -> None:
    """A speaker may object: one row changes and the name is gone."""
    familles = {
        personne.nom
        for personne in archive.intervenants
        if len(personne.nom) > 4 and personne.statut == "source"
    }
    textes = chain(
        (
            w.model_dump_json(exclude={"cle": True, "interventions": {"__all__": {"intervenant"}}})
            for w in archive.webinaires
        ),
        (o.model_dump_json() for o in archive.organisations),
        (c.model_dump_json() for c in archive.cycles),
    )
    tout = "\n".join(textes)
    assert sorted(nom for nom in familles if re.search(rf"\b{re.escape(nom)}\b", tout)) == []


def test_what_is_computed_is_a_proposition_without_a_voice(archive: Archive) -> None:
    creneaux = [w for w in archive.webinaires if w.date_statut == "calculee"]
    assert creneaux
    assert {(w.statut, w.interventions, w.leviers) for w in creneaux} == {("proposition", (), ())}
