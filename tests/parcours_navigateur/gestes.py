"""What a visitor does and sees, in a few verbs. Each waits for what it announces."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.timezone import localtime
from playwright.sync_api import Locator, Page, expect

from diagnostic import codes
from diagnostic.models import Diagnostic

COURTS = {
    "socle": ("A1", "A4", "A6"),
    "humain": ("B1", "B5", "B7"),
    "financier": ("C4", "C6", "C7"),
    "alliances": ("D1", "D5", "D6"),
}
"""The short version, part by part."""

LARGEURS = (320, 360, 1440)
"""320 is also a screen of 1280 read at 400 %, or of 640 read at 200 %."""
ENREGISTRE = re.compile(r"^Enregistré à \d\d:\d\d$")
_DEBORDEMENT = """() => {
  const largeur = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= largeur) return [];
  const coupables = [...document.querySelectorAll("body *")]
    .filter((e) => e.getBoundingClientRect().right > largeur || e.scrollWidth > e.clientWidth + 1)
    .map((e) => `${e.tagName}.${e.className}`);
  return [`${largeur} px au lieu de ${document.documentElement.scrollWidth}`, ...coupables.slice(0, 12)];
}"""


def debordement(page: Page) -> list[str]:
    """What sticks out on the right of the page; nothing, one hopes."""
    return page.evaluate(_DEBORDEMENT)  # type: ignore[no-any-return]


def tenir(page: Page) -> None:
    """Hold a page in every width; nothing may stick out. A page on its way is waited for."""
    page.wait_for_load_state()
    for largeur in LARGEURS:
        page.set_viewport_size({"width": largeur, "height": 800})
        assert debordement(page) == [], page.url


def commencer(page: Page, formule: str = "courte") -> str:
    """Start from the diagnostic's first page; return the code shown."""
    page.goto("/diagnostic/")
    page.locator(f'button[name="formule"][value="{formule}"]').click()
    return page.locator(".code").inner_text()


def repondre(page: Page, code: str, ancre: str = "") -> None:
    """Open the questions of a diagnostic."""
    page.goto(f"/diagnostic/{code}/repondre/{ancre}")


def etat(page: Page) -> Locator:
    """The line that says whether all is saved."""
    return page.locator(".barre-etat [data-etat]")


def attendre_enregistre(page: Page) -> None:
    """Wait until the page says that all is saved."""
    expect(etat(page)).to_have_text(ENREGISTRE)
    expect(etat(page)).to_be_visible()


def attendre_que(page: Page, condition: str) -> None:
    """Wait until the browser finds it true.

    Playwright's own wait would evaluate text inside the page, which our content policy refuses as
    soon as the first look is not the last.
    """
    for _ in range(200):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"Toujours faux après dix secondes : {condition}")


def aller(page: Page, partie: str) -> None:
    """Open one part by the bar at the top."""
    page.locator(f'[data-vers="{partie}"]').click()
    expect(page.locator(f"#{partie}")).to_be_visible()


def choisir(page: Page, critere: str, choix: str) -> None:
    """Choose a level, « non concerné » or « je ne sais pas »."""
    page.locator(f'#{critere} input[data-champ="choix"][value="{choix}"]').check()


def ecrire(page: Page, critere: str, texte: str) -> None:
    """Type a comment and leave its field."""
    champ = page.locator(f"#commentaire-{critere}")
    if not champ.is_visible():
        page.locator(f"#{critere} summary", has_text="Commentaire").click()
    champ.fill(texte)
    champ.blur()


def signer(page: Page, nom: str) -> None:
    """Say who answers."""
    page.get_by_text("Signez vos réponses").click()
    page.get_by_label("Votre prénom ou votre fonction").fill(nom)
    page.get_by_label("Votre prénom ou votre fonction").blur()


def le_diagnostic(code: str) -> Diagnostic:
    """The row behind a code."""
    return Diagnostic.objects.pour_saisie().get(empreinte_code=codes.empreinte(code))


def en_base(code: str) -> dict[str, tuple[str, str]]:
    """What the database holds: choice and comment by criterion."""
    return {r.critere: (r.choix, r.commentaire) for r in le_diagnostic(code).reponses.order_by("critere")}


def attendu(choix: Mapping[str, str], commentaires: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """What the database must hold after these choices and comments."""
    return {c: (choix.get(c, ""), commentaires.get(c, "")) for c in sorted({*choix, *commentaires})}


def heure_en_base(code: str, critere: str, champ: str = "choix") -> str:
    """The hour at which the database says that a field was written."""
    reponse = le_diagnostic(code).reponses.get(critere=critere)
    return f"{localtime(getattr(reponse, f'{champ}_le')):%H:%M}"


def colonnes(tableau: Locator, *entetes: str) -> list[list[str]]:
    """The rows of a table, only the columns whose headings begin so."""
    titres = tableau.locator("thead th").all_inner_texts()
    rangs = [next(i for i, titre in enumerate(titres) if titre.startswith(entete)) for entete in entetes]
    lignes = (ligne.locator("th, td").all_inner_texts() for ligne in tableau.locator("tbody tr").all())
    return [[cases[rang] for rang in rangs] for cases in lignes]


def telecharger(page: Page, lien: Locator, dossier: Path) -> Path:
    """Click a link that gives a file; return the file."""
    with page.expect_download() as attente:
        lien.click()
    fichier = dossier / attente.value.suggested_filename
    attente.value.save_as(fichier)
    return fichier


def lire_json(fichier: Path) -> Any:
    """The content of a JSON file."""
    return json.loads(fichier.read_text(encoding="utf-8"))
