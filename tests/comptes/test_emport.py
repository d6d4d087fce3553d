"""The takeout, read back: all that I typed, wherever, nothing of anybody else. What is erased with me."""

import io
import json
import zipfile
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accompagnement import demandes
from accompagnement.models import Demande, Note
from comptes import parts
from comptes.models import Adhesion, Role, Utilisateur
from contenus.models import AbonnementActualites, AbonnementSerie, Evenement
from parcours.models import AbonnementRappels
from reperes.models import Depot
from tests.appui.connexion import entrer
from tests.comptes import monde
from tests.comptes.fabrique import AdhesionFactory, UtilisateurFactory
from webinaires.models import Inscription, Temoignage

pytestmark = pytest.mark.django_db
DONNEES, EFFACER = reverse("espace:donnees"), reverse("espace:effacer")
TAPES = (
    "{m}@exemple.fr", "Prénom {m}", "Structure {m}", "Diagnostic {m}", "Commentaire {m}", "region-{m}",
    "Cahier {m}", "Campagne {m}", "Invitation {m}", "Regard {m}", "ami-{m}@exemple.fr", "D’accord, {m}.",
    "Série {m}", "Événement {m}", "Description {m}", "Organisation {m}", "webinaire-{m}", "ligne-{m}",
    "Nom {m}", "Employeur {m}", "Sujet {m}", "Récit {m}", "Note {m}", "demande-{m}@exemple.fr",
)  # fmt: skip
SUIVIE = "suivie par «\u00a0Le Réseau\u00a0»"


def chez(qui: Utilisateur) -> Client:
    """Their browser, after a second factor: they may coordinate a network."""
    return entrer(Client(), qui, recemment=True)


def emporter(moi: Utilisateur) -> tuple[dict[str, Any], dict[str, str]]:
    reponse = chez(moi).post(reverse("espace:emporter"))
    with zipfile.ZipFile(io.BytesIO(reponse.content)) as archive:
        fichiers = {nom: archive.read(nom).decode() for nom in archive.namelist()}
    return json.loads(fichiers["moi.json"]), fichiers


@pytest.fixture
def gens() -> tuple[Utilisateur, Utilisateur]:
    """Two people who filled everything in, and coordinate the same network."""
    moi, autrui = monde.personne("moi"), monde.personne("autrui")
    reseau = monde.reseau(moi, autrui)
    suivie = AdhesionFactory(structure__nom="La Suivie", administre=True)
    accord = monde.accord(suivie, reseau, moi, "moi")
    for qui, mot in ((moi, "moi"), (autrui, "autrui")):
        monde.accord(suivie, reseau, qui, mot)
        monde.noter(accord, qui, f"Note {mot}")
        monde.accord(qui.adhesions.get(administre=True), reseau, qui)
    return moi, autrui


def test_all_i_typed_is_there_and_nothing_of_anybody_else(gens):
    moi, autrui = gens
    for qui, mot, autre in ((moi, "moi", "autrui"), (autrui, "autrui", "moi")):
        lu, fichiers = emporter(qui)
        tout = "\n".join([*fichiers, *fichiers.values()])
        minuscules = tout.lower()
        assert [t for t in TAPES if t.format(m=mot).lower() not in minuscules] == []
        assert [t for t in TAPES if t.format(m=autre).lower() in minuscules] == []
        assert {part.cle for part in parts.parts()} <= set(lu)
        assert f"Note {mot}" in fichiers["accompagnement/notes.csv"]


def test_what_others_know_of_me_has_no_secret_of_theirs(gens):
    lu, fichiers = emporter(gens[0])
    secrets = [d.empreinte for d in Demande.objects.all()]
    secrets += list(Inscription.objects.values_list("jeton", flat=True))
    secrets += list(AbonnementActualites.objects.values_list("jeton", flat=True))
    tout = "\n".join(fichiers.values())
    assert [s for s in secrets if s in tout] == []
    assert {(a["pour"], a["a_qui"]) for a in lu["accords"]} == {
        ("Structure moi", "Le Réseau"),
        ("Diagnostic moi", "les repères publics du portail"),
    }


def test_new_account_takes_away_an_archive_that_says_so():
    lu, fichiers = emporter(UtilisateurFactory())
    assert list(fichiers) == ["moi.json"]
    assert (lu["accords"], lu["travaux"], lu["accompagnement"]["notes"]) == ([], [], [])
    assert not {"reperes", "regards", "rappels", "webinaires", "courriels_et_agenda"} & set(lu)


def test_address_not_proved_gives_nothing_of_its_mail(gens):
    voleur = UtilisateurFactory(email="voleur@exemple.fr")
    voleur.emailaddress_set.create(email="moi@exemple.fr", verified=False)
    _, fichiers = emporter(voleur)
    assert "Récit" not in fichiers["moi.json"]
    chez(voleur).post(EFFACER, {"sur": "on", "courriels": "on"})
    assert AbonnementActualites.objects.filter(adresse="moi@exemple.fr").exists()


@pytest.mark.parametrize("comment", ["retrait", "depart", "role"])
def test_coordinator_who_reads_no_more_takes_no_words_away(gens, comment: str):
    moi, _ = gens
    note = Note.objects.get(par=moi)
    if comment == "retrait":
        admin = Adhesion.objects.get(structure__nom="La Suivie")
        demandes.retirer(accord=note.accompagnement, adhesion=admin)
    elif comment == "depart":
        moi.adhesions.get(structure__nom="Le Réseau").delete()
    else:
        moi.adhesions.filter(structure__nom="Le Réseau").update(role=Role.EQUIPE)
    lu, fichiers = emporter(moi)
    (ecrite,) = lu["accompagnement"]["notes"]
    assert (ecrite["association"], "texte" in ecrite) == ("La Suivie", False)
    assert "Note moi" not in "\n".join(fichiers.values())


def test_page_shows_agreements_given_for_my_structures(gens):
    moi, _ = gens
    adhesion = moi.adhesions.get(administre=True)
    accord = adhesion.structure.accompagnements_recus.get()
    page = chez(moi).get(DONNEES).content.decode()
    retirer = reverse("accompagnement:retirer", args=[adhesion.structure_id, accord.pk])
    assert f"«\u00a0Structure moi\u00a0» accepte d’être {SUIVIE}." in page
    assert (retirer in page, "les repères publics du portail" in page) == (True, True)
    assert "Structure autrui" not in page
    membre = AdhesionFactory(structure=adhesion.structure).membre
    partenaire = AdhesionFactory(structure=adhesion.structure, role=Role.PARTENAIRE).membre
    vues = [chez(qui).get(DONNEES).content.decode() for qui in (membre, partenaire)]
    assert [SUIVIE in vue for vue in vues] == [True, False]
    assert [retirer in vue for vue in vues] == [False, False]
    demandes.retirer(accord=accord, adhesion=adhesion)
    page = chez(moi).get(DONNEES).content.decode()
    assert (retirer in page, SUIVIE in page, ", retiré le" in page) == (False, True, True)


def requetes(client: Client) -> int:
    with CaptureQueriesContext(connection) as faites:
        client.get(DONNEES)
    return len(faites)


def test_page_costs_the_same_with_one_agreement_or_many(gens):
    moi, autrui = gens
    client = chez(moi)
    avant = requetes(client)
    for rang in range(3):
        adhesion = AdhesionFactory(membre=moi, structure__nom=f"Autre {rang}", administre=True)
        monde.accord(adhesion, autrui.adhesions.get(role=Role.REFERENT).structure, autrui)
    assert "Autre 2" in client.get(DONNEES).content.decode()
    assert requetes(client) == avant


def test_box_erases_what_my_addresses_asked_for_and_only_that(gens):
    moi, _ = gens
    moi.adhesions.filter(structure__nom="Le Réseau").delete()
    modeles = (AbonnementActualites, AbonnementSerie, AbonnementRappels, Inscription, Temoignage)
    assert chez(moi).post(EFFACER, {"sur": "on", "courriels": "on"}).status_code == 200
    for modele in modeles:
        champ = "courriel" if modele is Temoignage else "adresse"
        assert [a.lower() for a in modele.objects.values_list(champ, flat=True)] == ["autrui@exemple.fr"]
    assert dict(Evenement.objects.values_list("titre", "contact")) == {
        "Événement moi": "",
        "Événement autrui": "autrui@exemple.fr",
    }


def test_without_the_box_they_stay_and_so_does_the_work_of_others(gens):
    moi, autrui = gens
    reponse = chez(moi).get(EFFACER).content.decode()
    assert [p for part in parts.parts() for p in (*part.efface, *part.reste) if p not in reponse] == []
    assert chez(moi).post(EFFACER, {"sur": "on"}).status_code == 200
    assert (Inscription.objects.count(), Temoignage.objects.count(), Depot.objects.count()) == (2, 2, 2)
    assert set(Note.objects.values_list("texte", "par__email")) == {
        ("Note moi", None),
        ("Note autrui", "autrui@exemple.fr"),
    }
    _, fichiers = emporter(autrui)
    assert "Note moi" not in "\n".join(fichiers.values())
