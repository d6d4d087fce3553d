"""Write one field of a cahier: one statement, one commit, nothing lost.

The rule is that of the diagnostic (`diagnostic.ecriture`): the last writer wins and is known, a save sent
twice changes nothing, a save that arrives after a newer one *of the same author* is kept in the journal
and not applied. It is one SQL statement for the same reason (docs/adr/0006).
The cahier is locked first, shared: whoever erases it takes the same lock first, and nobody waits in a ring.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from diagnostic.ecriture import Ecrit
from diagnostic.services import SaisieRefusee

_REQUETE = """
    WITH ouvert AS MATERIALIZED (
        SELECT id FROM parcours_cahier WHERE id = %(cahier)s FOR KEY SHARE
    ), ecrite AS (
        INSERT INTO parcours_saisie AS s
            (cahier_id, objet, champ, valeur, libelle, par, auteur, sequence, le)
        SELECT %(cahier)s, %(objet)s, %(champ)s, %(valeur)s, %(libelle)s, %(nom)s, %(auteur)s,
               %(sequence)s, now()
          FROM ouvert
         WHERE NOT EXISTS (
               SELECT 1 FROM parcours_trace
                WHERE cahier_id = %(cahier)s AND objet = %(objet)s AND champ = %(champ)s
                  AND auteur = %(auteur)s AND sequence >= %(sequence)s)
        ON CONFLICT (cahier_id, objet, champ) DO UPDATE
           SET valeur = EXCLUDED.valeur, par = EXCLUDED.par, auteur = EXCLUDED.auteur,
               libelle = COALESCE(NULLIF(EXCLUDED.libelle, ''), s.libelle),
               sequence = EXCLUDED.sequence, le = EXCLUDED.le
         WHERE s.auteur <> EXCLUDED.auteur OR s.sequence < EXCLUDED.sequence
        RETURNING old.valeur AS avant, old.auteur AS avant_auteur, old.par AS avant_nom, old.le AS avant_le
    ), journal AS (
        INSERT INTO parcours_trace
            (cahier_id, objet, champ, valeur, auteur, nom, sequence, appliquee, ecrit_le)
        SELECT %(cahier)s, %(objet)s, %(champ)s, %(valeur)s, %(auteur)s, %(nom)s, %(sequence)s,
               EXISTS (SELECT 1 FROM ecrite), now()
          FROM ouvert
        ON CONFLICT DO NOTHING
    )
    SELECT EXISTS (SELECT 1 FROM ouvert), EXISTS (SELECT 1 FROM ecrite), now(),
           ecrite.avant, ecrite.avant_auteur, ecrite.avant_nom, ecrite.avant_le
      FROM (SELECT 1) AS toujours LEFT JOIN ecrite ON true
"""


@dataclass(frozen=True, slots=True)
class Ecriture:
    """One field as somebody writes it. Values must have been checked by the caller.

    `auteur` is the random identifier of the writer (36 characters at most); `sequence` grows with each of
    their writes; `libelle` is the question asked, empty to keep the one already known.
    """

    cahier: UUID
    objet: str
    champ: str
    valeur: str
    libelle: str
    auteur: str
    nom: str
    sequence: int


EFFACE = "Ce cahier vient d’être effacé\u00a0: copiez ce texte, il ne peut plus y être gardé."


def ecrire(ecriture: Ecriture) -> Ecrit:
    """Write one field.

    Raises:
        SaisieRefusee: the cahier was erased at that very moment.
    """
    with connection.cursor() as curseur:
        curseur.execute(_REQUETE, {nom: getattr(ecriture, nom) for nom in Ecriture.__slots__})
        ouvert, appliquee, le, avant, avant_auteur, avant_nom, avant_le = curseur.fetchone()
    if not ouvert:
        raise SaisieRefusee(EFFACE)
    return Ecrit(appliquee, le, avant or "", avant_auteur or "", avant_nom or "", avant_le)
