"""Why something was refused or called off, in one sentence that somebody will receive."""

from contenus.erreurs import ErreurMetier
from contenus.html_simple import en_une_ligne

MOTIF_MAX = 300


class ModerationRefusee(ErreurMetier):
    """A step that the state of what is moderated does not allow."""


def lire_motif(motif: str, *, lu_par: str) -> str:
    """Return the reason on one line. `lu_par`: who receives it, « la structure la recevra ».

    Raises:
        ModerationRefusee: nothing said, or too much.
    """
    propre = en_une_ligne(motif)
    if not propre:
        raise ModerationRefusee(f"Dites pourquoi, en une phrase\u00a0: {lu_par}.")
    if len(propre) > MOTIF_MAX:
        raise ModerationRefusee(f"Le motif compte {len(propre)} caractères, {MOTIF_MAX} au plus.")
    return propre
