"""A campaign kept in a member space: found by its code, exported without answers, locked anew, erased."""

import json

import pytest
from django.conf import settings

from comptes.travaux import trouver
from diagnostic.models import Diagnostic
from kits.porte import CodeInconnu
from regards import codes
from regards.acces import INVITATION, ORGANISATION
from regards.models import Campagne
from regards.travaux import GENRE
from tests.regards.factories import CampagneFactory, close, repondants

pytestmark = pytest.mark.django_db


def test_code_or_address_finds_the_campaign_by_name() -> None:
    campagne = CampagneFactory(nom="La Fabrique")
    for saisie in (campagne.code, f"https://exemple.fr/regards/{campagne.code}/"):
        trouve = trouver(saisie)
        assert trouve is not None
        assert (trouve.genre, trouve.code) == (GENRE, campagne.code)
        assert trouve.nom == "Regards croisés, La Fabrique"


def test_export_holds_the_result_and_nobody_s_answers() -> None:
    campagne = CampagneFactory()
    repondants(campagne, "gouvernance", "gouvernance", "equipe")
    close(campagne)
    (fichier,) = GENRE.exporter(campagne.code)
    lu = json.loads(fichier.contenu)
    assert lu["resultat"]["voix"] == 3
    assert "empreinte" not in fichier.contenu.decode()


def test_new_code_locks_the_former_and_its_link() -> None:
    campagne = CampagneFactory()
    code = GENRE.renouveler(campagne.code)
    assert GENRE.lire([campagne.code, code]).keys() == {code}
    neuf = codes.jeton_de(code, cle=settings.SECRET_KEY)
    assert INVITATION.obtenir(neuf)[0].campagne == ORGANISATION.obtenir(code)[0]
    with pytest.raises(CodeInconnu):
        INVITATION.obtenir(campagne.jeton)


def test_erasing_leaves_each_person_their_diagnostic() -> None:
    campagne = CampagneFactory()
    repondants(campagne, "gouvernance", "equipe")
    GENRE.effacer(campagne.code)
    assert (Campagne.objects.count(), Diagnostic.objects.count()) == (0, 2)
