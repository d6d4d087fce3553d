"""Start, come back, write, erase: no account, nothing lost, whatever is sent."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from diagnostic.services import SaisieRefusee
from parcours import codes
from parcours.demandes import NOTE_MAX
from parcours.models import Cahier, EtapePage, Saisie, Trace
from tests.diagnostic.aides import lisible
from tests.parcours.chemins import (
    adresse,
    cahier_neuf,
    cle_de,
    demarrer,
    du_code,
    ecrire,
    note,
    ouvrir,
    poser,
    quiz,
    valeurs,
)

pytestmark = pytest.mark.django_db
JETON = "0123456789abcdef" * 2
NOTE = f"note-{cle_de('n1')}"
QUIZ = f"quiz-{cle_de('q1')}"
FILS = 8


@pytest.fixture
def etape() -> EtapePage:
    """A step with a note and a quiz of two right answers."""
    return poser(ouvrir(), "revenir", note("n1"), quiz("q1", 0, 2))


def test_same_form_twice_opens_one_cahier(client: Client) -> None:
    assert demarrer(client, depart=JETON) == demarrer(client, depart=JETON)
    assert Cahier.objects.count() == 1
    assert len({demarrer(client), demarrer(client)}) == 2


def test_page_with_its_token_is_never_shared_and_leaves_no_cookie(client: Client) -> None:
    reponse = client.get(reverse("parcours:accueil"))
    assert set(reponse["Cache-Control"].split(", ")) == {"private", "no-cache"}
    assert reponse.cookies == {}


def test_code_of_a_cahier_is_not_that_of_a_diagnostic(client: Client) -> None:
    code = demarrer(client, depart=JETON)
    assert codes.normaliser(code) == code
    assert client.post(reverse("diagnostic:reprendre"), {"code": code}).status_code == 404


@pytest.mark.parametrize(
    "forme", ["{0}", "  {1} ", "http://exemple.fr/cahier/{0}/", "/cahier/{0}/revenir/#x"]
)
def test_code_is_read_as_typed_or_pasted(forme: str, client: Client) -> None:
    _, code = cahier_neuf()
    saisie = forme.format(code, code.lower().replace("-", " "))
    reponse = client.post(reverse("parcours:reprendre"), {"code": saisie})
    assert (reponse.status_code, reponse["Location"]) == (302, adresse(code))


@pytest.mark.parametrize("code", ["AAAA-AAAA-AAAA-AAAA", "x", "é" * 300, "\ud800", "0" * 16])
def test_unknown_code_has_a_way_out(code: str, client: Client) -> None:
    reponse = client.post(reverse("parcours:reprendre"), {"code": code.encode("utf-8", "replace").decode()})
    assert reponse.status_code == 404
    assert "Ce code n’ouvre aucun cahier" in reponse.content.decode()


def test_wrong_codes_are_braked(client: Client) -> None:
    statuts = [client.get(adresse("AAAA-AAAA-AAAA-AAAA")).status_code for _ in range(11)]
    assert statuts == [404] * 10 + [429]


def test_address_is_kept_secret(client: Client, etape: EtapePage) -> None:
    _, code = cahier_neuf()
    for page in (adresse(code), adresse(code, "revenir"), adresse(code, "absente")):
        reponse = client.get(page)
        assert (reponse["X-Robots-Tag"], reponse["Referrer-Policy"]) == ("noindex", "same-origin")
        assert reponse.cookies == {}


def test_write_from_another_site_is_refused(client: Client, etape: EtapePage) -> None:
    cahier, code = cahier_neuf()
    reponse = client.post(adresse(code, "revenir"), {NOTE: "Moi"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert (reponse.status_code, valeurs(cahier)) == (403, {})


def test_erasing_asks_once_then_erases_all(client: Client, etape: EtapePage) -> None:
    cahier, code = cahier_neuf()
    ecrire(cahier, "revenir", NOTE, "Pour les voisins.")
    page = reverse("parcours:effacer", args=[code])
    assert client.get(page).status_code == 200
    assert client.post(page).status_code == 200
    assert [m.objects.count() for m in (Cahier, Saisie, Trace)] == [0, 0, 0]
    assert client.get(adresse(code)).status_code == 404


# --- Writing ------------------------------------------------------------------------------------


def test_replay_changes_nothing(etape: EtapePage) -> None:
    cahier, _ = cahier_neuf()
    assert ecrire(cahier, "revenir", NOTE, "Un", sequence=5).appliquee
    assert not ecrire(cahier, "revenir", NOTE, "Un", sequence=5).appliquee
    assert (Saisie.objects.count(), Trace.objects.count()) == (1, 1)


def test_late_save_of_the_same_author_is_kept_and_not_applied(etape: EtapePage) -> None:
    cahier, _ = cahier_neuf()
    ecrire(cahier, "revenir", NOTE, "Le nouveau", sequence=9)
    assert not ecrire(cahier, "revenir", NOTE, "L’ancien", sequence=4).appliquee
    assert valeurs(cahier) == {("revenir", NOTE): "Le nouveau"}
    assert list(Trace.objects.order_by("id").values_list("valeur", "appliquee")) == [
        ("Le nouveau", True),
        ("L’ancien", False),
    ]


def test_last_of_two_people_wins_and_says_whom_it_replaces(etape: EtapePage) -> None:
    cahier, _ = cahier_neuf()
    ecrire(cahier, "revenir", NOTE, "De Claire", sequence=9)
    ecrit = ecrire(cahier, "revenir", NOTE, "De Noé", auteur="noe", nom="Noé", sequence=2)
    assert (ecrit.appliquee, ecrit.avant, ecrit.avant_nom) == (True, "De Claire", "Claire")
    assert not ecrire(cahier, "revenir", NOTE, "En retard", sequence=8).appliquee
    assert valeurs(cahier) == {("revenir", NOTE): "De Noé"}


@pytest.mark.django_db(transaction=True)
def test_many_at_once_lose_nothing(etape: EtapePage) -> None:
    cahier, _ = cahier_neuf()
    ensemble = Barrier(FILS)

    def travailler(rang: int) -> bool:
        try:
            connection.ensure_connection()
            ensemble.wait(timeout=20)
            auteur = f"onglet-{rang // 2}"  # two tabs each
            return bool(ecrire(cahier, "revenir", NOTE, f"Texte {rang}", auteur=auteur, sequence=rang + 1).le)
        finally:
            connection.close()

    with ThreadPoolExecutor(FILS) as fils:
        assert all(fils.map(travailler, range(FILS)))
    assert Trace.objects.count() == FILS
    gardee = Trace.objects.filter(appliquee=True).values_list("valeur", flat=True)
    assert Saisie.objects.get().valeur in gardee


def test_question_is_kept_as_it_was_asked(etape: EtapePage) -> None:
    cahier, _ = cahier_neuf()
    ecrire(cahier, "revenir", NOTE, "Un")
    ecrire(cahier, "revenir", QUIZ, "2,0")
    assert {s.champ: (s.libelle, s.valeur) for s in cahier.saisies.all()} == {
        NOTE: ("Pourquoi sommes-nous là ?", "Un"),
        QUIZ: ("Combien de piliers ?", "0,2"),
    }


@pytest.mark.parametrize(
    ("objet", "champ", "valeur", "debut"),
    [
        ("inconnue", NOTE, "x", "Cette question n’est plus dans le parcours"),
        ("revenir", "note-x", "x", "Cette question n’est plus dans le parcours"),
        ("revenir", "titre", "x", "Cette question n’est plus dans le parcours"),
        ("Revenir", NOTE, "x", "Cette étape n’existe pas"),
        ("", NOTE, "x", "Cette étape n’existe pas"),
        ("a" * 81, NOTE, "x", "Cette étape n’existe pas"),
        ("revenir", "note " * 40, "x", "Cette étape n’existe pas"),
        ("revenir", NOTE, "a\x00b", "Ce texte contient des signes"),
        ("revenir", NOTE, "\ud800", "Ce texte contient des signes"),
        ("rev\x00enir", NOTE, "x", "Ce texte contient des signes"),
        ("revenir", NOTE, "é" * (NOTE_MAX + 1), "Ce texte compte 40001 caractères, 40000 au plus"),
        ("revenir", QUIZ, "3", "Cette question a changé"),
        ("revenir", QUIZ, "-1", "Cette question a changé"),
        ("revenir", QUIZ, "٣", "Cette question a changé"),
        ("revenir", QUIZ, "0,,2", "Cette question a changé"),
        ("revenir", "faite", "oui", "Une étape est faite ou ne l’est pas"),
        ("revenir", "vue", "a b", "Cet endroit de la page n’existe pas"),
    ],
)
def test_bad_field_is_kept_out_with_a_sentence(
    objet: str, champ: str, valeur: str, debut: str, etape: EtapePage
) -> None:
    cahier, _ = cahier_neuf()
    with pytest.raises(SaisieRefusee) as refus:
        ecrire(cahier, objet, champ, valeur)
    assert lisible(str(refus.value)).startswith(debut)
    assert (Saisie.objects.count(), Trace.objects.count()) == (0, 0)


def test_note_of_five_thousand_words_is_kept_whole(etape: EtapePage) -> None:
    cahier, _ = cahier_neuf()
    texte = "projet " * 5_000
    ecrire(cahier, "revenir", NOTE, texte)
    assert valeurs(cahier) == {("revenir", NOTE): texte}


# --- The page's script --------------------------------------------------------------------------

BON: dict[str, Any] = {"objet": "revenir", "champ": NOTE, "valeur": "Un", "auteur": "claire", "sequence": 1}


def _envoyer(client: Client, code: str, corps: Any) -> tuple[int, dict[str, Any]]:
    octets = corps if isinstance(corps, bytes) else json.dumps(corps).encode()
    url = reverse("parcours:enregistrer", args=[code])
    reponse = client.post(url, octets, content_type="application/json")
    return reponse.status_code, reponse.json()


def test_script_save_answers_as_the_diagnostic_does(client: Client, etape: EtapePage) -> None:
    _, code = cahier_neuf()
    statut, corps = _envoyer(client, code, BON)
    assert (statut, corps["appliquee"], corps["remplace"], len(corps["heure"])) == (200, True, None, 5)
    assert _envoyer(client, code, BON)[1]["appliquee"] is False
    _, corps = _envoyer(client, code, BON | {"auteur": "noe", "nom": "Noé", "valeur": "Deux"})
    assert (corps["remplace"]["par"], corps["remplace"]["valeur"]) == ("quelqu’un d’autre", "Un")


@pytest.mark.parametrize(
    "corps",
    [
        b"",
        b"\xff",
        b"[" * 100_000,
        [BON],
        None,
        BON | {"valeur": 2},
        BON | {"sequence": "1"},
        BON | {"sequence": True},
        {c: v for c, v in BON.items() if c != "auteur"},
        BON | {"sequence": 2**70},
        BON | {"auteur": "a" * 37},
        BON | {"objet": "absente"},
    ],
)
def test_bad_script_save_is_refused_with_a_sentence(corps: Any, client: Client, etape: EtapePage) -> None:
    cahier, code = cahier_neuf()
    statut, reponse = _envoyer(client, code, corps)
    assert (statut, {*reponse}, valeurs(cahier)) == (400, {"erreur"}, {})


def test_huge_save_is_refused_with_a_sentence(client: Client, etape: EtapePage) -> None:
    cahier, code = cahier_neuf()
    assert _envoyer(client, code, BON | {"valeur": "a" * 4_100_000})[0] == 413
    assert client.post(adresse(code, "revenir"), {NOTE: "a" * 4_100_000}).status_code == 413
    assert client.post(reverse("parcours:commencer"), {NOTE: "a" * 4_100_000}).status_code == 413
    assert (valeurs(cahier), du_code(code)) == ({}, cahier)
