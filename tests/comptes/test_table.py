"""Who may do what: one table over every address of the member space, read from its URL configuration."""

from dataclasses import dataclass

import pytest
from django.urls import reverse

from comptes import urls_espace
from comptes.models import Adhesion, Consentement, Role, Structure, Utilisateur
from comptes.verbes import VERBES
from tests.comptes.fabrique import (
    AdhesionFactory,
    InvitationFactory,
    StructureFactory,
    UtilisateurFactory,
    chez,
    garder,
)

pytestmark = pytest.mark.django_db

DEDANS = ("gouvernance", "equipe", "dirigeant", "referent")
QUI = ("visiteur", "etranger", *DEDANS, "partenaire", "administre")
"""A visitor; somebody signed in who is no member; each role; somebody who administers."""
PORTE = 302  # a visitor: to the sign-in page
PREUVE = 302  # to the page that asks to prove it again (test_preuve.py)


def ligne(visiteur: int, etranger: int, dedans: int, partenaire: int, administre: int) -> dict[str, int]:
    """One answer for each of QUI; the four roles from inside answer alike."""
    return dict(zip(QUI, (visiteur, etranger, *(dedans,) * len(DEDANS), partenaire, administre), strict=True))


def chacun(visiteur: int, connecte: int) -> dict[str, int]:
    """The same answer for whoever is signed in: it is about themselves."""
    return ligne(visiteur, *(connecte,) * 4)


INTERDIT = chacun(405, 405)
TABLE = {
    "accueil": (chacun(PORTE, 200), INTERDIT),
    "attacher": (chacun(PORTE, 200), chacun(404, 404)),
    "garder": (INTERDIT, chacun(PORTE, 422)),
    "laisser": (INTERDIT, chacun(PORTE, 302)),
    "travail": (ligne(PORTE, 404, 200, 403, 200), INTERDIT),
    "ouvrir": (INTERDIT, ligne(PORTE, 404, 302, 403, 302)),
    "partager": (INTERDIT, ligne(PORTE, 404, 302, 403, 302)),
    "retirer": (INTERDIT, ligne(PORTE, 404, 403, 403, 302)),
    "renouveler": (ligne(PORTE, 404, 403, 403, 200), ligne(PORTE, 404, 403, 403, 302)),
    "creer": (chacun(PORTE, 200), chacun(PORTE, 422)),
    "structure": (ligne(PORTE, 404, 200, 200, 200), INTERDIT),
    "modifier": (ligne(PORTE, 404, 403, 403, 200), ligne(PORTE, 404, 403, 403, 422)),
    "supprimer": (ligne(PORTE, 404, 403, 403, 200), ligne(PORTE, 404, 403, 403, 302)),
    "journal": (ligne(PORTE, 404, 200, 403, 200), INTERDIT),
    "quitter": (ligne(PORTE, 404, 200, 200, 200), ligne(PORTE, 404, 302, 302, 422)),
    "membre": (ligne(PORTE, 404, 403, 403, 200), ligne(PORTE, 404, 403, 403, 422)),
    "exclure": (ligne(PORTE, 404, 403, 403, 200), ligne(PORTE, 404, 403, 403, 302)),
    "inviter": (ligne(PORTE, 404, 403, 403, 200), ligne(PORTE, 404, 403, 403, 422)),
    "revoquer": (INTERDIT, ligne(PORTE, 404, 403, 403, 302)),
    "invitation": (ligne(200, 200, 302, 302, 302), INTERDIT),
    "rejoindre": (ligne(PORTE, 302, 302, 302, 302), ligne(404, 404, 404, 404, 404)),
    "donnees": (chacun(PORTE, 200), chacun(PORTE, 302)),
    "emporter": (INTERDIT, chacun(PORTE, 200)),
    "effacer": (chacun(PORTE, PREUVE), chacun(PORTE, PREUVE)),
    "dedire": (INTERDIT, ligne(PORTE, 404, 404, 404, 404)),
}
"""Name of the address: what GET answers to each, what an empty form answers to each."""


@dataclass
class Decor:
    """One structure with everything an address may name."""

    structure: Structure
    gens: dict[str, Utilisateur | None]
    arguments: dict[str, object]


@pytest.fixture
def decor() -> Decor:
    structure = StructureFactory()
    gens: dict[str, Utilisateur | None] = {qui: UtilisateurFactory() for qui in QUI[1:]} | {"visiteur": None}
    for role in (*DEDANS, "partenaire"):
        AdhesionFactory(structure=structure, membre=gens[role], role=role)
    AdhesionFactory(structure=structure, membre=gens["administre"], role=Role.EQUIPE, administre=True)
    autre = AdhesionFactory(structure=structure)
    invitation = InvitationFactory(structure=structure)
    accord = Consentement.objects.create(utilisateur=autre.membre, objet="essai", texte="D’accord.")
    return Decor(
        structure,
        gens,
        {
            "structure": structure.pk,
            "membre": autre.pk,
            "invitation": invitation.pk,
            "jeton": invitation.jeton,
            "consentement": accord.pk,
            "cle": garder(autre.membre, structure).pk,
        },
    )


def adresse(nom: str, decor: Decor) -> str:
    (motif,) = [motif for motif in urls_espace.urlpatterns if motif.name == nom]
    arguments = {cle: decor.arguments[cle] for cle in motif.pattern.converters}
    return reverse(f"espace:{nom}", kwargs=arguments)


def test_every_address_of_the_space_is_in_the_table():
    assert [motif.name for motif in urls_espace.urlpatterns] == list(TABLE)


@pytest.mark.parametrize("nom", TABLE)
def test_reading(nom: str, decor: Decor):
    lien = adresse(nom, decor)
    assert {qui: chez(decor.gens[qui]).get(lien).status_code for qui in QUI} == TABLE[nom][0]


@pytest.mark.parametrize("nom", TABLE)
def test_writing(nom: str, decor: Decor):
    lien = adresse(nom, decor)
    vide = {"csrfmiddlewaretoken": "un formulaire sans rien de rempli"}
    assert {qui: chez(decor.gens[qui]).post(lien, vide).status_code for qui in QUI} == TABLE[nom][1]


@pytest.mark.parametrize("nom", [nom for nom, (lu, _) in TABLE.items() if lu["visiteur"] == PORTE])
def test_visitor_is_led_to_the_door_and_back(nom: str, decor: Decor):
    lien = adresse(nom, decor)
    assert chez(None).get(lien)["Location"] == f"{reverse('account_login')}?next={lien}"


def test_one_never_acts_in_a_structure_by_the_number_of_another(decor: Decor):
    ailleurs = AdhesionFactory(administre=True)
    client = chez(ailleurs.membre)
    siens = decor.arguments | {"structure": ailleurs.structure_id}
    for nom in ("membre", "exclure", "revoquer"):
        arguments = {c: siens[c] for c in ("structure", "invitation" if nom == "revoquer" else "membre")}
        assert client.post(reverse(f"espace:{nom}", kwargs=arguments)).status_code == 404
    assert decor.structure.invitations.get().etat == "en_cours"


def test_superuser_is_a_stranger_like_another(decor: Decor):
    patron = Utilisateur.objects.create_superuser("patron@exemple.fr")
    assert chez(patron).get(decor.structure.get_absolute_url()).status_code == 404
    Adhesion.objects.create(structure=decor.structure, membre=patron, role=Role.PARTENAIRE)
    assert chez(patron).get(adresse("journal", decor)).status_code == 403


def test_verbs_without_an_adhesion_of_ones_own_allow_nothing(decor: Decor):
    sienne = Adhesion.objects.get(membre=decor.gens["administre"])
    etranger = decor.gens["etranger"]
    assert {verbe: bool(regle.test(etranger, sienne)) for verbe, regle in VERBES.items()} == dict.fromkeys(
        VERBES, False
    )


def test_pages_are_kept_by_nobody_but_the_reader(decor: Decor):
    reponse = chez(decor.gens["equipe"]).get(decor.structure.get_absolute_url())
    entetes = ("Cache-Control", "X-Robots-Tag", "Referrer-Policy")
    assert [reponse[nom] for nom in entetes] == ["private, no-store", "noindex", "same-origin"]
