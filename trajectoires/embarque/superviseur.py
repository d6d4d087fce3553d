"""Keep everything alive: what dies unexpectedly is started again, later and later."""

import time
from dataclasses import dataclass, field

from trajectoires.embarque.annonces import Empechement, dire
from trajectoires.embarque.arret import Arret
from trajectoires.embarque.moteurs import Moteurs
from trajectoires.embarque.processus import Processus

_ATTENTES = (0.0, 1.0, 2.0, 5.0, 10.0, 30.0)
_STABLE = 60.0
"""A process that lived that long starts again at the first wait."""
_ESSAIS_MOTEUR = 3
_PAS = 0.1


@dataclass
class _Suivi:
    processus: Processus
    morts: int = 0
    ne_le: float = field(default_factory=time.monotonic)
    relance_a: float | None = None


class Superviseur:
    """Watches the engines and the processes until a stop is asked."""

    def __init__(self, moteurs: Moteurs, services: list[Processus], arret: Arret) -> None:
        self._moteurs = moteurs
        self._suivis = [_Suivi(service) for service in services]
        self._arret = arret

    def veiller(self) -> None:
        """Return when a stop is asked; raise Empechement when an engine cannot be brought back."""
        while not self._arret.demande():
            self._veiller_moteur(self._moteurs.postgres, self._moteurs.relancer_postgres)
            self._veiller_moteur(self._moteurs.redis, self._moteurs.relancer_redis)
            for suivi in self._suivis:
                self._veiller_service(suivi)
            time.sleep(_PAS)

    def arreter(self) -> None:
        """Ask every process to stop at once, then wait for each."""
        for suivi in self._suivis:
            suivi.processus.demander_arret()
        for suivi in self._suivis:
            suivi.processus.attendre_arret()

    def _veiller_moteur(self, moteur: Processus, relancer: object) -> None:
        if moteur.vivant() or self._arret.demande():
            return
        assert callable(relancer)
        dire(f"{_cause(moteur)} Relance…")
        for essai in range(1, _ESSAIS_MOTEUR + 1):
            try:
                relancer()
            except Empechement:
                if essai == _ESSAIS_MOTEUR:
                    raise
                time.sleep(essai)
            else:
                dire(f"Le moteur {moteur.nom} répond de nouveau.")
                return

    def _veiller_service(self, suivi: _Suivi) -> None:
        maintenant = time.monotonic()
        if suivi.processus.vivant():
            return
        if suivi.relance_a is None:
            suivi.processus.balayer()
            suivi.morts = 0 if maintenant - suivi.ne_le > _STABLE else suivi.morts
            attente = _ATTENTES[min(suivi.morts, len(_ATTENTES) - 1)]
            suivi.morts += 1
            suivi.relance_a = maintenant + attente
            quand = f"dans {attente:.0f}\u00a0s" if attente else "tout de suite"
            dire(f"{_cause(suivi.processus)} Relance {quand} (journal\u00a0: {suivi.processus.journal}).")
        if maintenant >= suivi.relance_a:
            suivi.relance_a = None
            suivi.ne_le = maintenant
            suivi.processus.lancer()


def _cause(processus: Processus) -> str:
    statut = processus.statut or 0
    fin = f"signal {-statut}" if statut < 0 else f"statut {statut}"
    return f"Le processus «\u00a0{processus.nom}\u00a0» s’est arrêté sans qu’on le lui demande ({fin})."
