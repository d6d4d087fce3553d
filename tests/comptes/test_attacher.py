"""A work begun without an account is kept afterwards: nothing moves, nothing is lost, no code leaks."""

import logging
import re

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.urls import reverse

from comptes import cles, coffre
from comptes.erreurs import ErreurMetier
from comptes.models import Acces, Geste, Rattachement, Role
from comptes.travaux import trouver
from diagnostic.models import Diagnostic
from parcours.services import commencer
from tests.comptes.fabrique import AdhesionFactory, UtilisateurFactory, chez, garder, travail
from tests.diagnostic.factories import DiagnosticFactory

pytestmark = pytest.mark.django_db
ATTACHER = reverse("espace:attacher")


def contenu(diagnostic: Diagnostic) -> list[tuple[str, str, str]]:
    return sorted(diagnostic.reponses.values_list("critere", "choix", "commentaire"))


def test_anonymous_diagnostic_waits_for_the_sign_in_then_is_kept_whole():
    diagnostic = DiagnosticFactory(nom="La Fabrique", choix={"A1": "2"}, commentaires={"A1": "Parce que."})
    avant, visiteur, moi = contenu(diagnostic), Client(), UtilisateurFactory()
    reponse = visiteur.post(ATTACHER, {"code": diagnostic.code}, headers={"sec-fetch-site": "same-origin"})
    assert reponse["Location"] == ATTACHER
    assert visiteur.get(ATTACHER)["Location"] == f"{reverse('account_login')}?next={ATTACHER}"
    visiteur.force_login(moi, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "La Fabrique" in visiteur.get(ATTACHER).content.decode()
    assert visiteur.post(reverse("espace:garder"), {"ou": "moi"})["Location"] == reverse("espace:accueil")
    (travail_garde,) = cles.lire(moi.rattachements.all())
    ouvert = visiteur.post(reverse("espace:ouvrir", args=[travail_garde.rattachement.pk]))
    assert ouvert["Location"] == reverse("diagnostic:sommaire", args=[diagnostic.code])
    assert (contenu(diagnostic), diagnostic.nom) == (avant, "La Fabrique")
    assert cles.EN_ATTENTE not in visiteur.session


@pytest.mark.parametrize("demande", ["account_request_login_code", "account_signup"])
def test_code_survives_a_real_sign_in_and_the_birth_of_an_account(demande: str):
    client, diagnostic = Client(), DiagnosticFactory(nom="La Fabrique")
    adresse = "neuve@exemple.fr" if demande == "account_signup" else UtilisateurFactory().email
    client.post(ATTACHER, {"code": diagnostic.code})
    suite = client.post(reverse(demande), {"email": adresse, "next": ATTACHER})["Location"]
    (code,) = re.findall(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", mail.outbox[0].body, re.MULTILINE)
    assert client.post(suite, {"code": code})["Location"] == ATTACHER
    assert [t.code for t in client.get(ATTACHER).context["attente"]] == [diagnostic.code]


def test_code_is_written_nowhere_on_its_way(caplog: pytest.LogCaptureFixture):
    diagnostic, client = DiagnosticFactory(), Client()
    with caplog.at_level(logging.DEBUG):
        reponse = client.post(ATTACHER, {"code": diagnostic.code})
        porte = client.get(reponse["Location"], follow=True)
    code = diagnostic.code
    assert code not in caplog.text
    assert code not in f"{reponse.headers}{reponse.cookies}{porte.redirect_chain}{porte.content.decode()}"
    assert code not in str(Session.objects.get().get_decoded())
    moi = UtilisateurFactory()
    cles.attacher(trouve=trouver(code), par=moi)
    assert code not in str(list(Rattachement.objects.values()))
    assert code not in chez(moi).get(reverse("espace:accueil")).content.decode()


def test_another_site_cannot_slip_a_work_in():
    reponse = Client().post(
        ATTACHER, {"code": DiagnosticFactory().code}, headers={"sec-fetch-site": "cross-site"}
    )
    assert (reponse.status_code, Session.objects.count()) == (403, 0)


def test_code_or_address_of_any_kind_is_understood():
    diagnostic, (_, cahier) = DiagnosticFactory(), commencer()
    saisies = {
        diagnostic.code.lower().replace("-", " "): "diagnostic",
        f"https://exemple.fr/diagnostic/{diagnostic.code}/restitution/": "diagnostic",
        cahier: "cahier",
        f"/cahier/{cahier}/outils/": "cahier",
    }
    assert {saisie: trouver(saisie).genre.cle for saisie in saisies} == saisies


@pytest.mark.parametrize("saisie", ["", "ABCD-EFGH-JKMN-PQRS", "n’importe quoi", "\0", "é" * 300])
def test_code_that_opens_nothing(saisie: str):
    reponse = Client().post(ATTACHER, {"code": saisie})
    assert (reponse.status_code, reponse.cookies) == (404, {})


def test_wrong_codes_are_counted_with_those_of_every_door():
    client = Client()
    statuts = [client.post(ATTACHER, {"code": "ABCD-EFGH-JKMN-PQRS"}).status_code for _ in range(11)]
    assert statuts == [404] * 10 + [429]
    assert client.post(reverse("diagnostic:reprendre"), {"code": "rien"}).status_code == 429


def test_twice_keeps_one_key_and_two_kinds_wait_together():
    moi, un = UtilisateurFactory(), DiagnosticFactory()
    client, (_, cahier) = chez(moi), commencer()
    for code in (un.code, un.code, cahier):
        client.post(ATTACHER, {"code": code})
    client.post(reverse("espace:garder"), {"ou": "moi"})
    client.post(ATTACHER, {"code": un.code})
    client.post(reverse("espace:garder"), {"ou": "moi"})
    assert sorted(moi.rattachements.values_list("genre", flat=True)) == ["cahier", "diagnostic"]


def test_work_shared_with_a_structure_opens_for_its_members_and_is_written_down():
    adhesion = AdhesionFactory()
    autre = AdhesionFactory(structure=adhesion.structure)
    rattachement = garder(adhesion.membre, adhesion.structure, nom="Notre maison")
    reponse = chez(autre.membre).post(reverse("espace:ouvrir", args=[rattachement.pk]))
    assert reponse["Location"].startswith("/diagnostic/")
    gestes = Acces.objects.order_by("pk").values_list("geste", "par", "objet")
    assert list(gestes) == [
        (Geste.ATTACHE, adhesion.membre_id, "Notre maison"),
        (Geste.OUVERT, autre.membre_id, "Notre maison"),
    ]


def test_partner_reads_names_and_no_code():
    partenaire = AdhesionFactory(role=Role.PARTENAIRE)
    rattachement = garder(UtilisateurFactory(), partenaire.structure, nom="Notre maison")
    page = chez(partenaire.membre).get(partenaire.structure.get_absolute_url()).content.decode()
    assert ("Notre maison" in page, rattachement.code in page, "/ouvrir/" in page) == (True, False, False)


def test_nobody_keeps_a_work_in_a_structure_where_they_may_not():
    partenaire, ailleurs = AdhesionFactory(role=Role.PARTENAIRE), AdhesionFactory()
    client = chez(partenaire.membre)
    client.post(ATTACHER, {"code": DiagnosticFactory().code})
    for structure in (partenaire.structure_id, ailleurs.structure_id):
        assert client.post(reverse("espace:garder"), {"ou": structure}).status_code == 422
    sien = garder(partenaire.membre)
    client.post(reverse("espace:partager", args=[sien.pk]), {"ou": ailleurs.structure_id})
    assert Rattachement.objects.exclude(structure=None).count() == 0


def test_taking_a_key_back_leaves_the_work():
    adhesion = AdhesionFactory()
    rattachement = garder(adhesion.membre, adhesion.structure)
    code = rattachement.code
    chez(adhesion.membre).post(reverse("espace:retirer", args=[rattachement.pk]))
    assert (Rattachement.objects.count(), trouver(code) is not None) == (0, True)


def test_new_address_shuts_the_former_out_and_structures_follow():
    chef, ami = AdhesionFactory(administre=True), UtilisateurFactory()
    trouve = travail(nom="Notre maison", choix={"A1": "2"})
    commune = cles.attacher(trouve=trouve, par=chef.membre, structure=chef.structure)
    sienne, amie = (cles.attacher(trouve=trouve, par=qui) for qui in (chef.membre, ami))
    chez(chef.membre).post(reverse("espace:renouveler", args=[commune.pk]))
    vivants = {t.rattachement.pk: t.vivant for t in cles.lire(Rattachement.objects.all())}
    assert vivants == {commune.pk: True, sienne.pk: True, amie.pk: False}
    assert trouver(trouve.code) is None
    assert Client().get(trouve.genre.adresse(trouve.code)).status_code == 404
    assert contenu(Diagnostic.objects.get()) == [("A1", "2", "")]
    assert "Retirer de la liste" in chez(ami).get(reverse("espace:accueil")).content.decode()


def test_former_key_of_the_server_still_opens_and_goes(settings):
    moi = UtilisateurFactory()
    code = garder(moi).code
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "la suivante", [settings.SECRET_KEY]
    assert (Rattachement.objects.get().code, cles.resceller()) == (code, 0)
    settings.SECRET_KEY_FALLBACKS = []
    assert Rattachement.objects.get().code == code
    settings.SECRET_KEY = "une clé perdue"
    assert (Rattachement.objects.get().code, cles.resceller()) == ("", 1)
    assert "ou son adresse a changé" in chez(moi).get(reverse("espace:accueil")).content.decode()


def test_seal_tells_nothing_and_refuses_what_was_altered():
    un, deux = coffre.sceller("7KMQ"), coffre.sceller("7KMQ")
    assert (un == deux, "7KMQ" in un, coffre.ouvrir(un)) == (False, False, "7KMQ")
    for faux in ("", "x", un[:-4] + "AAAA"):
        with pytest.raises(coffre.CoffreFerme):
            coffre.ouvrir(faux)


@pytest.mark.parametrize("nombre", [1, 3])
def test_space_costs_the_same_with_one_work_or_three(nombre: int, django_assert_num_queries):
    moi = UtilisateurFactory(first_name="Claire")
    for _ in range(nombre):
        AdhesionFactory(membre=moi)
        garder(moi)
        _, code = commencer()
        cles.attacher(trouve=trouver(code), par=moi)
    client = chez(moi)
    with django_assert_num_queries(9):
        assert client.get(reverse("espace:accueil")).status_code == 200


@pytest.mark.parametrize("nombre", [1, 3])
def test_structure_costs_the_same_with_one_member_or_three(nombre: int, django_assert_num_queries):
    chef = AdhesionFactory(administre=True)
    for _ in range(nombre):
        autre = AdhesionFactory(structure=chef.structure)
        garder(autre.membre, chef.structure)
    client = chez(chef.membre)
    with django_assert_num_queries(12):
        assert client.get(chef.structure.get_absolute_url()).status_code == 200
    with django_assert_num_queries(8):
        assert client.get(reverse("espace:journal", args=[chef.structure_id])).status_code == 200


def test_page_of_a_work_leaves_no_cookie_even_to_whoever_is_signed_in():
    client, code = chez(UtilisateurFactory()), DiagnosticFactory().code
    page = client.get(reverse("diagnostic:sommaire", args=[code]))
    assert ("Garder dans mon espace" in page.content.decode(), page.cookies) == (True, {})
    _, cahier = commencer()
    assert ATTACHER in client.get(reverse("parcours:sommaire", args=[cahier])).content.decode()


def test_two_who_change_one_address_at_once_are_told():
    chef = AdhesionFactory(administre=True)
    commune = garder(chef.membre, chef.structure)
    (ancien,) = cles.lire([commune])
    cles.renouveler(travail=ancien, par=chef.membre)
    with pytest.raises(ErreurMetier, match="vient de changer"):
        cles.renouveler(travail=ancien, par=chef.membre)
    (neuf,) = cles.lire(Rattachement.objects.all())
    assert neuf.vivant
