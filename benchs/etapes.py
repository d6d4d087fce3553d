"""The paths: a step drawn from nothing, and a note saved in a crowd."""

import random
import time
from dataclasses import dataclass, field
from statistics import median

from django.core.management import call_command

from benchs import banc, charge, jeu, machine
from benchs.enregistrer import ECRIVAINS, PAR_SECONDE, ecrite, etrangers
from benchs.pages import SansMemoire, la_plus_longue
from benchs.resultat import Resultat
from benchs.statistiques import etendue, nombre
from parcours import services
from parcours.models import EtapePage, Trace

REQUETES_MAX, P95_MAX, P95_SAISIE_MAX = 12, 0.050, 0.030
MANCHES, DUREE = 3, 10.0


@dataclass
class Carnets:
    """Fifty people, each with a notebook, writing in the notes of one step."""

    port: int
    codes: list[str]
    objet: str
    champs: tuple[str, ...]
    envoyees: int = 0
    _sequence: int = field(default_factory=lambda: time.time_ns() // 1000)
    _hasard: random.Random = field(default_factory=lambda: random.Random(2026))

    def noter(self, rang: int, n: int) -> bytes:
        """Return the next save of a writer."""
        self.envoyees += 1
        self._sequence += 1
        corps = {
            "objet": self.objet,
            "champ": self._hasard.choice(self.champs),
            "valeur": f"{self._hasard.choice(jeu.CAUSES)} ({self.envoyees})",
            "auteur": f"banc-{rang:02d}",
            "sequence": self._sequence,
            "nom": "Claire",
        }
        return charge.requete("POST", f"/cahier/{self.codes[rang]}/enregistrer/", self.port, corps)


def mesurer() -> list[Resultat]:
    """The longest step, then its notes."""
    call_command("charger_contenus", verbosity=0)
    call_command("charger_parcours", verbosity=0)
    etape = SansMemoire("Étape d’un parcours", la_plus_longue(EtapePage), REQUETES_MAX, P95_MAX)
    return [*etape.mesurer(), _saisie()]


def _saisie() -> Resultat:
    page = EtapePage.objects.get(cle="revenir-au-sens")
    champs = tuple(f"note-{bloc.id}" for bloc in page.corps if bloc.block_type == "note")
    codes = [services.commencer()[1] for _ in range(ECRIVAINS)]
    deja = _gardees()
    with banc.portes() as (port, _):
        carnets = Carnets(port, codes, page.cle, champs)
        charge.fermee(port, ECRIVAINS, 2, carnets.noter, ecrite)
        machine.attendre_le_calme()
        with machine.charge() as autour:
            releves = [_manche(carnets, manche) for manche in range(MANCHES)]
    gardees = _gardees() - deja
    if gardees != carnets.envoyees:
        raise RuntimeError(f"{carnets.envoyees} envois, {gardees} gardés")
    p95 = [releve.p95 for releve in releves]
    return Resultat(
        figure=f"Enregistrer une note : p95 à {PAR_SECONDE} par seconde, {ECRIVAINS} écrivains",
        cible=f"< {P95_SAISIE_MAX * 1000:.0f} ms",
        mesure=etendue(p95, "ms", echelle=1000),
        rapport=median(p95) / P95_SAISIE_MAX,
        atteint=median(p95) < P95_SAISIE_MAX,
        compare="la cible ; la réponse au diagnostic, plus haut",
        details=(
            f"{MANCHES} manches de {DUREE:.0f} s, arrivées de Poisson, latence depuis l’arrivée prévue ; "
            f"{nombre(carnets.envoyees, 0)} notes envoyées, autant gardées au journal.",
            etrangers(autour),
        ),
    )


def _gardees() -> int:
    """How many saves of the bench the journal holds, those of other measures included."""
    return Trace.objects.filter(auteur__startswith="banc-", appliquee=True).count()


def _manche(carnets: Carnets, manche: int) -> charge.Releve:
    instants = charge.arrivees(connexions=ECRIVAINS, par_seconde=PAR_SECONDE, duree=DUREE, graine=30 + manche)
    releve = charge.ouverte(carnets.port, instants, carnets.noter, ecrite)
    if releve.refus:
        raise RuntimeError(f"{releve.refus} réponses inattendues : {dict(releve.statuts)}")
    return releve
