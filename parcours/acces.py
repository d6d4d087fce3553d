"""The only way to obtain a cahier from a visitor: its resume code, whole and right (kits.porte)."""

from kits.lectures import Lecture, Parametre
from kits.porte import Porte
from parcours import codes
from parcours.models import Cahier

_CAHIER = Lecture(lambda: Cahier.objects.filter(empreinte_code=Parametre("empreinte")))


def _chercher(code: str) -> Cahier | None:
    return _CAHIER.premiere(empreinte=codes.empreinte(code))


PORTE: Porte[Cahier] = Porte(
    normaliser=codes.normaliser,
    chercher=_chercher,
    inconnu="parcours/code_inconnu.html",
    refus="parcours/refus.html",
)
obtenir, refuser, avec_code = PORTE.obtenir, PORTE.refuser, PORTE.exiger
