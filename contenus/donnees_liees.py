"""Linked data (schema.org) in a page, in a block that no browser executes."""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_CLOTURES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
"""What could close the data block early, as JSON escapes."""


def en_script(donnees: Mapping[str, Any]) -> SafeString:
    """Return the data as a JSON-LD block."""
    texte = json.dumps(donnees, ensure_ascii=False, default=str).translate(_CLOTURES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(texte))
