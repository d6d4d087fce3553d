"""The strict reader of subtitles: each fault with its line, and never a crash."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinaires import vtt
from webinaires.vtt import Replique, horaire, lire

UN = "00:01.000 --> 00:04.000\n<v Ana>Bonjour."


def fautes(texte: str) -> list[tuple[int, str]]:
    return [(faute.ligne, faute.dit) for faute in lire(texte.encode()).fautes]


def lignes(texte: str) -> list[int]:
    return [ligne for ligne, _ in fautes(texte)]


def repliques(texte: str) -> list[tuple[int, int, str, str]]:
    lecture = lire(texte.encode())
    assert lecture.fautes == []
    return [(r.debut, r.fin, r.voix, r.texte) for r in lecture.repliques]


def test_file_gives_times_voices_and_plain_words():
    texte = (
        "WEBVTT - titre\nKind: captions\n\n1\n01:00:01.500 --> 01:00:04.000 align:start position:10%\n"
        + (
            "<v.fort Ana Le Bé>Oui &amp; <i>non</i>&nbsp;: <c.rouge>cinq</c> &lt; "
            "<00:59:59.000>six\nensemble</v>"
        )
    )
    assert repliques(texte) == [(3_601_500, 3_604_000, "Ana Le Bé", "Oui & non\u00a0: cinq < six ensemble")]


def test_one_cue_may_hold_two_voices_and_words_of_nobody():
    texte = "WEBVTT\n\n00:01.000 --> 00:02.000\nAh. <v Ana>Oui.</v> <v Bob>Non."
    assert repliques(texte) == [
        (1000, 2000, "", "Ah."),
        (1000, 2000, "Ana", "Oui."),
        (1000, 2000, "Bob", "Non."),
    ]


@pytest.mark.parametrize("fin", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("marque", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_byte_order_mark_make_no_difference(fin, marque):
    lecture = lire(marque + f"WEBVTT\n\n{UN}\n".replace("\n", fin).encode())
    assert (lecture.fautes, lecture.repliques) == ([], [Replique(1000, 4000, "Ana", "Bonjour.", 3)])


def test_notes_styles_and_regions_are_passed_over():
    avant = "STYLE\n::cue { color: red }\n\nREGION\nid:a\n\nNOTE\nà relire\n\nNOTE une ligne\n\n"
    assert repliques(f"WEBVTT\n\n{avant}{UN}") == [(1000, 4000, "Ana", "Bonjour.")]


@pytest.mark.parametrize(
    ("octets", "ligne", "mots"),
    [
        (b"", 1, "vide"),
        (b" \r\n ", 1, "vide"),
        (b"WEBVTT\n\n\0\x01", 3, "n’est pas du texte"),
        (b"\x89PNG\r\n\x1a\n", 1, "UTF-8"),
        ("WEBVTT\n\né".encode("utf-16"), 1, "UTF-16"),
        ("WEBVTT\r\n\r\n00:01.000 --> 00:02.000\r\nété".encode("latin-1"), 4, "UTF-8"),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\na\x07b", 4, "invisible"),
        (b"WEBVTT\n\nNOTE rien\n", 1, "aucune réplique"),
    ],
)
def test_what_is_no_readable_text_is_refused_at_its_line(octets, ligne, mots):
    lecture = lire(octets)
    assert [faute.ligne for faute in lecture.fautes] == [ligne]
    assert mots in lecture.fautes[0].dit


@pytest.mark.parametrize(
    ("texte", "attendues", "mots"),
    [
        (UN, [1], "commence par le mot WEBVTT"),
        ("WEBVTTX\n\n" + UN, [1], "commence par le mot WEBVTT"),
        ("\nWEBVTT\n\n" + UN, [1, 2], "commence par le mot WEBVTT"),
        ("1\n00:00:01,000 --> 00:00:02,000\nx", [1], "SRT"),
        ("WEBVTT\n" + UN, [2], "ligne vide"),
        ("WEBVTT\n\n00:01,000 --> 00:02,000\nx", [3], "par un point"),
        ("WEBVTT\n\n0:01.000 --> 00:02.000\nx", [3], "00:00:01.000"),
        ("WEBVTT\n\n00:61.000 --> 00:02.000\nx", [3], "de 00 à 59"),
        ("WEBVTT\n\n99:00:01.000 --> 99:00:02.000\nx", [3], "jusqu’à 23"),
        ("WEBVTT\n\n00:05.000 --> 00:02.000\nx", [3], "finit avant de commencer"),
        ("WEBVTT\n\n00:05.000 --> 00:05.000\nx", [3], "ne dure pas"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ana> ", [3], "ne dit rien"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n\nperdu", [3, 5], "ne dit rien"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nx\n00:02.000 --> 00:03.000\ny", [5], "ligne vide"),
        ("WEBVTT\n\na\nb\n00:01.000 --> 00:02.000\nx", [4], "une seule ligne"),
        ("WEBVTT\n\nNOTE\n00:01.000 --> 00:02.000\n\n" + UN, [4], "NOTE"),
        ("WEBVTT\n\nSTYLE\na --> b\n\n" + UN, [4], "STYLE"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nx\na <b", [5], "pas refermée"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nx\n<script>y", [5], "n’existe pas"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n<v>x", [4], "ne dit pas qui parle"),
        (f"WEBVTT\n\n00:01.000 --> 00:02.000\n<v {'a' * 161}>x", [4], "160"),
    ],
)
def test_fault_is_told_with_its_line(texte, attendues, mots):
    trouvees = fautes(texte)
    assert [ligne for ligne, _ in trouvees] == attendues
    assert mots in trouvees[0][1]


def test_every_fault_is_told_at_once_in_the_order_of_the_lines():
    texte = (
        f"WEBVTT\n\n{UN}\n\n00:09.000 --> 00:08.000\nx\n\n00:9 --> 00:10.000\ny\n\n00:11.000 --> 00:12.000\n"
    )
    assert lignes(texte) == [6, 9, 12]


def test_cue_before_the_former_one_is_told_with_both_lines():
    texte = f"WEBVTT\n\n00:05.000 --> 00:06.000\n<v Bob>Oui.\n\n{UN}"
    assert fautes(texte)[0][0] == 6
    assert "celle de la ligne 3" in fautes(texte)[0][1]


def test_one_voice_may_not_overlap_itself():
    texte = f"WEBVTT\n\n{UN}\n\n00:03.000 --> 00:05.000\n<v Ana>Encore."
    dites = fautes(texte)
    assert [ligne for ligne, _ in dites] == [6]
    assert "chevauche celle de la ligne 3, qui finit à 00:00:04.000" in dites[0][1]


@pytest.mark.parametrize("paroles", ["Sans voix.", "<v Bob>Moi.</v> Personne."])
def test_words_of_nobody_may_not_overlap(paroles):
    assert lignes(f"WEBVTT\n\n{UN}\n\n00:03.000 --> 00:05.000\n{paroles}") == [6]


def test_two_voices_may_overlap_and_it_is_told():
    lecture = lire(f"WEBVTT\n\n{UN}\n\n00:03.000 --> 00:05.000\n<v Bob>Moi.".encode())
    assert (lecture.fautes, len(lecture.repliques)) == ([], 2)
    assert [str(remarque) for remarque in lecture.remarques] == [
        "Ligne 6\u00a0: deux voix se chevauchent, cette réplique et celle de la ligne 3, "
        "qui finit à 00:00:04.000."
    ]


def test_unknown_setting_and_late_style_are_only_told():
    reglee = UN.replace("4.000", "4.000 line:1 couleur:bleu")
    lecture = lire(f"WEBVTT\n\n{reglee}\n\nSTYLE\n::cue{{}}".encode())
    assert (lecture.fautes, [r.ligne for r in lecture.remarques]) == ([], [3, 6])


@given(st.binary(max_size=400))
def test_no_bytes_make_it_crash(octets):
    lecture = lire(octets)
    assert lecture.fautes or lecture.repliques


_MORCEAUX = st.sampled_from(
    [
        *("WEBVTT", "\n", "\n\n", "\r\n", "00:01.000", "01:00:02.000", " --> ", "-->", "<v ", "<v Ana>", ">"),
        *("</v>", "<", "NOTE", "STYLE", "&amp;", "&#0;", "é", "\u2028", "mot", " ", ",", ":", "99:99.999"),
        "00:01.000 --> 00:02.000\n",
    ]
)


@given(st.lists(_MORCEAUX, max_size=40).map("".join))
def test_no_text_makes_it_crash(texte):
    lecture = lire(f"WEBVTT\n\n{texte}".encode())
    for replique in lecture.repliques if lecture.juste else ():
        assert replique.debut < replique.fin
        assert replique.texte
        assert "\n" not in replique.texte


_DUREES = st.lists(
    st.tuples(
        st.integers(0, 3_000_000), st.integers(1, 600_000), st.sampled_from(["", "Ana", "Bob Le Gall"])
    ),
    min_size=1,
    max_size=20,
)


@given(_DUREES, st.booleans())
def test_times_of_an_accepted_file_come_back_as_written(durees, courtes):
    ecrites, instant = [], 0
    for silence, duree, voix in durees:
        debut, instant = instant + silence, instant + silence + duree
        ecrites.append((debut, instant, voix, "Mot."))
    heures = [
        f"{_court(debut, courtes)} --> {_court(fin, courtes)}\n{f'<v {voix}>' if voix else ''}{mot}\n"
        for debut, fin, voix, mot in ecrites
    ]
    if instant < vtt.HEURES_MAX * 3_600_000:
        assert repliques("WEBVTT\n\n" + "\n".join(heures)) == ecrites


def _court(ms: int, courtes: bool) -> str:
    return horaire(ms)[3:] if courtes and ms < 3_600_000 else horaire(ms)
