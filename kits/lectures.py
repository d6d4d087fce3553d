"""Reads whose SQL Django writes once a process: on a short page, writing it costs more than answering it.

A query set stays the only place that knows tables and columns; here it is compiled with named holes, and
each read fills them. What comes back is what the query set would have given: objects or tuples, joined
tables and converted columns included.
"""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import BooleanField, Expression, F, Func, QuerySet
from django.db.models.sql.compiler import SQLCompiler

Rangee = TypeVar("Rangee")


class Parametre(Expression):
    """A hole of a query, filled at each read; it may stand wherever a filter takes an expression."""

    def __init__(self, nom: str) -> None:
        super().__init__()
        self.nom = nom

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """Leave the place of one value, and say whose it is."""
        return "(%s)", [self]


def parmi(champ: str, nom: str) -> Func:
    """The condition that a column is one of the values of a list, itself one parameter."""
    return Func(
        F(champ), Parametre(nom), template="%(expressions)s", arg_joiner=" = ANY",
        output_field=BooleanField(),
    )  # fmt: skip


@dataclass(slots=True)
class _Ecrite(Generic[Rangee]):
    """A query set as Django wrote it, and the values of the statement, holes among them."""

    lignes: "QuerySet[Any, Rangee]"
    compilateur: SQLCompiler
    sql: str
    valeurs: tuple[Any, ...]


class Lecture(Generic[Rangee]):
    """A query with named holes; `ecrire` gives its query set, asked once, when it is first read.

    Whatever `ecrire` computes is frozen with the statement: an hour or a language belongs in a hole. The
    query set brings no `prefetch_related`.
    """

    def __init__(self, ecrire: "Callable[[], QuerySet[Any, Rangee]]") -> None:
        self._ecrire = ecrire
        self._ecrite: _Ecrite[Rangee] | None = None

    def __call__(self, **valeurs: Any) -> list[Rangee]:
        """Read the rows; each hole gets the value of its name, a list for `parmi`.

        Raises:
            KeyError: a hole was given no value.
        """
        ecrite = self._ecrite or self._preparer()
        compilateur = copy(ecrite.compilateur)
        compilateur.connection = connections[DEFAULT_DB_ALIAS]
        remplies = tuple(
            valeurs[valeur.nom] if isinstance(valeur, Parametre) else valeur for valeur in ecrite.valeurs
        )
        compilateur.as_sql = lambda *_, **__: (ecrite.sql, remplies)  # type: ignore[method-assign]
        return list(_relire(ecrite.lignes, compilateur))

    def premiere(self, **valeurs: Any) -> Rangee | None:
        """Read the first row, if there is one; the query set should ask for no more."""
        return next(iter(self(**valeurs)), None)

    def _preparer(self) -> _Ecrite[Rangee]:
        lignes = self._ecrire()
        compilateur = lignes.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, valeurs = compilateur.as_sql()
        self._ecrite = _Ecrite(lignes, compilateur, sql, tuple(valeurs))
        return self._ecrite


class _DejaEcrite:
    """What stands for the query of a query set: all that is asked of it is who reads the rows."""

    def __init__(self, compilateur: SQLCompiler) -> None:
        self._compilateur = compilateur

    def get_compiler(self, *_: Any, **__: Any) -> SQLCompiler:
        return self._compilateur


def _relire(lignes: "QuerySet[Any, Rangee]", compilateur: SQLCompiler) -> "QuerySet[Any, Rangee]":
    """The same rows asked again, by Django's own readers of objects and tuples."""
    relues: QuerySet[Any, Any] = QuerySet(lignes.model, query=_DejaEcrite(compilateur))  # type: ignore[arg-type]
    relues._iterable_class = lignes._iterable_class
    return relues
