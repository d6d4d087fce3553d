"""How figures are written in French, the same on the page, in the PDF and in the exports. Pure."""

from fractions import Fraction

INSECABLE = "\u00a0"


def en_niveau(valeur: Fraction | None) -> str:
    """A level of 0 to 3 with one decimal (`1,8`), halves rounded up; a dash when undefined."""
    if valeur is None:
        return "–"
    dixiemes = en_dixiemes(valeur)
    return f"{dixiemes // 10},{dixiemes % 10}"


def en_dixiemes(valeur: Fraction) -> int:
    """A level in whole tenths, halves rounded up: what `en_niveau` shows."""
    n, d = valeur.numerator, valeur.denominator
    return (20 * n + d) // (2 * d)


def pourcents(parts: tuple[Fraction, ...]) -> tuple[int, ...]:
    """Whole percentages of shares summing to 1, which themselves sum to 100 (largest remainder)."""
    exacts = [part * 100 for part in parts]
    entiers = [int(exact) for exact in exacts]
    restes = sorted(range(len(parts)), key=lambda i: (entiers[i] - exacts[i], i))
    for i in restes[: 100 - sum(entiers)]:
        entiers[i] += 1
    return tuple(entiers)


def en_pourcent(valeur: int) -> str:
    """A whole percentage: `42 %` with a no-break space."""
    return f"{valeur}{INSECABLE}%"


def compter(nombre: int, singulier: str, pluriel: str) -> str:
    """`1 critère`, `3 critères`, `aucun` being left to the caller."""
    return f"{nombre}{INSECABLE}{singulier if nombre < 2 else pluriel}"  # noqa: PLR2004 (French plural)
