"""The replay of a webinar, as its page offers it: nothing is loaded, everything is said."""

from dataclasses import dataclass

from django import template
from django.template import Context
from django.urls import reverse
from django.utils import timezone

from webinaires.lecteur import Film, film, minute, secondes
from webinaires.models import Transcription, WebinairePage

register = template.Library()


@dataclass(frozen=True, slots=True)
class Lecteur:
    """What is known of a replay. `ici`: our page that plays it; `minute`: empty at the beginning."""

    film: Film | None
    minute: str
    ici: str
    transcription: str

    @property
    def a_montrer(self) -> bool:
        """Before the meeting there is nothing to say of its replay."""
        return self.film is not None or bool(self.transcription)


@register.simple_tag(takes_context=True)
def lecteur_de(context: Context, *, page: WebinairePage) -> Lecteur | None:
    """How to watch or read a webinar, at the second its address asks for; None before the meeting."""
    request = context.get("request")
    s = secondes(request.GET.get("t", "")) if request is not None else 0
    transcrit = Transcription.objects.filter(webinaire_id=page.pk).exists()
    lecteur = Lecteur(
        film=film(page.replay, s),
        minute=minute(s) if s else "",
        ici=reverse("paroles:regarder", args=[page.cle]) + (f"?t={s}" if s else ""),
        transcription=reverse("paroles:transcription", args=[page.cle]) if transcrit else "",
    )
    passe = bool(page.fin) and page.est_passe(timezone.now())
    return lecteur if passe or lecteur.a_montrer else None
