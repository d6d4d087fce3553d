"""Small tools of this folder."""

from typing import Any

import lxml.html
from django.apps import apps


def lisible(texte: str) -> str:
    """A French sentence with ordinary spaces, so that an expected one can be typed."""
    return texte.replace("\u00a0", " ").replace("\u202f", " ")


def tout() -> dict[str, list[Any]]:
    """Every row of the member tables and of the renderings: what a refused request must leave alone."""
    modeles = [*apps.get_app_config("diagnostic").get_models(), *apps.get_app_config("kits").get_models()]
    return {m.__name__: list(m._default_manager.order_by("pk").values()) for m in modeles}


def remplir(html: bytes, formulaire: str = "reponses") -> dict[str, str]:
    """The fields of a form as a browser would send them back untouched."""
    [form] = [f for f in lxml.html.fromstring(html.decode()).forms if f.get("id") == formulaire]
    champs = {nom: valeur for nom, valeur in form.form_values() if nom}
    for zone in form.iter("textarea"):
        champs[zone.name] = (zone.text or "").removeprefix("\n").replace("\n", "\r\n")
    return champs
