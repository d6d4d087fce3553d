"""A small OpenID Connect provider, over real HTTP: discovery, keys, PKCE, tokens signed in RS256."""

import asyncio
import base64
import hashlib
import json
import secrets
import threading
import time
from typing import Any
from urllib.parse import urlencode

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "portail", "un-secret-partage"
_CLE = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Fournisseur:
    """Answers as ProConnect does; the attributes are what a test may change."""

    def __init__(self) -> None:
        self.personne: dict[str, Any] = {
            "sub": "sub-1",
            "email": "presidente@exemple.fr",
            "email_verified": True,
            "given_name": "Aïcha",
            "usual_name": "Diop",
            "siret": "13002526500013",
        }
        self.cle = _CLE
        self.nonce: str | None = None
        self.userinfo: dict[str, Any] = {}
        self.en_jeton = True
        self.demandes: list[dict[str, str]] = []
        self._codes: dict[str, dict[str, str]] = {}
        self._boucle = asyncio.new_event_loop()
        self.adresse = ""

    def demarrer(self) -> "Fournisseur":
        """Listen on a free port of the loopback address."""
        pret = threading.Event()

        async def ecouter() -> None:
            application = web.Application()
            application.router.add_get("/.well-known/openid-configuration", self._decouverte)
            application.router.add_get("/cles", self._cles)
            application.router.add_get("/autoriser", self._autoriser)
            application.router.add_post("/jeton", self._jeton)
            application.router.add_get("/personne", self._personne)
            self._coureur = web.AppRunner(application)
            await self._coureur.setup()
            site = web.TCPSite(self._coureur, "127.0.0.1", 0)
            await site.start()
            self.adresse = f"http://127.0.0.1:{self._coureur.addresses[0][1]}"
            pret.set()

        def tourner() -> None:
            self._boucle.run_until_complete(ecouter())
            self._boucle.run_forever()

        threading.Thread(target=tourner, daemon=True).start()
        assert pret.wait(5)
        return self

    def arreter(self) -> None:
        """Close the door."""
        asyncio.run_coroutine_threadsafe(self._coureur.cleanup(), self._boucle).result(5)
        self._boucle.call_soon_threadsafe(self._boucle.stop)

    async def _decouverte(self, _: web.Request) -> web.Response:
        chemins = {
            "authorization_endpoint": "autoriser",
            "token_endpoint": "jeton",
            "userinfo_endpoint": "personne",
            "jwks_uri": "cles",
        }
        adresses = {nom: f"{self.adresse}/{chemin}" for nom, chemin in chemins.items()}
        return web.json_response({"issuer": self.adresse, **adresses})

    async def _cles(self, _: web.Request) -> web.Response:
        publique = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(_CLE.public_key()))
        return web.json_response({"keys": [{**publique, "kid": "une", "alg": "RS256", "use": "sig"}]})

    async def _autoriser(self, demande: web.Request) -> web.Response:
        question = dict(demande.query)
        self.demandes.append(question)
        code = secrets.token_urlsafe(16)
        self._codes[code] = question
        reponse = urlencode({"code": code, "state": question["state"]})
        raise web.HTTPFound(f"{question['redirect_uri']}?{reponse}")

    async def _jeton(self, demande: web.Request) -> web.Response:
        envoi = dict(await demande.post())
        question = self._codes.pop(str(envoi["code"]), None)
        preuve = base64.urlsafe_b64encode(hashlib.sha256(str(envoi["code_verifier"]).encode()).digest())
        permis = (
            question is not None
            and (envoi["client_id"], envoi["client_secret"]) == (CLIENT, SECRET)
            and question["code_challenge"] == preuve.decode().rstrip("=")
            and envoi["redirect_uri"] == question["redirect_uri"]
        )
        if not permis or question is None:
            return web.json_response({"error": "invalid_grant"}, status=400)
        nonce = question["nonce"] if self.nonce is None else self.nonce
        jeton = self.signer({"sub": self.personne["sub"], "nonce": nonce, "acr": question["acr_values"]})
        return web.json_response({"access_token": "acces", "token_type": "Bearer", "id_token": jeton})

    async def _personne(self, demande: web.Request) -> web.Response:
        assert demande.headers["Authorization"] == "Bearer acces"
        dite = {**self.personne, **self.userinfo}
        if self.en_jeton:
            return web.Response(text=self.signer(dite), content_type="application/jwt")
        return web.json_response(dite)

    def signer(self, dit: dict[str, Any]) -> str:
        """A token for the portal, valid one minute."""
        plein = {"iss": self.adresse, "aud": CLIENT, "exp": int(time.time()) + 60, **dit}
        return jwt.encode(plein, self.cle, algorithm="RS256", headers={"kid": "une"})
