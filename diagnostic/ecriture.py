"""Write one answer: one statement, one commit, nothing lost.

The rule, per criterion and per field (choice, comment):

* the last writer wins and is known by name; whatever was replaced stays in the journal;
* a save sent twice changes nothing the second time;
* a save that arrives after a newer one *of the same author* is kept in the journal, not applied.

It is one SQL statement because it is the hottest path of the portal (docs/adr/0006): the row lock
of `ON CONFLICT` orders simultaneous writers, and PostgreSQL 18's `RETURNING old.*` tells each of
them what it replaced.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from diagnostic.models import CHAMPS_DE_REPONSE


@dataclass(frozen=True, slots=True)
class Ecrit:
    """What became of a save. `avant*` describe what stood before, when it stood."""

    appliquee: bool
    le: datetime
    avant: str
    avant_auteur: str
    avant_nom: str
    avant_le: datetime | None

    def remplace_un_autre(self, *, auteur: str, valeur: str) -> bool:
        """Whether this save took the place of somebody else's different answer."""
        return self.appliquee and self.avant not in ("", valeur) and self.avant_auteur not in ("", auteur)


def _requete(champ: str) -> str:
    return f"""
    WITH ecrite AS (
        INSERT INTO diagnostic_reponse AS r
            (diagnostic_id, critere, {champ}, {champ}_par, {champ}_auteur, {champ}_sequence, {champ}_le)
        SELECT %(diagnostic)s, %(critere)s, %(valeur)s, %(nom)s, %(auteur)s, %(sequence)s, now()
         WHERE NOT EXISTS (
               SELECT 1 FROM diagnostic_ecriture
                WHERE diagnostic_id = %(diagnostic)s AND objet = %(critere)s AND champ = '{champ}'
                  AND auteur = %(auteur)s AND sequence >= %(sequence)s)
        ON CONFLICT (diagnostic_id, critere) DO UPDATE
           SET {champ} = EXCLUDED.{champ}, {champ}_par = EXCLUDED.{champ}_par,
               {champ}_auteur = EXCLUDED.{champ}_auteur,
               {champ}_sequence = EXCLUDED.{champ}_sequence, {champ}_le = EXCLUDED.{champ}_le
         WHERE r.{champ}_auteur <> EXCLUDED.{champ}_auteur
            OR r.{champ}_sequence < EXCLUDED.{champ}_sequence
        RETURNING old.{champ} AS avant, old.{champ}_auteur AS avant_auteur,
                  old.{champ}_par AS avant_nom, old.{champ}_le AS avant_le
    ), journal AS (
        INSERT INTO diagnostic_ecriture
            (diagnostic_id, objet, champ, valeur, auteur, nom, sequence, appliquee, ecrit_le)
        VALUES (%(diagnostic)s, %(critere)s, '{champ}', %(valeur)s, %(auteur)s, %(nom)s, %(sequence)s,
                EXISTS (SELECT 1 FROM ecrite), now())
        ON CONFLICT DO NOTHING
    )
    SELECT EXISTS (SELECT 1 FROM ecrite), now(),
           ecrite.avant, ecrite.avant_auteur, ecrite.avant_nom, ecrite.avant_le
      FROM (SELECT 1) AS toujours LEFT JOIN ecrite ON true
    """


_REQUETES: dict[str, str] = {champ: _requete(champ) for champ in CHAMPS_DE_REPONSE}


def ecrire(
    *, diagnostic: UUID, critere: str, champ: str, valeur: str, auteur: str, nom: str, sequence: int
) -> Ecrit:
    """Write one field of one answer. Values must have been checked by the caller.

    Args:
        champ: one of `CHAMPS_DE_REPONSE`.
        auteur: random identifier of the writer (a tab, a device), at most 36 characters.
        nom: name shown to the others, may be empty.
        sequence: grows with each write of this author.
    """
    with connection.cursor() as curseur:
        curseur.execute(
            _REQUETES[champ],
            {
                "diagnostic": diagnostic,
                "critere": critere,
                "valeur": valeur,
                "auteur": auteur,
                "nom": nom,
                "sequence": sequence,
            },
        )
        appliquee, le, avant, avant_auteur, avant_nom, avant_le = curseur.fetchone()
    return Ecrit(appliquee, le, avant or "", avant_auteur or "", avant_nom or "", avant_le)
