"""Medians, percentiles, slopes, and how they are written. Pure."""

import math
from collections.abc import Sequence
from statistics import median


def centile(valeurs: Sequence[float], rang: float) -> float:
    """Return the `rang`-th percentile by nearest rank; infinite on no value, which misses any target."""
    if not valeurs:
        return math.inf
    return sorted(valeurs)[max(0, math.ceil(rang / 100 * len(valeurs)) - 1)]


def pente(valeurs: Sequence[float]) -> float:
    """Return the least-squares slope of a series, per step."""
    milieu = (len(valeurs) - 1) / 2
    moyenne = sum(valeurs) / len(valeurs)
    haut = sum((rang - milieu) * (valeur - moyenne) for rang, valeur in enumerate(valeurs))
    return haut / sum((rang - milieu) ** 2 for rang in range(len(valeurs)))


def nombre(valeur: float, decimales: int = 1) -> str:
    """Write a number the French way."""
    return f"{valeur:,.{decimales}f}".replace(",", "\u202f").replace(".", ",")


def etendue(valeurs: Sequence[float], unite: str, *, decimales: int = 1, echelle: float = 1) -> str:
    """Write the median of several rounds and, in brackets, their minimum and maximum."""
    ecrits = [nombre(f(valeurs) * echelle, decimales) for f in (median, min, max)]
    suite = f"\u00a0{unite}" if unite else ""
    return f"{ecrits[0]}{suite} ({ecrits[1]}–{ecrits[2]})"
