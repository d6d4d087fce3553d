"""One line of the report."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Resultat:
    """A figure, what it should be, what it was, and what it was held against.

    `rapport` is the measure over its target, or over its reference where the target is a ratio.
    """

    figure: str
    cible: str
    mesure: str
    rapport: float
    atteint: bool
    compare: str
    details: tuple[str, ...] = ()

    @property
    def verdict(self) -> str:
        """The verdict in words."""
        return "atteint" if self.atteint else "**non atteint**"
