"""The whole job with JavaScript, as one association does it in one sitting."""

import csv
import io
import re
import unicodedata

import docx
import pypdfium2
import pytest
from django.utils.timezone import localdate
from playwright.sync_api import expect

from diagnostic.models import Diagnostic
from diagnostic.nombres import en_niveau, pourcents
from diagnostic.scoring import calculer, proposer
from kits.tableur import deproteger
from tests.parcours_navigateur.gestes import (
    COURTS,
    ENREGISTRE,
    aller,
    attendre_enregistre,
    attendu,
    choisir,
    colonnes,
    ecrire,
    en_base,
    etat,
    heure_en_base,
    le_diagnostic,
    lire_json,
    telecharger,
)

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]

NOM = "L’Écluse & Cie"
CHOIX = {
    "A1": "0", "A4": "2", "A6": "nc", "B1": "1", "B5": "3", "B7": "nsp",
    "C4": "0", "C6": "2", "C7": "1", "D1": "0", "D5": "3", "D6": "1",
}  # fmt: skip
COMMENTAIRES = {
    "A1": "Écrit à l’été 2019, à Saint-Œuvre.\n\nDepuis, « on verra » 🌻 : rien de neuf.",
    "C4": '=SOMME(1;2) n’est pas une formule ; "guillemets", <b>balise</b> & esperluette 🏡',
}
ACTION = "Écrire à trois voisins 🤝, puis les inviter à déjeuner ; goûter l’œuvre."
PORTEUR = "Zoé & Noël"
ECHEANCE = "2026-11-30"
CAP = {"humain": 3, "financier": 5, "alliances": 2}


def test_le_travail_entier(personne, examiner, grille, ouvrier, tmp_path):
    page = personne()
    code = demarrer(page, examiner)
    tout_repondre(page, code, examiner)
    comprendre(page, grille, CHOIX)
    decider(page, grille, code)
    cheminer(page, grille)
    examiner(page)
    emporter_les_documents(page, examiner, tmp_path)
    page.goto(f"/diagnostic/{code}/restitution/")
    emporter_les_donnees(page, code, tmp_path)
    reprendre_et_effacer(personne(), code, examiner)


def demarrer(page, examiner):
    page.goto("/")
    examiner(page)
    page.get_by_role("main").get_by_role("link", name="Situer mon association").click()
    examiner(page)
    page.get_by_role("button", name="Commencer la version courte").click()
    expect(page.get_by_role("heading", name="D’abord, gardez votre code")).to_be_visible()
    code = page.locator(".code").inner_text()
    assert page.url.endswith(f"/diagnostic/{code}/")
    page.get_by_label("Nom de l’association").fill(NOM)
    page.get_by_role("button", name="Enregistrer le nom").click()
    expect(page.get_by_role("heading", name=NOM)).to_be_visible()
    examiner(page)
    return code


def tout_repondre(page, code, examiner):
    page.get_by_role("link", name="Répondre à la première question").click()
    for partie, criteres in COURTS.items():
        expect(page.locator(f"#{partie}")).to_be_visible()
        for critere in criteres:
            choisir(page, critere, CHOIX[critere])
            attendre_enregistre(page)
            assert etat(page).inner_text() == f"Enregistré à {heure_en_base(code, critere)}"
            if critere in COMMENTAIRES:
                ecrire(page, critere, COMMENTAIRES[critere])
                attendre_enregistre(page)
                assert etat(page).inner_text() == (
                    f"Enregistré à {heure_en_base(code, critere, 'commentaire')}"
                )
        expect(page.locator(f'[data-vers="{partie}"] [data-traites]')).to_have_text("3")
        if partie != "alliances":
            page.get_by_role("link", name="Continuer").click()
    examiner(page)
    assert en_base(code) == attendu(CHOIX, COMMENTAIRES)
    page.get_by_role("button", name="Enregistrer et voir l’équilibre de la maison").click()
    expect(page.get_by_role("heading", level=1, name="L’équilibre de la maison")).to_be_visible()


def comprendre(page, grille, choix):
    """Compare every figure and every addend of the page with those of the scoring."""
    profil = calculer(grille, choix, courte=True)
    parts = dict(zip(("humain", "financier", "alliances"), pourcents(profil.barycentre.parts), strict=True))
    lignes = [
        [m.nom, en_niveau(m.valeur), f"{parts[m.cle]}\u00a0%" if m.cle in parts else "hors du triangle"]
        for m in profil.dimensions
    ]
    assert colonnes(page.locator("#maison table"), "Partie", "Niveau moyen", "Part dans") == lignes
    for resume in page.locator("#profil summary").all():
        resume.click()
    assert page.locator("#profil .addends:visible").count() == page.locator("#profil .addends").count()
    themes = {m.cle: m for m in profil.themes if m.total}
    mesures = [
        m
        for d in grille.dimensions
        for m in (profil.dimension(d.cle), *(themes[t.cle] for t in d.themes if t.cle in themes))
    ]
    lus = [lire_addends(bloc) for bloc in page.locator("#profil .addends").all()]
    assert lus == [addends(mesure) for mesure in (*mesures, *profil.impacts)]


def lire_addends(bloc):
    return [ligne.replace("\u00a0", " ") for ligne in bloc.locator("tbody tr, tfoot tr").all_inner_texts()]


def addends(mesure):
    if not mesure.termes:
        return []
    nombre = f"{len(mesure.termes)} critère{'s' if len(mesure.termes) > 1 else ''}"
    return [
        *(f"{terme.code} · {terme.titre}\t{terme.niveau}" for terme in mesure.termes),
        f"Somme {mesure.somme} ÷ {nombre}\t{en_niveau(mesure.valeur)}",
    ]


def decider(page, grille, code):
    """Keep the first line, rewrite the second with who and when, replace the fourth."""
    proposees = [p.texte for p in proposer(grille, CHOIX, courte=True, nombre=8)]
    textes = page.locator('[data-champ="texte"]')
    assert [champ.input_value() for champ in textes.all()] == proposees[:6]
    page.locator("#court-1").get_by_role("button", name="Garder cette proposition").click()
    expect(page.locator("#court-1 [data-etat-ligne]")).to_have_text("Proposition gardée")
    ligne = page.locator("#court-2")
    ligne.get_by_label("Ce que nous faisons").fill(ACTION)
    ligne.get_by_label("Qui", exact=True).fill(PORTEUR)
    ligne.get_by_label("Pour quand").fill(ECHEANCE)
    ligne.get_by_label("Pour quand").blur()
    expect(page.locator("#plan [data-etat]")).to_have_text([ENREGISTRE, ENREGISTRE])
    expect(ligne.locator("[data-etat-ligne]")).to_have_text("Écrite par vous")
    page.locator("#moyen-1").get_by_text("Remplacer par une autre proposition").click()
    autre = page.locator("#moyen-1").get_by_label("Autre proposition")
    assert autre.locator("option").count() == len(proposees) - 6
    autre.select_option(index=1)
    page.locator("#moyen-1").get_by_role("button", name="Remplacer").click()
    expect(page.locator("#moyen-1 textarea")).to_have_value(proposees[7])
    assert lire_plan(code) == {
        "court-1": (proposees[0], "", ""),
        "court-2": (ACTION, PORTEUR, ECHEANCE),
        "moyen-1": (proposees[7], "", ""),
    }


def lire_plan(code):
    actions = le_diagnostic(code).actions.filter(texte_ecrit=True)
    return {f"{a.horizon}-{a.rang}": (a.texte, a.porteur, str(a.echeance or "")) for a in actions}


def cheminer(page, grille):
    """Place the cap, name a step, change one answer, name another step."""
    for cle, poids in CAP.items():
        page.locator(f"#cap-{cle}").fill(str(poids))
    page.get_by_role("button", name="Placer le cap").click()
    expect(page.locator(".cap").get_by_role("button", name="Retirer le cap")).to_be_visible()
    nommer(page, "Assemblée d’été")
    page.locator("#emporter").get_by_role("link", name="Revoir une réponse").click()
    aller(page, "humain")
    choisir(page, "B1", "3")
    attendre_enregistre(page)
    page.get_by_role("button", name="Enregistrer et voir l’équilibre de la maison").click()
    nommer(page, "Après le séminaire 🎒")
    apres = {**CHOIX, "B1": "3"}
    comprendre(page, grille, apres)
    avant, ensuite = (pourcents(calculer(grille, c, courte=True).barycentre.parts) for c in (CHOIX, apres))
    assert avant != ensuite
    points = [("1. Assemblée d’été", avant), ("2. Après le séminaire 🎒", ensuite)]
    points += [("3. Aujourd’hui", ensuite), ("Le cap", (30, 50, 20))]
    lignes = [[nom, *(f"{part}\u00a0%" for part in parts)] for nom, parts in points]
    entetes = ("Point", "Richesses", "Ressources", "Alliances")
    assert colonnes(page.locator("#trajectoire table"), *entetes) == lignes


def nommer(page, nom):
    page.get_by_label("Garder l’état d’aujourd’hui comme étape").fill(nom)
    page.get_by_role("button", name="Garder cette étape").click()
    expect(page.locator(".etapes-nommees strong", has_text=nom)).to_be_visible()


def emporter_les_documents(page, examiner, tmp_path):
    restitution = page.url
    pdf = telecharger_document(page, "Préparer le PDF", tmp_path)
    examiner(page)
    verification = page.locator('a[href^="/verifier/"]', has_text="-")
    adresse = verification.get_attribute("href")
    with pypdfium2.PdfDocument(pdf) as fichier:
        lu = "".join(feuille.get_textpage().get_text_range() for feuille in fichier)
    assert [texte for texte in textes_saisis() if sans_emoji(texte) not in sans_emoji(lu)] == []
    page.goto(restitution)
    mot = docx.Document(str(telecharger_document(page, "Préparer le document modifiable", tmp_path)))
    lu = "".join(t.text or "" for t in mot.element.body.iter() if t.tag.endswith("}t"))
    assert [texte for texte in textes_saisis() if serrer(texte) not in serrer(lu)] == []
    verifier(page, adresse, examiner)


def telecharger_document(page, bouton, tmp_path):
    page.get_by_role("button", name=bouton).click()
    expect(page.get_by_role("heading", name="Votre document est prêt")).to_be_visible(timeout=40_000)
    return telecharger(page, page.get_by_role("link", name="Télécharger"), tmp_path)


def textes_saisis():
    return [NOM, *COMMENTAIRES.values(), ACTION, PORTEUR, "Assemblée d’été", "Après le séminaire 🎒"]


def serrer(texte):
    """Without spaces nor the hyphens that a line break adds."""
    return re.sub(r"[\s\ufffe\u00ad\u200d\ufe0f]", "", unicodedata.normalize("NFKC", texte))


def sans_emoji(texte):
    """Letters only: pdfium does not give back the signs that a font holds as pictures."""
    return "".join(signe for signe in serrer(texte) if signe < "\U00010000")


def verifier(page, adresse, examiner):
    page.goto(adresse)
    expect(page.get_by_role("heading", name="Ce document vient bien d’ici")).to_be_visible()
    faits = page.locator("dl").inner_text()
    assert "Restitution d’un autodiagnostic" in faits
    assert "Grille 1" in faits
    assert str(localdate().year) in faits
    lu = serrer(page.content())
    assert [texte for texte in textes_saisis() if serrer(texte) in lu] == []
    examiner(page)


def emporter_les_donnees(page, code, tmp_path):
    apres = {**CHOIX, "B1": "3"}
    emporter = page.locator("#emporter")
    copie = lire_json(telecharger(page, emporter.get_by_role("link", name="Données complètes"), tmp_path))
    assert copie["diagnostic"]["nom"] == NOM
    lues = {r["code"]: (r["choix"], r["commentaire"]) for r in copie["reponses"]}
    assert lues == attendu(apres, COMMENTAIRES)
    assert copie["cap"]["poids"] == CAP
    decidees = {
        ligne["ligne"]: (ligne["texte"], ligne["porteur"], ligne["echeance"] or "")
        for ligne in copie["plan"]
        if ligne["etat"] != "proposee"
    }
    assert decidees == lire_plan(code)
    assert [e["nom"] for e in copie["etapes"]] == ["Assemblée d’été", "Après le séminaire 🎒"]
    assert [e["reponses"]["B1"]["choix"] for e in copie["etapes"]] == ["1", "3"]
    tableau = telecharger(page, emporter.get_by_role("link", name="Tableau (CSV)"), tmp_path)
    feuille = csv.DictReader(io.StringIO(tableau.read_bytes().decode("utf-8-sig"), newline=""), delimiter=";")
    lues = {
        ligne["code"]: (ligne["reponse"], deproteger(ligne["commentaire"]))
        for ligne in feuille
        if ligne["type"] == "critere"
    }
    assert lues == attendu(apres, COMMENTAIRES)


def reprendre_et_effacer(page, code, examiner):
    page.goto("/diagnostic/")
    page.get_by_label("Votre code de reprise").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="Reprendre").click()
    expect(page.get_by_role("heading", name=NOM)).to_be_visible()
    page.get_by_role("link", name="Effacer ce diagnostic").click()
    examiner(page)
    page.get_by_role("button", name="Effacer définitivement").click()
    expect(page.get_by_role("heading", name="C’est effacé")).to_be_visible()
    examiner(page)
    assert page.goto(f"/diagnostic/{code}/").status == 404
    expect(page.get_by_role("heading", name="Ce code n’ouvre aucun diagnostic")).to_be_visible()
    examiner(page)
    assert Diagnostic.objects.count() == 0
