"""A parution: the pending changes that may enter do, and the counts follow them, by what changed alone.

Everything happens in one transaction that holds the two tables of figures against any other writer, another
parution included: what was counted to decide is what enters. Readers are not held. The cost is that of the
pending changes, whatever the number of contributions already in.
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.db import connection, transaction
from django.utils import timezone

from contenus import memoire
from reperes.models import Compteur, Contribution, Depot, Parution
from reperes.seuil import Lot, Profil, retenir

HEURE = time(2, 30)
"""Each night, in our time zone; the beat of settings/base.py says the same."""
_ENTRE_DEUX = "|"
"""Between two codes, which are slugs."""
_VERROUILLER = "LOCK TABLE reperes_depot, reperes_contribution IN SHARE ROW EXCLUSIVE MODE"
_RASSEMBLER = """
    CREATE TEMPORARY TABLE reperes_changement ON COMMIT DROP AS
    SELECT d.id AS depot, c.id AS contribution,
           d.acteur || '|' || d.region || '|' || d.domaine AS vers,
           coalesce(c.acteur || '|' || c.region || '|' || c.domaine, '') AS de
      FROM reperes_depot d LEFT JOIN reperes_contribution c USING (diagnostic_id)
    UNION ALL
    SELECT NULL, c.id, '', c.acteur || '|' || c.region || '|' || c.domaine
      FROM reperes_contribution c WHERE c.diagnostic_id IS NULL
"""
_LOTS = "SELECT vers, de, count(*) FROM reperes_changement GROUP BY vers, de"
_ECARTER = """
    DELETE FROM reperes_changement t WHERE NOT EXISTS (
        SELECT FROM unnest(%s::text[], %s::text[]) AS retenu (vers, de)
         WHERE retenu.vers = t.vers AND retenu.de = t.de)
"""
_COMPTER = """
    WITH mouvement AS (
        SELECT d.acteur, d.region, d.domaine, d.socle, d.humain, d.financier, d.alliances, 1 AS signe
          FROM reperes_changement t JOIN reperes_depot d ON d.id = t.depot
        UNION ALL
        SELECT c.acteur, c.region, c.domaine, c.socle, c.humain, c.financier, c.alliances, -1
          FROM reperes_changement t JOIN reperes_contribution c ON c.id = t.contribution
    ), par_profil AS (
        SELECT acteur, region, domaine, dimension, tranche, sum(signe) AS nombre
          FROM mouvement CROSS JOIN LATERAL (VALUES
               ('socle', socle), ('humain', humain), ('financier', financier), ('alliances', alliances)
               ) AS figure (dimension, tranche)
         GROUP BY acteur, region, domaine, dimension, tranche
    ), ecart AS (
        SELECT axe, valeur, dimension, tranche, sum(nombre) AS nombre
          FROM par_profil CROSS JOIN LATERAL (VALUES
               ('tous', ''), ('acteur', acteur), ('region', region), ('domaine', domaine)
               ) AS groupe (axe, valeur)
         GROUP BY axe, valeur, dimension, tranche
    )
    MERGE INTO reperes_compteur c USING ecart e
       ON c.axe = e.axe AND c.valeur = e.valeur AND c.dimension = e.dimension AND c.tranche = e.tranche
     WHEN MATCHED THEN UPDATE SET nombre = c.nombre + e.nombre
     WHEN NOT MATCHED THEN INSERT (axe, valeur, dimension, tranche, nombre)
          VALUES (e.axe, e.valeur, e.dimension, e.tranche, e.nombre)
"""
_CHAMPS = (
    "acteur, region, domaine, socle, humain, financier, alliances, consentement, consenti_le, diagnostic_id"
)
_APPLIQUER = (
    "DELETE FROM reperes_contribution USING reperes_changement t WHERE id = t.contribution",
    f"INSERT INTO reperes_contribution ({_CHAMPS}) "
    f"SELECT {_CHAMPS} FROM reperes_depot JOIN reperes_changement t ON id = t.depot",
    "DELETE FROM reperes_depot USING reperes_changement t WHERE id = t.depot",
)


def prochaine(maintenant: datetime) -> datetime:
    """When the next parution is tried."""
    ici = timezone.localtime(maintenant)
    jour = ici.date() + timedelta(days=int(ici.time() >= HEURE))
    return timezone.make_aware(datetime.combine(jour, HEURE))


@transaction.atomic
def paraitre() -> Parution | None:
    """Let in what may enter; None when nothing may. Run again, or twice at once, it does no harm.

    In order: hold the tables, unlink what nobody confirmed for too long, group the pending changes, decide,
    count, move the rows, date the parution, forget the remembered pages.
    """
    with connection.cursor() as curseur:
        curseur.execute(_VERROUILLER)
        _delier_les_anciens()
        curseur.execute(_RASSEMBLER)
        curseur.execute(_LOTS)
        lots = retenir(map(_lot, curseur.fetchall()), Compteur.objects.effectifs())
        if lots:
            couples = [(_ecrire(lot.vers), _ecrire(lot.de)) for lot in lots]
            curseur.execute(_ECARTER, list(map(list, zip(*couples, strict=True))))
            curseur.execute("ANALYZE reperes_changement")
            for requete in (_COMPTER, *_APPLIQUER):
                curseur.execute(requete)
        curseur.execute("DROP TABLE reperes_changement")
    return _dater(lots) if lots else None


def _delier_les_anciens() -> None:
    limite = timezone.localdate() - Contribution.DUREE
    Depot.objects.filter(consenti_le__lt=limite).delete()
    Contribution.objects.filter(consenti_le__lt=limite, diagnostic__isnull=False).update(diagnostic=None)


def _dater(lots: Iterable[Lot]) -> Parution:
    transaction.on_commit(memoire.oublier)
    return Parution.objects.create(
        entrees=sum(lot.nombre for lot in lots if lot.vers), sorties=sum(lot.nombre for lot in lots if lot.de)
    )


def _lot(ligne: tuple[str, str, int]) -> Lot:
    vers, de, nombre = ligne
    return Lot(_lire(vers), _lire(de), nombre)


def _lire(profil: str) -> Profil | None:
    return Profil(*profil.split(_ENTRE_DEUX)) if profil else None


def _ecrire(profil: Profil | None) -> str:
    return _ENTRE_DEUX.join((profil.acteur, profil.region, profil.domaine)) if profil else ""
