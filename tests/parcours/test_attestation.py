"""The attestation: what the person declares, in plain words; never a grade, nothing personal elsewhere."""

import pytest
from django.test import Client
from django.urls import reverse

from kits.document import textes
from kits.francais import jour
from kits.models import Rendu, RenduFichier
from kits.tasks import composer
from parcours.attestation import attester
from parcours.carnet import rassembler
from parcours.models import Cahier
from tests.diagnostic.aides import lisible
from tests.parcours.chemins import cahier_neuf, cle_de, ecrire, note, ouvrir, poser, texte_du_pdf

pytestmark = pytest.mark.django_db
NOM = "Amélie N’Diaye"


def _suivre(nombre: int) -> tuple[Cahier, str]:
    """A cahier in which so many steps are done, and one is not."""
    parcours = ouvrir()
    cahier, code = cahier_neuf()
    for rang in range(nombre + 1):
        poser(parcours, f"e{rang}", note(f"n{rang}"), title=f"Étape n° {rang}")
    for rang in range(nombre):
        ecrire(cahier, f"e{rang}", "faite", "1")
    ecrire(cahier, f"e{nombre}", f"note-{cle_de(f'n{nombre}')}", "Une note intime")
    return cahier, code


@pytest.mark.parametrize(("nombre", "phrase"), [(1, "l’étape qui suit"), (3, "les 3 étapes qui suivent")])
def test_attestation_says_what_was_declared_and_when(nombre: int, phrase: str) -> None:
    cahier, _ = _suivre(nombre)
    document = attester(rassembler(cahier), nom=NOM)
    lus = [*textes(document)]
    assert f"{NOM} déclare avoir suivi {phrase}, aux dates indiquées." in lus
    [tableau] = document.sections[1].blocs
    faite = cahier.saisies.filter(champ="faite")[0]
    assert tableau.lignes == tuple((f"Étape n° {rang}", jour(faite.le)) for rang in range(nombre))  # type: ignore[union-attr]
    assert "Une note intime" not in " ".join(lus)


def test_attestation_without_a_name_holds_none() -> None:
    cahier, _ = _suivre(1)
    document = attester(rassembler(cahier), nom="")
    assert (document.auteur, document.sous_titre) == ("", "Sans nom")


def test_attestation_never_grades() -> None:
    cahier, _ = _suivre(1)
    dits = " ".join(textes(attester(rassembler(cahier), nom=NOM)))
    assert "ni note, ni score, ni niveau" in lisible(dits)
    assert not any(mot in dits for mot in ("réussi", "obtenu", "validé", "%", "/20"))


def test_withdrawn_step_is_still_attested() -> None:
    cahier, _ = _suivre(1)
    partie = poser(ouvrir("autre"), "partie", note("p"), title="Partie depuis")
    ecrire(cahier, "partie", "faite", "1")
    partie.delete()
    lus = [*textes(attester(rassembler(cahier), nom=NOM))]
    assert {"Étapes qui ont changé", "Partie depuis", "Étape n° 0"} <= {*lus}


def test_nothing_done_nothing_attested(client: Client) -> None:
    _, code = cahier_neuf()
    page = reverse("parcours:attestation", args=[code])
    assert "il n’y aurait rien à attester" in lisible(client.get(page).content.decode())
    assert (client.post(page, {"nom": NOM}).status_code, Rendu.objects.count()) == (422, 0)


@pytest.mark.parametrize("nom", ["é" * 121, "a\x00b"])
def test_bad_name_is_said_and_comes_back(nom: str, client: Client) -> None:
    _, code = _suivre(1)
    reponse = client.post(reverse("parcours:attestation", args=[code]), {"nom": nom})
    assert (reponse.status_code, Rendu.objects.count()) == (422, 0)
    assert 'aria-invalid="true"' in reponse.content.decode()


def test_same_attestation_twice_has_one_code(client: Client) -> None:
    _, code = _suivre(1)
    page = reverse("parcours:attestation", args=[code])
    assert len({client.post(page, {"nom": nom})["Location"] for nom in (NOM, f" {NOM} ", "", "")}) == 2


@pytest.mark.django_db(transaction=True)
def test_name_is_in_the_pdf_and_not_on_the_page_that_verifies_it(client: Client) -> None:
    cahier, code = _suivre(3)
    client.post(reverse("parcours:attestation", args=[code]), {"nom": NOM})
    rendu = Rendu.objects.get()
    composer(str(rendu.pk))
    rendu.refresh_from_db()
    lu = texte_du_pdf(bytes(RenduFichier.objects.get().contenu))
    assert (NOM in lu, "Étape n° 2" in lisible(lu)) == (True, True)
    verifie = client.get(reverse("kits:verification", args=[rendu.code_affiche])).content.decode()
    assert "Attestation de parcours" in verifie
    assert (NOM in verifie, "Étape n°" in verifie) == (False, False)
    assert cahier.nom == ""
