"""Webinars for the bench: a crowd of them for the list, a full cycle for the report."""

import random
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page

from contenus.champs import Pilier
from contenus.models import AccueilPage
from kits.francais import PARIS
from webinaires import facettes
from webinaires.champs import termes_de
from webinaires.models import (
    ArchivePage,
    Cycle,
    Intervenant,
    Intervention,
    Levier,
    Organisation,
    WebinairePage,
)

SOURCE = {"statut": "proposition", "source": "Banc d’essai"}
STRUCTURES, PERSONNES, VOIX, LEVIERS = 200, 800, 4, 5
ENJEU = (
    "Agir sur une fragilité suppose de la mesurer, d’entendre ceux qui la vivent et de dire ce qui change. "
)
APPORT = "Elle raconte ce que le terrain a appris, chiffres à l’appui, et ce qui reste à inventer ensemble. "


def salle() -> ArchivePage:
    """The room of the webinars; the corpus plants its home page."""
    call_command("charger_contenus", verbosity=0)
    trouvee: ArchivePage | None = ArchivePage.objects.first()
    if trouvee is None:
        page = ArchivePage(title="Webinaires", slug="webinaires", resume="L’archive.", **SOURCE)
        trouvee = AccueilPage.objects.get().add_child(instance=page)
    return trouvee


def un_cycle(cle: str, annee: int) -> Cycle:
    """A cycle of one year."""
    valeurs = {"titre": f"Cycle {annee}", "debut": date(annee, 1, 1), "fin": date(annee, 12, 31), **SOURCE}
    return Cycle.objects.get_or_create(cle=cle, defaults=valeurs)[0]


def peupler(nombre: int) -> list[WebinairePage]:
    """Publish webinars over ten years, with every facet; four voices and five levers each."""
    parent, hasard = salle(), random.Random(5)
    _interlocuteurs()
    cycles = [un_cycle(f"cycle-banc-{annee}", annee) for annee in range(2015, 2025)]
    listes = {nom: [code for code, _ in termes_de(nom)] for nom in ("odd", "domaines-fragilites", "regions")}
    a_publier = []
    for rang in range(nombre):
        cycle = hasard.choice(cycles)
        debut = datetime(cycle.debut.year, 1, 5, 13, tzinfo=PARIS) + timedelta(days=rang % 350)
        champs: dict[str, Any] = {
            "slug": f"banc-{rang:05}",
            "cycle": cycle,
            "debut": debut,
            "odd": hasard.sample(listes["odd"], min(2, len(listes["odd"]))),
            "domaines": hasard.sample(listes["domaines-fragilites"], 2),
            "regions": hasard.sample(listes["regions"], 1),
            "piliers": hasard.sample([str(pilier) for pilier in Pilier], hasard.randint(1, 3)),
            "replay": "https://exemple.fr/replay" if rang % 3 else "",
        }
        a_publier.append(champs)
    pages = _publier(parent, a_publier)
    _completer(pages, hasard)
    facettes.recrire(page.pk for page in pages)
    return pages


def un_cycle_entier(nombre: int) -> Cycle:
    """A cycle as long as the printed report: stakes of a page, four voices that say a paragraph."""
    parent, cycle = salle(), un_cycle("cycle-banc-entier", 2025)
    _interlocuteurs()
    corps = [{"type": "texte", "value": f"<p>{ENJEU * 8}</p>"}] * 2
    a_publier: list[dict[str, Any]] = [
        {
            "slug": f"banc-entier-{rang}",
            "cycle": cycle,
            "debut": datetime(2025, 1, 2, 13, tzinfo=PARIS) + timedelta(days=7 * rang),
            "corps": corps,
            "piliers": ["humain"],
            "manques": "La transcription.",
        }
        for rang in range(nombre)
    ]
    pages = _publier(parent, a_publier)
    _completer(pages, random.Random(6))
    return cycle


def _publier(parent: ArchivePage, champs: list[dict[str, Any]]) -> list[WebinairePage]:
    """Add published pages at once; `add_child` takes twenty queries a page."""
    maintenant, genre = timezone.now(), ContentType.objects.get_for_model(WebinairePage)
    dernier = parent.get_children().count()
    communs = {
        "depth": parent.depth + 1, "content_type": genre, "live": True, "locale_id": parent.locale_id,
        "first_published_at": maintenant, "last_published_at": maintenant,
    }  # fmt: skip
    pages = []
    for rang, propres in enumerate(champs, start=dernier + 1):
        chemin = Page._get_path(parent.path, parent.depth + 1, rang)
        adresse = f"{parent.url_path}{propres['slug']}/"
        titre = f"Agir ensemble sur les fragilités, rencontre {propres['slug']}"
        lieu = {"path": chemin, "url_path": adresse, "title": titre, "draft_title": titre}
        page = WebinairePage(cle=propres["slug"], resume=ENJEU, **SOURCE, **communs, **lieu, **propres)
        page.fin = page.debut + timedelta(minutes=90)
        pages.append(page)
    colonnes = [champ.attname for champ in Page._meta.concrete_fields if not champ.primary_key]
    racines = Page.objects.bulk_create(
        Page(**{nom: getattr(page, nom) for nom in colonnes}) for page in pages
    )
    for page, racine in zip(pages, racines, strict=True):
        page.pk = page.page_ptr_id = page.id = racine.pk
        page.save_base(raw=True, force_insert=True)
    Page.objects.filter(pk=parent.pk).update(numchild=dernier + len(pages))
    return pages


def _interlocuteurs() -> None:
    profils = [code for code, _ in termes_de("profils-acteurs")] or [""]
    structures = (
        Organisation(cle=f"banc-{n}", nom=f"Structure {n}", profil=profils[n % len(profils)], **SOURCE)
        for n in range(STRUCTURES)
    )
    Organisation.objects.bulk_create(structures, ignore_conflicts=True)
    personnes = (
        Intervenant(cle=f"banc-{n}", empreinte=f"banc-{n}", prenom="Claire", nom=f"Durand {n}", **SOURCE)
        for n in range(PERSONNES)
    )
    Intervenant.objects.bulk_create(personnes, ignore_conflicts=True)


def _completer(pages: list[WebinairePage], hasard: random.Random) -> None:
    """Voices and levers, written in bulk."""
    structures = list(Organisation.objects.filter(cle__startswith="banc-"))
    personnes = list(Intervenant.objects.filter(cle__startswith="banc-"))
    voix = (
        Intervention(
            page=page, sort_order=place, intervenant=hasard.choice(personnes), fonction="Directrice",
            organisation=hasard.choice(structures), angle="Co-construction territoriale",
            question="Comment inventer des solutions au plus près des besoins ?",
            apport=f"<p>{APPORT * 4}</p>",
        )
        for page in pages
        for place in range(VOIX)
    )  # fmt: skip
    while lot := list(islice(voix, 2_000)):
        Intervention.objects.bulk_create(lot)
    Levier.objects.bulk_create(
        [
            Levier(page=page, sort_order=place, titre=f"Oser la mesure {place}", texte=ENJEU)
            for page in pages
            for place in range(LEVIERS)
        ],
        batch_size=2_000,
    )
