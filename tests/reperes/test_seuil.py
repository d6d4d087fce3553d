"""The rule of the figures, tried on people who come, change and go: nobody is ever in small company."""

import random
from collections import Counter
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from reperes.seuil import AXES, TOUS, Groupe, Lot, Profil, retenir

SEUIL = 4
VALEURS = ("", "x", "y")
PROFILS = st.builds(Profil, st.sampled_from(VALEURS), st.sampled_from(VALEURS[:2]), st.sampled_from(VALEURS))
GESTES = st.tuples(st.sampled_from(["entrer", "entrer", "changer", "sortir"]), PROFILS, st.integers(1, 9))
NUITS = st.lists(st.lists(GESTES, max_size=8), min_size=1, max_size=5)


@dataclass
class Registre:
    """Who counts, under which profile, and what each waits for; one number a person."""

    dedans: dict[int, Profil] = field(default_factory=dict)
    attente: dict[int, Profil | None] = field(default_factory=dict)
    suivant: int = 0

    def faire(self, geste: str, profil: Profil, combien: int) -> None:
        if geste == "entrer":
            nouveaux = range(self.suivant, self.suivant + combien)
            self.attente |= dict.fromkeys(nouveaux, profil)
            self.suivant += combien
            return
        choisis = sorted(self.dedans)[:: 1 + combien % 3][:combien]
        self.attente |= dict.fromkeys(choisis, profil if geste == "changer" else None)

    def lots(self) -> list[Lot]:
        couples = Counter((vers, self.dedans.get(qui)) for qui, vers in self.attente.items())
        return [Lot(vers, de, nombre) for (vers, de), nombre in couples.items()]

    def effectifs(self) -> Counter[Groupe]:
        return Counter(groupe for profil in self.dedans.values() for groupe in profil.groupes)

    def paraitre(self) -> tuple[Counter[Groupe], Counter[Groupe]]:
        """Apply what is let in; return how many people entered and left each group."""
        retenus = {(lot.vers, lot.de) for lot in retenir(self.lots(), self.effectifs(), seuil=SEUIL)}
        bougent = [qui for qui, vers in self.attente.items() if (vers, self.dedans.get(qui)) in retenus]
        entrees, sorties = Counter(), Counter()
        for qui in bougent:
            if ancien := self.dedans.pop(qui, None):
                sorties.update(ancien.groupes)
            if nouveau := self.attente.pop(qui):
                entrees.update(nouveau.groupes)
                self.dedans[qui] = nouveau
        return entrees, sorties


def assez(nombre: int) -> bool:
    return nombre == 0 or nombre >= SEUIL


@given(NUITS)
def test_every_group_every_remainder_every_change_is_nobody_or_enough(nuits) -> None:
    registre = Registre()
    for nuit in nuits:
        for geste in nuit:
            registre.faire(*geste)
        avant = registre.effectifs()
        entrees, sorties = registre.paraitre()
        apres = registre.effectifs()
        for groupe in {*avant, *apres, *entrees, *sorties}:
            assert (assez(entrees[groupe]), assez(sorties[groupe])) == (True, True)
            assert apres[groupe] == avant[groupe] + entrees[groupe] - sorties[groupe]
            assert assez(apres[groupe])
            assert assez(apres[TOUS, ""] - apres[groupe])
        for axe in AXES:
            assert sum(nombre for (a, _), nombre in apres.items() if a == axe) == apres[TOUS, ""]


LOTS = st.lists(
    st.builds(Lot, st.none() | PROFILS, st.none() | PROFILS, st.integers(1, 9)).filter(
        lambda lot: lot.vers or lot.de
    ),
    max_size=10,
    unique_by=lambda lot: (lot.vers, lot.de),
)


@given(LOTS, st.randoms(use_true_random=False))
def test_order_does_not_matter_and_a_second_look_changes_nothing(
    lots: list[Lot], hasard: random.Random
) -> None:
    effectifs = {groupe: 100 for lot in lots for p in (lot.vers, lot.de) if p for groupe in p.groupes}
    retenus = retenir(lots, effectifs, seuil=SEUIL)
    assert retenir(retenus, effectifs, seuil=SEUIL) == retenus
    melanges = list(lots)
    hasard.shuffle(melanges)
    assert set(retenir(melanges, effectifs, seuil=SEUIL)) == set(retenus)


@given(LOTS)
def test_arrivals_alone_are_the_most_that_may_enter(lots: list[Lot]) -> None:
    """Whatever else of them may enter together is among those let in."""
    arrivees = [Lot(lot.vers, None, lot.nombre) for lot in lots if lot.vers][:6]
    retenus = retenir(arrivees, {}, seuil=SEUIL)
    for masque in range(2 ** len(arrivees)):
        choisis = [lot for rang, lot in enumerate(arrivees) if masque >> rang & 1]
        entrees = Counter(groupe for lot in choisis for groupe in lot.vers.groupes * lot.nombre)
        if all(assez(nombre) for nombre in entrees.values()):
            assert set(choisis) <= set(retenus)


def test_a_lone_departure_does_not_hide_among_arrivals() -> None:
    tous = Profil()
    lots = [Lot(tous, None, 19), Lot(None, tous, 1), Lot(tous, tous, 1)]
    assert retenir(lots, {(axe, ""): 30 for axe in (TOUS, *AXES)}) == ()


def test_a_group_is_not_left_too_small() -> None:
    effectifs = {(axe, ""): 50 for axe in (TOUS, "region", "domaine")} | {("acteur", "x"): 25}
    partent = [Lot(None, Profil("x"), 20)]
    assert retenir(partent, effectifs) == ()
    assert retenir([Lot(None, Profil("x"), 25)], effectifs) != ()
    assert retenir([*partent, Lot(Profil("x"), None, 20)], effectifs) != ()
