"""The event process's door: a tiny ASGI application that says how a rendering advances.

    GET /evenements/sante           200 when this process listens to the database, 503 otherwise
    GET /evenements/rendus/<uuid>   Server-Sent Events: the state now, then each change, then the end

It knows one table and one channel. A transaction that changes `kits_rendu` sends `NOTIFY rendu, '<uuid>'`;
the payload only says *which one*: the state is always read from the row, so a lost or repeated
notification cannot tell a lie. See docs/adr/0002.
"""

import asyncio
import json
import logging
import uuid
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from contextlib import suppress
from typing import Any, NamedTuple

import psycopg
from django.conf import settings
from psycopg.conninfo import make_conninfo

type_message = MutableMapping[str, Any]
Recevoir = Callable[[], Awaitable[type_message]]
Envoyer = Callable[[type_message], Awaitable[None]]

CANAL = "rendu"
FINAUX = frozenset({"pret", "echec", "expire"})
CLIENTS_MAX = 2_000
_PING = 15.0
_RECONNEXION_MS = 2_000
_SONDE = 30.0
_ATTENTE_MAX = 5.0
_PATIENCE_ECOUTE = 3.0
_REQUETE = "SELECT id, etat, progression, etape FROM kits_rendu WHERE id = ANY(%s)"
_OPTIONS_DE_DJANGO = {"pool", "isolation_level", "server_side_binding", "assume_role"}

journal = logging.getLogger("trajectoires.live")


class Etat(NamedTuple):
    """What one event says of a rendering."""

    etat: str
    progression: int
    etape: str

    @property
    def final(self) -> bool:
        """Tell whether nothing more will happen."""
        return self.etat in FINAUX

    @property
    def repere(self) -> str:
        """The event's id: a browser that comes back with the final one is told to stay home."""
        return f"{self.etat}-{self.progression}"

    def trame(self) -> bytes:
        """Write the event on the wire."""
        return f"id: {self.repere}\ndata: {json.dumps(self._asdict(), ensure_ascii=False)}\n\n".encode()


class Abonne:
    """One reader's letter box: room for one state, the newest wins, so that a slow reader costs nothing."""

    def __init__(self) -> None:
        self.parti = False
        self._etat: Etat | None = None
        self._reveil = asyncio.Event()

    def donner(self, etat: Etat) -> None:
        """Leave a state, in place of the former one if it was not read."""
        self._etat = etat
        self._reveil.set()

    def partir(self) -> None:
        """Note that the reader closed the connection."""
        self.parti = True
        self._reveil.set()

    async def suivant(self, delai: float) -> Etat | None:
        """Wait for the next state; None after `delai` seconds or when the reader left."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._reveil.wait(), delai)
        self._reveil.clear()
        etat, self._etat = self._etat, None
        return etat


class Carrefour:
    """One per process: listens to the channel, reads the rows that changed, serves the letter boxes."""

    def __init__(self, adresse: str) -> None:
        self._adresse = adresse
        self._abonnes: dict[uuid.UUID, set[Abonne]] = {}
        self._changes: set[uuid.UUID] = set()
        self._reveil = asyncio.Event()
        self._lecture: psycopg.AsyncConnection[tuple[Any, ...]] | None = None
        self._verrou = asyncio.Lock()
        self._taches: list[asyncio.Task[None]] = []
        self.a_l_ecoute = asyncio.Event()

    @property
    def clients(self) -> int:
        """Number of open streams."""
        return sum(map(len, self._abonnes.values()))

    def demarrer(self) -> None:
        """Start listening and distributing, once."""
        if not self._taches:
            self._taches = [
                asyncio.create_task(self._obstinement(self._ecouter)),
                asyncio.create_task(self._obstinement(self._distribuer)),
            ]

    async def fermer(self) -> None:
        """Stop the tasks and close the connections."""
        for tache in self._taches:
            tache.cancel()
        await asyncio.gather(*self._taches, return_exceptions=True)
        if self._lecture is not None:
            await self._lecture.close()

    def abonner(self, rendu: uuid.UUID) -> Abonne:
        """Open a letter box; whoever opens it closes it with `desabonner`."""
        abonne = Abonne()
        self._abonnes.setdefault(rendu, set()).add(abonne)
        return abonne

    def desabonner(self, rendu: uuid.UUID, abonne: Abonne) -> None:
        """Close a letter box."""
        boites = self._abonnes.get(rendu, set())
        boites.discard(abonne)
        if not boites:
            self._abonnes.pop(rendu, None)

    async def lire(self, rendus: Iterable[uuid.UUID]) -> dict[uuid.UUID, Etat]:
        """Read the states of these renderings in one query; unknown ones are left out.

        Raises psycopg.Error when the database does not answer twice in a row.
        """
        async with self._verrou:
            try:
                return await self._lire(list(rendus))
            except psycopg.OperationalError:
                await self._oublier_lecture()  # the server may just have restarted: one new attempt
                return await self._lire(list(rendus))

    async def _lire(self, rendus: list[uuid.UUID]) -> dict[uuid.UUID, Etat]:
        if self._lecture is None or self._lecture.closed:
            self._lecture = await self._connecter()
        curseur = await self._lecture.execute(_REQUETE, [rendus])
        return {ligne[0]: Etat(*ligne[1:]) for ligne in await curseur.fetchall()}

    async def _oublier_lecture(self) -> None:
        if self._lecture is not None:
            with suppress(psycopg.Error):
                await self._lecture.close()
            self._lecture = None

    async def _connecter(self) -> psycopg.AsyncConnection[tuple[Any, ...]]:
        return await psycopg.AsyncConnection.connect(self._adresse, autocommit=True, connect_timeout=5)

    async def _obstinement(self, travail: Callable[[], Awaitable[None]]) -> None:
        """Run a task for ever: after a failure of the database, again, later and later."""
        attente = 0.1
        while True:
            debut = asyncio.get_running_loop().time()
            try:
                await travail()
            except (psycopg.Error, OSError) as erreur:
                journal.warning("base injoignable, nouvel essai dans %.1f s : %s", attente, erreur)
            if asyncio.get_running_loop().time() - debut > _ATTENTE_MAX:
                attente = 0.1
            await asyncio.sleep(attente)
            attente = min(attente * 2, _ATTENTE_MAX)

    async def _ecouter(self) -> None:
        """LISTEN first; then everything followed counts as changed, whatever was missed meanwhile."""
        async with await self._connecter() as connexion:
            try:
                await connexion.execute(f"LISTEN {CANAL}")
                self.a_l_ecoute.set()
                self._signaler(self._abonnes)
                while True:
                    async for avis in connexion.notifies(timeout=_SONDE):
                        with suppress(ValueError):
                            self._signaler([uuid.UUID(avis.payload)])
                    await connexion.execute("SELECT 1")  # a dead connection says nothing by itself
            finally:
                self.a_l_ecoute.clear()

    def _signaler(self, rendus: Iterable[uuid.UUID]) -> None:
        self._changes.update(rendu for rendu in rendus if rendu in self._abonnes)
        if self._changes:
            self._reveil.set()

    async def _distribuer(self) -> None:
        """Read what changed, several at once under load, and fill the letter boxes."""
        while True:
            await self._reveil.wait()
            self._reveil.clear()
            changes, self._changes = self._changes, set()
            try:
                etats = await self.lire(changes)
            except psycopg.Error:
                self._changes |= changes
                self._reveil.set()
                raise
            for rendu, etat in etats.items():
                for abonne in self._abonnes.get(rendu, ()):
                    abonne.donner(etat)


class Evenements:
    """The ASGI application."""

    def __init__(self) -> None:
        self._carrefour: Carrefour | None = None
        self._origine = settings.SITE_URL.encode()

    @property
    def carrefour(self) -> Carrefour:
        """This process's hub, started at the first need (its loop must be running)."""
        if self._carrefour is None:
            self._carrefour = Carrefour(adresse_de_la_base(settings.DATABASES["default"]))
        self._carrefour.demarrer()
        return self._carrefour

    async def __call__(self, scope: type_message, receive: Recevoir, send: Envoyer) -> None:
        """Route one request, or follow the server's life."""
        if scope["type"] == "lifespan":
            await self._vivre(receive, send)
            return
        if scope["type"] != "http":
            return
        chemin = scope["path"]
        if scope["method"] not in ("GET", "HEAD"):
            await self._repondre(send, 405, "méthode refusée", (b"allow", b"GET, HEAD"))
        elif chemin == "/evenements/sante":
            await self._sante(send)
        elif chemin.startswith("/evenements/rendus/"):
            await self._suivre(scope, receive, send, chemin.removeprefix("/evenements/rendus/"))
        else:
            await self._repondre(send, 404, "adresse inconnue")

    async def _vivre(self, receive: Recevoir, send: Envoyer) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self.carrefour.demarrer()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self.carrefour.fermer()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _sante(self, send: Envoyer) -> None:
        if self.carrefour.a_l_ecoute.is_set():
            await self._repondre(send, 200, f"à l’écoute, {self.carrefour.clients} flux ouverts")
        else:
            await self._repondre(send, 503, "base injoignable", (b"retry-after", b"2"))

    async def _suivre(self, scope: type_message, receive: Recevoir, send: Envoyer, texte: str) -> None:
        """Answer refusals at once; otherwise subscribe first, read second, then stream."""
        try:
            rendu = uuid.UUID(texte)
        except ValueError:
            await self._repondre(send, 400, "identifiant mal formé")
            return
        carrefour = self.carrefour
        if carrefour.clients >= CLIENTS_MAX:
            await self._repondre(send, 503, "trop de lecteurs", (b"retry-after", b"10"))
            return
        abonne = carrefour.abonner(rendu)
        try:
            etat = await self._premier_etat(rendu)
            if etat is None:
                await self._repondre(send, 404, "rendu inconnu")
            elif etat.final and _dernier_repere(scope) == etat.repere:
                await self._repondre(send, 204, "")
            else:
                await self._diffuser(abonne, etat, receive, send)
        except (psycopg.Error, TimeoutError):
            await self._repondre(send, 503, "base injoignable", (b"retry-after", b"2"))
        finally:
            carrefour.desabonner(rendu, abonne)

    async def _premier_etat(self, rendu: uuid.UUID) -> Etat | None:
        await asyncio.wait_for(self.carrefour.a_l_ecoute.wait(), _PATIENCE_ECOUTE)
        return (await self.carrefour.lire([rendu])).get(rendu)

    async def _diffuser(self, abonne: Abonne, premier: Etat, receive: Recevoir, send: Envoyer) -> None:
        """Send the state now, then each change, until the final one or the reader's departure."""
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [
                    *self._entetes(b"text/event-stream; charset=utf-8"),
                    (b"x-accel-buffering", b"no"),
                ],
            }
        )
        await _ecrire(send, f"retry: {_RECONNEXION_MS}\n\n".encode())
        depart = asyncio.create_task(_guetter_le_depart(receive, abonne))
        etat: Etat | None = premier
        envoye: Etat | None = None
        try:
            while not abonne.parti:
                if etat is None:
                    await _ecrire(send, b": ping\n\n")
                elif etat != envoye:
                    await _ecrire(send, etat.trame())
                    envoye = etat
                if etat is not None and etat.final:
                    break
                etat = await abonne.suivant(_PING)
            await send({"type": "http.response.body", "body": b""})
        except OSError:
            return  # the reader left in the middle of a word
        finally:
            depart.cancel()

    async def _repondre(self, send: Envoyer, statut: int, texte: str, *entetes: tuple[bytes, bytes]) -> None:
        await send(
            {
                "type": "http.response.start",
                "status": statut,
                "headers": [*self._entetes(b"text/plain; charset=utf-8"), *entetes],
            }
        )
        await send({"type": "http.response.body", "body": f"{texte}\n".encode() if texte else b""})

    def _entetes(self, nature: bytes) -> list[tuple[bytes, bytes]]:
        """Never cached; readable by the portal's pages alone (they may live on another port)."""
        return [
            (b"content-type", nature),
            (b"cache-control", b"no-store"),
            (b"access-control-allow-origin", self._origine),
            (b"x-content-type-options", b"nosniff"),
        ]


async def _ecrire(send: Envoyer, corps: bytes) -> None:
    await send({"type": "http.response.body", "body": corps, "more_body": True})


async def _guetter_le_depart(receive: Recevoir, abonne: Abonne) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue
    abonne.partir()


def _dernier_repere(scope: type_message) -> str:
    for nom, valeur in scope["headers"]:
        if nom == b"last-event-id":
            return bytes(valeur).decode("latin-1")
    return ""


def adresse_de_la_base(reglages: MutableMapping[str, Any]) -> str:
    """Turn one entry of DATABASES into a libpq connection string."""
    options = {
        nom: valeur for nom, valeur in reglages.get("OPTIONS", {}).items() if nom not in _OPTIONS_DE_DJANGO
    }
    return make_conninfo(
        dbname=reglages["NAME"],
        user=reglages.get("USER") or None,
        password=reglages.get("PASSWORD") or None,
        host=reglages.get("HOST") or None,
        port=reglages.get("PORT") or None,
        application_name="live",
        **options,
    )


application = Evenements()
