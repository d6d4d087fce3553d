"""My data: taken away whole and read back, erased with what is kept, and nights that erase by themselves."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from comptes import cles, personnes, tasks
from comptes.models import (
    Acces,
    Adhesion,
    Consentement,
    Invitation,
    Rattachement,
    Role,
    Structure,
    Utilisateur,
)
from comptes.travaux import trouver
from diagnostic.models import Diagnostic
from parcours.services import commencer
from tests.comptes.fabrique import (
    AdhesionFactory,
    InvitationFactory,
    UtilisateurFactory,
    chez,
    garder,
    travail,
)

pytestmark = pytest.mark.django_db
EFFACER = reverse("espace:effacer")
JOUR = timedelta(days=1)


def emporter(moi: Utilisateur) -> tuple[dict[str, Any], dict[str, bytes]]:
    reponse = chez(moi).post(reverse("espace:emporter"))
    assert reponse["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(reponse.content)) as archive:
        fichiers = {nom: archive.read(nom) for nom in archive.namelist()}
    return json.loads(fichiers.pop("moi.json")), fichiers


def test_everything_about_me_is_taken_away_and_reads_back():
    adhesion = AdhesionFactory(membre__first_name="Claire", structure__nom="La Fabrique")
    moi = adhesion.membre
    rattachement = garder(moi, nom="../La maison\n", choix={"A1": "2"}, commentaires={"A1": "Parce que."})
    _, code = commencer()
    cles.attacher(trouve=trouver(code), par=moi)
    garder(moi, adhesion.structure, nom="Commun")
    personnes.consentir(utilisateur=moi, objet="suivi", texte="D’accord pour le suivi.")
    InvitationFactory(structure=adhesion.structure, par=moi, adresse="ami@exemple.fr")
    lu, fichiers = emporter(moi)
    assert (lu["compte"]["adresse"], lu["compte"]["nom_affiche"]) == (moi.email, "Claire")
    assert {t["code"] for t in lu["travaux"]} == {rattachement.code, code}
    assert [s["structure"] for s in lu["structures"]] == ["La Fabrique"]
    assert [c["texte"] for c in lu["consentements"]] == ["D’accord pour le suivi."]
    assert [(g["geste"], g["objet"]) for g in lu["gestes"]] == [("attache", "Commun")]
    assert [i["adresse"] for i in lu["invitations_envoyees"]] == ["ami@exemple.fr"]
    assert sorted(nom.rpartition("/")[2] for nom in fichiers) == [
        "cahier.json",
        "reponses.csv",
        "reponses.json",
    ]
    (copie,) = [json.loads(contenu) for nom, contenu in fichiers.items() if nom.endswith("reponses.json")]
    assert ("2", "Parce que.") in {(r["choix"], r["commentaire"]) for r in copie["reponses"]}
    assert [nom for nom in fichiers if ".." in nom or "\n" in nom] == []


def test_what_is_others_stays_when_an_account_goes():
    moi, ami = AdhesionFactory().membre, UtilisateurFactory()
    chef = AdhesionFactory(structure=moi.adhesions.get().structure, administre=True)
    seul, partage = garder(moi, nom="Seul"), travail(nom="Partagé")
    for qui in (moi, ami):
        cles.attacher(trouve=partage, par=qui)
    commun = garder(moi, chef.structure, nom="Commun")
    client = chez(moi, recemment=True)
    assert client.post(EFFACER, {"travaux": "on"}).status_code == 422
    reponse = client.post(EFFACER, {"travaux": "on", "sur": "on"})
    assert (reponse.status_code, Utilisateur.objects.filter(pk=moi.pk).exists()) == (200, False)
    assert client.get(reverse("espace:accueil")).status_code == 302
    assert trouver(seul.code) is None
    assert set(Diagnostic.objects.values_list("nom", flat=True)) == {"Partagé", "Commun"}
    assert [t.nom for t in cles.lire(chef.structure.rattachements.all())] == ["Commun"]
    assert Acces.objects.filter(geste="attache", par=None, objet="Commun").exists()
    assert Rattachement.objects.get(pk=commun.pk).attache_par is None
    assert chez(chef.membre).get(reverse("espace:journal", args=[chef.structure_id])).status_code == 200


def test_without_asking_no_work_goes_with_the_account():
    moi = UtilisateurFactory()
    garder(moi)
    chez(moi, recemment=True).post(EFFACER, {"sur": "on"})
    assert (Utilisateur.objects.count(), Diagnostic.objects.count()) == (0, 1)


def test_structure_that_counts_on_somebody_keeps_them_until_another_is_named():
    seule = AdhesionFactory(administre=True, structure__nom="La Fabrique")
    vide = AdhesionFactory(membre=seule.membre, administre=True)
    autre = AdhesionFactory(structure=seule.structure)
    reponse = chez(seule.membre, recemment=True).post(EFFACER, {"sur": "on"})
    assert (reponse.status_code, "La Fabrique" in reponse.content.decode()) == (422, True)
    Adhesion.objects.filter(pk=autre.pk).update(administre=True)
    chez(seule.membre, recemment=True).post(EFFACER, {"sur": "on"})
    assert list(Structure.objects.all()) == [seule.structure]
    assert not Structure.objects.filter(pk=vide.structure_id).exists()


def test_consent_keeps_its_words_and_both_dates():
    moi, autre = UtilisateurFactory(), UtilisateurFactory()
    accord = personnes.consentir(utilisateur=moi, objet="suivi", texte="D’accord.")
    assert personnes.consentir(utilisateur=moi, objet="suivi", texte="D’accord.") == accord
    assert "D’accord." in chez(moi).get(reverse("espace:donnees")).content.decode()
    dedire = reverse("espace:dedire", args=[accord.pk])
    assert [chez(qui).post(dedire).status_code for qui in (autre, moi, moi)] == [404, 302, 302]
    accord.refresh_from_db()
    assert (accord.texte, accord.retire_le is not None) == ("D’accord.", True)
    assert personnes.consentir(utilisateur=moi, objet="suivi", texte="D’accord.") != accord
    assert Consentement.objects.count() == 2


def endormi(jours: int, **champs: Any) -> Utilisateur:
    vu = timezone.now() - personnes.COMPTE_DUREE + timedelta(days=jours)
    utilisateur: Utilisateur = UtilisateurFactory(last_login=vu, **champs)
    return utilisateur


def test_sleeping_account_is_warned_then_erased_unless_somebody_comes_back():
    oublie, revenu, proche, _ = endormi(10), endormi(10), endormi(40), endormi(-400, is_staff=True)
    tasks.entretenir()
    tasks.entretenir()
    assert sorted(m.to[0] for m in mail.outbox) == sorted([oublie.email, revenu.email])
    assert proche.email not in {m.to[0] for m in mail.outbox}
    plus_tard = timezone.now() + 31 * JOUR
    Utilisateur.objects.filter(pk=revenu.pk).update(last_login=timezone.now())
    assert list(personnes.a_effacer(plus_tard)) == [oublie]
    assert not personnes.a_effacer(timezone.now() + 29 * JOUR).exists()
    assert not personnes.a_prevenir(plus_tard).filter(pk=revenu.pk).exists()


def test_night_erases_who_was_warned_and_hands_the_structure_over():
    oublie = endormi(-31, prevenu_le=timezone.now() - 31 * JOUR)
    sienne = AdhesionFactory(membre=oublie, administre=True)
    AdhesionFactory(structure=sienne.structure, role=Role.PARTENAIRE)
    ancienne = AdhesionFactory(structure=sienne.structure)
    AdhesionFactory(structure=sienne.structure)
    jamais_prevenu = endormi(-31)
    tasks.entretenir()
    assert not Utilisateur.objects.filter(pk=oublie.pk).exists()
    assert Utilisateur.objects.filter(pk=jamais_prevenu.pk).exists()
    assert [a.pk for a in sienne.structure.adhesions.administrent()] == [ancienne.pk]


def test_mail_that_does_not_leave_erases_nobody(settings: Any):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    oublie = endormi(-400)
    tasks.entretenir()
    oublie.refresh_from_db()
    assert oublie.prevenu_le is None


def test_journal_and_dead_invitations_have_an_end():
    maintenant, structure = timezone.now(), AdhesionFactory().structure
    for jours in (364, 366):
        ligne = Acces.objects.create(structure=structure, geste="ouvert", objet=str(jours))
        Acces.objects.filter(pk=ligne.pk).update(le=maintenant - jours * JOUR)
    gardees = [
        InvitationFactory(structure=structure, jeton=f"{n:064x}", expire_le=maintenant - n * JOUR)
        for n in (29, 31)
    ]
    tasks.entretenir()
    assert [a.objet for a in Acces.objects.all()] == ["364"]
    assert list(Invitation.objects.all()) == gardees[:1]
