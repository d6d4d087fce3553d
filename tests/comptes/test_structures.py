"""Structures: described with or without numbers, left without harm, never without somebody to administer."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from comptes import services
from comptes.erreurs import DernierAdministrateur
from comptes.models import Acces, Adhesion, Geste, Rattachement, Role, Structure
from contenus.models import Nomenclature, Terme
from contenus.vocabulaires import vocabulaires
from diagnostic.models import Diagnostic
from tests.comptes.fabrique import (
    AdhesionFactory,
    InvitationFactory,
    StructureFactory,
    UtilisateurFactory,
    chez,
    garder,
)

pytestmark = pytest.mark.django_db
CREER = reverse("espace:creer")
FICHE = {"nom": "La Fabrique", "nature": "association", "role": Role.GOUVERNANCE}


def creer(**champs: Any) -> Any:
    return chez(UtilisateurFactory()).post(CREER, FICHE | champs)


def test_name_alone_is_enough_and_its_creator_administers():
    reponse = creer()
    structure = Structure.objects.get()
    assert reponse["Location"] == structure.get_absolute_url()
    adhesion = structure.adhesions.get()
    assert (adhesion.role, adhesion.administre) == (Role.GOUVERNANCE, True)
    assert (structure.rna, structure.siren, structure.siret, structure.domaines) == ("", "", "", [])


def test_numbers_are_read_as_people_write_them():
    creer(rna="w 751 234 567", siren="732 829 320 00074")
    structure = Structure.objects.get()
    assert (structure.rna, structure.siren, structure.siret) == ("W751234567", "732829320", "73282932000074")


@pytest.mark.parametrize(
    "champs",
    [
        {"nom": "  \0 "},
        {"nom": "x" * 161},
        {"nature": "empire"},
        {"rna": "W12"},
        {"siren": "732829321"},
        {"siren": "732 829 320 00075"},
        {"equipe": "mille"},
        {"region": "atlantide"},
        {"domaines": ["inconnu"]},
        {"role": Role.PARTENAIRE},
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_created(champs: dict[str, Any]):
    assert (creer(**champs).status_code, Structure.objects.count()) == (422, 0)


def test_lists_are_those_of_the_staff_and_a_former_choice_is_kept():
    for cle, code in (
        ("regions", "bretagne"),
        ("domaines-fragilites", "emploi"),
        ("profils-acteurs", "asso"),
    ):
        dit = {"statut": "source", "source": "Ici"}
        liste = Nomenclature.objects.create(cle=cle, titre=cle, **dit)
        Terme.objects.create(nomenclature=liste, code=code, rang=1, intitule=code.title(), **dit)
    assert vocabulaires().regions == (("bretagne", "Bretagne"),)
    chef = AdhesionFactory(
        administre=True, structure__region="ancienne", structure__domaines=["emploi", "vieux"]
    )
    modifier = reverse("espace:modifier", args=[chef.structure_id])
    form = chez(chef.membre).get(modifier).context["form"]
    assert [code for code, _ in form.fields["region"].choices] == ["", "bretagne", "outre-mer", "ancienne"]
    envoi = FICHE | {"region": "ancienne", "domaines": ["emploi", "vieux"], "type_acteur": "asso"}
    assert chez(chef.membre).post(modifier, envoi).status_code == 302
    chef.structure.refresh_from_db()
    assert (chef.structure.region, chef.structure.domaines) == ("ancienne", ["emploi", "vieux"])
    assert "Emploi, vieux" in chez(chef.membre).get(chef.structure.get_absolute_url()).content.decode()


def test_leaving_takes_nothing_from_the_others():
    partante = AdhesionFactory(administre=True)
    restante = AdhesionFactory(structure=partante.structure, administre=True)
    commun, sien = garder(partante.membre, partante.structure), garder(partante.membre)
    invitation = InvitationFactory(structure=partante.structure, par=partante.membre)
    reponse = chez(partante.membre).post(reverse("espace:quitter", args=[partante.structure_id]))
    assert reponse["Location"] == reverse("espace:accueil")
    assert list(partante.structure.adhesions.all()) == [restante]
    assert (Diagnostic.objects.count(), set(Rattachement.objects.all())) == (2, {commun, sien})
    invitation.refresh_from_db()
    assert invitation.etat == "revoquee"
    for nom in ("ouvrir", "retirer"):
        reponse = chez(partante.membre).post(reverse(f"espace:{nom}", args=[commun.pk]))
        assert reponse.status_code == 404
    assert chez(restante.membre).post(reverse("espace:ouvrir", args=[commun.pk])).status_code == 302


@pytest.mark.parametrize("geste", ["quitter", "exclure", "demettre", "partenaire"])
def test_last_administrator_stays_until_another_is_named(geste: str):
    seule = AdhesionFactory(administre=True)
    autre = AdhesionFactory(structure=seule.structure)
    client, structure = chez(seule.membre), seule.structure_id
    gestes: dict[str, tuple[str, dict[str, str]]] = {
        "quitter": (reverse("espace:quitter", args=[structure]), {}),
        "exclure": (reverse("espace:exclure", args=[structure, seule.pk]), {}),
        "demettre": (reverse("espace:membre", args=[structure, seule.pk]), {"role": "equipe"}),
        "partenaire": (reverse("espace:membre", args=[structure, seule.pk]), {"role": "partenaire"}),
    }
    reponse = client.post(*gestes[geste], follow=True)
    assert reponse.status_code == (200 if geste == "exclure" else 422)
    assert Adhesion.objects.filter(pk=seule.pk, administre=True).exists()
    client.post(reverse("espace:membre", args=[structure, autre.pk]), {"role": "equipe", "administre": "on"})
    client.post(gestes[geste][0], gestes[geste][1], follow=True)
    if geste == "exclure":  # on oneself, it leads to the page where one leaves
        client.post(reverse("espace:quitter", args=[structure]))
    assert not Adhesion.objects.filter(pk=seule.pk, administre=True).exists()


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_leave_at_once_do_not_leave_nobody():
    structure, depart = StructureFactory(), Barrier(2)
    deux = [AdhesionFactory(structure=structure, administre=True) for _ in range(2)]

    def partir(adhesion: Adhesion) -> bool:
        depart.wait()
        try:
            services.partir(adhesion=adhesion, par=adhesion.membre)
        except DernierAdministrateur:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as fils:
        partis = list(fils.map(partir, deux))
    assert (sorted(partis), structure.adhesions.administrent().count()) == ([False, True], 1)


def test_partner_never_administers_even_for_the_database():
    with pytest.raises(IntegrityError), transaction.atomic():
        AdhesionFactory(role=Role.PARTENAIRE, administre=True)


def test_showing_somebody_out_is_written_down():
    chef = AdhesionFactory(administre=True)
    autre = AdhesionFactory(structure=chef.structure, membre__first_name="Claire")
    chez(chef.membre).post(reverse("espace:exclure", args=[chef.structure_id, autre.pk]))
    ligne = Acces.objects.get()
    assert (ligne.geste, ligne.par, ligne.sur) == (Geste.EXCLU, chef.membre, autre.membre)
    journal = reverse("espace:journal", args=[chef.structure_id])
    assert "a retiré un membre\u00a0: Claire" in chez(chef.membre).get(journal).content.decode()
    autre.membre.delete()
    assert "Claire" not in chez(chef.membre).get(journal).content.decode()


def test_erasing_a_structure_hands_its_keys_over():
    chef = AdhesionFactory(administre=True)
    commun, deja = garder(chef.membre, chef.structure), garder(chef.membre, chef.structure)
    Rattachement.objects.create(
        utilisateur=chef.membre, genre=deja.genre, code_scelle=deja.code_scelle, empreinte=deja.empreinte
    )
    chez(chef.membre).post(reverse("espace:supprimer", args=[chef.structure_id]))
    assert (Structure.objects.count(), Diagnostic.objects.count()) == (0, 2)
    assert {r.code for r in chef.membre.rattachements.all()} == {commun.code, deja.code}


def test_somebody_belongs_to_several_structures_each_with_its_own_rights():
    moi = UtilisateurFactory()
    une, deux = (
        AdhesionFactory(membre=moi, administre=True),
        AdhesionFactory(membre=moi, role=Role.PARTENAIRE),
    )
    client = chez(moi)
    statuts = [client.get(reverse("espace:inviter", args=[a.structure_id])).status_code for a in (une, deux)]
    assert statuts == [200, 403]


def test_address_of_a_member_is_read_by_administrators_only():
    chef = AdhesionFactory(administre=True)
    membre = AdhesionFactory(structure=chef.structure)
    lien = chef.structure.get_absolute_url()
    pages = [chez(qui.membre).get(lien).content.decode() for qui in (chef, membre)]
    assert [membre.membre.email in pages[0], chef.membre.email in pages[1]] == [True, False]
