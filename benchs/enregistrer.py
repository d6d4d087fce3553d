"""Saving one answer: how long it takes in a crowd, and how many a second against a bare view."""

import gzip
import os
import random
import time
from dataclasses import dataclass, field
from statistics import median

from benchs import banc, charge, jeu, machine
from benchs.resultat import Resultat
from benchs.statistiques import centile, etendue, nombre
from benchs.urls import NU
from diagnostic.models import Ecriture

ECRIVAINS, PAR_SECONDE = 50, 100
MANCHES, DUREE, DUREE_NUE, DUREE_DEBIT = 3, 10.0, 5.0, 5.0
P95_MAX, DEBIT_MIN = 0.030, 0.10


@dataclass
class Ecriture50:
    """Fifty writers, each with a diagnostic, an author and a sequence of its own."""

    port: int
    sujets: list[jeu.Sujet]
    envoyees: int = 0
    _sequence: int = field(default_factory=lambda: time.time_ns() // 1000)
    _hasard: random.Random = field(default_factory=lambda: random.Random(2026))

    def enregistrer(self, rang: int, n: int) -> bytes:
        """Return the next save of a writer: a choice, and one time in four a comment."""
        sujet = self.sujets[rang]
        self.envoyees += 1
        self._sequence += 1
        commente = self._hasard.random() < 0.25
        corps = {
            "objet": self._hasard.choice(sujet.criteres),
            "champ": "commentaire" if commente else "choix",
            "valeur": self._hasard.choice(jeu.CAUSES if commente else ("0", "1", "2", "3", "nsp")),
            "auteur": f"banc-{rang:02d}",
            "sequence": self._sequence,
            "nom": "Claire",
        }
        return charge.requete("POST", f"/diagnostic/{sujet.code}/enregistrer/", self.port, corps)

    def nu(self, rang: int, n: int) -> bytes:
        """Return the same kind of request, for the bare view."""
        return charge.requete("POST", NU, self.port, {"objet": "A1", "champ": "choix", "valeur": "2"})

    def verifier(self) -> str:
        """Count the journal: as many applied rows as saves answered « applied », or the bench is void."""
        lignes = Ecriture.objects.filter(
            auteur__startswith="banc-", diagnostic__in=[s.id for s in self.sujets]
        )
        lignes = lignes.exclude(auteur="banc-preparation")
        appliquees = lignes.filter(appliquee=True).count()
        if not self.envoyees == appliquees == lignes.count():
            raise RuntimeError(f"{self.envoyees} envois, {lignes.count()} lignes, {appliquees} appliquées")
        return (
            f"{nombre(self.envoyees, 0)} enregistrements envoyés, tous répondus 200 et « appliquee » ; "
            f"le journal en contient exactement {nombre(appliquees, 0)}, tous appliqués."
        )


def mesurer() -> list[Resultat]:
    """Alternate bare view and saves: first at a steady pace, then as fast as the server goes."""
    sujets = [jeu.creer(rang, etapes=False) for rang in range(ECRIVAINS)]
    with banc.portes() as (port, pages):
        foule = Ecriture50(port, sujets)
        _sain(charge.fermee(port, ECRIVAINS, 3, foule.enregistrer, ecrite))
        machine.attendre_le_calme()
        with machine.charge() as autour:
            cadence = _cadence(foule)
            debit, processeur = _debit(foule, pages.pid)
    preuve = foule.verifier()
    return [
        _resultat_cadence(*cadence, preuve, autour),
        _resultat_debit(*debit, processeur, autour),
    ]


def ecrite(statut: int, corps: bytes) -> bool:
    """Tell whether the answer says that the save was applied; a long answer (what it replaced) is gzipped."""
    clair = gzip.decompress(corps) if corps[:2] == b"\x1f\x8b" else corps
    return statut == 200 and b'"appliquee": true' in clair


def vide(statut: int, corps: bytes) -> bool:
    """Tell whether the bare view answered."""
    return statut == 200 and not corps


def _cadence(foule: Ecriture50) -> tuple[list[charge.Releve], list[charge.Releve]]:
    nues, ecrites = [], []
    for manche in range(MANCHES):
        instants = charge.arrivees(
            connexions=ECRIVAINS, par_seconde=PAR_SECONDE, duree=DUREE_NUE, graine=manche
        )
        nues.append(_sain(charge.ouverte(foule.port, instants, foule.nu, vide)))
        instants = charge.arrivees(
            connexions=ECRIVAINS, par_seconde=PAR_SECONDE, duree=DUREE, graine=10 + manche
        )
        ecrites.append(_sain(charge.ouverte(foule.port, instants, foule.enregistrer, ecrite)))
    return nues, ecrites


def _debit(
    foule: Ecriture50, pages: int
) -> tuple[tuple[list[charge.Releve], list[charge.Releve]], dict[str, list[float]]]:
    nues, ecrites = [], []
    processeur: dict[str, list[float]] = {"nu": [], "pages": [], "postgres": [], "banc": []}
    for _ in range(MANCHES):
        avant = machine.processeur(pages)
        nues.append(_sain(charge.fermee(foule.port, ECRIVAINS, DUREE_DEBIT, foule.nu, vide)))
        processeur["nu"].append((machine.processeur(pages) - avant) / nues[-1].envois)
        avant, postgres, soi = machine.processeur(pages), machine.processeur_de("postgres"), os.times()
        ecrites.append(_sain(charge.fermee(foule.port, ECRIVAINS, DUREE_DEBIT, foule.enregistrer, ecrite)))
        envois = ecrites[-1].envois
        processeur["pages"].append((machine.processeur(pages) - avant) / envois)
        processeur["postgres"].append((machine.processeur_de("postgres") - postgres) / envois)
        processeur["banc"].append((sum(os.times()[:2]) - sum(soi[:2])) / envois)
    return (nues, ecrites), processeur


def _sain(releve: charge.Releve) -> charge.Releve:
    if releve.refus:
        raise RuntimeError(f"{releve.refus} réponses inattendues : {dict(releve.statuts)}")
    return releve


def _resultat_cadence(
    nues: list[charge.Releve], ecrites: list[charge.Releve], preuve: str, autour: machine.Charge
) -> Resultat:
    p95 = [releve.p95 for releve in ecrites]
    toutes = [latence for releve in ecrites for latence in releve.latences]
    recu = median(releve.debit for releve in ecrites)
    return Resultat(
        figure=f"Enregistrer une réponse : p95 à {PAR_SECONDE} par seconde, {ECRIVAINS} écrivains",
        cible=f"< {P95_MAX * 1000:.0f} ms",
        mesure=etendue(p95, "ms", echelle=1000),
        rapport=median(p95) / P95_MAX,
        atteint=median(p95) < P95_MAX,
        compare="la cible ; vue nue à la même cadence : p95 "
        + etendue([releve.p95 for releve in nues], "ms", echelle=1000),
        details=(
            f"{MANCHES} manches de {DUREE:.0f} s, arrivées de Poisson ({nombre(recu)} par seconde reçues), "
            "latence comptée depuis l’arrivée prévue : une attente compte. Toutes manches confondues : "
            f"médiane {nombre(median(toutes) * 1000)} ms, p99 {nombre(centile(toutes, 99) * 1000)} ms, "
            f"maximum {nombre(max(toutes) * 1000)} ms.",
            preuve,
            etrangers(autour),
        ),
    )


def _resultat_debit(
    nues: list[charge.Releve],
    ecrites: list[charge.Releve],
    processeur: dict[str, list[float]],
    autour: machine.Charge,
) -> Resultat:
    nu, ecrit = [releve.debit for releve in nues], [releve.debit for releve in ecrites]
    manches = [b / a for a, b in zip(nu, ecrit, strict=True)]
    couts = {nom: nombre(median(valeurs) * 1e6, 0) for nom, valeurs in processeur.items()}
    return Resultat(
        figure="Enregistrer une réponse : débit soutenu",
        cible=f"≥ {nombre(DEBIT_MIN, 2)} × vue nue",
        mesure=etendue(ecrit, "par seconde", decimales=0),
        rapport=median(manches),
        atteint=median(manches) >= DEBIT_MIN,
        compare=f"vue POST nue, même serveur, mêmes intergiciels : {etendue(nu, 'par seconde', decimales=0)}",
        details=(
            f"{ECRIVAINS} connexions, nu puis enregistrer, {MANCHES} fois {DUREE_DEBIT:.0f} s ; rapport par "
            f"manche : {etendue(manches, '', decimales=3)}.",
            f"Processeur par enregistrement : pages {couts['pages']} µs, PostgreSQL {couts['postgres']} µs, "
            f"générateur {couts['banc']} µs ; par requête nue : pages {couts['nu']} µs.",
            etrangers(autour),
        ),
    )


def etrangers(autour: machine.Charge) -> str:
    """Say how much of the machine others took meanwhile."""
    return f"Pendant la mesure, d’autres programmes prenaient {autour.etrangere:.0%} de la machine."
