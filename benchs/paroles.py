"""Searching two million words of transcripts, through the real server: words of every kind."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from zoneinfo import ZoneInfo

from django.core.management import call_command
from django.db import connection
from wagtail.models import Page

from benchs import foule
from benchs.questions import Enquete, Sorte
from benchs.resultat import Resultat
from benchs.statistiques import nombre
from contenus import requetes
from contenus.models import AccueilPage
from webinaires.models import ArchivePage, Intervenant, Intervention, Passage, Transcription, WebinairePage

MOTS, WEBINAIRES, VOIX = 2_000_000, 150, 4
P95_MAX = 0.060
MOTS_D_UN_PASSAGE, COURANTS, ORDINAIRES, PEU = 90, 40, 2_000, 20
MELANGE = {
    "mot courant": 20,
    "mot ordinaire": 25,
    "mot rare": 15,
    "sans accent": 10,
    "deux mots": 15,
    "expression exacte": 5,
    "dans un webinaire": 10,
}
"""Shares of each kind, in percent."""
_MARQUE = "banc-paroles"
_COPIER = """
    COPY webinaires_passage (transcription_id, rang, debut, fin, intervenant_id, voix, texte) FROM STDIN
"""


def mesurer() -> list[Resultat]:
    """Transcribe, then ask."""
    call_command("charger_contenus", verbosity=0)
    textes = _transcrire()
    enquete = Enquete(
        f"Recherche dans {nombre(MOTS, 0)} mots dits",
        "/webinaires/paroles/",
        MELANGE,
        P95_MAX,
        "la cible ; page entière, comptes par webinaire, voix et extraits compris",
    )
    try:
        mesure = enquete.mesurer(
            _sortes(textes),
            f"{nombre(len(textes), 0)} passages de {WEBINAIRES} webinaires, faits de phrases du corpus et "
            "de mots inventés.",
        )
    finally:
        _effacer()
    return [mesure]


def _transcrire() -> list[str]:
    """Write the webinars, their voices and their passages; return the passages."""
    accueil = AccueilPage.objects.get()
    archive = ArchivePage.objects.first() or accueil.add_child(
        instance=ArchivePage(title="Webinaires", slug="webinaires", source="Banc.")
    )
    debut = datetime(2020, 1, 16, 13, tzinfo=ZoneInfo("Europe/Paris"))
    pages = [
        archive.add_child(
            instance=WebinairePage(
                title=f"Webinaire du banc {rang}", slug=f"{_MARQUE}-{rang}", cle=f"{_MARQUE}-{rang}",
                source="Banc.", debut=(jour := debut + timedelta(days=14 * rang)),
                fin=jour + timedelta(minutes=90), replay="https://youtu.be/abcdefghijk",
            )
        )
        for rang in range(WEBINAIRES)
    ]  # fmt: skip
    personnes = Intervenant.objects.bulk_create(
        Intervenant(
            cle=f"{_MARQUE}-{rang}", empreinte=f"{_MARQUE}-{rang}", prenom="Voix", nom=f"du banc {rang}",
            statut="proposition", source="Banc.",
        )
        for rang in range(VOIX)
    )  # fmt: skip
    Intervention.objects.bulk_create(
        Intervention(page=page, intervenant=qui, sort_order=rang, fonction="Voix")
        for page in pages
        for rang, qui in enumerate(personnes)
    )
    transcriptions = Transcription.objects.bulk_create(
        Transcription(webinaire=page, vtt="WEBVTT") for page in pages
    )
    textes = list(_passages(foule.phrases()))
    _copier(textes, [t.pk for t in transcriptions], [qui.pk for qui in personnes])
    return textes


def _passages(phrases: list[str]) -> Iterator[str]:
    """Yield passages of the corpus's sentences and an invented word, two million words in all."""
    hasard = random.Random(2026)
    inventes = ["".join(hasard.choices("bcdlmnprst" + "aeiou" * 2, k=8)) for _ in range(20_000)]
    ecrits = 0
    while ecrits < MOTS:
        mots: list[str] = [hasard.choice(inventes)]
        while len(mots) < MOTS_D_UN_PASSAGE:
            mots += hasard.choice(phrases).split()
        ecrits += len(mots)
        yield " ".join(mots)


def _copier(textes: list[str], transcriptions: list[int], personnes: list[int]) -> None:
    """Write the passages as any bulk load does, and leave the table as a quiet night would."""
    (index,) = Passage._meta.indexes
    with connection.schema_editor() as editeur:
        editeur.remove_index(Passage, index)
    par_transcription = -(-len(textes) // len(transcriptions))
    with connection.cursor() as curseur, curseur.copy(_COPIER) as copie:
        for n, texte in enumerate(textes):
            rang = n % par_transcription
            ou, qui = transcriptions[n // par_transcription], personnes[n % VOIX]
            copie.write_row((ou, rang, rang * 30_000, (rang + 1) * 30_000, qui, "", texte))
    with connection.schema_editor() as editeur:
        editeur.add_index(Passage, index)
    with connection.cursor() as curseur:
        curseur.execute("VACUUM ANALYZE webinaires_passage")
    assert Passage.objects.count() >= len(textes)


def _effacer() -> None:
    """Leave the next measure the portal alone."""
    Page.objects.filter(pk__in=WebinairePage.objects.filter(cle__startswith=_MARQUE).values("pk")).delete()
    Intervenant.objects.filter(cle__startswith=_MARQUE).delete()


def _sortes(textes: list[str]) -> dict[str, Sorte]:
    """Draw the requests of each kind from the words that were really said."""
    hasard = random.Random(7)
    comptes = Counter(mot for texte in textes for mot in set(requetes.mots(texte)) if len(mot) > 3)
    ranges = [mot for mot, _ in comptes.most_common()]
    rares = [mot for mot in ranges if comptes[mot] <= PEU]
    courants, ordinaires = ranges[:COURANTS], ranges[COURANTS:ORDINAIRES]
    accentues = [requetes.sans_accent(mot) for mot in ordinaires if requetes.sans_accent(mot) != mot.lower()]
    suites = [
        f'"{un} {autre}"'
        for texte in hasard.sample(textes, 400)
        for un, autre in pairwise(requetes.mots(texte))
        if len(un) > 4 and len(autre) > 4
    ]
    cles = [f"{_MARQUE}-{rang}" for rang in range(WEBINAIRES)]
    mots = {
        "mot courant": courants,
        "mot ordinaire": ordinaires,
        "mot rare": rares,
        "sans accent": accentues,
        "deux mots": [f"{hasard.choice(courants + ordinaires)} {autre}" for autre in ordinaires],
        "expression exacte": suites,
    }
    demandes = {nom: [{"q": mot} for mot in lus] for nom, lus in mots.items()}
    demandes["dans un webinaire"] = [{"q": mot, "webinaire": hasard.choice(cles)} for mot in ordinaires]
    return {nom: partial(_choisir, lues) for nom, lues in demandes.items()}


def _choisir(demandes: list[dict[str, str]], hasard: random.Random) -> dict[str, str]:
    return hasard.choice(demandes)
