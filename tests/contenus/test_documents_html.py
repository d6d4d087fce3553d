"""Rich text to blocks: every word kept, in order, and nothing that a document cannot hold."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contenus.documents_html import en_blocs, en_lignes
from kits.document import Liste, Paragraphe


def noter(adresse, mots):
    return f" [{adresse}]"


@pytest.mark.parametrize(
    ("html", "blocs"),
    [
        ("", ()),
        ("<p></p><p> <br/> </p>", ()),
        ("sans balise", (Paragraphe("sans balise"),)),
        ("<p>Un <b>mot</b> <i>penché</i>.</p>", (Paragraphe("Un mot penché."),)),
        ("<p>a&amp;b &lt;c&gt; «\u00a0d\u00a0»</p>", (Paragraphe("a&b <c> «\u00a0d\u00a0»"),)),
        ("<p>un<br/>deux</p><p>trois</p>", (Paragraphe("un\ndeux"), Paragraphe("trois"))),
        ("<ul><li>un</li><li>deux</li></ul>", (Liste(("un", "deux")),)),
        ("<ol><li><p>un</p></li></ol>fin", (Liste(("un",), ordonnee=True), Paragraphe("fin"))),
        (
            "<ul><li>un<ol><li>deux</li></ol></li><li>trois</li></ul>",
            (Liste(("un", "– deux", "trois")),),
        ),
        ('<p><a href="/x/">ici</a> et là</p>', (Paragraphe("ici [/x/] et là"),)),
        ("<p><a>rien</a></p>", (Paragraphe("rien []"),)),
        ("<p>un<script>alert(1)</script></p>", (Paragraphe("un"),)),
        ("<ul><li>jamais fermée", (Liste(("jamais fermée",)),)),
        ("</ul></li></a>seul", (Paragraphe("seul"),)),
        ("<h2>Titre</h2><blockquote>cité</blockquote>", (Paragraphe("Titre"), Paragraphe("cité"))),
    ],
)
def test_html_becomes_blocks(html, blocs):
    assert en_blocs(html, noter) == blocs


def test_lists_become_lines_in_a_box():
    html = "<p>Avant</p><ul><li>a</li></ul><ol><li>b</li><li>c</li></ol>"
    assert en_lignes(html, noter) == ("Avant", "• a", "1. b", "2. c")


BALISES = st.sampled_from(
    ["<p>", "</p>", "<ul>", "</ul>", "<ol>", "<li>", "</li>", "<br>", "<a href='/'>", "</a>", "<b>"]
)


@given(st.lists(BALISES | st.from_regex(r"[a-zé]{1,8}", fullmatch=True)))
def test_no_word_is_lost_whatever_the_tags(morceaux):
    lu = " ".join(en_lignes("".join(morceaux), lambda adresse, mots: ""))
    attendu = "".join(m for m in morceaux if not m.startswith("<"))
    assert re.sub(r"[^a-zé]", "", lu) == attendu
