"""The simple HTML of a rich text as the blocks of a document. Pure: no Django, no database.

Bold and italic are dropped. A link keeps its words, followed by the number of its address in the
list printed at the end of the document.
"""

import re
from collections.abc import Callable
from html.parser import HTMLParser

from kits.document import Bloc, Liste, Paragraphe

NoterLien = Callable[[str, str], str]
"""`(address, words)` → what is written after the words of a link: « [3] », or nothing."""
_BLANCS = re.compile(r"[ \t\n\r\f]+")
_SAUTS = re.compile(r" *\n *")
_LISTES = ("ul", "ol")
_PARAGRAPHES = frozenset(
    ("p", "div", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "table", "tr", "section", "hr", "pre")
)
_MUETS = ("script", "style")
_RETRAIT = "– "
"""What begins an element of a list inside a list: a document knows one level."""


def en_blocs(html: str, noter: NoterLien) -> tuple[Bloc, ...]:
    """Return the paragraphs and lists of `html`, in order; nothing empty."""
    lecteur = _Lecteur(noter)
    lecteur.feed(html)
    lecteur.close()
    lecteur.finir()
    return tuple(lecteur.blocs)


def en_lignes(html: str, noter: NoterLien) -> tuple[str, ...]:
    """Return the same text as plain lines, for boxes and cells: elements of lists become « • … »."""
    lignes: list[str] = []
    for bloc in en_blocs(html, noter):
        match bloc:
            case Paragraphe():
                lignes.append(bloc.texte)
            case Liste():
                reperes = [
                    f"{rang}. " if bloc.ordonnee else "• " for rang in range(1, len(bloc.elements) + 1)
                ]
                lignes += [repere + element for repere, element in zip(reperes, bloc.elements, strict=True)]
    return tuple(lignes)


class _Lecteur(HTMLParser):
    """Collects text until a block ends; unclosed tags end with the text."""

    def __init__(self, noter: NoterLien) -> None:
        super().__init__(convert_charrefs=True)
        self.blocs: list[Bloc] = []
        self._noter = noter
        self._texte: list[str] = []
        self._elements: list[str] = []
        self._listes: list[str] = []
        self._lien: tuple[str, int] | None = None
        self._muet = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a block, a list, an element or a link."""
        if tag in _MUETS:
            self._muet += 1
        elif tag == "br":
            self._texte.append("\n")
        elif tag == "a":
            self._fermer_le_lien()
            self._lien = (dict(attrs).get("href") or "", len(self._texte))
        elif tag in _LISTES:
            self._clore()
            self._listes.append(tag)
        elif tag == "li" or tag in _PARAGRAPHES:
            self._clore()

    def handle_endtag(self, tag: str) -> None:
        """Close what was opened; a list is one block once its outermost tag ends."""
        if tag in _MUETS:
            self._muet = max(0, self._muet - 1)
        elif tag == "a":
            self._fermer_le_lien()
        elif tag in _LISTES and self._listes:
            self._clore()
            ferme = self._listes.pop()
            if not self._listes:
                self._rendre_la_liste(ferme)
        elif tag == "li" or tag in _PARAGRAPHES:
            self._clore()
        elif tag in ("td", "th"):
            self._texte.append(" ")

    def handle_data(self, data: str) -> None:
        """Keep the words; white space is one space, as on the page."""
        if not self._muet:
            self._texte.append(_BLANCS.sub(" ", data))

    def finir(self) -> None:
        """Give back what no tag closed."""
        self._clore()
        if self._listes:
            self._rendre_la_liste(self._listes[0])

    def _fermer_le_lien(self) -> None:
        if self._lien is not None:
            adresse, debut = self._lien
            self._texte.append(self._noter(adresse, "".join(self._texte[debut:]).strip()))
        self._lien = None

    def _clore(self) -> None:
        self._fermer_le_lien()
        texte = _SAUTS.sub("\n", re.sub(r" {2,}", " ", "".join(self._texte))).strip(" \n")
        self._texte = []
        if not texte:
            return
        if self._listes:
            self._elements.append((_RETRAIT if len(self._listes) > 1 else "") + texte)
        else:
            self.blocs.append(Paragraphe(texte))

    def _rendre_la_liste(self, genre: str) -> None:
        if self._elements:
            self.blocs.append(Liste(tuple(self._elements), ordonnee=genre == "ol"))
        self._elements = []
        self._listes = []
