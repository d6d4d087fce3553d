"""The only way to obtain a diagnostic from a visitor: its resume code, whole and right (kits.porte)."""

from diagnostic import codes
from diagnostic.models import Diagnostic
from kits.lectures import Lecture, Parametre
from kits.porte import Porte

_DIAGNOSTIC = Lecture(lambda: Diagnostic.objects.pour_saisie().filter(empreinte_code=Parametre("empreinte")))


def _chercher(code: str) -> Diagnostic | None:
    return _DIAGNOSTIC.premiere(empreinte=codes.empreinte(code))


PORTE: Porte[Diagnostic] = Porte(
    normaliser=codes.normaliser,
    chercher=_chercher,
    inconnu="diagnostic/code_inconnu.html",
    refus="diagnostic/refus.html",
)
obtenir, avec_code = PORTE.obtenir, PORTE.exiger
