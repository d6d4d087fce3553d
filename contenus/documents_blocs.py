"""The blocks of a page (contenus/blocs.py) as the blocks of a document (kits/document.py).

One function a kind of block; a kind it does not know is left out rather than drawn wrong.
"""

import base64
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from wagtail.rich_text import expand_db_html

from contenus.champs import Statut
from contenus.documents_html import en_blocs, en_lignes
from contenus.models import Nomenclature
from kits.document import Bloc, Encadre, Figure, Paragraphe, Section, Tableau

IMAGE = "max-1200x1200|format-jpeg|jpegquality-75|bgcolor-ffffff"
"""A4 at 150 dots per inch: an image never weighs more than the text around it deserves."""
SANS_TITRE = "Suite"
_PROTOCOLE = re.compile(r"^https?://(www\.)?|/$")


@dataclass(slots=True)
class Renvois:
    """The addresses that a document cites, numbered in the order they are met.

    `internes` holds the addresses of the pages printed in the document: no need to leave the paper.
    """

    internes: frozenset[str] = frozenset()
    adresses: dict[str, int] = field(default_factory=dict)

    def noter(self, href: str, mots: str = "") -> str:
        """Return what follows the words of a link: « [3] », nothing for a page of this document."""
        adresse = absolue(href)
        if not adresse or adresse.partition("#")[0] in self.internes:
            return ""
        if adresse.startswith("mailto:"):
            courriel = adresse.removeprefix("mailto:").partition("?")[0]
            return "" if courriel == mots else f" ({courriel})"
        if mots and _PROTOCOLE.sub("", mots) == _PROTOCOLE.sub("", adresse):
            return ""
        numero = self.adresses.setdefault(adresse, len(self.adresses) + 1)
        return f"\u00a0[{numero}]"


def absolue(href: str) -> str:
    """Return an address that means something on paper; empty for an anchor or anything else."""
    if href.startswith("/") and not href.startswith("//"):
        return f"{settings.SITE_URL}{href}"
    return href if href.startswith(("https://", "http://", "mailto:")) else ""


def provenance_dite(statut: str, source: str) -> str:
    """Return « Source : … » or « Proposition : … », as the pages say it."""
    return f"{'Source' if statut == Statut.SOURCE else 'Proposition'}\u00a0: {source}"


def chapitre(corps: Iterable[Any], renvois: Renvois) -> tuple[tuple[Bloc, ...], tuple[Section, ...]]:
    """Return what comes before the first heading of a body, then one part a heading."""
    titres: list[str] = [""]
    parties: list[list[Bloc]] = [[]]
    for bloc in corps:
        if bloc.block_type == "titre":
            titres.append(str(bloc.value) or SANS_TITRE)
            parties.append([])
        elif bloc.block_type in _ECRIRE and bloc.value:
            parties[-1].extend(_ECRIRE[bloc.block_type](bloc.value, renvois))
    suite = zip(titres[1:], parties[1:], strict=True)
    return tuple(parties[0]), tuple(Section(titre, tuple(blocs)) for titre, blocs in suite)


def _riche(valeur: Any, renvois: Renvois) -> tuple[Bloc, ...]:
    return en_blocs(expand_db_html(valeur.source), renvois.noter)


def _lignes(valeur: Any, renvois: Renvois) -> tuple[str, ...]:
    return en_lignes(expand_db_html(valeur.source), renvois.noter) if valeur else ()


def _retenir(valeur: Any, renvois: Renvois) -> Iterator[Bloc]:
    yield Encadre(valeur["titre"], _lignes(valeur["texte"], renvois), "proposition")


def _debattre(valeur: Any, renvois: Renvois) -> Iterator[Bloc]:
    yield Encadre(f"À mettre en débat\u00a0: {valeur['question']}", _lignes(valeur["texte"], renvois))


def _exemple(valeur: Any, renvois: Renvois) -> Iterator[Bloc]:
    provenance = provenance_dite(valeur["statut"], valeur["source"])
    yield Encadre(f"Cas réel\u00a0: {valeur['titre']}", (*_lignes(valeur["texte"], renvois), provenance))


def _citation(valeur: Any, renvois: Renvois) -> Iterator[Bloc]:
    yield Paragraphe(f"«\u00a0{valeur['texte']}\u00a0»", "citation")
    yield Paragraphe(f"{valeur['auteur']}. {valeur['source']}", "note")


def _tableau(valeur: Any, renvois: Renvois) -> Iterator[Bloc]:
    entetes = tuple(str(colonne["heading"]) for colonne in valeur["table"].columns)
    lignes = tuple(tuple(str(case.value or "") for case in ligne) for ligne in valeur["table"].rows)
    if entetes:
        yield Tableau(valeur["legende"], entetes, lignes)
    if valeur["note"]:
        yield Paragraphe(valeur["note"], "note")
    yield Paragraphe(provenance_dite(valeur["statut"], valeur["source"]), "note")


def _liste(liste: Nomenclature, renvois: Renvois) -> Iterator[Bloc]:
    """Draw a reference list: one row a term, its provenance beside it when it is not the list's own."""
    yield from en_blocs(liste.description, renvois.noter)
    generale = provenance_dite(liste.statut, liste.source)
    lignes = [
        (terme.intitule, _terme_dit(terme, renvois), provenance_dite(terme.statut, terme.source))
        for terme in liste.termes.all()
    ]
    if any(provenance != generale for _, _, provenance in lignes):
        cases = tuple((nom, dit, "Celle de la liste" if p == generale else p) for nom, dit, p in lignes)
        yield Tableau(liste.titre, ("Intitulé", "En quelques mots", "D’où cela vient"), cases)
    elif lignes:
        cases_sans = tuple((nom, dit) for nom, dit, _ in lignes)
        yield Tableau(liste.titre, ("Intitulé", "En quelques mots"), cases_sans)
    if liste.incomplete:
        yield Paragraphe(f"Ce qui manque\u00a0: {liste.incomplete}", "note")
    yield Paragraphe(f"Provenance de la liste. {generale}", "note")


def _terme_dit(terme: Any, renvois: Renvois) -> str:
    lignes = list(en_lignes(terme.description, renvois.noter))
    if suivi := terme.donnees.get("suivi"):
        lignes.append(f"Où elle en est\u00a0: {suivi}")
    return "\n".join(lignes) or "–"


def _image(image: Any, renvois: Renvois) -> Iterator[Bloc]:
    """Wrap the image in a drawing, which is what a document knows; a decorative one stays on the page."""
    alternative = image.contextual_alt_text or image.description
    if image.decorative or not alternative:
        return
    rendu = image.get_rendition(IMAGE)
    with rendu.file.open("rb") as fichier:
        octets = base64.b64encode(fichier.read()).decode("ascii")
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{rendu.width}" height="{rendu.height}" '
        f'viewBox="0 0 {rendu.width} {rendu.height}"><image width="{rendu.width}" height="{rendu.height}" '
        f'href="data:image/jpeg;base64,{octets}"/></svg>'
    )
    yield Figure(svg, alternative, image.title)


def _fichier(valeur: Any, renvois: Renvois) -> Iterator[Bloc]:
    if valeur["fichier"]:
        yield Paragraphe(
            f"Fichier à télécharger\u00a0: {valeur['titre']}{renvois.noter(valeur['fichier'].url)}"
        )


def _video(valeur: Any, renvois: Renvois) -> Iterator[Bloc]:
    yield Paragraphe(f"Vidéo\u00a0: {valeur['titre']}{renvois.noter(valeur['adresse'])}")
    if valeur["transcription"]:
        lignes = _lignes(valeur["transcription"], renvois)
        yield Encadre(f"Transcription\u00a0: {valeur['titre']}", lignes)


def _lien(valeur: Any, renvois: Renvois) -> Iterator[Bloc]:
    """A way on; one that leads to a page no longer published is left out."""
    page = valeur["page"]
    adresse = (page.url or "") if page and page.live else valeur["adresse"]
    if adresse:
        suite = f"\n{valeur['texte']}" if valeur["texte"] else ""
        yield Paragraphe(f"Aller plus loin\u00a0: {valeur['titre']}{renvois.noter(adresse)}{suite}")


_ECRIRE: dict[str, Callable[[Any, Renvois], Iterable[Bloc]]] = {
    "texte": _riche,
    "retenir": _retenir,
    "debattre": _debattre,
    "exemple": _exemple,
    "citation": _citation,
    "liste": _liste,
    "tableau": _tableau,
    "image": _image,
    "fichier": _fichier,
    "video": _video,
    "lien": _lien,
}
