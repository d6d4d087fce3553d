"""Every page on its own: what it weighs, what it asks of others, how it looks narrow, wide, dark, still."""

import pytest

from kits.models import RenduFichier
from tests.diagnostic.factories import DiagnosticFactory, Referentiel2Factory
from tests.diagnostic.grilles import TOUS
from tests.kits.appui import demande_echouee, demande_livree, vieillir
from tests.parcours_navigateur.gestes import tenir

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def plein(grille):
    """A full version answered everywhere, with long words to hold in narrow columns."""
    return DiagnosticFactory(
        choix={code: str(rang % 4) for rang, code in enumerate(TOUS)},
        commentaires={
            "A1": "https://exemple.org/" + "anticonstitutionnellement" * 12,
            "B2": "Œuvrer 🌻\nenfin",
        },
        nom="Association pour l’anticonstitutionnalité intercommunale " + "W" * 40,
    )


def test_pages_du_diagnostic_sans_debordement_ni_defaut(personne, plein, examiner):
    page = personne()
    for suite in ("", "repondre/", "restitution/"):
        assert page.goto(f"/diagnostic/{plein.code}/{suite}").status == 200
        page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        tenir(page)
    Referentiel2Factory()
    for suite in ("historique/A1/", "historique/court-1/", "nouvelle-grille/"):
        assert page.goto(f"/diagnostic/{plein.code}/{suite}").status == 200
        examiner(page)


def test_pages_publiques_sans_debordement_ni_defaut(personne, examiner):
    page = personne()
    attendues = {
        "/diagnostic/grille/1/": 200,
        "/composants/": 200,
        "/verifier/": 200,
        "/verifier/?code=7K3M": 200,
        "/verifier/7K3M-0QXV-92TD/": 404,
        "/donnees-personnelles/": 200,
        "/accessibilite/": 200,
        "/nulle-part/": 404,
        f"/kits/{demande_echouee().pk}/": 200,
        f"/kits/{expire().pk}/": 200,
    }
    for adresse, statut in attendues.items():
        assert page.goto(adresse).status == statut
        examiner(page)


def expire():
    rendu = demande_livree("Un autre titre")
    RenduFichier.objects.filter(pk=rendu.pk).delete()
    vieillir(rendu, etat="expire", document={}, nom_fichier="")
    return rendu


def test_rien_ne_bouge_pour_qui_le_demande(personne, plein):
    page = personne(reduced_motion="reduce")
    for adresse in ("/", f"/diagnostic/{plein.code}/repondre/", f"/diagnostic/{plein.code}/restitution/"):
        page.goto(adresse)
        assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
        assert page.evaluate("document.getAnimations().length") == 0


def test_premiere_visite_ne_demande_rien_a_personne_d_autre(personne, plein, live_server, record_property):
    adresses = (
        "/",
        "/diagnostic/",
        f"/diagnostic/{plein.code}/repondre/",
        f"/diagnostic/{plein.code}/restitution/",
        "/diagnostic/grille/1/",
        "/verifier/",
        "/composants/",
    )
    for adresse in adresses:
        page = personne()
        demandes, octets, temoins = peser(page, adresse)
        assert [d for d in demandes if not d.startswith((f"{live_server.url}/", "data:"))] == []
        assert temoins == []
        assert page.context.cookies() == []
        record_property(adresse.replace(plein.code, "CODE"), f"{len(demandes)} requêtes, {octets} octets")
        print(f"{adresse.replace(plein.code, 'CODE')}: {len(demandes)} requêtes, {octets} octets")


def peser(page, adresse):
    """Open a page with an empty cache; return its requests, the bytes received and the cookies set."""
    demandes, octets, temoins = [], [], []
    fil = page.context.new_cdp_session(page)
    fil.on("Network.requestWillBeSent", lambda e: demandes.append(e["request"]["url"]))
    fil.on("Network.loadingFinished", lambda e: octets.append(e["encodedDataLength"]))
    fil.on(
        "Network.responseReceivedExtraInfo",
        lambda e: temoins.extend(v for c, v in e["headers"].items() if c.lower() == "set-cookie"),
    )
    fil.send("Network.enable")
    page.goto(adresse, wait_until="networkidle")
    return demandes, round(sum(octets)), temoins
