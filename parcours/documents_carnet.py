"""The carnet as a document: every note, by step, under the question as it was asked."""

from collections.abc import Iterator

from kits.document import Bloc, Document, Encadre, Paragraphe, Section
from kits.francais import jour
from parcours.carnet import RETIREES, Carnet, Note, Pas

TITRE = "Notre carnet"
SANS_NOM = "Notre association"
TYPE_DOCUMENT = "Carnet de parcours"
VERSION = "Notes d’un parcours"


def document_du_carnet(carnet: Carnet) -> Document:
    """Write the whole carnet. Same notes, same document: nothing here reads the clock."""
    notes = [note for pas in carnet.pas for note in pas.notes]
    dernier = max((note.le for note in notes), default=None)
    sections = [
        Section(chemin.titre, sous_sections=tuple(_pas(pas) for pas in chemin.ecrits))
        for chemin in carnet.chemins
        if chemin.ecrits
    ]
    ecrites = [pas for pas in carnet.retirees if pas.notes]
    if ecrites:
        sections.append(Section(RETIREES, sous_sections=tuple(_pas(pas) for pas in ecrites)))
    if not sections:
        sections.append(Section("Vos notes", (Paragraphe("Aucune note n’est encore écrite."),)))
    nom = carnet.cahier.nom or SANS_NOM
    return Document(
        titre=TITRE,
        sous_titre=nom,
        reperes=(
            ("Dernière note", jour(dernier) if dernier else "Aucune pour le moment"),
            ("Notes", str(len(notes))),
        ),
        sections=tuple(sections),
        auteur=nom,
        resume="Les notes prises au fil des parcours, étape par étape, telles qu’elles ont été écrites.",
    )


def _pas(pas: Pas) -> Section:
    remarque = (Paragraphe(pas.remarque, "note"),) if pas.remarque else ()
    return Section(pas.titre, (*remarque, *(bloc for note in pas.notes for bloc in _note(note))))


def _note(note: Note) -> Iterator[Bloc]:
    yield Encadre(note.question, tuple(filter(None, note.texte.split("\n"))), "reponse")
    signature = f"Écrit le {jour(note.le)}" + (f", par {note.par}" if note.par else "")
    yield Paragraphe(". ".join(filter(None, (signature, note.remarque))), "note")
