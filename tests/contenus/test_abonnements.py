"""Asking, confirming, leaving: what the reader sees, and what nobody may guess."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contenus import abonnements, envois
from contenus.models import AbonnementActualites, AbonnementSerie
from tests.contenus.courrier import (
    AbonneFactory,
    Boite,
    SerieFactory,
    SuiveurFactory,
    formulaire,
    lien,
    partie,
)

pytestmark = pytest.mark.django_db
ACCUEIL = "/s-abonner/"
ENVOI = {"adresse": "claire@exemple.fr", "frequence": "mensuelle"}


@pytest.fixture
def visiteur() -> Client:
    return Client(enforce_csrf_checks=True)


def relever() -> int:
    """Play the beat: what waits for a mail receives it."""
    return envois.distribuer(maintenant=timezone.now())


def test_digest_is_asked_confirmed_and_left(visiteur: Client, boite: Boite) -> None:
    assert visiteur.post(ACCUEIL, ENVOI).headers["Location"] == "/s-abonner/demande/"
    relever()
    adresse = lien(boite.seul(), "/confirmer/")
    assert visiteur.get(adresse).status_code == 200
    assert AbonnementActualites.objects.get().confirme_le is None
    page = visiteur.post(adresse, follow=True)
    assert "une fois par mois" in page.content.decode()
    abonnement = AbonnementActualites.objects.get()
    assert abonnement.confirme_le is not None
    assert visiteur.get(reverse("abonnements:quitter", args=[abonnement.jeton])).status_code == 200
    assert AbonnementActualites.objects.count() == 1
    assert visiteur.post(reverse("abonnements:quitter", args=[abonnement.jeton])).status_code == 200
    assert AbonnementActualites.objects.count() == 0
    assert not visiteur.cookies


def test_known_address_sees_the_same_page_and_learns_by_mail(visiteur: Client, boite: Boite) -> None:
    ancien = AbonneFactory(adresse="Claire@Exemple.fr", ecrit_le=timezone.now() - timedelta(days=1))
    pages = [
        visiteur.post(ACCUEIL, {**ENVOI, "adresse": a}, follow=True) for a in ("claire@exemple.fr", "n@e.fr")
    ]
    assert pages[0].content == pages[1].content
    relever()
    au_connu, au_nouveau = sorted(boite.recus, key=lambda recu: recu["To"])
    assert "elle reçoit déjà nos actualités (une fois par semaine)" in partie(au_connu)
    assert lien(au_connu, "/quitter/") == reverse("abonnements:quitter", args=[ancien.jeton])
    assert lien(au_nouveau, "/confirmer/")
    ancien.refresh_from_db()
    assert ancien.frequence == "hebdomadaire"
    assert visiteur.get(lien(au_connu, f"{ancien.jeton}/")).status_code == 200


@pytest.mark.parametrize(
    "adresse",
    ["", "claire", "claire@exemple.fr\nBcc: tous@exemple.fr", "a\x00@exemple.fr", f"{'a' * 300}@e.fr"],
)
def test_bad_address_is_refused_and_given_back(visiteur: Client, adresse: str) -> None:
    reponse = visiteur.post(ACCUEIL, {"adresse": adresse, "frequence": "mensuelle"})
    assert (reponse.status_code, reponse.content.decode().count('aria-invalid="true"')) == (422, 1)
    assert formulaire(reponse, ACCUEIL)["frequence"] == "mensuelle"
    assert AbonnementActualites.objects.count() == 0


@pytest.mark.parametrize("frequence", ["", "horaire"])
def test_unknown_pace_is_refused(visiteur: Client, frequence: str) -> None:
    reponse = visiteur.post(ACCUEIL, {**ENVOI, "frequence": frequence})
    assert reponse.status_code == 422
    assert 'value="claire@exemple.fr"' in reponse.content.decode()


def test_form_sent_by_another_site_is_refused(visiteur: Client) -> None:
    assert visiteur.post(ACCUEIL, ENVOI, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert AbonnementActualites.objects.count() == 0


def test_twenty_first_request_of_an_hour_waits_and_keeps_what_was_typed(visiteur: Client) -> None:
    envois_faits = {visiteur.post(ACCUEIL, {**ENVOI, "adresse": f"a{i}@e.fr"}).status_code for i in range(20)}
    reponse = visiteur.post(ACCUEIL, ENVOI)
    assert (envois_faits, reponse.status_code) == ({302}, 429)
    assert 0 < int(reponse.headers["Retry-After"]) <= 3600
    assert 'value="claire@exemple.fr"' in reponse.content.decode()


def test_address_asked_again_and_again_gets_one_mail(visiteur: Client, boite: Boite) -> None:
    for frequence in ("quotidienne", "mensuelle", "hebdomadaire"):
        visiteur.post(ACCUEIL, {**ENVOI, "frequence": frequence})
        relever()
    assert len(boite.recus) == 1
    assert AbonnementActualites.objects.get().frequence == "hebdomadaire"
    AbonnementActualites.objects.update(ecrit_le=timezone.now() - timedelta(minutes=11))
    visiteur.post(ACCUEIL, ENVOI)
    relever()
    assert len(boite.recus) == 2


@pytest.mark.django_db(transaction=True)
def test_same_address_asked_by_eight_at_once_is_one_row() -> None:
    depart = Barrier(8)

    def demander(rang: int) -> None:
        depart.wait(30)
        try:
            abonnements.demander_actualites(
                adresse=f"{'Cc'[rang % 2]}laire@exemple.fr", frequence="mensuelle"
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as fils:
        list(fils.map(demander, range(8)))
    assert AbonnementActualites.objects.count() == 1


def test_mailbox_leaves_in_one_click_as_often_as_it_likes(visiteur: Client) -> None:
    """RFC 8058: no cookie, no redirection, from anywhere; a link used before says the same thing."""
    adresse = reverse("abonnements:quitter", args=[AbonneFactory().jeton])
    corps = {"List-Unsubscribe": "One-Click"}
    ailleurs = {"Sec-Fetch-Site": "cross-site", "Origin": "https://messagerie.exemple"}
    reponses = [visiteur.post(adresse, corps, headers=ailleurs) for _ in range(2)]
    assert [(r.status_code, r.content == reponses[0].content) for r in reponses] == [(200, True)] * 2
    assert visiteur.get(adresse).content == reponses[0].content
    assert AbonnementActualites.objects.count() == 0


@pytest.mark.parametrize("jeton", ["x", "é" * 32, "a" * 31, "a%00" * 8, "a" * 5000])
@pytest.mark.parametrize("page", ["", "confirmer/", "quitter/"])
def test_what_is_no_secret_is_not_found(visiteur: Client, jeton: str, page: str) -> None:
    assert visiteur.get(f"/s-abonner/{jeton}/{page}").status_code == 404


@pytest.mark.parametrize(("page", "statut"), [("", 404), ("confirmer/", 404), ("quitter/", 200)])
def test_secret_that_expired_says_what_to_do(visiteur: Client, page: str, statut: int) -> None:
    reponse = visiteur.get(f"/s-abonner/{'a' * 32}/{page}")
    assert (reponse.status_code, reponse.headers["X-Robots-Tag"]) == (statut, "noindex")
    assert f'href="{ACCUEIL}"' in reponse.content.decode()


def test_confirming_twice_confirms_once(visiteur: Client) -> None:
    abonnement = AbonneFactory(confirme_le=None)
    adresse = reverse("abonnements:confirmer", args=[abonnement.jeton])
    visiteur.post(adresse)
    premier = AbonnementActualites.objects.get().confirme_le
    assert visiteur.post(adresse).status_code == 302
    assert visiteur.get(adresse).status_code == 302
    assert AbonnementActualites.objects.get().confirme_le == premier


def test_settings_wait_for_the_confirmation(visiteur: Client) -> None:
    abonnement = AbonneFactory(confirme_le=None)
    reponse = visiteur.get(reverse("abonnements:reglages", args=[abonnement.jeton]))
    assert reponse.headers["Location"] == reverse("abonnements:confirmer", args=[abonnement.jeton])


def test_pace_is_changed_from_the_link(visiteur: Client) -> None:
    abonnement = AbonneFactory()
    adresse = reverse("abonnements:reglages", args=[abonnement.jeton])
    assert visiteur.post(adresse, {"frequence": "horaire"}).status_code == 422
    assert visiteur.post(adresse, {"frequence": "quotidienne"}).status_code == 302
    assert AbonnementActualites.objects.get().frequence == "quotidienne"


def test_series_is_asked_and_confirmed(visiteur: Client, boite: Boite) -> None:
    serie = SerieFactory(longueur=3, cle="convaincre")
    assert visiteur.post("/s-abonner/series/convaincre/", {"adresse": "a@exemple.fr"}).status_code == 302
    relever()
    adresse = lien(boite.seul(), "/confirmer/")
    visiteur.post(adresse)
    relever()
    premier = boite.recus[1]
    assert premier["Subject"] == "Vingt et un jours, jour 1\u00a0: Idée 1"
    assert AbonnementSerie.objects.get().rang == 1
    page = visiteur.get(lien(premier, f"{AbonnementSerie.objects.get().jeton}/"))
    assert f'href="{serie.get_absolute_url()}"' in page.content.decode()


def test_two_series_are_two_subscriptions(visiteur: Client) -> None:
    for cle in ("une", "deux"):
        SerieFactory(cle=cle)
        for _ in range(2):
            visiteur.post(f"/s-abonner/series/{cle}/", {"adresse": "a@exemple.fr"})
    assert AbonnementSerie.objects.count() == 2


@pytest.mark.parametrize("nombre", [1, 3])
def test_series_page_is_a_reading_list_with_provenance(
    visiteur: Client, nombre: int, django_assert_num_queries
) -> None:
    SerieFactory(cle="convaincre", longueur=nombre)
    with django_assert_num_queries(2):
        page = visiteur.get("/s-abonner/series/convaincre/").content.decode()
    assert page.count("Le RAMEAU, 2019") == nombre
    assert page.count('<article class="message"') == nombre


def test_series_page_keeps_scripts_out(visiteur: Client) -> None:
    serie = SerieFactory(cle="s", longueur=1, titre="<i>x</i>", description="<script>1</script>bon")
    serie.messages.update(texte='<p onclick="x">bon</p><iframe src="x"></iframe>')
    page = visiteur.get("/s-abonner/series/s/").content.decode()
    assert [page.count(m) for m in ("<script>1", "onclick", "<iframe", "<i>x</i>")] == [0, 0, 0, 0]


@pytest.mark.parametrize("cle", ["inconnue", "a" * 300])
def test_unknown_series_is_not_found(visiteur: Client, cle: str) -> None:
    assert visiteur.get(f"/s-abonner/series/{cle}/").status_code == 404


@pytest.mark.parametrize("nombre", [1, 3])
def test_front_page_lists_series(visiteur: Client, nombre: int, django_assert_num_queries) -> None:
    SerieFactory.create_batch(nombre, longueur=2)
    with django_assert_num_queries(1):
        page = visiteur.get(ACCUEIL).content.decode()
    assert page.count("Un message par jour · 2 messages") == nombre


def test_purge_erases_what_was_never_confirmed_and_what_was_read() -> None:
    maintenant = timezone.now()
    semaine = maintenant - timedelta(days=7, minutes=1)
    AbonneFactory(confirme_le=None, demande_le=semaine)
    AbonneFactory(confirme_le=None, demande_le=maintenant - timedelta(days=6))
    AbonneFactory(demande_le=semaine)
    serie = SerieFactory(longueur=3)
    SuiveurFactory(serie=serie, confirme_le=None, demande_le=semaine)
    mois = maintenant - timedelta(days=31)
    SuiveurFactory(serie=serie, rang=3, envoye_le=mois)
    garde = SuiveurFactory(serie=serie, rang=2, envoye_le=mois)
    assert abonnements.purger_abonnements(maintenant=maintenant) == 3
    assert AbonnementActualites.objects.count() == 2
    assert list(AbonnementSerie.objects.all()) == [garde]
