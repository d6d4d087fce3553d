"""The pages as their visitors live them, without JavaScript."""

from django.test import Client
from django.urls import reverse

from reperes.consentement import VERSION
from reperes.models import Contribution, Depot
from reperes.seuil import Profil
from tests.diagnostic.factories import DiagnosticFactory
from tests.diagnostic.grilles import COURTS
from tests.reperes.factories import deposer, parus, repondu

ACCUEIL = "/reperes/"


def page(nom: str, code: str) -> str:
    return reverse(f"reperes:{nom}", args=[code])


def accord(**dits: str) -> dict[str, str]:
    return {"version": str(VERSION), "accord": "oui", **dits}


def texte(reponse) -> str:
    return reponse.content.decode().replace("\u00a0", " ")


def test_nobody_yet_is_said(client: Client, listes: None) -> None:
    assert "Il n’y a encore personne ici" in texte(client.get(ACCUEIL))


def test_figures_are_ranges_with_their_counts(client: Client, referentiel, listes: None) -> None:
    parus(30, profil=Profil(acteur="a1"), tranche=5)
    lue = texte(client.get(ACCUEIL, {"acteur": "a1", "region": "r1", "domaine": "inconnu"}))
    assert "30 associations comptent ici" in lue
    assert lue.count("la moitié au moins se situe entre 1,25 et 1,5 (30 sur 30)") == 16
    assert "region 1 : moins de 20 associations comptent dans ce groupe" in lue
    assert "region 1 (pas encore)" in lue


def test_queries_are_the_same_whatever_is_asked(
    client: Client, referentiel, listes: None, django_assert_num_queries
) -> None:
    parus(20, profil=Profil("a1", "r1", "d1"))
    sien = repondu()
    demandes = ({"acteur": "a1"}, {"acteur": "a1", "region": "r1", "domaine": "d1"})
    for demande in demandes:
        with django_assert_num_queries(4):
            client.get(ACCUEIL, demande)
        with django_assert_num_queries(8):
            client.get(page("mien", sien.code), demande)


def test_contributing_updating_and_withdrawing(client: Client, referentiel, listes: None) -> None:
    sien = repondu()
    for _ in range(2):
        reponse = client.post(page("contribuer", sien.code), accord(acteur="a1", region="r2"), follow=True)
    assert "Vos chiffres attendent" in texte(reponse)
    depot = Depot.objects.get()
    assert (depot.diagnostic_id, depot.profil, depot.tranches) == (sien.pk, Profil("a1", "r2"), (8, 8, 8, 8))
    client.post(page("contribuer", sien.code), accord(acteur="a2"))
    assert Depot.objects.get().profil == Profil("a2")
    reponse = client.post(page("retirer", sien.code), follow=True)
    assert "plus rien ne relie ce diagnostic" in texte(reponse)
    assert not Depot.objects.exists()


def test_what_counts_and_its_update(client: Client, referentiel, listes: None) -> None:
    sien = repondu()
    deposer(sien, tranche=3)
    parus(19)
    assert "Votre diagnostic a changé depuis" in texte(client.get(page("mien", sien.code)))
    client.post(page("contribuer", sien.code), accord())
    assert "Leur mise à jour attend" in texte(client.get(page("mien", sien.code)))
    client.post(page("retirer", sien.code))
    assert (Depot.objects.count(), Contribution.objects.filter(diagnostic=None).count()) == (0, 1)


def test_a_refusal_says_why_and_keeps_what_was_typed(client: Client, referentiel, listes: None) -> None:
    sien = repondu()
    cas = {
        "Cochez la case": {"version": "1", "region": "r1"},
        "Région : ce choix n’existe pas": accord(region="atlantide"),
        "Le texte de l’accord a changé": accord() | {"version": "0"},
        "La page n’était pas complète": {"accord": "oui"},
    }
    for phrase, envoi in cas.items():
        reponse = client.post(page("contribuer", sien.code), envoi)
        assert (reponse.status_code, phrase in texte(reponse)) == (422, True)
    assert not Depot.objects.exists()
    reponse = client.post(page("contribuer", sien.code), {"version": "1", "region": "r1"})
    assert '<option value="r1" selected>' in texte(reponse)


def test_what_is_missing_is_named_and_refused(client: Client, referentiel, listes: None) -> None:
    sien = DiagnosticFactory(formule="courte", choix={code: "1" for code in COURTS if code[0] != "C"})
    assert "Ressources financières : situez-y au moins un critère" in texte(
        client.get(page("mien", sien.code))
    )
    reponse = client.post(page("contribuer", sien.code), accord())
    assert (reponse.status_code, Depot.objects.count()) == (422, 0)


def test_forged_codes_open_nothing(client: Client, referentiel, listes: None) -> None:
    faux = "0000-0000-0000-0000"
    assert client.get(page("mien", faux)).status_code == 404
    assert client.post(page("contribuer", faux), accord()).status_code == 404
    assert client.post(page("retirer", "x"), accord()).status_code == 404
    assert client.post(reverse("reperes:reprendre"), {"code": faux}).status_code == 404
    ailleurs = client.post(page("retirer", repondu().code), headers={"Sec-Fetch-Site": "cross-site"})
    assert ailleurs.status_code == 403


def test_a_code_typed_at_the_door_opens_its_page(client: Client, referentiel, listes: None) -> None:
    sien = repondu()
    reponse = client.post(reverse("reperes:reprendre"), {"code": sien.code.lower()})
    assert reponse["Location"] == page("mien", sien.code)
    lue = client.get(reponse["Location"])
    assert (lue["X-Robots-Tag"], lue["Cache-Control"]) == ("noindex", "private, no-store")


def test_the_public_page_is_remembered_until_a_parution(
    client: Client, referentiel, listes: None, django_capture_on_commit_callbacks
) -> None:
    assert "encore personne" in texte(client.get(ACCUEIL))
    with django_capture_on_commit_callbacks(execute=True):
        parus(20)
    assert "20 associations comptent ici" in texte(client.get(ACCUEIL))


def test_the_restitution_leads_here(client: Client, referentiel) -> None:
    sien = repondu()
    restitution = client.get(reverse("diagnostic:restitution", args=[sien.code]))
    assert f'href="{page("mien", sien.code)}"' in texte(restitution)
