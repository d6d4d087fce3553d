"""Write the pages of the corpus: created first, so that links find them, then filled and published."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from contenus.corpus.ailleurs import Plant
from contenus.corpus.blocs import corps_brut, texte_brut
from contenus.corpus.lecture import Corpus
from contenus.corpus.origines import Journal, empreinte_de
from contenus.corpus.schema import Actualite, Article, Kit, Ressource, TeteDeRubrique
from contenus.models import (
    AccueilPage,
    ActualitePage,
    ArticlePage,
    EtapeDUsage,
    IndexPage,
    KitPage,
    Nomenclature,
    RessourcePage,
    RubriquePage,
)

LISTES = (
    (
        "ressources",
        "Ressources",
        "Méthodes, exemples, données, outils, compétences.",
    ),
    ("actualites", "Actualités", "Ce qui s’est passé, à la date où cela s’est passé."),
    ("kits-pratiques", "Kits pratiques", "Des pages réunies en un document à lire, à imprimer, à emporter."),
)
"""Slug, title, introduction of the lists, in their order; the kind is the slug's first word."""
_ETIQUETTES = ("piliers", "publics", "objectifs", "maturites")
_CLASSEMENT = {"titre", "resume", "statut", "source", "relire_le", *_ETIQUETTES}
_RESSOURCE = {"type", "format", "acces", "rubrique", "auteur", "annee", "adresse", "licence"}
Contenu = TeteDeRubrique | Article | Ressource | Actualite | Kit


@dataclass(slots=True)
class Arbre:
    """The tree being written: pages by key, those just added, and those that were there before."""

    journal: Journal
    pages: dict[str, Page] = field(default_factory=dict)
    nouvelles: set[str] = field(default_factory=set)
    autres: dict[str, Page] = field(default_factory=dict)
    """Pages by slug, whoever wrote them: a key that staff already used is theirs."""
    remplacees: dict[int, Page] = field(default_factory=dict)
    """By primary key, pages that left, and what their address leads to."""

    def page_de(self, cle: str) -> int:
        """The primary key of a page of the corpus; the home page for one that staff removed."""
        page = self.pages.get(cle) or self.pages["accueil"]
        return int(page.pk)

    def planter(self, plant: Plant) -> None:
        """Make the empty page of a key that another loader will fill, once; a page of another kind leaves.

        What staff wrote in the page that leaves stays there, unpublished; its address leads to the new one.
        """
        objet = f"page:{plant.cle}"
        origine = self.journal.connues.get(objet)
        ancienne = origine.page if origine else None
        if origine is not None and ancienne is None:
            return
        connue = ancienne or self.autres.get(plant.cle)
        if connue is not None and connue.specific_class is plant.modele:
            self.pages[plant.cle] = connue
            return
        parent = plant.sous(self.pages["accueil"])
        neuve = parent.add_child(instance=plant.modele(slug=plant.cle, live=False, **plant.champs))
        self.journal.reserver(objet, neuve)
        self.pages[plant.cle] = neuve
        if ancienne is not None:
            self.remplacees[ancienne.pk] = remplacer(ancienne, neuve)
            self.journal.bilan.remplacees.append(objet)

    def suivre_les_remplacees(self) -> None:
        """Lead to the new pages the steps that staff rewrote and that still lead to the old ones."""
        for ancienne, neuve in self.remplacees.items():
            EtapeDUsage.objects.filter(page=ancienne).update(page=neuve)

    def poser(self, cle: str, modele: type[Page], parent: Page, /, **champs: Any) -> None:
        """Find the page of a key, or add an unpublished one under its parent."""
        origine = self.journal.connues.get(f"page:{cle}")
        trouvee = origine.page if origine else self.autres.get(cle)
        if trouvee is None and origine is None:
            trouvee = parent.add_child(instance=modele(slug=cle, live=False, **champs))
            self.nouvelles.add(cle)
        if trouvee is not None:
            self.pages[cle] = trouvee

    def ecrire(self, cle: str, empreinte: str, champs: Callable[[], dict[str, Any]]) -> None:
        """Fill and publish the page of a key, unless nothing changed or staff did."""
        page = self.pages.get(cle)
        objet = f"page:{cle}"
        neuve = page is not None and cle in self.nouvelles

        def etat() -> str:
            assert page is not None
            return str(page.latest_revision_id)

        def ecrire() -> str:
            assert page is not None
            complete = page.specific
            for champ, valeur in champs().items():
                setattr(complete, champ, valeur)
            complete.save_revision(clean=False, changed=False).publish()
            return str(complete.latest_revision_id)

        self.journal.ecrire(objet, empreinte, etat=etat, ecrire=ecrire, existe=page is not None and not neuve)
        if neuve:
            origine = self.journal.connues[objet]
            origine.page = page
            origine.save(update_fields=["page"])


def remplacer(ancienne: Page, neuve: Page) -> Page:
    """Withdraw a page and lead its address to another; return the other."""
    parties = ancienne.get_url_parts()
    if ancienne.live:
        ancienne.specific.unpublish(log_action=None)
    if parties:
        chemin = Redirect.normalise_path(parties[2])
        valeurs = {"redirect_page": neuve, "redirect_link": "", "is_permanent": True}
        Redirect.objects.update_or_create(old_path=chemin, site=None, defaults=valeurs)
    return neuve


def planter() -> AccueilPage:
    """Return the root of the site, making it the site's own; Wagtail's welcome page leaves."""
    accueil: AccueilPage | None = AccueilPage.objects.first()
    if accueil is None:
        racine = Page.objects.get(depth=1)
        accueil = racine.add_child(instance=AccueilPage(title="Accueil", slug="accueil"))
        site = Site.objects.filter(is_default_site=True).first() or Site(
            is_default_site=True, hostname="localhost"
        )
        ancienne, site.root_page = (site.root_page if site.pk else None), accueil
        site.save()
        if ancienne is not None and ancienne.specific_class is Page:
            ancienne.delete()
    return accueil


def poser_les_pages(corpus: Corpus, journal: Journal) -> Arbre:
    """Find or create every page, still empty."""
    accueil = planter()
    arbre = Arbre(journal, {"accueil": accueil}, autres={page.slug: page for page in Page.objects.all()})
    for fichier in corpus.rubriques:
        rubrique = fichier.rubrique
        arbre.poser(rubrique.cle, RubriquePage, accueil, title=rubrique.titre)
        for article in fichier.pages:
            if parent := arbre.pages.get(rubrique.cle):
                arbre.poser(article.cle, ArticlePage, parent, title=article.titre)
    listes = {slug: _liste(accueil, slug, titre, texte) for slug, titre, texte in LISTES}
    for ressource in corpus.ressources:
        champs = ressource.model_dump(include=_RESSOURCE)
        arbre.poser(ressource.cle, RessourcePage, listes["ressources"], title=ressource.titre, **champs)
    for actualite in corpus.actualites:
        arbre.poser(
            actualite.cle, ActualitePage, listes["actualites"], title=actualite.titre, date=actualite.date
        )
    for kit in corpus.kits:
        arbre.poser(kit.cle, KitPage, listes["kits-pratiques"], title=kit.titre)
    return arbre


def _liste(accueil: AccueilPage, slug: str, titre: str, introduction: str) -> IndexPage:
    genre = IndexPage.Genre(slug.partition("-")[0])
    liste: IndexPage | None = IndexPage.objects.filter(genre=genre).first()
    if liste is None:
        liste = accueil.add_child(
            instance=IndexPage(
                title=titre, slug=slug, genre=genre, introduction=introduction, show_in_menus=True
            )
        )
    return liste


def remplir(corpus: Corpus, arbre: Arbre, *, dire: Callable[[str], None]) -> None:
    """Fill and publish what changed, door by door."""
    listes = dict(Nomenclature.objects.values_list("cle", "pk"))
    for fichier in corpus.rubriques:
        _ecrire(fichier.rubrique, arbre, listes)
        for article in fichier.pages:
            _ecrire(article, arbre, listes)
        dire(f"{fichier.rubrique.titre} ({len(fichier.pages)} pages)")
    for ressource in corpus.ressources:
        _ecrire(ressource, arbre, listes)
    dire(f"Ressources ({len(corpus.ressources)})")
    for actualite in corpus.actualites:
        _ecrire(actualite, arbre, listes)
    dire(f"Actualités ({len(corpus.actualites)})")
    for kit in corpus.kits:
        _ecrire(kit, arbre, listes)
    dire(f"Kits pratiques ({len(corpus.kits)})")


def _ecrire(contenu: Contenu, arbre: Arbre, listes: dict[str, int]) -> None:
    arbre.ecrire(contenu.cle, empreinte_de(contenu), lambda: _champs(contenu, arbre, listes))


def _champs(contenu: Contenu, arbre: Arbre, listes: dict[str, int]) -> dict[str, Any]:
    """The fields of a page, from what the corpus says of it."""
    if isinstance(contenu, TeteDeRubrique):
        return {
            "title": contenu.titre,
            "resume": contenu.promesse,
            "show_in_menus": True,
            **contenu.model_dump(include={"verbe", "promesse", "statut", "source"}),
            "corps": texte_brut(contenu.introduction, page_de=arbre.page_de),
        }
    champs = contenu.model_dump(include=_CLASSEMENT)
    champs |= {"title": champs.pop("titre")}
    champs |= {nom: list(champs[nom]) for nom in _ETIQUETTES}
    match contenu:
        case Kit():
            composition = [{"type": "page", "value": arbre.page_de(cle)} for cle in contenu.pages]
            introduction = texte_brut(contenu.introduction, page_de=arbre.page_de)
            return {**champs, "composition": composition, "corps": introduction}
        case Article():
            corps = corps_brut(contenu.corps, liste_de=listes.__getitem__, page_de=arbre.page_de)
            return {**champs, "duree": contenu.duree, "corps": corps}
        case Ressource():
            champs |= contenu.model_dump(include=_RESSOURCE) | {"duree_dite": contenu.duree}
        case Actualite():
            jour = datetime(contenu.date.year, contenu.date.month, contenu.date.day, 12, tzinfo=UTC)
            champs |= {"date": contenu.date, "adresse": contenu.adresse, "first_published_at": jour}
    return {**champs, "corps": texte_brut(contenu.corps, page_de=arbre.page_de)}
