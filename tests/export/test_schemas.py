"""GraphML and GEXF hold to their published schemas; tools/install_schemas.sh gets these."""

import os
from pathlib import Path

import pytest
from lxml import etree
from servers.server import INSTALLED

from kgbuild.export import export_graph

SCHEMAS = INSTALLED / "schemas"


@pytest.fixture(scope="module")
def schemas() -> Path:
    if not SCHEMAS.is_dir():
        missing = f"the schemas are not in {SCHEMAS}; run tools/install_schemas.sh"
        if os.environ.get("KGBUILD_REQUIRE_ALL"):
            pytest.fail(missing)
        pytest.skip(missing)
    return SCHEMAS


def _take_extension(document: etree._ElementTree) -> None:
    """Take away what yEd adds to GraphML, by the schema's own means of extension: keys with a type of its own."""
    own = {one.get("id") for one in document.iter("{*}key") if one.get("yfiles.type")}
    for one in [*document.iter("{*}key", "{*}data")]:
        if own & {one.get("key"), one.get("id")}:
            one.getparent().remove(one)


@pytest.mark.parametrize("evidence", [True, False])
@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_networks_in_xml_hold_to_the_published_schema(
    schemas: Path, belled: Path, tmp_path: Path, form: str, evidence: bool
) -> None:
    export_graph(belled, tmp_path / "out", form, evidence=evidence)
    validator = etree.XMLSchema(etree.parse(schemas / f"{form}.xsd"))
    document = etree.parse(tmp_path / "out")
    _take_extension(document)
    validator.assertValid(document)
    # The schema can refuse: an edge without its end is none.
    edge = next(element for element in document.iter() if etree.QName(element).localname == "edge")
    del edge.attrib["target"]
    assert not validator.validate(document)


def test_gexf_has_no_date(hard: Path, tmp_path: Path) -> None:
    export_graph(hard, tmp_path / "out", "gexf")
    assert b"lastmodifieddate" not in (tmp_path / "out").read_bytes()
