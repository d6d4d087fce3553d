"""Being asked to stop: Ctrl-C, SIGTERM and a closed terminal all say the same thing."""

import signal
from types import FrameType

SIGNAUX = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Arret:
    """A flag raised by the first signal; every waiting loop looks at it."""

    def __init__(self) -> None:
        self.recu: signal.Signals | None = None

    def ecouter(self) -> None:
        """Take over the stop signals of this process."""
        for numero in SIGNAUX:
            signal.signal(numero, self._noter)

    def demande(self) -> bool:
        """Tell whether a stop was asked."""
        return self.recu is not None

    def _noter(self, numero: int, cadre: FrameType | None) -> None:
        self.recu = self.recu or signal.Signals(numero)
