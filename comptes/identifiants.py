"""Numbers of a French structure: read as people write them, checked by their own rules. Pure: no Django.

* SIREN (9 digits) and SIRET (SIREN + 5 digits, article R123-221 of the Code de commerce) end with a key of
  Luhn (ISO/IEC 7812-1, annex B; Insee, « Numéro SIREN », https://www.insee.fr/fr/metadonnees/definition/c2047).
* La Poste (SIREN 356 000 000) has more establishments than the key allows: its SIRETs are right when the sum
  of their digits is a multiple of five (Insee; same rule in python-stdnum, `stdnum.fr.siret`). Its head
  office keeps the key of Luhn.
* RNA: `W` and nine digits (https://associations.gouv.fr/le-rna-repertoire-national-des-associations.html).
  The second sign after W is a letter in Corsica and overseas: read that way too, for a true number refused
  costs more than a false one kept. An association of Moselle, Bas-Rhin or Haut-Rhin has none (same page).

A number that passes is well formed; it proves nothing of who typed it.
"""

import re

LA_POSTE, SIEGE_DE_LA_POSTE = "356000000", "35600000000048"
RNA = re.compile(r"W[0-9][0-9A-Z][0-9]{7}")
SIREN, SIRET = re.compile(r"[0-9]{9}"), re.compile(r"[0-9]{14}")
_MULTIPLE_DE_LA_POSTE = 5


def nettoyer(saisie: str) -> str:
    """A number without the spaces, dots and dashes people group it with, in capitals."""
    return re.sub(r"[\s.\-–_]", "", saisie).upper()


def lire_siren(saisie: str) -> str | None:
    """Nine digits whose key is right, or None."""
    numero = nettoyer(saisie)
    return numero if SIREN.fullmatch(numero) and int(numero) and luhn(numero) else None


def lire_siret(saisie: str) -> str | None:
    """Fourteen digits: a right SIREN, then a right key, or None."""
    numero = nettoyer(saisie)
    if not SIRET.fullmatch(numero) or lire_siren(numero[:9]) is None:
        return None
    if numero.startswith(LA_POSTE) and numero != SIEGE_DE_LA_POSTE:
        return numero if sum(map(int, numero)) % _MULTIPLE_DE_LA_POSTE == 0 else None
    return numero if luhn(numero) else None


def lire_rna(saisie: str) -> str | None:
    """A number of the RNA, or None."""
    numero = nettoyer(saisie)
    return numero if RNA.fullmatch(numero) else None


def luhn(chiffres: str) -> bool:
    """Whether digits, every second one doubled from the right and its own digits added, sum to a ten."""
    somme = 0
    for rang, chiffre in enumerate(reversed(chiffres)):
        dizaine, unite = divmod(int(chiffre) * (1 + rang % 2), 10)
        somme += dizaine + unite
    return somme % 10 == 0
