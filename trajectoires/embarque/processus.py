"""One child process: its command, its log, how it is asked to stop, how its group is swept."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from trajectoires.embarque import noyau

_TAILLE_MAX_JOURNAL = 5_000_000
_PAS = 0.03


@dataclass
class Processus:
    """A foreground child in a session of its own, so that a Ctrl-C reaches only the launcher.

    `arrets` lists the signals to try in turn with the seconds left to each; `a_la_mort` is what the
    kernel sends it if the launcher disappears; `identite` (uid, gid) and `avant` serve PostgreSQL,
    which refuses root.
    """

    nom: str
    commande: Sequence[str]
    journal: Path
    environnement: Mapping[str, str]
    dossier: Path
    arrets: Sequence[tuple[signal.Signals, float]] = ((signal.SIGTERM, 6.0),)
    a_la_mort: signal.Signals = signal.SIGKILL
    identite: tuple[int, int] | None = None
    avant: Callable[[], None] | None = None
    _enfant: subprocess.Popen[bytes] | None = field(default=None, init=False, repr=False)

    def lancer(self) -> None:
        """Start the child; its output goes to the log."""
        if self.journal.exists() and self.journal.stat().st_size > _TAILLE_MAX_JOURNAL:
            self.journal.replace(self.journal.with_suffix(".ancien.log"))
        with self.journal.open("ab") as flux:
            self._enfant = subprocess.Popen(
                self.commande,
                stdin=subprocess.DEVNULL,
                stdout=flux,
                stderr=flux,
                cwd=self.dossier,
                env=dict(self.environnement),
                start_new_session=True,
                preexec_fn=preparation(self.a_la_mort, self.avant),  # noqa: PLW1509 (one thread)
                user=self.identite and self.identite[0],
                group=self.identite and self.identite[1],
                extra_groups=self.identite and [],
            )

    @property
    def pid(self) -> int:
        """The child's pid, also the id of its process group; 0 before it starts."""
        return self._enfant.pid if self._enfant else 0

    @property
    def statut(self) -> int | None:
        """Exit status once dead, None while alive."""
        return self._enfant.poll() if self._enfant else None

    def vivant(self) -> bool:
        """Tell whether the child runs."""
        return self._enfant is not None and self._enfant.poll() is None

    def demander_arret(self, rang: int = 0) -> None:
        """Send the stop signal of that rank, without waiting."""
        if self._enfant is not None and self.vivant():
            self._enfant.send_signal(self.arrets[rang][0])

    def attendre_arret(self) -> None:
        """Wait after `demander_arret`, insist with the next signals, then sweep the whole group."""
        for rang, (_, delai) in enumerate(self.arrets):
            if rang:
                self.demander_arret(rang)
            fin = time.monotonic() + delai
            while self.vivant() and time.monotonic() < fin:
                time.sleep(_PAS)
            if not self.vivant():
                break
        self.balayer()

    def balayer(self) -> None:
        """Kill whatever is left of the process group, the leader's orphans included."""
        if self._enfant is None:
            return
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._enfant.pid, signal.SIGKILL)
        self._enfant.wait()

    def fin_du_journal(self, lignes: int = 15) -> str:
        """Return the last lines of the log, to be shown when the child did not start."""
        try:
            texte = self.journal.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""
        return "\n".join(texte.splitlines()[-lignes:])


def preparation(a_la_mort: signal.Signals, avant: Callable[[], None] | None = None) -> Callable[[], None]:
    """Return what the child does between fork and exec: change identity, then tie its life to ours."""
    lanceur = os.getpid()

    def dans_l_enfant() -> None:
        if avant is not None:
            avant()
        noyau.mourir_avec_le_parent(a_la_mort)
        if os.getppid() != lanceur:
            os._exit(98)

    return dans_l_enfant


def executer(
    commande: Sequence[str],
    *,
    environnement: Mapping[str, str],
    dossier: Path,
    abandonner: Callable[[], bool] = lambda: False,
    identite: tuple[int, int] | None = None,
    avant: Callable[[], None] | None = None,
    muet: bool = False,
) -> tuple[int, str]:
    """Run a short command to its end and return its status and, when `muet`, its output.

    `abandonner` is asked all along: when it says yes the command is terminated.
    """
    with subprocess.Popen(
        commande,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if muet else None,
        stderr=subprocess.STDOUT if muet else None,
        cwd=dossier,
        env=dict(environnement),
        start_new_session=True,
        preexec_fn=preparation(signal.SIGKILL, avant),  # noqa: PLW1509 (one thread)
        user=identite and identite[0],
        group=identite and identite[1],
        extra_groups=identite and [],
    ) as enfant:
        sortie = b""
        while True:
            try:
                sortie = enfant.communicate(timeout=_PAS)[0] or b""
                break
            except subprocess.TimeoutExpired:
                if abandonner():
                    enfant.terminate()
    return enfant.returncode, sortie.decode(errors="replace")
