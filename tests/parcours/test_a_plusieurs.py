"""Several people on one cell of a tool, truly at the same time: one wins, everything typed is kept."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from parcours.models import Cahier, Saisie, Trace
from tests.diagnostic.aides import remplir
from tests.parcours.chemins import cahier_neuf
from tests.parcours.outillage import ecrire

pytestmark = pytest.mark.django_db(transaction=True)
FILS = 8
CASE = ("grille-elements-1", "element")


def ensemble(gestes: list[Callable[[], int]]) -> list[int]:
    """Make every gesture at the same instant, each on its own connection; return the statuses."""
    depart = Barrier(len(gestes))

    def faire(geste: Callable[[], int]) -> int:
        try:
            connection.ensure_connection()
            depart.wait(timeout=20)
            return geste()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(gestes)) as fils:
        return list(fils.map(faire, gestes))


def par_le_script(code: str, rang: int) -> Callable[[], int]:
    """One person's save, as the page's script sends it."""
    objet, champ = CASE
    corps = {
        "objet": objet,
        "champ": champ,
        "valeur": f"Texte {rang}",
        "auteur": f"auteur-{rang}",
        "sequence": 1,
    }
    url = reverse("parcours:enregistrer", args=[code])
    return lambda: Client().post(url, json.dumps(corps), content_type="application/json").status_code


def par_la_page(code: str, rang: int) -> Callable[[], int]:
    """One person's whole page, drawn before anybody wrote, as a browser without script sends it."""
    url = reverse("outils:outil", args=[code, "grille"])
    envoi = remplir(Client().get(url).content, "outil")
    envoi |= {".".join(CASE): f"Texte {rang}", "auteur": f"auteur-{rang}", "nom": f"Personne {rang}"}
    return lambda: Client().post(url, envoi).status_code


@pytest.mark.parametrize("envoyer", [par_le_script, par_la_page])
def test_one_wins_and_every_text_is_in_the_journal(envoyer: Callable[[str, int], Callable[[], int]]) -> None:
    cahier, code = cahier_neuf()
    ecrire(cahier, "grille-elements-2", "element", "Intact")
    statuts = ensemble([envoyer(code, rang) for rang in range(FILS)])
    assert set(statuts) <= {200, 302}  # 200: the page says whose words it replaced
    objet, champ = CASE
    traces = Trace.objects.filter(objet=objet, champ=champ)
    assert sorted(traces.values_list("valeur", flat=True)) == [f"Texte {rang}" for rang in range(FILS)]
    gagnante = Saisie.objects.get(objet=objet, champ=champ)
    assert traces.get(auteur=gagnante.auteur).valeur == gagnante.valeur
    assert Saisie.objects.get(objet="grille-elements-2").valeur == "Intact"


def test_same_save_sent_at_once_is_one_trace() -> None:
    _, code = cahier_neuf()
    assert ensemble([par_le_script(code, 1)] * FILS) == [200] * FILS
    assert (Saisie.objects.count(), Trace.objects.count()) == (1, 1)


def test_erased_while_people_write_leaves_nothing_behind() -> None:
    cahier, code = cahier_neuf()
    effacer = lambda: Client().post(reverse("parcours:effacer", args=[code])).status_code  # noqa: E731
    statuts = ensemble([*(par_le_script(code, rang) for rang in range(FILS)), effacer])
    assert statuts[-1] == 200
    assert set(statuts[:-1]) <= {200, 400, 404}  # 400: with a sentence, and the text stays on the page
    assert (Cahier.objects.count(), Saisie.objects.count(), Trace.objects.count()) == (0, 0, 0)
    assert not Saisie.objects.filter(cahier_id=cahier.pk).exists()
