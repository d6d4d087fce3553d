"""The crowd: keep-alive connections, arrivals drawn in advance, latency counted from the arrival.

Written on a bare `asyncio.Protocol` because the generator shares the cores of the server: whatever
it spends is taken from what it measures.
"""

import asyncio
import gc
import json
import random
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from benchs.statistiques import centile

Fabrique = Callable[[int, int], bytes]
"""From the rank of a connection and the rank of its request to the bytes to send."""
Controle = Callable[[int, bytes], bool]
"""From a status and a body: is this the answer that was expected?"""


@dataclass(slots=True)
class Releve:
    """What came back: seconds from scheduled arrival to last byte, statuses, refused answers."""

    latences: list[float] = field(default_factory=list)
    statuts: Counter[int] = field(default_factory=Counter)
    refus: int = 0
    duree: float = 0.0

    @property
    def envois(self) -> int:
        """How many requests were sent and answered."""
        return sum(self.statuts.values())

    @property
    def debit(self) -> float:
        """Answers per second."""
        return self.envois / self.duree

    @property
    def p95(self) -> float:
        """The 95th percentile of the latencies, in seconds."""
        return centile(self.latences, 95)

    def noter(self, latence: float, statut: int, juste: bool) -> None:
        """Keep one answer."""
        self.latences.append(latence)
        self.statuts[statut] += 1
        self.refus += not juste


class Connexion(asyncio.Protocol):
    """One HTTP/1.1 connection, one request at a time, answers with a Content-Length."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._recu = b""
        self._attente: asyncio.Future[tuple[int, bytes]] | None = None

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell whoever waits that the server hung up."""
        if self._attente is not None and not self._attente.done():
            self._attente.set_exception(exc or ConnectionResetError("le serveur a raccroché"))

    def data_received(self, data: bytes) -> None:
        """Complete the answer, and deliver it when it is whole."""
        self._recu += data
        entete, separateur, corps = self._recu.partition(b"\r\n\r\n")
        if not separateur or self._attente is None:
            return
        taille = entete.lower().partition(b"\r\ncontent-length:")[2].partition(b"\r\n")[0]
        if entete[9:12] == b"304" or len(corps) >= int(taille):
            self._recu = b""
            self._attente.set_result((int(entete[9:12]), corps))

    async def demander(self, octets: bytes) -> tuple[int, bytes]:
        """Send a request; return status and body."""
        self._attente = asyncio.get_running_loop().create_future()
        self._transport.write(octets)
        return await self._attente

    def fermer(self) -> None:
        """Hang up."""
        self._transport.close()


def requete(methode: str, chemin: str, port: int, corps: Any = None) -> bytes:
    """Return the bytes of a request, with the headers of a browser; a `corps` is sent as JSON."""
    octets = b"" if corps is None else json.dumps(corps).encode()
    lignes = [
        f"{methode} {chemin} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "Accept: */*",
        "Accept-Language: fr,fr-FR;q=0.8",
        "Accept-Encoding: gzip, deflate, br",
        "Sec-Fetch-Site: same-origin",
        "Connection: keep-alive",
    ]
    if octets:
        lignes += ["Content-Type: application/json", f"Content-Length: {len(octets)}"]
        lignes += [f"Origin: http://127.0.0.1:{port}"]
    return "\r\n".join([*lignes, "", ""]).encode() + octets


def arrivees(*, connexions: int, par_seconde: float, duree: float, graine: int) -> list[list[float]]:
    """Draw the instants of arrival on each connection: independent Poisson processes."""
    hasard = random.Random(graine)
    instants: list[list[float]] = [[] for _ in range(connexions)]
    for suite in instants:
        instant = hasard.expovariate(par_seconde / connexions)
        while instant < duree:
            suite.append(instant)
            instant += hasard.expovariate(par_seconde / connexions)
    return instants


def ouverte(port: int, instants: Sequence[Sequence[float]], fabrique: Fabrique, controle: Controle) -> Releve:
    """Send at the given instants whatever the server does; a late answer delays no arrival's clock."""
    releve = Releve()

    async def tenir(rang: int, connexion: Connexion, depart: float) -> None:
        for n, instant in enumerate(instants[rang]):
            if (attente := depart + instant - time.perf_counter()) > 0:
                await asyncio.sleep(attente)
            statut, corps = await connexion.demander(fabrique(rang, n))
            releve.noter(time.perf_counter() - depart - instant, statut, controle(statut, corps))

    _jouer(port, len(instants), tenir, releve)
    return releve


def fermee(port: int, connexions: int, duree: float, fabrique: Fabrique, controle: Controle) -> Releve:
    """Ask again as soon as the answer is there, on every connection, for `duree` seconds."""
    releve = Releve()

    async def tenir(rang: int, connexion: Connexion, depart: float) -> None:
        n = 0
        while (debut := time.perf_counter()) < depart + duree:
            statut, corps = await connexion.demander(fabrique(rang, n))
            releve.noter(time.perf_counter() - debut, statut, controle(statut, corps))
            n += 1

    _jouer(port, connexions, tenir, releve)
    return releve


def _jouer(
    port: int,
    nombre: int,
    tenir: Callable[[int, Connexion, float], Coroutine[Any, Any, None]],
    releve: Releve,
) -> None:
    """Open every connection, then let them all start together."""

    async def jouer() -> None:
        boucle = asyncio.get_running_loop()
        ouvertures = [boucle.create_connection(Connexion, "127.0.0.1", port) for _ in range(nombre)]
        connexions = [connexion for _, connexion in await asyncio.gather(*ouvertures)]
        depart = time.perf_counter() + 0.2
        await asyncio.sleep(0.2)
        await asyncio.gather(*(tenir(rang, connexion, depart) for rang, connexion in enumerate(connexions)))
        releve.duree = time.perf_counter() - depart
        for connexion in connexions:
            connexion.fermer()

    with _sans_ramasse_miettes():
        asyncio.run(jouer())


@contextmanager
def _sans_ramasse_miettes() -> Iterator[None]:
    """Keep the generator's own pauses out of the server's latencies."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
