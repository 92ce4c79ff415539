"""The picture as a figure to print: SVG and PNG."""

import struct
import time
import xml.etree.ElementTree as ET

import pytest
from conftest import load

pytestmark = pytest.mark.browser

SVG = "{http://www.w3.org/2000/svg}"
SIZES = pytest.mark.parametrize("size", [{}, {"width": 390, "height": 844}])


def save(seen, kind: str, path):
    seen.page.click("#save")
    with seen.page.expect_download() as saved:
        seen.page.click(f"#save-{kind}")
    assert saved.value.suggested_filename == f"graph.{kind}"
    saved.value.save_as(path)
    return path


def texts_of(path) -> list[str]:
    return [element.text or "" for element in ET.parse(path).iter(f"{SVG}text")]  # noqa: S314 our own file


@SIZES
def test_the_svg_has_caption_names_legend_and_date(visit, maps, tmp_path, size):
    seen = visit(maps, scheme="dark", **size)
    path = save(seen, "svg", tmp_path / "g.svg")
    root = ET.parse(path).getroot()  # noqa: S314 our own file
    assert (root.get("width"), root.get("height")) == ("297mm", "210mm")
    texts = texts_of(path)
    for text in ("Papers about maps", "Rivernet", "Methods 1", "Datasets 1", "Papers 3"):
        assert text in texts
    assert f"kgbuild, {time.strftime('%Y-%m-%d')}" in texts
    assert any("8 nodes of 8" in text for text in texts)
    assert root.find(f"{SVG}title").text == "Papers about maps"
    assert root.find(f"{SVG}path").get("fill") == "#ffffff"  # paper is white


def test_the_legend_tells_only_what_is_drawn(visit, maps, tmp_path):
    seen = visit(maps, "#around/entity/atlasbench")
    texts = texts_of(save(seen, "svg", tmp_path / "g.svg"))
    assert any(text.startswith("Two steps around AtlasBench") for text in texts)
    assert "Benchmarks 1" in texts
    assert not [text for text in texts if text.startswith(("Repositories", "Tasks"))]


@SIZES
def test_the_png_is_as_large_as_a_page_at_300_dots_an_inch(visit, maps, tmp_path, size):
    png = save(visit(maps, **size), "png", tmp_path / "g.png").read_bytes()
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", png[16:24]) == (3509, 2481)
    at = png.index(b"pHYs")
    assert struct.unpack(">IIB", png[at + 4 : at + 13]) == (11811, 11811, 1)
    import zlib

    assert struct.unpack(">I", png[at + 13 : at + 17])[0] == zlib.crc32(png[at : at + 13])
    seen = visit(maps)
    shown = seen.page.evaluate(
        "async (bytes) => (await createImageBitmap(new Blob([new Uint8Array(bytes)]))).width",
        list(png),
    )
    assert shown == 3509


def test_hostile_names_are_text_in_the_svg(visit, tmp_path):
    name = "</text><script>alert(1)</script> & <b> \u202eabc"
    facts = f'p:a a kg:Paper ; kg:usesMethod e:x . e:x a kg:Method ; skos:prefLabel "{name}" .'
    path = save(visit(load(facts)), "svg", tmp_path / "g.svg")
    assert not list(ET.parse(path).iter(f"{SVG}script"))  # noqa: S314 our own file
    assert any("<script>" in text for text in texts_of(path))


def test_what_the_screen_shows_is_the_same_after_saving(visit, maps, tmp_path):
    seen = visit(maps, scheme="dark")
    state = "[document.documentElement.dataset.theme, kgbuildView.labels().length, kgbuildView.drawn().length]"
    before = seen.page.evaluate(state)
    save(seen, "svg", tmp_path / "g.svg")
    assert seen.page.evaluate(state) == before
    assert seen.page.locator("#save-menu").is_hidden()
