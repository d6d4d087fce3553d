"""The name of a cahier: written as everything else is, and said by all that leaves it."""

import html
import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import icalendar
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from diagnostic.forms import temoin
from diagnostic.models import Referentiel
from diagnostic.services import SaisieRefusee
from kits.models import Rendu
from parcours import services
from parcours.carnet import rassembler
from parcours.documents_carnet import document_du_carnet
from parcours.dossier import document_de
from parcours.feuilles import lire_ecrits, trousse
from parcours.models import Cahier, Trace
from tests.diagnostic.factories import DiagnosticFactory
from tests.parcours.chemins import adresse, cahier_neuf, cle_de, ecrire, note, ouvrir, poser

pytestmark = pytest.mark.django_db
NOM = "L’Écluse & Cie"
FILS = 6


def nommer(client: Client, code: str, nom: str, **autres: str) -> Any:
    """Send the form of the home page, as a browser without script does."""
    return client.post(reverse("parcours:nommer", args=[code]), {"nom-du-cahier": nom, **autres})


def test_name_is_written_by_the_button_and_shown_everywhere(client: Client) -> None:
    cahier, code = cahier_neuf()
    assert nommer(client, code, f"  {NOM}\n").status_code == 302
    cahier.refresh_from_db()
    assert cahier.nom == NOM
    assert Trace.objects.get().valeur == NOM
    for page in (
        adresse(code),
        reverse("parcours:carnet", args=[code]),
        reverse("outils:liste", args=[code]),
    ):
        assert NOM in html.unescape(client.get(page).content.decode())


def test_name_is_saved_by_the_script_with_its_journal(client: Client) -> None:
    cahier, code = cahier_neuf()
    url = reverse("parcours:enregistrer", args=[code])
    corps = {
        "objet": "cahier",
        "champ": "nom",
        "valeur": NOM,
        "auteur": "claire",
        "nom": "Claire",
        "sequence": 2,
    }
    premier = client.post(url, json.dumps(corps), content_type="application/json").json()
    second = client.post(
        url, json.dumps(corps | {"auteur": "noe", "valeur": "L’Écluse"}), content_type="application/json"
    ).json()
    tardif = client.post(
        url, json.dumps(corps | {"valeur": "Ancien", "sequence": 1}), content_type="application/json"
    ).json()
    assert [r["appliquee"] for r in (premier, second, tardif)] == [True, True, False]
    assert (second["remplace"]["par"], second["remplace"]["valeur"]) == ("Claire", NOM)
    cahier.refresh_from_db()
    assert (cahier.nom, Trace.objects.count()) == ("L’Écluse", 3)


def test_page_left_open_does_not_undo_another_name(client: Client) -> None:
    cahier, code = cahier_neuf()
    services.nommer(cahier=cahier, nom=NOM)
    nommer(client, code, "", avant=temoin(""))
    cahier.refresh_from_db()
    assert cahier.nom == NOM
    nommer(client, code, "", avant=temoin(NOM))
    cahier.refresh_from_db()
    assert cahier.nom == ""
    assert "Mon cahier" in client.get(adresse(code)).content.decode()


def test_same_name_sent_again_writes_nothing(client: Client) -> None:
    _, code = cahier_neuf()
    for _ in range(2):
        nommer(client, code, NOM)
    assert Trace.objects.count() == 1


def test_name_too_long_comes_back_with_a_sentence(client: Client) -> None:
    cahier, code = cahier_neuf()
    reponse = nommer(client, code, "é" * 121)
    page = reponse.content.decode()
    assert (reponse.status_code, "é" * 121 in page, "121 caractères, 120 au plus" in page) == (
        422,
        True,
        True,
    )
    with pytest.raises(SaisieRefusee):
        services.nommer(cahier=cahier, nom="a\x00b")
    assert not Trace.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_names_given_at_once_agree_with_their_journal() -> None:
    cahier, _ = cahier_neuf()
    ensemble = Barrier(FILS)

    def un_nom(rang: int) -> None:
        try:
            connection.ensure_connection()
            ensemble.wait(timeout=20)
            services.nommer(cahier=cahier, nom=f"Nom {rang}")
        finally:
            connection.close()

    with ThreadPoolExecutor(FILS) as fils:
        list(fils.map(un_nom, range(FILS)))
    assert Trace.objects.count() == FILS
    assert Cahier.objects.get().nom == cahier.saisies.get(objet="cahier", champ="nom").valeur


def test_documents_and_calendar_say_the_name(client: Client) -> None:
    cahier, code = cahier_neuf()
    poser(ouvrir(), "revenir", note("n1"))
    ecrire(cahier, "revenir", f"note-{cle_de('n1')}", "Pour les voisins.")
    ecrire(cahier, "plan-actions-1", "echeance", "2030-03-12")
    services.nommer(cahier=cahier, nom=NOM)
    cahier.refresh_from_db()
    ecrits = lire_ecrits(cahier, *trousse().outils)
    carnet = document_du_carnet(rassembler(cahier))
    dossier = document_de(cahier, ecrits, sections={"plan"}, restitution=None)
    assert [(d.sous_titre, d.auteur) for d in (carnet, dossier)] == [(NOM, NOM)] * 2
    client.post(reverse("parcours:carnet", args=[code]), {"format": "pdf"})
    assert Rendu.objects.get().nom_fichier == "carnet-l-ecluse-cie.pdf"
    agenda = client.get(reverse("outils:calendrier", args=[code]))
    assert NOM in str(icalendar.Calendar.from_ical(agenda.content)["x-wr-calname"])
    assert "plan-l-ecluse-cie.ics" in agenda["Content-Disposition"]


@pytest.mark.parametrize(("deja", "ensuite"), [("", NOM), ("Notre nom", "Notre nom")])
def test_attached_diagnostic_names_a_cahier_that_has_no_name(
    client: Client, referentiel: Referentiel, deja: str, ensuite: str
) -> None:
    cahier, code = cahier_neuf()
    services.nommer(cahier=cahier, nom=deja)
    diagnostic = DiagnosticFactory(nom=NOM)
    client.post(reverse("outils:rattacher", args=[code]), {"diagnostic": diagnostic.code})
    cahier.refresh_from_db()
    assert (cahier.nom, cahier.diagnostic) == (ensuite, diagnostic)
    client.post(reverse("outils:rattacher", args=[code]), {"detacher": "1"})
    cahier.refresh_from_db()
    assert (cahier.nom, cahier.diagnostic) == (ensuite, None)
