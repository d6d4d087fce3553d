"""A drawing says nothing to the outside, and asks it for nothing."""

import pytest

from kits.erreurs import RenduImpossible
from kits.figures import assainir, proportions

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {suite}>{corps}</svg>'
)


def dessin(corps="", suite=""):
    return SVG.format(corps=corps, suite=suite)


@pytest.mark.parametrize(
    "corps",
    [
        '<image href="http://192.0.2.1/x.png"/>',
        '<image xlink:href="file:///etc/passwd"/>',
        '<image href="data:image/svg+xml;base64,PHN2Zy8+"/>',
        '<use href="https://192.0.2.1/x.svg#a"/>',
        "<script>fetch('http://192.0.2.1')</script>",
        '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>',
        '<style>@import "http://192.0.2.1/x.css"; a{background:url(file:///etc/passwd)}</style>',
        '<rect fill="url(http://192.0.2.1/x#a)" style="background: url(\'file:///etc/passwd\')"/>',
    ],
)
def test_assainir_enleve_tout_ce_qui_sort(corps):
    propre = assainir(dessin(f'<g>{corps}<circle r="2"/></g>'), "Points")
    assert "circle" in propre
    for trace in ("192.0.2.1", "passwd", "script", "svg+xml", "xhtml"):
        assert trace not in propre


def test_assainir_garde_ce_qui_reste_dedans():
    corps = (
        '<defs><g id="a"/></defs><use href="#a"/><rect fill="url(#a)"/>'
        '<image href="data:image/png;base64,iVBO"/>'
    )
    propre = assainir(dessin(corps), "Points")
    for garde in ('href="#a"', 'fill="url(#a)"', "data:image/png;base64,iVBO"):
        assert garde in propre


@pytest.mark.parametrize("casse", ["", "du texte", "<svg", "<p/>", "<svg/>"])
def test_assainir_refuse_ce_qui_n_est_pas_un_dessin(casse):
    with pytest.raises(RenduImpossible, match="La figure «\u00a0Points\u00a0»"):
        assainir(casse, "Points")


@pytest.mark.parametrize(
    ("suite", "taille"),
    [
        ('viewBox="0 0 640 300"', (640, 300)),
        ('viewBox="0,0,64.5,30"', (64.5, 30)),
        ('width="200px" height="100" viewBox="0 0 1 1"', (200, 100)),
        ('width="100%" viewBox="0 0 8 4"', (8, 4)),
        ("", (640, 400)),
    ],
)
def test_proportions_d_un_dessin(suite, taille):
    assert proportions(dessin(suite=suite)) == taille
