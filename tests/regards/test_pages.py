"""The pages as their visitors live them, without JavaScript."""

from typing import Any

import lxml.html
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from diagnostic.models import Diagnostic, Referentiel
from kits.models import Rendu
from regards import services
from regards.acces import Invitation
from regards.models import Campagne, Participation
from tests.diagnostic.aides import lisible
from tests.diagnostic.factories import DiagnosticFactory
from tests.regards.factories import CampagneFactory, close, participer, repondants

SIX = ("gouvernance", "gouvernance", "gouvernance", "equipe", "equipe", "partenaire")
JETON = "0123456789abcdef" * 2


def page(nom: str, code: str) -> str:
    return reverse(f"regards:{nom}", args=[code])


def lire(client: Client, adresse: str) -> str:
    reponse = client.get(adresse, follow=True)
    assert reponse.status_code == 200
    return lisible(reponse.content.decode())


def test_start_opens_its_own_page_once(client: Client, referentiel: Referentiel) -> None:
    accueil = client.get(reverse("regards:accueil"))
    envoi = {champ: accueil.context[champ] for champ in ("jusqu_au", "depart")} | {"nom": "L’Échappée"}
    reponses = [client.post(reverse("regards:commencer"), envoi, follow=True) for _ in range(2)]
    assert [r.status_code for r in reponses] == [200, 200]
    assert reponses[0].redirect_chain == reponses[1].redirect_chain
    assert (Campagne.objects.get().nom, Campagne.objects.get().formule) == ("L’Échappée", "courte")


@pytest.mark.parametrize("jour", ["", "demain", "2020-01-01", "2099-01-01"])
def test_start_refused_gives_back_what_was_typed(jour: str, client: Client, referentiel: Referentiel) -> None:
    envoi = {"nom": "L’Échappée", "jusqu_au": jour, "formule": "complete"}
    reponse = client.post(reverse("regards:commencer"), envoi)
    assert (reponse.status_code, Campagne.objects.count()) == (422, 0)
    assert (reponse.context["nom"], reponse.context["complete"]) == ("L’Échappée", True)


def test_home_without_a_grid_says_to_come_back(client: Client, db: None) -> None:
    assert client.get(reverse("regards:accueil")).status_code == 503


def test_respondent_joins_once_and_is_told_so(client: Client, campagne: Campagne) -> None:
    invitation = client.get(page("repondre", campagne.jeton))
    envoi = {"regard": "equipe", "depart": invitation.context["depart"]}
    sommaires = {client.post(page("repondre", campagne.jeton), envoi)["Location"] for _ in range(2)}
    [sommaire] = sommaires
    participation = Participation.objects.get()
    assert (participation.regard, participation.diagnostic.nom) == ("equipe", campagne.nom)
    for adresse in (sommaire, f"{sommaire}restitution/"):
        assert "Vous répondez à un regard croisé sur L’Échappée" in lire(client, adresse)
    code = sommaire.split("/")[2]
    assert "Me retirer" in lire(client, page("ma_reponse", code))
    client.post(page("changer_de_regard", code), {"regard": "partenaire"})
    assert Participation.objects.get().regard == "partenaire"
    assert client.post(page("changer_de_regard", code), {"regard": "voisin"}).status_code == 422
    assert "Vous retirer" in lire(client, page("retirer", code))
    assert client.post(page("retirer", code))["Location"] == sommaire
    assert "regard croisé" not in lire(client, sommaire)
    assert client.get(page("ma_reponse", code)).status_code == 404


@pytest.mark.parametrize("porte", ["diagnostic", "parcours", "regards", "reperes"])
def test_code_of_something_else_is_shown_every_door(
    porte: str, client: Client, referentiel: Referentiel
) -> None:
    reponse = client.post(reverse(f"{porte}:reprendre"), {"code": "7KMQ-2XWD-9FHP-4TRN"})
    page = lxml.html.fromstring(reponse.content).get_element_by_id("contenu")
    assert reponse.status_code == 404
    assert [lien.get("href") for lien in page.iter("a")] == ["/diagnostic/", "/cahier/", "/regards/"]


def test_invitation_says_the_rule_before_one_answers(client: Client, campagne: Campagne) -> None:
    texte = lire(client, page("repondre", campagne.jeton))
    for phrase in (
        "Votre regard sur L’Échappée",
        "groupes d’au moins 3 personnes",
        "Quand tout le monde répond pareil, on sait ce que chacun a répondu.",
        "À trois, chacun connaît sa réponse et peut donc deviner quelque chose des deux autres.",
    ):
        assert phrase in texte


@pytest.mark.parametrize(
    ("envoi", "phrase"),
    [
        ({}, "Choisissez de quelle place"),
        ({"regard": "voisin"}, "Choisissez de quelle place"),
        ({"regard": "equipe", "ancien": "7KMQ-2XWD-9FHP-4TRN"}, "n’ouvre aucun diagnostic"),
        ({"regard": "equipe", "ancien": "n’importe quoi"}, "n’ouvre aucun diagnostic"),
    ],
)
def test_bad_answer_starts_nothing(
    envoi: dict[str, str], phrase: str, client: Client, campagne: Campagne
) -> None:
    reponse = client.post(page("repondre", campagne.jeton), envoi)
    assert reponse.status_code == 422
    assert phrase in lisible(reponse.content.decode())
    assert not Diagnostic.objects.exists()


def test_last_years_code_brings_its_choices(client: Client, campagne: Campagne) -> None:
    ancien = DiagnosticFactory(choix={"A1": "2", "C4": "nsp"})
    client.post(page("repondre", campagne.jeton), {"regard": "equipe", "ancien": ancien.code.lower()})
    nouveau = Participation.objects.get().diagnostic
    assert dict(nouveau.reponses.values_list("critere", "choix")) == {"A1": "2", "C4": "nsp"}


def test_guessing_last_years_codes_is_slowed_down(client: Client, campagne: Campagne) -> None:
    envoi = {"regard": "equipe", "ancien": "7KMQ-2XWD-9FHP-4TRN"}
    statuts = [client.post(page("repondre", campagne.jeton), envoi).status_code for _ in range(11)]
    assert statuts == [422] * 10 + [429]


@pytest.mark.parametrize("nom", ["campagne", "resultats", "clore", "effacer", "reconduire", "repondre"])
@pytest.mark.parametrize("code", ["7KMQ-2XWD-9FHP-4TRN", "7KMQ-2XWD-9FHP", "x", "7KMQ"])
def test_forged_code_opens_nothing(*, nom: str, code: str, client: Client, db: None) -> None:
    assert client.get(page(nom, code)).status_code == 404


def test_guessing_codes_is_slowed_down_whatever_the_door(client: Client, db: None) -> None:
    portes = ("campagne", "repondre", "resultats", "ma_reponse")
    statuts = [client.get(page(portes[n % 4], "7KMQ-2XWD-9FHP")).status_code for n in range(11)]
    assert statuts == [404] * 10 + [429]


def test_link_of_one_door_does_not_open_another(client: Client, campagne: Campagne) -> None:
    assert client.get(page("campagne", campagne.jeton)).status_code == 404
    assert client.get(page("repondre", campagne.code)).status_code == 404
    assert client.get(page("ma_reponse", campagne.code)).status_code == 404


def test_expired_or_closed_link_says_so(client: Client, campagne: Campagne) -> None:
    client.post(page("lien", campagne.code), {"lien": "fermer"})
    assert "Ce lien a été fermé" in lire(client, page("repondre", campagne.jeton))
    refus = client.post(page("repondre", campagne.jeton), {"regard": "equipe"})
    client.post(page("lien", campagne.code), {"lien": "ouvrir"})
    close(campagne)
    assert "Cette campagne est close" in lire(client, page("repondre", campagne.jeton))
    tard = client.post(page("repondre", campagne.jeton), {"regard": "equipe"})
    assert (refus.status_code, tard.status_code) == (422, 422)
    assert not Diagnostic.objects.exists()


def test_one_form_opens_whatever_its_code_opens(client: Client, campagne: Campagne) -> None:
    participation = participer(campagne)
    couples = [
        (campagne.jeton, page("repondre", campagne.jeton)),
        (campagne.code.replace("-", " ").lower(), page("campagne", campagne.code)),
        (participation.diagnostic.code, page("ma_reponse", participation.diagnostic.code)),
    ]
    for saisie, attendue in couples:
        assert client.post(reverse("regards:reprendre"), {"code": saisie})["Location"] == attendue
    assert client.post(reverse("regards:reprendre"), {"code": "rien"}).status_code == 404


def test_progress_shows_counts_and_no_answer(client: Client, campagne: Campagne) -> None:
    repondants(campagne, *SIX)
    participer(campagne, "partenaire", choix={"A1": "3"}, commentaires={"A1": "Mon secret"})
    participer(campagne, "dirigeant")
    reponse = client.get(page("campagne", campagne.code))
    etat = reponse.context["avancee"]
    assert (etat.inscrits, etat.finis, etat.en_cours, etat.pas_commence) == (8, 6, 1, 1)
    assert list(etat.par_regard.values()) == [3, 2, 1, 0, 2]
    assert "Mon secret" not in reponse.content.decode()


def test_closing_is_confirmed_and_kindly_refused_under_three(client: Client, campagne: Campagne) -> None:
    repondants(campagne, *SIX[:2])
    assert "Encore 1 réponse, et il y aura un résultat" in lire(client, page("clore", campagne.code))
    assert client.post(page("clore", campagne.code)).status_code == 422
    client.post(page("clore", campagne.code), {"sans-resultat": "oui"})
    assert "Close, sans résultat" in lire(client, page("resultats", campagne.code))
    client.post(page("date", campagne.code), {"jusqu_au": campagne.jusqu_au.isoformat()})
    repondants(campagne, "equipe")
    assert "Clore la campagne ?" in lire(client, page("clore", campagne.code))
    reponse = client.post(page("clore", campagne.code))
    assert reponse["Location"] == page("resultats", campagne.code)
    assert Campagne.objects.get().resultat


def test_everybody_who_answered_reads_the_same_result(client: Client, campagne: Campagne) -> None:
    personnes = repondants(campagne, *SIX)
    assert "Les résultats viendront" in lire(client, page("resultats", campagne.code))
    close(campagne)
    organise = lire(client, page("resultats", campagne.code))
    mienne = lire(client, page("ma_reponse", personnes[4].diagnostic.code))
    debut, fin = '<section id="points"', '<section id="suite"'
    assert organise.split(debut)[1].split(fin)[0] == mienne.split(debut)[1].split(fin)[0]
    assert "Équipe et partenaire" in mienne
    sommaire = lire(client, reverse("diagnostic:sommaire", args=[personnes[0].diagnostic.code]))
    assert "a pris part à un regard croisé" in sommaire


@pytest.mark.parametrize("format", ["pdf", "docx"])
def test_agenda_is_asked_by_organiser_and_respondent(
    *, format: str, client: Client, campagne: Campagne
) -> None:
    personnes = repondants(campagne, *SIX)
    assert client.post(page("documents", campagne.code), {"format": format}).status_code == 400
    close(campagne)
    for adresse in (
        page("documents", campagne.code),
        page("mes_documents", personnes[0].diagnostic.code),
    ):
        assert client.post(adresse, {"format": format})["Location"] == Rendu.objects.get().get_absolute_url()
    assert client.post(page("documents", campagne.code), {"format": "odt"}).status_code == 400


def test_sheet_of_codes_is_made_once_and_its_codes_open(client: Client, campagne: Campagne) -> None:
    depart = client.get(page("campagne", campagne.code)).context["depart"]
    for _ in range(2):
        client.post(page("codes", campagne.code), {"nombre": "5", "depart": depart})
    rendu = Rendu.objects.get()
    assert campagne.places.count() == 5
    [_, *figures] = rendu.document["sections"][0]["blocs"]
    code = figures[0]["alternative"].split(": ")[1].split("\u00a0;")[0].strip()
    assert "Votre regard sur" in lire(client, page("repondre", code))
    services.rejoindre(invitation=Invitation(campagne, campagne.places.order_by("pk")[0]), regard="equipe")
    for nombre in ("0", "61", "x"):
        refus = client.post(page("codes", campagne.code), {"nombre": nombre, "depart": depart})
        assert refus.status_code == 422


def test_next_campaign_is_compared_with_the_former(client: Client, campagne: Campagne) -> None:
    repondants(campagne, *SIX, niveaux="0303")
    close(campagne)
    assert "Ce sera possible à partir du" in lire(client, page("reconduire", campagne.code))
    Campagne.objects.update(close_le=timezone.now() - Campagne.RECUL)
    formulaire = client.get(page("reconduire", campagne.code)).context
    envoi = {champ: formulaire[champ] for champ in ("depart", "nom", "jusqu_au")}
    assert client.post(page("reconduire", campagne.code), envoi).status_code == 302
    suivante = Campagne.objects.get(precedente=campagne)
    repondants(suivante, *SIX, niveaux="1")
    suivante.code = client.post(page("reconduire", campagne.code), envoi)["Location"].split("/")[2]
    texte = lire(client, page("resultats", close_avec_code(suivante)))
    assert "Nous nous sommes rapprochés" in texte
    assert "Pas de désaccord" in texte
    services.effacer(campagne=campagne)
    assert "Nous nous sommes rapprochés" not in lire(client, page("resultats", suivante.code))


def close_avec_code(campagne: Campagne) -> str:
    services.cloturer(campagne=campagne)
    code: str = campagne.code  # type: ignore[attr-defined]
    return code


def test_erasing_asks_once(client: Client, campagne: Campagne) -> None:
    repondants(campagne, *SIX)
    assert "Effacer cette campagne ?" in lire(client, page("effacer", campagne.code))
    assert "C’est effacé" in client.post(page("effacer", campagne.code)).content.decode()
    assert (Campagne.objects.count(), Diagnostic.objects.count()) == (0, 6)
    assert client.get(page("campagne", campagne.code)).status_code == 404


@pytest.mark.parametrize("nom", ["campagne", "clore", "effacer", "reconduire", "resultats"])
@pytest.mark.parametrize("etat", ["ouverte", "close", "sans résultat", "échue"])
def test_organiser_pages_open_in_every_state(
    *, nom: str, etat: str, client: Client, referentiel: Any
) -> None:
    jour = {"jusqu_au": "2020-01-01"} if etat == "échue" else {}
    campagne = CampagneFactory(nom="", **jour)
    personnes = repondants(campagne, *SIX[: 2 if etat == "sans résultat" else 6])
    if etat in ("close", "sans résultat"):
        close(campagne)
    lire(client, page(nom, campagne.code))
    lire(client, page("ma_reponse", personnes[0].diagnostic.code))
    lire(client, page("repondre", campagne.jeton))


@pytest.mark.parametrize("nombre", [3, 9])
@pytest.mark.parametrize(("nom", "requetes"), [("campagne", 4), ("clore", 2), ("resultats", 1)])
def test_page_costs_the_same_whoever_joined(
    *,
    nom: str,
    requetes: int,
    nombre: int,
    client: Client,
    campagne: Campagne,
    django_assert_num_queries: Any,
) -> None:
    repondants(campagne, *(SIX * 2)[:nombre])
    if nom == "resultats":
        close(campagne)
    with django_assert_num_queries(requetes):
        assert client.get(page(nom, campagne.code)).status_code == 200


def test_respondents_page_costs_two_queries(
    client: Client, campagne: Campagne, django_assert_num_queries: Any
) -> None:
    code = repondants(campagne, *SIX)[0].diagnostic.code
    for fermer in (False, True):
        if fermer:
            close(campagne)
        with django_assert_num_queries(2):
            assert client.get(page("ma_reponse", code)).status_code == 200


def test_saving_an_answer_never_asks_for_the_campaign(
    client: Client, campagne: Campagne, django_assert_num_queries: Any
) -> None:
    code = participer(campagne).diagnostic.code
    envoi = {"objet": "A1", "champ": "choix", "valeur": "1", "auteur": "moi", "sequence": 1}
    adresse = reverse("diagnostic:enregistrer", args=[code])
    with django_assert_num_queries(2):
        assert client.post(adresse, envoi, content_type="application/json").status_code == 200
