"""Who may do what: one table over every address of the accompaniment, read from its URL configuration."""

from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse

from accompagnement import demandes, suivis, urls
from accompagnement.models import Demande, Suivi
from comptes.models import Adhesion, Role
from tests.accompagnement.fabrique import accorder, association, chez, demander, reseau
from tests.appui.connexion import entrer
from tests.comptes.fabrique import AdhesionFactory, UtilisateurFactory

pytestmark = pytest.mark.django_db
DEDANS = ("gouvernance", "equipe", "dirigeant", "referent")
ASSOCIATION = (*DEDANS, "partenaire", "administre")
RESEAU = ("coordonne", "sans_role", "sans_preuve", "apres")
QUI = ("visiteur", "etranger", *ASSOCIATION, *RESEAU)
"""A visitor; a stranger; each role of the followed association, its administrator; a coordinator, another
member of the network, a coordinator without second factor, a coordinator once the agreement has ended."""
PORTE = 302
"""To the page that signs in, or to the one that sets up a second factor."""


def ligne(visiteur: int, etranger: int, association: tuple[int, int, int], reseau: tuple[int, int, int]):
    """One answer for each of QUI. `association`: from inside, partner, administrator; `reseau`: coordinator,
    another member, coordinator once it has ended. Without second factor, one is led to the door."""
    dedans, partenaire, administre = association
    coordonne, sans_role, apres = reseau
    tous = (visiteur, etranger, *(dedans,) * 4, partenaire, administre, coordonne, sans_role, PORTE, apres)
    return dict(zip(QUI, tous, strict=True))


def du_reseau(coordonne: int, apres: int) -> dict[str, int]:
    """An address of the network: members of the association are strangers there."""
    return ligne(PORTE, 404, (404,) * 3, (coordonne, 403, apres))


def de_l_association(dedans: int, administre: int) -> dict[str, int]:
    """An address of the association: people of the network are strangers there."""
    return ligne(PORTE, 404, (dedans, 403, administre), (404,) * 3)


INTERDIT = ligne(405, 405, (405,) * 3, (405,) * 3)
TABLE = {
    "bureau": (du_reseau(200, 200), INTERDIT),
    "emporter": (INTERDIT, du_reseau(200, 200)),
    "lire": (INTERDIT, du_reseau(302, 302)),
    "rappels": (INTERDIT, du_reseau(302, 302)),
    "demander": (du_reseau(200, 200), du_reseau(422, 422)),
    "revoquer": (INTERDIT, du_reseau(302, 302)),
    "suivie": (du_reseau(200, 404), INTERDIT),
    "ouvrir": (INTERDIT, du_reseau(302, 404)),
    "noter": (INTERDIT, du_reseau(422, 404)),
    "suivre": (INTERDIT, du_reseau(422, 404)),
    "annuler": (INTERDIT, du_reseau(302, 404)),
    "cesser": (du_reseau(200, 404), du_reseau(302, 404)),
    "accord": (de_l_association(200, 200), INTERDIT),
    "changer": (INTERDIT, de_l_association(403, 302)),
    "retirer": (de_l_association(403, 200), de_l_association(403, 302)),
    "demande": (ligne(200, 200, (200,) * 3, (200,) * 3), INTERDIT),
    "accepter": (de_l_association(403, 200), de_l_association(403, 422)),
}
"""Name of the address: what GET answers to each, what an empty form answers to each."""


@dataclass
class Decor:
    """A network, an association it follows, and everything an address may name."""

    clients: dict[str, Client]
    arguments: dict[str, dict[str, object]]
    coordonne: Adhesion

    def adresse(self, nom: str) -> str:
        (motif,) = [motif for motif in urls.urlpatterns if motif.name == nom]
        cote = "association" if nom in ("accord", "changer", "retirer", "demande", "accepter") else "reseau"
        arguments = {cle: self.arguments[cote][cle] for cle in motif.pattern.converters}
        return reverse(f"accompagnement:{nom}", kwargs=arguments)

    def finir(self, accord: int) -> None:
        admin = Adhesion.objects.get(membre__email="administre@exemple.fr")
        demandes.retirer(accord=admin.structure.accompagnements_recus.get(pk=accord), adhesion=admin)


@pytest.fixture
def decor() -> Decor:
    coordonne, admin = reseau(), association()
    admin.membre.email = "administre@exemple.fr"
    admin.membre.save()
    accord = accorder(coordonne, admin)
    suivis.suivre(accord=accord, par=coordonne.membre, jour=accord.consenti_le.date())
    jeton = demander(coordonne)
    clients = {"visiteur": Client(), "etranger": entrer(Client(), UtilisateurFactory())}
    for role in (*DEDANS, "partenaire"):
        clients[role] = chez(AdhesionFactory(structure=admin.structure, role=role))
    clients["administre"] = chez(admin)
    clients["coordonne"] = clients["apres"] = chez(coordonne)
    clients["sans_preuve"] = chez(
        AdhesionFactory(structure=coordonne.structure, role=Role.REFERENT), preuve=False
    )
    clients["sans_role"] = chez(AdhesionFactory(structure=coordonne.structure, role=Role.EQUIPE))
    commun = {"jeton": jeton, "accord": accord.pk, "suivie": accord.pk}
    siens = {"suivi": Suivi.objects.get().pk, "demande": Demande.objects.en_cours().get().pk}
    return Decor(
        clients,
        {
            "reseau": commun | siens | {"structure": coordonne.structure_id},
            "association": commun | {"structure": admin.structure_id},
        },
        coordonne,
    )


def test_every_address_is_in_the_table():
    assert [motif.name for motif in urls.urlpatterns] == list(TABLE)


@pytest.mark.parametrize("nom", TABLE)
@pytest.mark.parametrize("methode", ["get", "post"])
def test_who_may(nom: str, methode: str, decor: Decor):
    lien = decor.adresse(nom)
    vivants = [qui for qui in QUI if qui != "apres"]
    statuts = {qui: getattr(decor.clients[qui], methode)(lien).status_code for qui in vivants}
    decor.finir(int(str(decor.arguments["reseau"]["accord"])))
    statuts["apres"] = getattr(decor.clients["apres"], methode)(lien).status_code
    assert statuts == TABLE[nom][methode == "post"]


def test_without_second_factor_one_is_led_to_set_it_up(decor: Decor):
    reponse = decor.clients["sans_preuve"].get(decor.adresse("bureau"))
    assert reponse["Location"].startswith(reverse("compte_second_facteur"))
