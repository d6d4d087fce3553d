"""Invitations: shown once, for one person or several, replayed, forwarded, expired, revoked, at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comptes import courriels, services
from comptes.erreurs import InvitationPerdue
from comptes.models import Acces, Adhesion, Geste, Invitation, Role, Structure
from tests.comptes.fabrique import (
    AdhesionFactory,
    InvitationFactory,
    StructureFactory,
    UtilisateurFactory,
    chez,
)

pytestmark = pytest.mark.django_db
REJOINDRE = reverse("espace:rejoindre")
DEPART = "0123456789abcdef" * 2
FILS = 6


@pytest.fixture
def chef() -> Adhesion:
    adhesion: Adhesion = AdhesionFactory(administre=True, structure__nom="La Fabrique")
    return adhesion


def inviter(chef: Adhesion, **champs: Any) -> tuple[int, str]:
    """Send the form; return the status and the token shown, if any."""
    envoi = {"depart": DEPART, "role": Role.GOUVERNANCE, **champs}
    reponse = chez(chef.membre).post(reverse("espace:inviter", args=[chef.structure_id]), envoi)
    lien = str(reponse.context["lien"]) if "lien" in (reponse.context or {}) else ""
    return reponse.status_code, lien.rstrip("/").rpartition("/")[2]


def rejoindre(membre: Any, jeton: str) -> Any:
    return chez(membre).post(REJOINDRE, {"jeton": jeton, "first_name": "Claire, trésorière"})


def test_link_is_shown_once_and_lets_one_person_in(chef: Adhesion):
    statut, jeton = inviter(chef)
    assert (statut, jeton in str(list(Invitation.objects.values()))) == (200, False)
    assert jeton not in chez(chef.membre).get(chef.structure.get_absolute_url()).content.decode()
    claire, suivante = UtilisateurFactory(), UtilisateurFactory()
    assert rejoindre(claire, jeton)["Location"] == chef.structure.get_absolute_url()
    adhesion = Adhesion.objects.get(membre=claire)
    assert (adhesion.role, adhesion.administre) == (Role.GOUVERNANCE, False)
    claire.refresh_from_db()
    assert claire.nom_public == "Claire, trésorière"
    assert rejoindre(suivante, jeton).status_code == 410
    assert rejoindre(claire, jeton).status_code == 302
    assert Adhesion.objects.count() == 2


def test_link_for_several_lets_several_in(chef: Adhesion):
    _, jeton = inviter(chef, plusieurs="on")
    statuts = [rejoindre(UtilisateurFactory(), jeton).status_code for _ in range(3)]
    assert (statuts, Invitation.objects.get().servie) == ([302] * 3, 3)


def test_mail_carries_the_link_and_serves_the_invited_address_only(chef: Adhesion):
    statut, jeton = inviter(chef, adresse="Claire@exemple.fr")
    (courriel,) = mail.outbox
    assert (statut, courriel.to) == (200, ["Claire@exemple.fr"])
    assert courriels.adresse_d_invitation(jeton) in courriel.body
    transmis, claire = UtilisateurFactory(), UtilisateurFactory(email="claire@exemple.fr")
    for reponse in (
        rejoindre(transmis, jeton),
        chez(transmis).get(reverse("espace:invitation", args=[jeton])),
    ):
        page = reponse.content.decode()
        assert (reponse.status_code, "laire@exemple" in page, "La Fabrique" in page) == (403, False, False)
    assert rejoindre(claire, jeton).status_code == 302


def test_address_never_proved_opens_no_invitation(chef: Adhesion):
    _, jeton = inviter(chef, adresse="claire@exemple.fr")
    menteuse = UtilisateurFactory(email="claire@exemple.fr", prouvee=False)
    assert rejoindre(menteuse, jeton).status_code == 403
    assert Adhesion.objects.count() == 1


def test_same_form_twice_is_one_invitation_and_one_mail(chef: Adhesion):
    premier, second = (inviter(chef, adresse="claire@exemple.fr") for _ in range(2))
    assert (premier, Invitation.objects.count(), len(mail.outbox)) == (second, 1, 1)


def test_inviting_an_address_again_kills_its_former_link(chef: Adhesion):
    _, ancien = inviter(chef, adresse="claire@exemple.fr")
    _, neuf = inviter(chef, adresse="claire@exemple.fr", depart="f" * 32)
    claire = UtilisateurFactory(email="claire@exemple.fr")
    assert [rejoindre(claire, jeton).status_code for jeton in (ancien, neuf)] == [410, 302]


@pytest.mark.parametrize(
    "champs",
    [
        {"depart": "x"},
        {"role": "roi"},
        {"adresse": "pas une adresse"},
        {"adresse": "a@exemple.fr\nBcc: b@exemple.fr"},
        {"adresse": "a@exemple.fr", "plusieurs": "on"},
    ],
)
def test_bad_invitation_is_refused_in_words(chef: Adhesion, champs: dict[str, str]):
    assert inviter(chef, **champs) == (422, "")
    assert (Invitation.objects.count(), mail.outbox) == (0, [])


def test_member_is_not_invited_again_whatever_the_case(chef: Adhesion):
    AdhesionFactory(structure=chef.structure, membre__email="claire@exemple.fr")
    assert inviter(chef, adresse="CLAIRE@exemple.fr")[0] == 422


def test_account_elsewhere_changes_nothing_to_what_is_said(chef: Adhesion):
    UtilisateurFactory(email="connue@exemple.fr")
    reponses = [
        inviter(chef, adresse=adresse, depart=str(n) * 32)
        for n, adresse in enumerate(("connue@exemple.fr", "inconnue@exemple.fr"))
    ]
    assert [statut for statut, _ in reponses] == [200, 200]


def test_mail_that_does_not_leave_is_said_and_the_link_remains(chef: Adhesion, settings: Any):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    envoi = {"depart": DEPART, "role": Role.EQUIPE, "adresse": "claire@exemple.fr"}
    reponse = chez(chef.membre).post(reverse("espace:inviter", args=[chef.structure_id]), envoi)
    page = reponse.content.decode()
    assert ("Le courriel n’est pas parti" in page, reponse.context["lien"] in page) == (True, True)


@pytest.mark.parametrize(
    ("champs", "statut"),
    [
        ({"expire_le": timezone.now() - timedelta(seconds=1)}, 410),
        ({"revoquee_le": timezone.now()}, 410),
        ({"servie": 1}, 410),
        ({}, 200),
    ],
)
def test_state_of_a_link(champs: dict[str, Any], statut: int):
    invitation = InvitationFactory(structure__nom="La Fabrique", **champs)
    reponse = Client().get(reverse("espace:invitation", args=[invitation.jeton]))
    assert (reponse.status_code, "La Fabrique" in reponse.content.decode()) == (statut, statut == 200)
    if statut != 200:
        assert rejoindre(UtilisateurFactory(), invitation.jeton).status_code == 410
        assert not Adhesion.objects.exists()


def test_revoked_link_opens_nothing_any_more(chef: Adhesion):
    _, jeton = inviter(chef)
    revoquer = reverse("espace:revoquer", args=[chef.structure_id, Invitation.objects.get().pk])
    assert [chez(chef.membre).post(revoquer).status_code for _ in range(2)] == [302, 302]
    assert rejoindre(UtilisateurFactory(), jeton).status_code == 410
    assert Acces.objects.filter(geste=Geste.REVOQUE).count() == 1


def test_guessing_tokens_is_slowed_down():
    adresses = [reverse("espace:invitation", args=[f"{n:064x}"]) for n in range(21)]
    client = Client()
    assert [client.get(adresse).status_code for adresse in adresses] == [404] * 20 + [429]


def test_inviting_without_end_is_slowed_down(chef: Adhesion, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("comptes.views_invitations.INVITATIONS_MAX", 2)
    assert [inviter(chef, depart=f"{n:032x}")[0] for n in range(3)] == [200, 200, 429]
    assert Invitation.objects.count() == 2


def test_too_many_waiting_invitations_are_refused(chef: Adhesion, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(services, "INVITATIONS_EN_COURS_MAX", 2)
    assert [inviter(chef, depart=f"{n:032x}")[0] for n in range(3)] == [200, 200, 422]


def test_link_waits_while_its_holder_signs_in(chef: Adhesion):
    _, jeton = inviter(chef)
    visiteur, claire = Client(), UtilisateurFactory()
    assert visiteur.post(REJOINDRE, {"jeton": jeton})["Location"] == REJOINDRE
    porte = visiteur.get(REJOINDRE)["Location"]
    assert (porte, jeton in str(visiteur.session.items())) == (
        f"{reverse('account_login')}?next={REJOINDRE}",
        False,
    )
    visiteur.force_login(claire, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "Une invitation vous attend" in visiteur.get(reverse("espace:accueil")).content.decode()
    page = visiteur.get(REJOINDRE)
    assert page.context["jeton"] == jeton
    visiteur.post(REJOINDRE, {"jeton": jeton})
    assert Adhesion.objects.filter(membre=claire).exists()
    assert visiteur.get(REJOINDRE)["Location"] == reverse("espace:accueil")


@pytest.mark.django_db(transaction=True)
def test_link_for_one_lets_one_in_when_several_click_at_once():
    invitation = InvitationFactory(structure=StructureFactory())
    gens, depart = [UtilisateurFactory() for _ in range(FILS)], Barrier(FILS)

    def entrer(qui: Any) -> bool:
        depart.wait()
        try:
            services.rejoindre(jeton=invitation.jeton, membre=qui)
        except InvitationPerdue:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(FILS) as fils:
        entres = list(fils.map(entrer, gens))
    assert (sum(entres), Adhesion.objects.count(), Structure.objects.count()) == (1, 1, 1)
