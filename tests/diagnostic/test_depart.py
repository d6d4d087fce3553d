"""Starting twice with one form starts once: double click, Back button, two requests at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from diagnostic import codes, services
from diagnostic.models import Diagnostic, Referentiel
from tests.diagnostic.aides import remplir
from tests.diagnostic.factories import ReferentielFactory

FILS = 8
JETON = "0123456789abcdef" * 2


def _page(client: Client) -> dict[str, str]:
    """The fields of the starting form, as drawn."""
    html = client.get(reverse("diagnostic:accueil")).content
    return remplir(html.replace(b'class="depart"', b'class="depart" id="depart"'), "depart")


def _commencer(client: Client, **champs: str) -> str:
    reponse = client.post(reverse("diagnostic:commencer"), champs)
    assert reponse.status_code == 302
    return reponse["Location"]


def test_same_form_twice_leads_to_the_same_diagnostic(client: Client, referentiel: Referentiel) -> None:
    champs = _page(client)
    premier, second = (_commencer(client, **champs, formule="courte") for _ in range(2))
    assert premier == second
    assert Diagnostic.objects.count() == 1
    assert client.get(second).status_code == 200


def test_each_drawn_form_starts_its_own(client: Client, referentiel: Referentiel) -> None:
    adresses = {_commencer(client, **_page(client)) for _ in range(3)}
    assert (len(adresses), Diagnostic.objects.count()) == (3, 3)


def test_page_with_its_token_is_never_shared(client: Client, referentiel: Referentiel) -> None:
    reponse = client.get(reverse("diagnostic:accueil"))
    assert set(reponse["Cache-Control"].split(", ")) == {"private", "no-cache"}
    assert reponse.cookies == {}


def test_other_button_of_the_same_form_changes_only_the_version(
    client: Client, referentiel: Referentiel
) -> None:
    champs = _page(client)
    adresse = _commencer(client, **champs, formule="courte")
    diagnostic = Diagnostic.objects.get()
    services.enregistrer(diagnostic=diagnostic, objet="A1", champ="choix", valeur="2", auteur="claire")
    assert _commencer(client, **champs, formule="complete") == adresse
    diagnostic.refresh_from_db()
    assert (diagnostic.formule, diagnostic.reponses.get().choix) == ("complete", "2")


def test_same_form_much_later_starts_another(client: Client, referentiel: Referentiel) -> None:
    champs = _page(client)
    premier = _commencer(client, **champs)
    Diagnostic.objects.update(cree_le=timezone.now() - services.DEPART_REPETE - timedelta(seconds=1))
    assert _commencer(client, **champs) != premier
    assert Diagnostic.objects.count() == 2


@pytest.mark.parametrize("jeton", ["", "x", JETON.upper(), JETON + "0", JETON + "\n0", "\x00" * 32, "é" * 32])
def test_forged_token_is_as_good_as_none(jeton: str, client: Client, referentiel: Referentiel) -> None:
    adresses = {_commencer(client, depart=jeton, formule="complete") for _ in range(2)}
    assert len(adresses) == 2
    assert set(Diagnostic.objects.values_list("formule", flat=True)) == {"complete"}


def test_code_of_a_token_is_a_code_that_only_our_key_gives() -> None:
    code = codes.deriver(JETON, cle="la nôtre")
    assert codes.normaliser(code) == code
    assert code == codes.deriver(JETON, cle="la nôtre")
    assert len({code, codes.deriver(JETON[::-1], cle="la nôtre"), codes.deriver(JETON, cle="une autre")}) == 3


@pytest.mark.django_db(transaction=True)
def test_same_form_sent_by_many_threads_at_once_starts_once() -> None:
    ReferentielFactory()
    ensemble = Barrier(FILS)

    def travailler(_: int) -> str:
        try:
            connection.ensure_connection()
            ensemble.wait(timeout=20)
            return _commencer(Client(), depart=JETON, formule="courte")
        finally:
            connection.close()

    with ThreadPoolExecutor(FILS) as fils:
        adresses = set(fils.map(travailler, range(FILS)))
    assert adresses == {reverse("diagnostic:sommaire", args=[codes.deriver(JETON, cle=settings.SECRET_KEY)])}
    assert Diagnostic.objects.count() == 1
