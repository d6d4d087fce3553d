"""Dead links, asked of a real server: what is gathered, how it is asked, what is concluded."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from contenus import liens, tasks
from contenus.models import LienVerifie, Nomenclature, Terme
from tests.contenus.bureau import article, en_ligne, relire

pytestmark = pytest.mark.django_db
Etat = LienVerifie.Etat


class Site(ThreadingHTTPServer):
    """A site that notes who asked what, and how many at a time."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Reponses)
        self.demandes: list[tuple[str, str, str]] = []
        self.ensemble = self.au_plus = 0
        self.verrou = threading.Lock()

    def adresse(self, chemin: str) -> str:
        """Where a path is found."""
        return f"http://127.0.0.1:{self.server_address[1]}{chemin}"


class Reponses(BaseHTTPRequestHandler):
    """Answers by the first word of the path."""

    server: Site

    def do_HEAD(self) -> None:
        self._repondre()

    def do_GET(self) -> None:
        self._repondre()

    def _repondre(self) -> None:
        site = self.server
        with site.verrou:
            site.demandes.append((self.command, self.path, self.headers["User-Agent"]))
            site.ensemble += 1
            site.au_plus = max(site.au_plus, site.ensemble)
        mot = self.path.strip("/").split("/", maxsplit=1)[0]
        if mot == "lent":
            time.sleep(1.5)
        if mot == "sans-head":
            mot = "405" if self.command == "HEAD" else "200"
        statut = {"renvoi": 302, "boucle": 302, "dedans": 302, "lent": 200}.get(mot) or int(mot)
        with site.verrou:
            site.ensemble -= 1
        self.send_response(statut)
        if statut == 302:
            vers = {"renvoi": "/200/", "boucle": "/boucle/", "dedans": "http://127.0.0.2:1/"}[mot]
            self.send_header("Location", vers)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def site(settings, monkeypatch) -> Iterator[Site]:
    settings.LIENS_RESEAU_PERMIS = ["127.0.0.1"]
    monkeypatch.setattr(liens, "PAUSE", 0.0)
    serveur = Site()
    fil = threading.Thread(target=serveur.serve_forever, daemon=True)
    fil.start()
    yield serveur
    serveur.shutdown()
    serveur.server_close()


CONSTATS = {
    "/200/": (Etat.BON, "Code 200"),
    "/renvoi/": (Etat.BON, "Code 200"),
    "/sans-head/": (Etat.BON, "Code 200"),
    "/404/": (Etat.MORT, "Code 404"),
    "/410/": (Etat.MORT, "Code 410"),
    "/403/": (Etat.RESERVE, "Code 403"),
    "/429/": (Etat.RESERVE, "Code 429"),
    "/500/": (Etat.MUET, "Code 500"),
    "/boucle/": (Etat.MUET, "Renvois sans fin d’une adresse à l’autre"),
    "/dedans/": (Etat.MORT, "Adresse d’un réseau privé\u00a0: aucun visiteur n’y accède."),
    "/200/été à la mer/?q=ça": (Etat.BON, "Code 200"),
}


@pytest.mark.parametrize("chemin", CONSTATS)
def test_what_is_concluded(site, chemin):
    constat = liens.interroger(site.adresse(chemin))
    assert (constat.etat, constat.texte) == CONSTATS[chemin]


def test_site_that_takes_too_long_is_silent(site, monkeypatch):
    monkeypatch.setattr(liens, "DELAI", 0.3)
    assert liens.interroger(site.adresse("/lent/")).etat == Etat.MUET


@pytest.mark.parametrize(
    ("adresse", "etat"),
    [
        ("http://127.0.0.1:1/", Etat.MUET),
        ("http://n-existe-pas.invalid/", Etat.MUET),
        ("http://127.0.0.9/", Etat.MORT),
        ("http://[::1]/", Etat.MORT),
        ("http://169.254.169.254/latest/", Etat.MORT),
        ("ftp://exemple.fr/", Etat.MORT),
        ("http://", Etat.MUET),
        ("http://exemple..fr/", Etat.MUET),
    ],
)
def test_address_that_leads_nowhere_or_inside(settings, adresse, etat):
    settings.LIENS_RESEAU_PERMIS = ["127.0.0.1"]
    assert liens.interroger(adresse).etat == etat


def test_head_is_enough_when_it_succeeds_and_we_say_who_we_are(site, settings):
    for chemin in ("/200/", "/sans-head/"):
        liens.interroger(site.adresse(chemin))
    assert [(methode, chemin) for methode, chemin, _ in site.demandes] == [
        ("HEAD", "/200/"),
        ("HEAD", "/sans-head/"),
        ("GET", "/sans-head/"),
    ]
    assert {qui for *_, qui in site.demandes} == {f"Verification-des-liens (+{settings.SITE_URL})"}


def _corps(site):
    lien = {"titre": "Plus loin", "page": None, "adresse": site.adresse("/404/"), "texte": ""}
    return [
        {
            "type": "texte",
            "value": f'<p><a href="{site.adresse("/200/?a=1&amp;b=2#ici")}">là</a>, ailleurs</p>',
        },
        {"type": "lien", "value": lien},
        {"type": "lien", "value": {**lien, "adresse": "/diagnostic/"}},
        {"type": "video", "value": {"titre": "V", "adresse": site.adresse("/500/"), "transcription": ""}},
    ]


def test_addresses_of_published_pages_are_gathered(bureau, site):
    en_ligne(bureau, corps=_corps(site), source=f"Le RAMEAU ({site.adresse('/410/')}).")
    article(bureau, "brouillon", source=site.adresse("/403/"))
    assert liens.recenser() == ["127.0.0.1"]
    attendues = {site.adresse(c) for c in ("/200/?a=1&b=2", "/404/", "/500/", "/410/")}
    assert set(LienVerifie.objects.values_list("adresse", flat=True)) == attendues


def _liste(cle, site, chemin, **champs):
    """A list of one row, with one address in each place where a list may write one."""
    textes = {"source": f"Rapport, {site.adresse(chemin + 'source/')}.", "statut": "source"}
    lien = f'<p><a href="{site.adresse(chemin + "?a=1&amp;b=2")}">là</a></p>'
    liste = Nomenclature.objects.create(cle=cle, titre=cle.capitalize(), description=lien, **textes, **champs)
    Terme.objects.create(
        nomenclature=liste,
        code="un",
        rang=1,
        intitule="Un",
        description=lien.replace("?a", "terme/?a"),
        source=site.adresse(chemin + "terme-source/"),
        statut="source",
        donnees={"suivi": f"Voir {site.adresse(chemin + 'suivi/')}."},
    )
    return liste


def test_addresses_of_the_lists_that_published_pages_show_are_gathered(bureau, site):
    montree, _, promise = (_liste(cle, site, f"/{cle}/") for cle in ("montree", "seule", "promise"))
    en_ligne(bureau, corps=[{"type": "liste", "value": montree.pk}])
    article(bureau, "brouillon", corps=[{"type": "liste", "value": promise.pk}])
    liens.recenser()
    suites = ("?a=1&b=2", "source/", "terme/?a=1&b=2", "terme-source/", "suivi/")
    trouves = LienVerifie.objects.pour_liste()
    lus = {lien.adresse: (list(lien.pages.all()), list(lien.listes.all())) for lien in trouves}
    assert lus == {site.adresse(f"/montree/{suite}"): ([], [montree]) for suite in suites}


def test_address_written_in_a_page_and_in_a_list_says_both_and_is_asked_once(bureau, site):
    liste = _liste("montree", site, "/404/")
    page = en_ligne(bureau, source=site.adresse("/404/source/"), corps=[{"type": "liste", "value": liste.pk}])
    for _ in range(2):
        liens.recenser()
    lien = LienVerifie.objects.get(adresse=site.adresse("/404/source/"))
    assert (list(lien.pages.all()), list(lien.listes.all())) == ([page.page_ptr], [liste])
    page.unpublish()
    liens.recenser()
    assert not LienVerifie.objects.exists()


def test_gathering_again_keeps_what_is_known_and_forgets_what_is_gone(bureau, site):
    page = en_ligne(bureau, corps=_corps(site))
    autre = en_ligne(bureau, "autre", source=site.adresse("/404/"))
    liens.recenser()
    liens.verifier_un_site("127.0.0.1")
    page.unpublish()
    liens.recenser()
    lien = LienVerifie.objects.get()
    assert (lien.adresse, lien.etat, list(lien.pages.all())) == (
        site.adresse("/404/"),
        Etat.MORT,
        [relire(autre).page_ptr],
    )


def test_task_asks_each_site_one_address_at_a_time(bureau, site):
    en_ligne(bureau, corps=_corps(site))
    tasks.verifier_les_liens.apply()
    for hote in liens.recenser():
        tasks.verifier_un_site.apply(args=[hote])
    etats = dict(LienVerifie.objects.values_list("adresse", "etat"))
    attendus = {"/200/?a=1&b=2": "bon", "/404/": "mort", "/500/": "muet"}
    assert etats == {site.adresse(chemin): etat for chemin, etat in attendus.items()}
    assert site.au_plus == 1
    assert not LienVerifie.objects.filter(verifie_le=None).exists()


def test_pause_is_kept_between_two_addresses_of_a_site(bureau, site, monkeypatch):
    monkeypatch.setattr(liens, "PAUSE", 0.2)
    en_ligne(bureau, corps=_corps(site))
    liens.recenser()
    debut = time.monotonic()
    liens.verifier_un_site("127.0.0.1")
    assert time.monotonic() - debut >= 0.4


@pytest.mark.parametrize("combien", [1, 3])
def test_gathering_reads_pages_by_kind(bureau, combien, django_assert_num_queries):
    for rang in range(combien):
        en_ligne(bureau, f"page-{rang}", source=f"https://exemple{rang}.fr/")
    with django_assert_num_queries(9):
        assert len(list(liens.pages_publiees())) == combien + 1
