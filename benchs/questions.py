"""A search box asked by twenty readers: words of every kind in one mix, then kind by kind."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from statistics import median
from urllib.parse import urlencode

from benchs import banc, charge, machine
from benchs.enregistrer import etrangers
from benchs.resultat import Resultat
from benchs.statistiques import centile, etendue, nombre

LECTEURS, PAR_SECONDE = 20, 20
MANCHES, DUREE, DUREE_SORTE, ECHAUFFEMENT = 3, 15.0, 5.0, 8.0
Sorte = Callable[[random.Random], Mapping[str, str]]
"""Draws the parameters of one request."""


@dataclass(frozen=True)
class Enquete:
    """What is asked and what is hoped: shares of each kind in percent, seconds at the 95th centile."""

    sujet: str
    chemin: str
    melange: Mapping[str, int]
    p95_max: float
    compare: str

    def mesurer(self, sortes: Mapping[str, Sorte], *precisions: str) -> Resultat:
        """Ask in rounds of mixed requests, then each kind of `sortes` alone; those outside the mix too."""
        melange = {nom: sortes[nom] for nom in self.melange}
        with banc.portes() as (port, pages):
            charge.fermee(port, 4, ECHAUFFEMENT, partial(self._une, port, sortes, 1), entiere)
            machine.attendre_le_calme()
            avant = machine.processeur(pages.pid), machine.processeur_de("postgres")
            with machine.charge() as autour:
                manches = [self._demander(port, melange, DUREE, 10 + manche) for manche in range(MANCHES)]
            apres = machine.processeur(pages.pid), machine.processeur_de("postgres")
            seules = {nom: self._demander(port, {nom: s}, DUREE_SORTE, 50) for nom, s in sortes.items()}
        if any(releve.refus for releve in (*manches, *seules.values())):
            raise RuntimeError(f"réponses inattendues : {[dict(releve.statuts) for releve in manches]}")
        envois = sum(releve.envois for releve in manches)
        processeur = [(fin - debut) / envois * 1000 for debut, fin in zip(avant, apres, strict=True)]
        return self._resultat(manches, seules, processeur, (*precisions, etrangers(autour)))

    def _une(self, port: int, sortes: Mapping[str, Sorte], graine: int, rang: int, n: int) -> bytes:
        """Return one request; the same graine, rank and number give the same."""
        hasard = random.Random(f"{graine} {rang} {n}")
        (nom,) = hasard.choices(list(sortes), [self.melange.get(nom, 1) for nom in sortes])
        return charge.requete("GET", f"{self.chemin}?{urlencode(sortes[nom](hasard))}", port)

    def _demander(self, port: int, sortes: Mapping[str, Sorte], duree: float, graine: int) -> charge.Releve:
        instants = charge.arrivees(connexions=LECTEURS, par_seconde=PAR_SECONDE, duree=duree, graine=graine)
        prepares = [
            [self._une(port, sortes, graine, rang, n) for n in range(len(suite))]
            for rang, suite in enumerate(instants)
        ]
        return charge.ouverte(port, instants, lambda rang, n: prepares[rang][n], entiere)

    def _resultat(
        self,
        manches: list[charge.Releve],
        seules: Mapping[str, charge.Releve],
        processeur: list[float],
        precisions: tuple[str, ...],
    ) -> Resultat:
        p95 = [releve.p95 for releve in manches]
        toutes = [latence for releve in manches for latence in releve.latences]
        dites = " ; ".join(
            f"{nom} {nombre(median(r.latences) * 1000)} / {nombre(r.p95 * 1000)}" for nom, r in seules.items()
        )
        parts = ", ".join(f"{nom} {part} %" for nom, part in self.melange.items())
        return Resultat(
            figure=f"{self.sujet} : p95 à {PAR_SECONDE} par seconde",
            cible=f"< {self.p95_max * 1000:.0f} ms",
            mesure=etendue(p95, "ms", echelle=1000),
            rapport=median(p95) / self.p95_max,
            atteint=median(p95) < self.p95_max,
            compare=self.compare,
            details=(
                f"{MANCHES} manches de {DUREE:.0f} s, {LECTEURS} lecteurs, arrivées de Poisson, latence "
                f"depuis l’arrivée prévue, aucune page mémorisée. Mélange : {parts}. Toutes manches "
                f"confondues : médiane {nombre(median(toutes) * 1000)} ms, "
                f"p99 {nombre(centile(toutes, 99) * 1000)} ms.",
                f"Sorte par sorte, médiane / p95 en ms : {dites}. Processeur par page : "
                f"{nombre(processeur[0])} ms au serveur de pages, {nombre(processeur[1])} ms à PostgreSQL.",
                *precisions,
            ),
        )


def entiere(statut: int, corps: bytes) -> bool:
    """Tell whether a compressed page came back."""
    return statut == 200 and corps[:2] == b"\x1f\x8b" and len(corps) > 1_000
