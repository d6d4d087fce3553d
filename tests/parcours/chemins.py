"""A small site of paths for the tests: a path, its steps, their blocks, by hand."""

from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pypdfium2  # type: ignore[import-untyped]
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, Site

from contenus.models import AccueilPage
from parcours import codes, services
from parcours.models import Cahier, EtapePage, ParcoursPage


def cle_de(nom: str) -> str:
    """The identifier of a block, as the corpus draws it."""
    return str(uuid5(NAMESPACE_URL, nom))


def note(nom: str, question: str = "Pourquoi sommes-nous là ?", aide: str = "") -> dict[str, Any]:
    """A note block."""
    return {"type": "note", "id": cle_de(nom), "value": {"question": question, "aide": aide}}


def quiz(nom: str, *justes: int, question: str = "Combien de piliers ?") -> dict[str, Any]:
    """A quiz of three choices; `justes` are the right ones."""
    choix = [
        {"texte": f"Réponse {rang}", "juste": rang in justes, "explication": f"Parce que {rang}."}
        for rang in range(3)
    ]
    return {"type": "quiz", "id": cle_de(nom), "value": {"question": question, "choix": choix}}


def fiche(nom: str, lignes: tuple[str, ...] = ("Ce que nous faisons", "Avec qui")) -> dict[str, Any]:
    """A practical sheet."""
    texte = "<p>À remplir à <b>plusieurs</b>.</p>"
    valeur = {"titre": "La fiche du conseil", "texte": texte, "lignes": list(lignes)}
    return {"type": "fiche", "id": cle_de(nom), "value": valeur}


def titre(texte: str) -> dict[str, Any]:
    """A heading."""
    return {"type": "titre", "id": cle_de(texte), "value": texte}


def ouvrir(slug: str = "apprendre", genre: str = "apprentissage") -> ParcoursPage:
    """The home page and a path under it."""
    accueil = AccueilPage.objects.first()
    if accueil is None:
        accueil = Page.get_first_root_node().add_child(instance=AccueilPage(title="Accueil", slug="portail"))
        Site.objects.update(root_page=accueil)
    return accueil.add_child(  # type: ignore[no-any-return]
        instance=ParcoursPage(title=slug.capitalize(), slug=slug, genre=genre, source="Nous")
    )


def poser(parcours: ParcoursPage, cle: str, *corps: dict[str, Any], **champs: Any) -> EtapePage:
    """A published step, with its revision."""
    valeurs = {"title": f"Étape {cle}", "resume": "Un résumé.", "source": "Nous", "duree": 15, **champs}
    valeurs.setdefault("acheve", "la note est écrite")
    page = parcours.add_child(instance=EtapePage(slug=cle, cle=cle, live=False, corps=list(corps), **valeurs))
    page.save_revision().publish()
    return EtapePage.objects.get(pk=page.pk)  # type: ignore[no-any-return]


def recorper(page: EtapePage, *corps: dict[str, Any], **champs: Any) -> EtapePage:
    """Publish a step with another body, as an editor would."""
    page = EtapePage.objects.get(pk=page.pk)
    page.corps = list(corps)  # type: ignore[assignment]
    for nom, valeur in champs.items():
        setattr(page, nom, valeur)
    page.save_revision().publish()
    return EtapePage.objects.get(pk=page.pk)  # type: ignore[no-any-return]


def cahier_neuf() -> tuple[Cahier, str]:
    """An empty cahier and its code."""
    return services.commencer()


def ecrire(cahier: Cahier, objet: str, champ: str, valeur: str, **autres: Any) -> Any:
    """Write one field as one author."""
    valeurs = {"auteur": "claire", "nom": "Claire", **autres}
    return services.enregistrer(cahier=cahier, objet=objet, champ=champ, valeur=valeur, **valeurs)


def valeurs(cahier: Cahier) -> dict[tuple[str, str], str]:
    """What the database holds, `vue` aside."""
    lignes = cahier.saisies.exclude(champ="vue").values_list("objet", "champ", "valeur")
    return {(objet, champ): valeur for objet, champ, valeur in lignes}


def adresse(code: str, etape: str = "") -> str:
    """The page of a cahier, or of one of its steps."""
    return (
        reverse("parcours:etape", args=[code, etape]) if etape else reverse("parcours:sommaire", args=[code])
    )


def du_code(code: str) -> Cahier:
    """The cahier behind a code."""
    return Cahier.objects.get(empreinte_code=codes.empreinte(code))


def demarrer(client: Client, **champs: str) -> str:
    """Start by the form; return the code of the address it leads to."""
    reponse = client.post(reverse("parcours:commencer"), champs)
    assert reponse.status_code == 302, reponse.content.decode()
    return str(reponse["Location"]).split("/")[2]


def texte_du_pdf(pdf: bytes) -> str:
    """All the words of a PDF."""
    lu = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_bounded() for page in lu).replace("\r\n", "\n")
