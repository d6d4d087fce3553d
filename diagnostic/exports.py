"""Everything that was typed, in two files: a table to open in a spreadsheet, and an exact copy."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any

from diagnostic.documents_annexes import dire_choix, retrouver
from diagnostic.grille import PILIERS, Critere, Grille
from diagnostic.models import Diagnostic, Reponse
from diagnostic.restitution import Etape, Restitution
from diagnostic.scoring import Barycentre, Mesure, Profil
from kits import tableur
from kits.document import Json

VERSION_SCHEMA = 1
"""Raised when a key of the JSON changes its meaning or goes away; adding one does not raise it."""

COLONNES = (
    "type", "etape", "etape_le", "nom", "formule", "grille", "dimension", "theme", "code", "critere",
    "question", "reponse", "reponse_en_mots", "commentaire", "repondu_par", "repondu_le", "commente_par",
    "commente_le", "poids", "action", "porteur", "echeance", "etat",
)  # fmt: skip
"""The columns of the CSV, in order; see `en_csv` for which rows fill which."""


def en_csv(restitution: Restitution) -> str:
    """One flat table, as `kits.tableur` writes them.

    Filter on `type`, the first column:

    * `diagnostic`: one row, `nom` and `formule`;
    * `critere`: one row a criterion of the present version, answered or not;
    * `hors_grille`: answers kept on criteria the present version does not ask;
    * `cap`: one row a pillar, weight (0 to 10) in `poids`;
    * `action`: the six lines of the plan;
    * `etape`: one row an answer frozen in a step of the trajectoire (named in `etape`, taken on
      `etape_le`); a step's cap is made of `cap` rows whose `etape` is filled.

    `reponse` is 0 to 3, `nc`, `nsp` or empty. Dates are ISO 8601. A cell that a spreadsheet could
    run as a formula gets a leading `'`; the JSON is the exact copy.
    """
    return tableur.en_csv(COLONNES, _lignes(restitution))


def _lignes(restitution: Restitution) -> Iterator[dict[str, str]]:
    diagnostic, grille = restitution.diagnostic, restitution.grille
    yield {
        "type": "diagnostic",
        "nom": diagnostic.nom,
        "formule": diagnostic.formule,
        "grille": str(grille.version),
    }
    for ligne in restitution.lignes:
        yield {
            "type": "critere",
            **_situer(grille, ligne.critere),
            **_repondre(ligne.choix, ligne.commentaire, ligne.critere),
            **_signer(ligne.reponse),
        }
    for reponse in restitution.hors_grille:
        critere = retrouver(restitution, reponse.critere)
        yield {
            "type": "hors_grille",
            **(_situer(grille, critere) if critere else {}),
            "code": reponse.critere,
            **_repondre(reponse.choix, reponse.commentaire, critere),
            **_signer(reponse),
        }
    yield from _cap(restitution.diagnostic.poids_du_cap)
    for action in restitution.plan:
        yield {
            "type": "action",
            "code": action.objet,
            "critere": action.origine.code if action.origine else "",
            "action": action.texte,
            "porteur": action.porteur,
            "echeance": action.echeance,
            "etat": action.etat,
        }
    for etape in restitution.etapes:
        yield from _lignes_d_etape(etape)


def _lignes_d_etape(etape: Etape) -> Iterator[dict[str, str]]:
    instantane = etape.instantane
    grille = instantane.referentiel.grille
    commun = {
        "etape": instantane.nom,
        "etape_le": _iso(instantane.pris_le),
        "formule": instantane.formule,
        "grille": str(etape.profil.version),
    }
    for code, reponse in instantane.reponses.items():
        critere = grille.par_code.get(code)
        yield {
            **(_situer(grille, critere) if critere else {}),
            **commun,
            "type": "etape",
            "code": code,
            **_repondre(reponse["choix"], reponse["commentaire"], critere),
        }
    for ligne in _cap(tuple(instantane.cap or ())):
        yield {**ligne, **commun}


def _situer(grille: Grille, critere: Critere) -> dict[str, str]:
    """Place a criterion; its dimension and theme are left empty when it comes from an older grid."""
    lieu = {"code": critere.code, "critere": critere.titre, "question": critere.question}
    dimension = grille.dimension_de.get(critere.code)
    if dimension is None:
        return lieu
    theme = next(t.nom for t in dimension.themes if any(c.code == critere.code for c in t.criteres))
    return {"grille": str(grille.version), "dimension": dimension.nom, "theme": theme, **lieu}


def _repondre(choix: str, commentaire: str, critere: Critere | None) -> dict[str, str]:
    return {"reponse": choix, "reponse_en_mots": dire_choix(choix, critere), "commentaire": commentaire}


def _signer(reponse: Reponse | None) -> dict[str, str]:
    if reponse is None:
        return {}
    return {
        "repondu_par": reponse.choix_par,
        "repondu_le": _iso(reponse.choix_le),
        "commente_par": reponse.commentaire_par,
        "commente_le": _iso(reponse.commentaire_le),
    }


def _cap(poids: tuple[int | None, ...]) -> Iterator[dict[str, str]]:
    for cle, valeur in zip(PILIERS, poids, strict=False):
        if valeur is not None:
            yield {"type": "cap", "code": cle, "poids": str(valeur)}


def _iso(instant: datetime | None) -> str:
    return instant.isoformat() if instant else ""


def en_json(restitution: Restitution) -> Json:
    """Return the exact copy: what was typed, by whom and when, and every figure with its addends.

    Nothing that gives access is in it: no resume code, no digest, no author identifier.
    """
    diagnostic, grille = restitution.diagnostic, restitution.grille
    return {
        "version_schema": VERSION_SCHEMA,
        "diagnostic": {
            "nom": diagnostic.nom,
            "formule": diagnostic.formule,
            "commence_le": _iso(diagnostic.cree_le),
            "modifie_le": _iso(restitution.modifie_le),
        },
        "grille": {
            "version": grille.version,
            "titre": grille.titre,
            "statut": grille.statut,
            "source": grille.source,
        },
        "cap": _cap_json(diagnostic.poids_du_cap, restitution.cap),
        "reponses": [
            *(
                _reponse_json(restitution, ligne.critere.code, ligne.reponse, demande=True)
                for ligne in restitution.lignes
            ),
            *(_reponse_json(restitution, r.critere, r, demande=False) for r in restitution.hors_grille),
        ],
        "plan": [
            {
                "ligne": action.objet,
                "horizon": str(action.horizon),
                "rang": action.rang,
                "texte": action.texte,
                "porteur": action.porteur,
                "echeance": action.echeance or None,
                "etat": action.etat,
                "critere": action.origine.code if action.origine else None,
            }
            for action in restitution.plan
        ],
        "profil": _profil_json(restitution.profil),
        "etapes": [_etape_json(etape) for etape in restitution.etapes],
    }


def _reponse_json(restitution: Restitution, code: str, reponse: Reponse | None, *, demande: bool) -> Json:
    critere = retrouver(restitution, code)
    choix, commentaire = (reponse.choix, reponse.commentaire) if reponse else ("", "")
    signee = _signer(reponse)
    return {
        "code": code,
        "critere": critere.titre if critere else None,
        "question": critere.question if critere else None,
        "demande_dans_cette_version": demande,
        "choix": choix,
        "choix_en_mots": dire_choix(choix, critere),
        "choix_par": signee.get("repondu_par", ""),
        "choix_le": signee.get("repondu_le") or None,
        "commentaire": commentaire,
        "commentaire_par": signee.get("commente_par", ""),
        "commentaire_le": signee.get("commente_le") or None,
    }


def _etape_json(etape: Etape) -> Json:
    instantane = etape.instantane
    return {
        "nom": instantane.nom,
        "pris_le": _iso(instantane.pris_le),
        "grille": etape.profil.version,
        "formule": instantane.formule,
        "cap": _cap_json(tuple(instantane.cap or (None, None, None)), etape.cap),
        "reponses": instantane.reponses,
        "profil": _profil_json(etape.profil),
    }


def _cap_json(poids: tuple[int | None, ...], cap: Barycentre | None) -> Json | None:
    if cap is None:
        return None
    return {"poids": dict(zip(PILIERS, poids, strict=True)), "parts": _parts_json(cap)}


def _profil_json(profil: Profil) -> Json:
    return {
        "version_de_la_grille": profil.version,
        "formule": Diagnostic.Formule.COURTE.value if profil.courte else Diagnostic.Formule.COMPLETE.value,
        "barycentre": _parts_json(profil.barycentre) if profil.barycentre else None,
        "dimensions": [_mesure_json(mesure) for mesure in profil.dimensions],
        "themes": [_mesure_json(mesure) for mesure in profil.themes],
        "impacts": [_mesure_json(mesure) for mesure in profil.impacts],
        "couverture": _nombre_json(profil.ensemble.couverture),
    }


def _mesure_json(mesure: Mesure) -> Json:
    return {
        "cle": mesure.cle,
        "nom": mesure.nom,
        "moyenne": _nombre_json(mesure.valeur),
        "somme": mesure.somme,
        "termes": [{"code": terme.code, "niveau": terme.niveau} for terme in mesure.termes],
        "non_concernes": list(mesure.non_concernes),
        "ne_sait_pas": list(mesure.ne_sait_pas),
        "sans_reponse": list(mesure.sans_reponse),
        "couverture": _nombre_json(mesure.couverture),
    }


def _parts_json(barycentre: Barycentre) -> Mapping[str, Any]:
    return {cle: _nombre_json(part) for cle, part in zip(PILIERS, barycentre.parts, strict=True)}


def _nombre_json(valeur: Fraction | None) -> Json | None:
    """An exact fraction (`13/8`) and its decimal value, for those who only need to draw."""
    if valeur is None:
        return None
    return {"fraction": f"{valeur.numerator}/{valeur.denominator}", "decimal": round(float(valeur), 6)}
