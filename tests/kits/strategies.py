"""Any document at all, for hypothesis."""

from hypothesis import strategies as st

from kits.document import Document, Encadre, Figure, Liste, Paragraphe, SautDePage, Section, Tableau

texte = st.text(max_size=30)
textes_tous = st.lists(texte, max_size=3).map(tuple)


@st.composite
def tableaux(tirer):
    """A table with the same number of cells everywhere."""
    colonnes = tirer(st.integers(1, 4))
    ligne = st.tuples(*[texte] * colonnes)
    lignes = tuple(tirer(st.lists(ligne, max_size=3)))
    return Tableau(tirer(texte), tirer(ligne), lignes, tirer(st.booleans()))


blocs = st.one_of(
    st.builds(Paragraphe, texte, st.sampled_from(("courant", "chapo", "note", "citation"))),
    st.builds(Liste, textes_tous, st.booleans()),
    tableaux(),
    st.builds(Figure, texte, texte, texte),
    st.builds(Encadre, texte, textes_tous, st.sampled_from(("info", "proposition", "reponse"))),
    st.just(SautDePage()),
)
plusieurs_blocs = st.lists(blocs, max_size=3).map(tuple)
piliers = st.sampled_from(("", "humain", "financier", "alliances", "socle"))
parties = st.builds(Section, texte, plusieurs_blocs, pilier=piliers)
sections = st.builds(Section, texte, plusieurs_blocs, st.lists(parties, max_size=2).map(tuple), piliers)
documents = st.builds(
    Document,
    titre=texte,
    sous_titre=texte,
    reperes=st.lists(st.tuples(texte, texte), max_size=3).map(tuple),
    sections=st.lists(sections, max_size=3).map(tuple),
    auteur=texte,
    resume=texte,
)
