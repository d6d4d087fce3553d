"""Without a mouse: from the first page to the restitution with Tab, arrows, Space and Enter."""

import pytest
from playwright.sync_api import expect

from tests.parcours_navigateur.gestes import (
    COURTS,
    attendre_enregistre,
    attendre_que,
    attendu,
    choisir,
    commencer,
    en_base,
    etat,
    le_diagnostic,
    repondre,
)

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
    page.wait_for_load_state()  # before its stylesheet, a page draws no focus
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


def passer(page, critere, *touches):
    """Put the focus on the first level of a criterion, then press the keys without a pause."""
    page.locator(f'#{critere} [data-champ="choix"]').first.focus()
    for touche in touches:
        page.keyboard.press(touche)


def journal(code, critere):
    return list(le_diagnostic(code).ecritures.filter(objet=critere).values_list("valeur", flat=True))


def test_fleches_n_ecrivent_que_le_niveau_ou_elles_s_arretent(personne):
    page = personne()
    code = commencer(page)
    repondre(page, code)
    passer(page, "A1", "Space", "ArrowDown", "ArrowDown", "ArrowDown")
    expect(etat(page)).to_have_text("Enregistrement…")
    gardes = "JSON.parse(Object.entries(localStorage).find(([cle]) => cle.includes(':A1:'))[1]).corps.valeur"
    assert page.evaluate(gardes) == "3"
    attendre_enregistre(page)
    assert journal(code, "A1") == ["3"]
    passer(page, "A4", "ArrowDown", "ArrowUp")
    choisir(page, "A6", "1")  # the mouse does not wait, and takes with it what waits
    attendre_que(page, "!Object.keys(localStorage).some((cle) => cle.includes(':A6:'))")
    assert (journal(code, "A4"), journal(code, "A6")) == (["0"], ["1"])


def test_quitter_la_page_envoie_le_niveau_ou_les_fleches_en_etaient(personne):
    page = personne()
    code = commencer(page)
    repondre(page, code)
    passer(page, "A1", "ArrowDown", "ArrowDown")
    page.goto("/")
    page.wait_for_timeout(300)
    assert journal(code, "A1") == ["2"]


def test_hors_connexion_les_fleches_gardent_le_dernier_niveau(personne):
    page = personne()
    code = commencer(page)
    repondre(page, code)
    page.context.set_offline(True)
    passer(page, "A1", "ArrowDown", "ArrowDown")
    page.context.set_offline(False)
    attendre_enregistre(page)
    assert journal(code, "A1") == ["2"]
