"""A webinar as machines read it (schema.org): an event, and the video that remains of it.

Nothing is said that the page does not show; a person who objected is their function.
"""

from collections.abc import Iterable
from typing import Any

from contenus.adresses import chemin_de
from contenus.courriels import adresse_entiere
from contenus.models.abonnements import PARIS
from webinaires.models import Intervention
from webinaires.partage import adresse_de_l_image
from webinaires.publics import Fiche

SCHEMA = "https://schema.org/"


def decrire(fiche: Fiche, voix: Iterable[Intervention]) -> dict[str, Any]:
    """Return the event, then the video when there is a replay, as one graph."""
    page = fiche.page
    adresse = adresse_entiere(chemin_de(page))
    evenement: dict[str, Any] = {
        "@type": "Event",
        "@id": f"{adresse}#rendez-vous",
        "name": page.title,
        "description": page.resume,
        "url": adresse,
        "image": adresse_de_l_image(page),
        "inLanguage": "fr",
        "startDate": page.debut.astimezone(PARIS).isoformat(),
        "endDate": page.fin.astimezone(PARIS).isoformat(),
        "eventAttendanceMode": f"{SCHEMA}OnlineEventAttendanceMode",
        "eventStatus": f"{SCHEMA}{'EventCancelled' if fiche.annule else 'EventScheduled'}",
        "location": {"@type": "VirtualLocation", "url": adresse},
    }
    if page.cycle:
        evenement["superEvent"] = {"@type": "EventSeries", "name": page.cycle.titre}
    if performances := [_qui(intervention) for intervention in voix]:
        evenement["performer"] = performances
    graphe = [evenement]
    if page.replay:
        graphe.append(
            {
                "@type": "VideoObject",
                "@id": f"{adresse}#replay",
                "name": page.title,
                "description": page.resume,
                "url": page.replay,
                "thumbnailUrl": adresse_de_l_image(page),
                "inLanguage": "fr",
                "dateCreated": page.debut.astimezone(PARIS).date().isoformat(),
                "recordedAt": {"@id": evenement["@id"]},
            }
        )
    return {"@context": "https://schema.org", "@graph": graphe}


def _qui(intervention: Intervention) -> dict[str, Any]:
    organisation = intervention.organisation
    structure = {"@type": "Organization", "name": organisation.nom} if organisation else None
    nomme = bool(intervention.intervenant and intervention.intervenant.nom_complet)
    if structure and not nomme:
        return structure
    personne: dict[str, Any] = {"@type": "Person", "name": intervention.voix}
    if intervention.fonction and nomme:
        personne["jobTitle"] = intervention.fonction
    if structure:
        personne["affiliation"] = structure
    return personne
