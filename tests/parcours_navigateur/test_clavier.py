"""Without a mouse: from the first page to the restitution with Tab, arrows, Space and Enter."""

import pytest
from playwright.sync_api import expect

from tests.parcours_navigateur.gestes import COURTS, attendre_enregistre, attendu, en_base

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]

_FOYER = """() => {
  const e = document.activeElement;
  const porteur = e.matches(".niveau input") ? e.closest(".niveau") : e;
  const boite = porteur.getBoundingClientRect();
  const barre = document.querySelector(".barre-etat")?.getBoundingClientRect().top ?? innerHeight;
  const { outlineStyle, outlineWidth } = getComputedStyle(porteur);
  return {
    trait: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2,
    decouvert: boite.bottom > 0 && boite.top < barre,
  };
}"""


def tabuler(page, cible, maximum=40):
    """Press Tab until the focus is on `cible`; at each stop it is drawn and not covered."""
    for _ in range(maximum):
        page.keyboard.press("Tab")
        assert page.evaluate(_FOYER) == {"trait": True, "decouvert": True}, page.evaluate(
            "document.activeElement.outerHTML.slice(0, 200)"
        )
        if page.evaluate("cible => document.activeElement.matches(cible)", cible):
            return
    raise AssertionError(f"Tab n’arrive jamais à {cible}")


def test_le_travail_au_clavier(personne):
    page = personne(reduced_motion="reduce")  # a smooth scroll would still be on its way
    page.goto("/")
    tabuler(page, ".evitement", 1)
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    tabuler(page, ".bouton", 1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Situer mon association")).to_be_visible()
    tabuler(page, 'button[value="courte"]')
    page.keyboard.press("Enter")
    code = page.locator(".code").inner_text()
    tabuler(page, "main .bouton")
    page.keyboard.press("Enter")
    expect(page.locator("#A1")).to_be_focused()
    choix = repondre_partout(page)
    assert en_base(code) == attendu(choix, {})
    tabuler(page, 'button[value="restitution"]')
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="L’équilibre de la maison")).to_be_visible()
    tabuler(page, '.sommaire-page [href="#plan"]')
    page.keyboard.press("Enter")
    tabuler(page, "#court-1 textarea", 1)


def repondre_partout(page):
    """Answer with Space then arrows; each part ends with the link that opens the next one."""
    choix = {}
    for rang, (partie, criteres) in enumerate(COURTS.items()):
        for fleches, critere in enumerate(criteres, start=rang):
            tabuler(page, f"#{critere} input[type=radio]")
            page.keyboard.press("Space")
            for _ in range(fleches):
                page.keyboard.press("ArrowDown")
            choix[critere] = ("0", "1", "2", "3", "nc", "nsp")[fleches]
            attendre_enregistre(page)
        if partie != "alliances":
            tabuler(page, f"#{partie} [data-suite] a")
            page.keyboard.press("Enter")
            expect(page.locator(".partie:visible h2")).to_be_focused()
            expect(page.locator(".partie:visible .partie__rang")).to_have_text(f"Partie {rang + 2} sur 4")
    return choix


def test_lien_d_evitement_garde_la_partie_ouverte(personne):
    page = personne()
    page.goto("/diagnostic/")
    page.get_by_role("button", name="Commencer la version courte").click()
    page.get_by_role("link", name="Ressources financières").click()
    page.wait_for_selector("html.avec-script")  # before the script, every part is visible
    expect(page.locator("#financier")).to_be_visible()
    page.locator(".evitement").focus()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    expect(page.locator("#financier")).to_be_visible()
