"""The pages: honest states, a secret address, a verification that betrays nobody."""

import pytest
from celery import current_app
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kits import services
from kits.models import Rendu
from tests.kits.appui import INCONNU, demande, demande_echouee, demande_livree, vieillir

pytestmark = pytest.mark.django_db


def adresse(rendu, page="etat"):
    return reverse(f"kits:{page}", args=[rendu.pk])


def test_etat_en_attente_se_recharge_sans_script(client):
    page = client.get(adresse(demande()))
    assert page.status_code == 200
    texte = page.content.decode()
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in texte
    assert "attend son tour" in texte
    assert "les-jardins-de-l-ourcq.pdf" in texte


def test_etat_en_cours_dit_l_etape(client):
    rendu = demande()
    jeton = services.prendre(rendu_id=rendu.pk)
    services.avancer(rendu_id=rendu.pk, jeton=jeton, progression=30, etape="Nous mettons en page")
    texte = client.get(adresse(rendu)).content.decode()
    assert 'value="30"' in texte
    assert "Nous mettons en page…" in texte


def test_etat_pret_offre_le_fichier_et_ne_se_recharge_plus(client):
    rendu = demande_livree()
    texte = client.get(adresse(rendu)).content.decode()
    assert adresse(rendu, "telecharger") in texte
    assert rendu.code_affiche in texte
    assert "refresh" not in texte
    assert "rendu.js" not in texte


def test_etat_echec_dit_la_raison_et_offre_de_reessayer(client):
    rendu = demande_echouee()
    texte = client.get(adresse(rendu)).content.decode()
    assert "La figure est illisible." in texte
    assert f'action="{adresse(rendu, "relancer")}"' in texte


def test_etat_expire_dit_quoi_faire(client):
    rendu = demande_livree()
    vieillir(rendu, expire_le=timezone.now())
    services.expirer()
    assert "Ce document a expiré" in client.get(adresse(rendu)).content.decode()
    assert client.get(adresse(rendu, "telecharger")).headers["Location"] == adresse(rendu)


def test_page_secrete_reste_hors_des_caches_et_des_moteurs(client):
    entetes = client.get(adresse(demande())).headers
    assert entetes["X-Robots-Tag"] == "noindex"
    assert entetes["Cache-Control"] == "private, no-store"
    assert entetes["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("page", ["etat", "etat_json", "telecharger"])
def test_rendu_inconnu_est_introuvable(client, page):
    assert client.get(reverse(f"kits:{page}", args=[INCONNU])).status_code == 404


def test_etat_json_dit_le_meme_etat_et_reconnait_l_etag(client):
    rendu = demande()
    premiere = client.get(adresse(rendu, "etat_json"))
    assert premiere.json() == {
        "etat": "en_attente",
        "libelle": "En attente",
        "final": False,
        "progression": 0,
        "etape": "",
        "raison": "",
    }
    encore = client.get(adresse(rendu, "etat_json"), headers={"If-None-Match": premiere.headers["ETag"]})
    assert encore.status_code == 304
    services.prendre(rendu_id=rendu.pk)
    suivante = client.get(adresse(rendu, "etat_json"), headers={"If-None-Match": premiere.headers["ETag"]})
    assert (suivante.status_code, suivante.json()["etat"]) == (200, "en_cours")


@pytest.mark.parametrize(
    ("format", "type_mime"),
    [
        ("pdf", "application/pdf"),
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ],
)
def test_telecharger_donne_le_fichier_en_piece_jointe(client, format, type_mime):
    rendu = demande_livree(contenu=b"\x00octets\xff", format=format)
    fichier = client.get(adresse(rendu, "telecharger"))
    assert (fichier.status_code, fichier.content) == (200, b"\x00octets\xff")
    assert fichier.headers["Content-Type"] == type_mime
    assert fichier.headers["Content-Disposition"] == f'attachment; filename="les-jardins-de-l-ourcq.{format}"'
    assert fichier.headers["X-Content-Type-Options"] == "nosniff"
    assert fichier.headers["ETag"] == f'"{rendu.condense}"'
    assert fichier.headers["Cache-Control"].startswith("private")
    encore = client.get(adresse(rendu, "telecharger"), headers={"If-None-Match": fichier.headers["ETag"]})
    assert encore.status_code == 304


def test_telecharger_trop_tot_ramene_a_l_etat(client):
    rendu = demande()
    reponse = client.get(adresse(rendu, "telecharger"))
    assert (reponse.status_code, reponse.headers["Location"]) == (302, adresse(rendu))


def test_relancer_remet_en_attente_et_ramene_a_l_etat(client, monkeypatch):
    rendu = demande_echouee()
    monkeypatch.setattr(current_app, "send_task", lambda *a, **k: None)
    reponse = client.post(adresse(rendu, "relancer"), headers={"Sec-Fetch-Site": "same-origin"})
    assert (reponse.status_code, reponse.headers["Location"]) == (302, adresse(rendu))
    rendu.refresh_from_db()
    assert rendu.etat == Rendu.Etat.EN_ATTENTE


@pytest.mark.parametrize(
    ("entetes", "statut"),
    [
        ({}, 302),
        ({"Sec-Fetch-Site": "none"}, 302),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 302),
        ({"Origin": "http://testserver"}, 302),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://testserver"}, 403),
        ({"Origin": "https://ailleurs.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
def test_relancer_refuse_un_autre_site(entetes, statut, settings):
    rendu = demande_echouee()
    reponse = Client(enforce_csrf_checks=True).post(adresse(rendu, "relancer"), headers=entetes)
    assert reponse.status_code == statut
    rendu.refresh_from_db()
    assert (rendu.etat == Rendu.Etat.ECHEC) == (statut == 403)


def test_methodes_deplacees_sont_refusees(client):
    rendu = demande()
    assert client.get(adresse(rendu, "relancer")).status_code == 405
    for page in ("etat", "etat_json", "telecharger"):
        assert client.post(adresse(rendu, page)).status_code == 405
    assert client.post(reverse("kits:verifier")).status_code == 405


def test_pages_ne_posent_aucun_temoin(client):
    rendu = demande_livree()
    client.get(adresse(rendu))
    client.post(adresse(rendu, "relancer"))
    client.get(reverse("kits:verification", args=[rendu.code]))
    assert not client.cookies


def test_verifier_comprend_la_saisie(client):
    rendu = demande_livree()
    saisie = f" {rendu.code[:4].lower()} {rendu.code[4:]}".replace("0", "o")
    reponse = client.get(reverse("kits:verifier"), {"code": saisie})
    assert reponse.headers["Location"] == reverse("kits:verification", args=[rendu.code_affiche])


def test_verifier_explique_un_code_incomplet(client):
    assert (
        "n’est pas un code complet"
        in client.get(reverse("kits:verifier"), {"code": "<b>7K"}).content.decode()
    )
    assert "Saisissez son code" in client.get(reverse("kits:verifier")).content.decode()


def test_verification_dit_ce_qui_fut_emis_et_rien_de_personne(client):
    rendu = demande_livree("Le secret de Jeanne")
    texte = client.get(reverse("kits:verification", args=[rendu.code_affiche])).content.decode()
    for attendu in ("Restitution du diagnostic", "PDF", "grille 1", rendu.condense, "heure de Paris"):
        assert attendu in texte
    for secret in (str(rendu.pk), "Jeanne", "Jardins", "jardins", rendu.empreinte):
        assert secret not in texte


def test_verification_survit_a_l_expiration(client):
    rendu = demande_livree()
    vieillir(rendu, expire_le=timezone.now())
    services.expirer()
    assert client.get(reverse("kits:verification", args=[rendu.code])).status_code == 200


def test_verification_d_un_code_jamais_emis_est_un_404_aimable(client):
    pas_encore = demande()
    for code in (pas_encore.code, "0000-0000-0000", "nimporte"):
        reponse = client.get(reverse("kits:verification", args=[code]))
        assert reponse.status_code == 404
        assert "Nous n’avons émis aucun document" in reponse.content.decode()


def test_verification_est_freinee(client, monkeypatch):
    monkeypatch.setattr("kits.views.VERIFICATIONS_PAR_MINUTE", 2)
    page = reverse("kits:verification", args=["0000-0000-0000"])
    statuts = [client.get(page, REMOTE_ADDR="203.0.113.9").status_code for _ in range(3)]
    assert statuts == [404, 404, 429]
    trop = client.get(page, REMOTE_ADDR="203.0.113.9")
    assert 1 <= int(trop.headers["Retry-After"]) <= 60
    assert client.get(page, REMOTE_ADDR="203.0.113.10").status_code == 404


def test_frein_laisse_passer_quand_redis_est_en_panne(client, settings, monkeypatch):
    settings.LIMITES_STOCKAGE = "redis://127.0.0.1:1/0"
    monkeypatch.setattr("kits.views.VERIFICATIONS_PAR_MINUTE", 1)
    page = reverse("kits:verification", args=["0000-0000-0000"])
    assert [client.get(page).status_code for _ in range(3)] == [404, 404, 404]
