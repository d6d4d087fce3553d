"""Open, join, leave, close, erase; twice, at once, too late."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from django.utils.timezone import localdate

from diagnostic import services as diagnostics
from diagnostic.models import Diagnostic, Referentiel
from diagnostic.services import ErreurMetier
from regards import services, tasks
from regards.acces import Invitation
from regards.models import Campagne, Participation
from tests.diagnostic.factories import DiagnosticFactory, Referentiel2Factory
from tests.regards.factories import CampagneFactory, close, participer, repondants

TROIS = ("gouvernance", "equipe", "partenaire")
JETON = "0123456789abcdef" * 2


def ecrire(diagnostic: Diagnostic, critere: str, valeur: str) -> None:
    diagnostics.enregistrer(diagnostic=diagnostic, objet=critere, champ="choix", valeur=valeur, auteur="moi")


def rejoindre(campagne: Campagne, **champs: Any) -> str:
    envoi = {"invitation": Invitation(campagne, None), "regard": "equipe", **champs}
    return services.rejoindre(**envoi)


def test_closing_freezes_what_was_answered(campagne: Campagne) -> None:
    personnes = repondants(campagne, *TROIS)
    fermee = close(campagne)
    assert fermee.croisement
    assert (fermee.croisement.voix, fermee.croisement.groupes) == (3, ())
    for personne in personnes:
        ecrire(personne.diagnostic, "A1", "0")
    assert close(campagne).resultat == fermee.resultat
    assert Campagne.objects.get().close_le == fermee.close_le


def test_frozen_result_holds_nothing_personal(campagne: Campagne) -> None:
    personnes = repondants(campagne, *TROIS)
    texte = str(close(campagne).resultat)
    assert [p for p in personnes if str(p.diagnostic_id) in texte or p.diagnostic.code in texte] == []
    assert set(close(campagne).resultat) == {"voix", "groupes", "criteres", "commentaires"}


@pytest.mark.parametrize("nombre", [0, 2])
def test_closing_under_three_voices_must_be_accepted(nombre: int, campagne: Campagne) -> None:
    repondants(campagne, *TROIS[:nombre])
    participer(campagne)  # joined, answered nothing
    with pytest.raises(services.TropPeuDeVoix):
        services.cloturer(campagne=campagne)
    assert Campagne.objects.get().close_le is None
    fermee = services.cloturer(campagne=campagne, sans_resultat=True)
    assert (fermee.close_le is not None, fermee.resultat) == (True, None)
    services.changer_la_date(campagne=campagne, jusqu_au=localdate())
    assert Campagne.objects.get().ouverte


def test_a_published_result_does_not_open_again(campagne: Campagne) -> None:
    repondants(campagne, *TROIS)
    close(campagne)
    with pytest.raises(ErreurMetier, match="publiés"):
        services.changer_la_date(campagne=campagne, jusqu_au=localdate())


@pytest.mark.parametrize("decalage", [-1, 366])
def test_a_date_out_of_bounds_is_refused(decalage: int, campagne: Campagne) -> None:
    with pytest.raises(ErreurMetier, match="Choisissez un jour"):
        services.changer_la_date(campagne=campagne, jusqu_au=localdate() + timedelta(days=decalage))


def test_beat_closes_what_is_over_and_only_that(campagne: Campagne) -> None:
    hier = localdate() - timedelta(days=1)
    echue = CampagneFactory(jusqu_au=hier)
    repondants(echue, *TROIS)
    vide = CampagneFactory(jusqu_au=hier)
    for _ in range(2):
        tasks.cloturer()
    closes = Campagne.objects.exclude(close_le=None)
    assert set(closes) == {echue, vide}
    assert closes.get(pk=echue.pk).croisement
    assert closes.get(pk=vide.pk).resultat is None


def test_nobody_enters_nor_leaves_once_over(campagne: Campagne) -> None:
    participation = participer(campagne, choix={"A1": "1"})
    Campagne.objects.update(jusqu_au=localdate() - timedelta(days=1))
    gestes: list[Callable[[], object]] = [
        lambda: rejoindre(campagne),
        lambda: services.se_retirer(participation=participation),
        lambda: services.changer_de_regard(participation=participation, regard="gouvernance"),
        lambda: services.preparer_les_places(campagne=campagne, nombre=1, depart=JETON),
    ]
    for geste in gestes:
        with pytest.raises(ErreurMetier, match="close"):
            geste()
    assert Diagnostic.objects.count() == Participation.objects.count() == 1


def test_withdrawing_keeps_ones_own_diagnostic(campagne: Campagne) -> None:
    personnes = repondants(campagne, *TROIS, "equipe")
    services.se_retirer(participation=personnes[0])
    assert Diagnostic.objects.count() == 4
    fermee = close(campagne)
    assert fermee.croisement
    assert fermee.croisement.voix == 3


def test_erasing_the_campaign_leaves_each_their_diagnostic(campagne: Campagne) -> None:
    repondants(campagne, *TROIS)
    services.effacer(campagne=campagne)
    assert (Campagne.objects.count(), Participation.objects.count(), Diagnostic.objects.count()) == (0, 0, 3)


def test_personal_code_serves_once_and_again_after_withdrawal(campagne: Campagne) -> None:
    prepares = services.preparer_les_places(campagne=campagne, nombre=3, depart=JETON)
    assert services.preparer_les_places(campagne=campagne, nombre=3, depart=JETON) == prepares
    place = campagne.places.order_by("pk").first()
    assert (campagne.places.count(), len(set(prepares))) == (3, 3)
    invitation = Invitation(campagne, place)
    Campagne.objects.update(lien_commun=False)
    code = rejoindre(campagne, invitation=invitation, depart=JETON)
    assert rejoindre(campagne, invitation=invitation, depart=JETON) == code
    with pytest.raises(ErreurMetier, match="déjà servi"):
        rejoindre(campagne, invitation=invitation)
    with pytest.raises(ErreurMetier, match="fermé"):
        rejoindre(campagne)
    services.se_retirer(participation=Participation.objects.get())
    assert rejoindre(campagne, invitation=invitation) != code


def test_too_many_personal_codes_are_refused(campagne: Campagne, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "PLACES_MAX", 4)
    services.preparer_les_places(campagne=campagne, nombre=3, depart=JETON)
    with pytest.raises(ErreurMetier, match="4 codes"):
        services.preparer_les_places(campagne=campagne, nombre=2, depart=JETON[::-1])
    assert campagne.places.count() == 3


def test_last_years_choices_come_through_the_new_grid(referentiel: Referentiel) -> None:
    ancien = DiagnosticFactory(
        choix={"A1": "2", "B2": "3", "C1": "0", "D8": "1", "D7": "nc"}, commentaires={"A1": "L’an dernier"}
    )
    campagne = CampagneFactory(referentiel=Referentiel2Factory(), formule="complete")
    rejoindre(campagne, ancien=ancien)
    nouveau = Participation.objects.get().diagnostic
    assert dict(nouveau.reponses.values_list("critere", "choix")) == {
        "A1": "2",
        "B9": "3",
        "C1": "0",
        "D7": "nc",
    }
    assert not nouveau.reponses.exclude(commentaire="").exists()
    assert ancien.reponses.count() == 5


def test_who_moved_to_a_newer_grid_still_counts(referentiel: Referentiel) -> None:
    campagne = CampagneFactory(formule="complete")
    for _ in range(3):
        participer(campagne, choix={"A1": "1", "B2": "2", "D8": "3"})
    diagnostics.basculer(
        diagnostic=Participation.objects.order_by("pk")[0].diagnostic, vers=Referentiel2Factory()
    )
    fermee = close(campagne)
    assert fermee.croisement
    criteres = {code: croise.ensemble for code, croise in fermee.croisement.criteres.items()}
    assert criteres == {"A1": (0, 3, 0, 0), "B2": (0, 0, 3, 0)}  # D8 has only two levels left


def test_next_campaign_waits_three_months(campagne: Campagne) -> None:
    repondants(campagne, *TROIS)
    suite: dict[str, Any] = {"formule": "courte", "nom": "", "jusqu_au": localdate()}
    for precedente in (campagne, close(campagne)):
        with pytest.raises(ErreurMetier, match="reconduite"):
            services.commencer(**suite, precedente=precedente)
    Campagne.objects.update(close_le=timezone.now() - Campagne.RECUL)
    suivante, _ = services.commencer(**suite, precedente=Campagne.objects.get())
    assert suivante.precedente == campagne


@pytest.mark.parametrize("nombre", [3, 200])
def test_closing_costs_the_same_with_three_or_two_hundred(
    nombre: int, campagne: Campagne, django_assert_num_queries: Any
) -> None:
    repondants(campagne, *(TROIS * 67)[:nombre])
    with django_assert_num_queries(6):  # two of them open and close the transaction
        fermee = services.cloturer(campagne=campagne)
    assert fermee.croisement
    assert fermee.croisement.voix == nombre


def _ensemble(*gestes: Callable[[], object]) -> list[object]:
    """Do all this at once, each with a connection of its own; what each gave, or its exception."""
    depart = Barrier(len(gestes))

    def faire(geste: Callable[[], object]) -> object:
        try:
            connection.ensure_connection()
            depart.wait(timeout=20)
            return geste()
        except ErreurMetier as refus:
            return refus
        finally:
            connection.close()

    with ThreadPoolExecutor(len(gestes)) as fils:
        return list(fils.map(faire, gestes))


@pytest.mark.django_db(transaction=True)
def test_closed_twice_at_once_is_closed_once() -> None:
    campagne = CampagneFactory()
    repondants(campagne, *TROIS)
    fermees = _ensemble(*[lambda: services.cloturer(campagne=campagne).close_le] * 4)
    assert set(fermees) == {Campagne.objects.get().close_le}


@pytest.mark.django_db(transaction=True)
def test_answer_and_newcomer_during_the_closing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer is kept in its diagnostic and not counted; the newcomer waits, then is told it is over."""
    campagne = CampagneFactory()
    personnes = repondants(campagne, *TROIS)
    croiser, en_calcul = services.croiser, Barrier(3)

    def croiser_lentement(*arguments: Any) -> Any:
        en_calcul.wait(timeout=20)
        return croiser(*arguments)

    def pendant(geste: Callable[[], object]) -> object:
        en_calcul.wait(timeout=20)
        return geste()

    monkeypatch.setattr(services, "croiser", croiser_lentement)
    [fermee, _, refus] = _ensemble(
        lambda: services.cloturer(campagne=campagne),
        lambda: pendant(lambda: ecrire(personnes[0].diagnostic, "A4", "nsp")),
        lambda: pendant(lambda: rejoindre(campagne)),
    )
    assert isinstance(fermee, Campagne)
    assert sum(fermee.resultat["criteres"]["A4"]["ensemble"]) == 3
    assert str(refus) == services.CLOSE
    assert personnes[0].diagnostic.reponses.get(critere="A4").choix == "nsp"
    assert Participation.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_one_personal_code_used_by_many_at_once_serves_once() -> None:
    campagne = CampagneFactory()
    services.preparer_les_places(campagne=campagne, nombre=1, depart=JETON)
    invitation = Invitation(campagne, campagne.places.get())
    issues = _ensemble(*[lambda: rejoindre(campagne, invitation=invitation)] * 4)
    assert sum(isinstance(issue, str) for issue in issues) == 1
    assert Diagnostic.objects.count() == Participation.objects.count() == 1
