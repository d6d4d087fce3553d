"""Nothing of a structure is read without a line in its journal; a recall is left in one click."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accompagnement import demandes, ouvertures, rappels, suivis, urls, urls_rappels
from accompagnement.models import Accompagnement, SansRappel, Suivi
from comptes.models import Acces, Adhesion, Geste, Role
from tests.accompagnement.fabrique import accorder, association, chez, reseau, travaux_de, vieillir
from tests.accompagnement.test_suivis import tournee
from tests.comptes.fabrique import AdhesionFactory
from tests.contenus.courrier import Boite, lien

pytestmark = pytest.mark.django_db
DE_L_ASSOCIATION = {"accord", "changer", "retirer", "demande", "accepter"}
DU_BUREAU = [motif.name for motif in urls.urlpatterns if motif.name not in DE_L_ASSOCIATION]
DECISION = "Ouvrir une boutique"


@pytest.fixture
def coordonne() -> Adhesion:
    return reseau()


@pytest.fixture
def accord(coordonne: Adhesion) -> Accompagnement:
    """An association that shares everything, a decision included, and whose follow-up is due."""
    admin = association()
    accord = accorder(coordonne, admin, travaux=travaux_de(admin))
    vieillir(accord, 200)
    suivis.suivre(accord=accord, par=coordonne.membre, jour=timezone.localdate() - timedelta(days=190))
    return accord


def adresse(nom: str, accord: Accompagnement) -> str:
    (motif,) = [motif for motif in urls.urlpatterns if motif.name == nom]
    tous: dict[str, Any] = {
        "structure": accord.accompagnatrice_id,
        "suivie": accord.pk,
        "suivi": Suivi.objects.values_list("pk", flat=True).first() or 0,
        "demande": 0,
    }
    return reverse(f"accompagnement:{nom}", kwargs={cle: tous[cle] for cle in motif.pattern.converters})


@pytest.mark.parametrize("nom", DU_BUREAU)
@pytest.mark.parametrize("methode", ["get", "post"])
@pytest.mark.parametrize("ouvertes", [(), ("ouvrir", "lire")])
def test_no_address_of_the_desk_shows_anything_without_a_line(
    nom: str, methode: str, ouvertes: tuple[str, ...], coordonne: Adhesion, accord: Accompagnement
):
    client = chez(coordonne)
    for porte in ouvertes:
        client.post(adresse(porte, accord))
    avant = Acces.objects.count()
    page = getattr(client, methode)(adresse(nom, accord), {"format": "csv"} if methode == "post" else None)
    montre = DECISION in page.content.decode()
    toujours = {("emporter", "post"), ("noter", "post"), ("suivre", "post")}
    une_fois_ouvertes = {("bureau", "get"), ("suivie", "get")} if ouvertes else set()
    assert montre == ((nom, methode) in toujours | une_fois_ouvertes)
    lignes = Acces.objects.filter(
        structure=accord.accompagnee, par=coordonne.membre, geste__in=(Geste.CONSULTE, Geste.EMPORTE)
    )
    assert lignes.exists() or not montre
    if ouvertes and nom != "emporter":
        assert Acces.objects.count() == avant


def ouvrir(qui: Adhesion) -> str:
    client, bureau = chez(qui), reverse("accompagnement:bureau", args=[qui.structure_id])
    client.post(f"{bureau}lire/")
    return client.get(bureau).content.decode()


def test_line_of_the_desk_is_written_once_a_day_and_a_reader(coordonne: Adhesion, accord: Accompagnement):
    collegue = AdhesionFactory(structure=coordonne.structure, role=Role.REFERENT)
    autre = accorder(coordonne, association("Le Café"))
    for qui in (coordonne, coordonne, collegue):
        assert DECISION in ouvrir(qui)
    lues = Acces.objects.filter(geste=Geste.CONSULTE)
    assert list(lues.values_list("objet", flat=True)) == ["Le Réseau, la ligne du bureau"] * 4
    Acces.objects.filter(structure=autre.accompagnee).update(le=timezone.now() - timedelta(days=1))
    ouvrir(coordonne)
    combien = [lues.filter(structure=a.accompagnee, par=coordonne.membre).count() for a in (accord, autre)]
    assert combien == [1, 2]


def test_closed_desk_shows_names_and_opens_again_for_a_newcomer(coordonne: Adhesion, accord: Accompagnement):
    client, bureau = chez(coordonne), adresse("bureau", accord)
    page = client.get(bureau).content.decode()
    assert ("La Fabrique" in page, "Diagnostic" in page) == (True, False)
    client.post(adresse("lire", accord))
    recente = accorder(coordonne, association("Récente"))
    page = client.get(bureau).content.decode()
    assert ("Récente" in page, DECISION in page) == (True, False)
    demandes.retirer(accord=accord, adhesion=coordonne)
    Acces.objects.all().delete()
    assert "La Fabrique" not in ouvrir(coordonne)
    assert set(Acces.objects.values_list("structure", flat=True)) == {recente.accompagnee_id}


@pytest.mark.django_db(transaction=True)
def test_desk_opened_twice_at_once_writes_one_line(coordonne: Adhesion, accord: Accompagnement):
    def lire(_: int) -> None:
        try:
            sienne = Adhesion.objects.select_related("structure", "membre").get(pk=coordonne.pk)
            ouvertures.inscrire_la_lecture(adhesion=sienne, accords=[accord])
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as ensemble:
        list(ensemble.map(lire, range(4)))
    assert Acces.objects.filter(geste=Geste.CONSULTE).count() == 1


def test_recall_is_left_in_one_click_from_anywhere(
    boite: Boite, coordonne: Adhesion, accord: Accompagnement, client: Client
):
    vieillir(accord, 200)
    collegue = AdhesionFactory(structure=coordonne.structure, role=Role.REFERENT)
    assert tournee() == 1
    recu = next(m for m in boite.recus if m["To"] == coordonne.membre.email)
    quitter = lien(recu, "/quitter/")
    assert recu["List-Unsubscribe"].strip() == f"<{settings.SITE_URL}{quitter}>"
    assert recu["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "Le Réseau" in client.get(quitter).content.decode()
    for _ in range(2):
        parti = client.post(
            quitter, {"List-Unsubscribe": "One-Click"}, headers={"Sec-Fetch-Site": "cross-site"}
        )
        assert (parti.status_code, "C’est fait" in parti.content.decode(), len(parti.cookies)) == (
            200,
            True,
            0,
        )
    assert SansRappel.objects.get().adhesion == coordonne
    suivis.suivre(accord=accord, par=coordonne.membre, jour=timezone.localdate())
    deja = len(boite.recus)
    assert tournee(jours=190) == 1
    assert [m["To"] for m in boite.recus[deja:]] == [collegue.membre.email]


def test_desk_turns_recalls_on_again(coordonne: Adhesion, accord: Accompagnement):
    client, regler = chez(coordonne), adresse("rappels", accord)
    client.post(adresse("lire", accord))
    for choix, recoit in (("non", False), ("non", False), ("oui", True), ("oui", True)):
        client.post(regler, {"rappels": choix})
        assert rappels.les_recoit(adhesion=coordonne) == recoit
        bouton = f'value="{"non" if recoit else "oui"}"'
        assert bouton in client.get(adresse("bureau", accord)).content.decode()


def test_nobody_left_to_write_to_is_no_mail_and_no_loss(
    boite: Boite, coordonne: Adhesion, accord: Accompagnement
):
    vieillir(accord, 200)
    rappels.cesser(adhesion=coordonne)
    assert (tournee(), boite.recus) == (0, [])
    rappels.reprendre(adhesion=coordonne)
    assert tournee() == 1


def test_every_link_of_a_recall_answers_whoever_holds_it(coordonne: Adhesion, client: Client):
    """The table of these addresses: whoever, signed in or not; a link that is ours, was, or never was."""
    (motif,) = urls_rappels.urlpatterns
    sien = rappels.jeton_de(coordonne)
    parti = rappels.jeton_de(AdhesionFactory(structure=coordonne.structure, pk=10**6))
    Adhesion.objects.filter(pk=10**6).delete()
    for jeton in (sien, parti, f"{sien}x", "1", "-", "x" * 300):
        for qui in (client, chez(coordonne), chez(coordonne, preuve=False)):
            page = reverse(f"suivis:{motif.name}", args=[jeton])
            assert [qui.get(page).status_code, qui.post(page).status_code] == [200, 200]
    assert SansRappel.objects.get().adhesion == coordonne
    coordonne.delete()
    assert not SansRappel.objects.exists()
