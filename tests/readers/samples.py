"""The same two papers in every format, as the tools write them; the sentences are ours."""

import io
import json
import zipfile

FIRST = {
    "title": "On Margins of Wide Networks",
    "abstract": "We study margins. They help on three small sets.",
    "authors": ("Ada Byron", "Grace Hopper"),
    "year": 2021,
    "venue": "Journal of Margins",
    "doi": "10.1000/m.1",
    "keywords": ("margins", "width"),
}
SECOND = {
    "title": "What Do Teachers Forget?",
    "abstract": "A teacher forgets. We measure it.",
    "authors": ("Alan Turing",),
    "year": 2019,
    "venue": "Proceedings of Forgetting",
    "doi": "10.1000/m.2",
    "keywords": ("teachers",),
}

RIS = """TY  - JOUR
TI  - On Margins of Wide Networks
AB  - We study margins. They help on three small sets.
AU  - Byron, Ada
AU  - Hopper, Grace
PY  - 2021
T2  - Journal of Margins
DO  - 10.1000/m.1
KW  - margins
KW  - width
ER  -\x20

TY  - CONF
T1  - What Do Teachers Forget?
N2  - A teacher forgets. We measure it.
A1  - Turing, Alan
Y1  - 2019/05//
JO  - Proceedings of Forgetting
DO  - https://doi.org/10.1000/M.2
KW  - teachers
ER  -\x20
"""
BIBTEX = r"""% a library
@string{jm = "Journal of " # "Margins"}
@comment{jabref-meta: databaseType:bibtex;}
@article{byron2021,
  title    = {On Margins of {Wide} Networks},
  author   = "Byron, Ada and Hopper, Grace",
  journal  = jm,
  year     = 2021,
  doi      = {10.1000/m.1},
  keywords = {margins, width},
  abstract = {We study margins. They help on three small sets.},
}
@InProceedings(turing2019,
  title = {What Do Teachers Forget?}, author = {Turing, Alan}, crossref = {forget19},
  doi = {10.1000/m.2}, keywords = {teachers}, abstract = {A teacher forgets. We measure it.}
)
@proceedings{forget19, title = {Proceedings of Forgetting}, year = {2019}}
"""
NBIB = """
PMID- 101
DP  - 2021 Mar
TI  - On Margins of Wide
      Networks
AB  - We study margins. They help on
      three small sets.
FAU - Byron, Ada
AU  - Byron A
FAU - Hopper, Grace
AU  - Hopper G
JT  - Journal of Margins
OT  - margins
OT  - width
AID - 10.1000/m.1 [doi]

PMID- 102
DP  - 2019
TI  - What Do Teachers Forget?
AB  - A teacher forgets. We measure it.
FAU - Turing, Alan
JT  - Proceedings of Forgetting
OT  - teachers
LID - 10.1000/m.2 [doi]
"""
WOS = """FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Byron, A
   Hopper, G
AF Byron, Ada
   Hopper, Grace
TI On Margins of Wide
   Networks
SO Journal of Margins
DE margins; width
ID SOMETHING ELSE
AB We study margins. They help on
   three small sets.
PY 2021
DI 10.1000/m.1
UT WOS:0001
ER

PT C
AF Turing, Alan
TI What Do Teachers Forget?
SO Proceedings of Forgetting
DE teachers
AB A teacher forgets. We measure it.
PY 2019
DI 10.1000/m.2
ER

EF
"""
ENDNOTE = """%0 Journal Article
%T On Margins of Wide Networks
%A Byron, Ada
%A Hopper, Grace
%J Journal of Margins
%D 2021
%R 10.1000/m.1
%K margins
%K width
%X We study margins. They help on three small sets.

%0 Conference Proceedings
%T What Do Teachers Forget?
%A Turing, Alan
%B Proceedings of Forgetting
%D 2019
%R 10.1000/m.2
%K teachers
%X A teacher forgets. We measure it.
"""
PUBMED_XML = """<?xml version="1.0"?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2024//EN" "https://example.org/x.dtd">
<PubmedArticleSet>
<PubmedArticle><MedlineCitation><PMID Version="1">101</PMID><Article>
<Journal><JournalIssue><PubDate><Year>2021</Year></PubDate></JournalIssue><Title>Journal of Margins</Title></Journal>
<ArticleTitle>On <i>Margins</i> of Wide Networks</ArticleTitle>
<Abstract><AbstractText>We study margins. They help on three small sets.</AbstractText></Abstract>
<AuthorList><Author><LastName>Byron</LastName><ForeName>Ada</ForeName>
<Identifier Source="ORCID">0000-0002-1825-0097</Identifier>
<AffiliationInfo><Affiliation>House of Margins</Affiliation></AffiliationInfo></Author>
<Author><LastName>Hopper</LastName><ForeName>Grace</ForeName></Author></AuthorList>
</Article><KeywordList><Keyword>margins</Keyword><Keyword>width</Keyword></KeywordList></MedlineCitation>
<PubmedData><ArticleIdList><ArticleId IdType="doi">10.1000/m.1</ArticleId></ArticleIdList></PubmedData></PubmedArticle>
<PubmedArticle><MedlineCitation><PMID>102</PMID><Article>
<Journal><JournalIssue><PubDate><MedlineDate>2019 May-Jun</MedlineDate></PubDate></JournalIssue>
<Title>Proceedings of Forgetting</Title></Journal>
<ArticleTitle>What Do Teachers Forget?</ArticleTitle>
<Abstract><AbstractText>A teacher forgets. We measure it.</AbstractText></Abstract>
<ELocationID EIdType="doi">10.1000/m.2</ELocationID>
<AuthorList><Author><LastName>Turing</LastName><ForeName>Alan</ForeName></Author></AuthorList>
</Article><KeywordList><Keyword>teachers</Keyword></KeywordList></MedlineCitation></PubmedArticle>
</PubmedArticleSet>"""
ENDNOTE_XML = """<?xml version="1.0" encoding="UTF-8"?><xml><records>
<record><database name="a.enl">a</database><rec-number>1</rec-number><contributors><authors>
<author><style face="normal">Byron, Ada</style></author><author>Hopper, Grace</author></authors></contributors>
<titles><title><style face="normal">On Margins of </style><style face="italic">Wide</style>
<style> Networks</style></title>
<secondary-title>Journal of Margins</secondary-title></titles>
<keywords><keyword>margins</keyword><keyword>width</keyword></keywords><dates><year>2021</year></dates>
<electronic-resource-num>10.1000/m.1</electronic-resource-num>
<abstract><style>We study margins. They help on three small sets.</style></abstract></record>
<record><contributors><authors><author>Turing, Alan</author></authors></contributors>
<titles><title>What Do Teachers Forget?</title><secondary-title>Proceedings of Forgetting</secondary-title></titles>
<keywords><keyword>teachers</keyword></keywords><dates><year>2019</year></dates>
<electronic-resource-num>10.1000/m.2</electronic-resource-num>
<abstract>A teacher forgets. We measure it.</abstract></record></records></xml>"""
JATS = """<!DOCTYPE article><pmc-articleset>
<article><front><journal-meta><journal-title-group>
<journal-title>Journal of Margins</journal-title></journal-title-group>
</journal-meta><article-meta><article-id pub-id-type="doi">10.1000/m.1</article-id>
<title-group><article-title>On Margins of <bold>Wide</bold> Networks</article-title></title-group>
<contrib-group><contrib contrib-type="author"><name>
<surname>Byron</surname><given-names>Ada</given-names></name></contrib>
<contrib contrib-type="author"><name><surname>Hopper</surname><given-names>Grace</given-names></name></contrib>
<contrib contrib-type="editor">
<name><surname>Nobody</surname><given-names>N</given-names></name></contrib></contrib-group>
<pub-date><year>2021</year></pub-date>
<abstract><p>We study margins.</p> <p>They help on three small sets.</p></abstract>
<kwd-group><kwd>margins</kwd><kwd>width</kwd></kwd-group></article-meta></front>
<body><sec><title>Introduction</title><p>Text.</p></sec></body></article>
<article><front><journal-meta><journal-title>Proceedings of Forgetting</journal-title></journal-meta><article-meta>
<article-id pub-id-type="doi">10.1000/m.2</article-id>
<title-group><article-title>What Do Teachers Forget?</article-title></title-group>
<contrib-group><contrib><name><surname>Turing</surname><given-names>Alan</given-names></name></contrib></contrib-group>
<pub-date><year>2019</year></pub-date><abstract><p>A teacher forgets. We measure it.</p></abstract>
<kwd-group><kwd>teachers</kwd></kwd-group></article-meta></front></article></pmc-articleset>"""
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom">
<title>arXiv Query</title><id>http://arxiv.org/api/x</id>
<entry><id>http://arxiv.org/abs/2101.00001v2</id><published>2021-01-01T00:00:00Z</published>
<title>On Margins of Wide
  Networks</title><summary>We study margins.
They help on three small sets.</summary>
<author><name>Ada Byron</name></author><author><name>Grace Hopper</name></author>
<arxiv:journal_ref>Journal of Margins</arxiv:journal_ref><arxiv:doi>10.1000/m.1</arxiv:doi>
<category term="margins"/><category term="width"/></entry>
<entry><id>http://arxiv.org/abs/1905.00002v1</id><published>2019-05-01T00:00:00Z</published>
<title>What Do Teachers Forget?</title><summary>A teacher forgets. We measure it.</summary>
<author><name>Alan Turing</name></author><arxiv:journal_ref>Proceedings of Forgetting</arxiv:journal_ref>
<arxiv:doi>10.1000/m.2</arxiv:doi><category term="teachers"/></entry></feed>"""
OAI = """<?xml version="1.0"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>
<record><header><identifier>oai:arXiv.org:2101.00001</identifier></header><metadata>
<arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>2101.00001</id><created>2021-01-01</created><authors>
<author><keyname>Byron</keyname><forenames>Ada</forenames></author>
<author><keyname>Hopper</keyname><forenames>Grace</forenames></author></authors>
<title>On Margins of Wide Networks</title><categories>margins width</categories><doi>10.1000/m.1</doi>
<journal-ref>Journal of Margins</journal-ref>
<abstract>We study margins. They help on three small sets.</abstract></arXiv></metadata></record>
<record><header><identifier>oai:arXiv.org:1905.00002</identifier></header><metadata>
<arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>1905.00002</id><created>2019-05-01</created><authors>
<author><keyname>Turing</keyname><forenames>Alan</forenames></author></authors><title>What Do Teachers Forget?</title>
<categories>teachers</categories><doi>10.1000/m.2</doi><journal-ref>Proceedings of Forgetting</journal-ref>
<abstract>A teacher forgets. We measure it.</abstract></arXiv></metadata></record></ListRecords></OAI-PMH>"""

TABLE = [
    ["Title", "Authors", "Abstract", "Year", "Source title", "DOI", "Author Keywords"],
    ["On Margins of Wide Networks", "Byron, Ada; Hopper, Grace", FIRST["abstract"], "2021", "Journal of Margins",
     "10.1000/m.1", "margins; width"],
    ["What Do Teachers Forget?", "Turing, Alan", SECOND["abstract"], "2019", "Proceedings of Forgetting",
     "10.1000/m.2", "teachers"],
]  # fmt: skip
WOS_TABLE = [
    ["PT", "AU", "AF", "TI", "SO", "DE", "ID", "AB", "PY", "DI", "UT"],
    ["J", "Byron, A; Hopper, G", "Byron, Ada; Hopper, Grace", FIRST["title"], FIRST["venue"], "margins; width",
     "SOMETHING", FIRST["abstract"], "2021", "10.1000/m.1", "WOS:1"],
    ["C", "Turing, A", "Turing, Alan", SECOND["title"], SECOND["venue"], "teachers", "", SECOND["abstract"], "2019",
     "10.1000/m.2", "WOS:2"],
]  # fmt: skip


def to_table(rows: list[list[str]], delimiter: str) -> str:
    """Return a table as delimited text, every cell in quotation marks."""
    return "".join(delimiter.join(f'"{cell}"' for cell in row) + "\r\n" for row in rows)


def to_workbook(rows: list[list[str]]) -> bytes:
    """Return a workbook with the table in its second sheet."""
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "about"  # type: ignore[union-attr]
    book.active.append(["Exported by nobody"])  # type: ignore[union-attr]
    sheet = book.create_sheet("savedrecs")
    for row in rows:
        sheet.append([int(cell) if cell.isdigit() else cell for cell in row])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _invert(text: str) -> dict[str, list[int]]:
    index: dict[str, list[int]] = {}
    for place, word in enumerate(text.split()):
        index.setdefault(word, []).append(place)
    return index


def _names(paper: dict) -> list[tuple[str, str]]:
    return [tuple(name.rsplit(" ", 1)) for name in paper["authors"]]  # type: ignore[misc]


def to_openalex(paper: dict) -> dict:
    return {
        "id": f"https://openalex.org/W{paper['year']}",
        "doi": f"https://doi.org/{paper['doi']}",
        "display_name": paper["title"],
        "publication_year": paper["year"],
        "authorships": [{"author": {"display_name": name}, "institutions": []} for name in paper["authors"]],
        "primary_location": {"source": {"display_name": paper["venue"]}},
        "keywords": [{"display_name": word} for word in paper["keywords"]],
        "abstract_inverted_index": _invert(paper["abstract"]),
    }


def to_crossref(paper: dict) -> dict:
    return {
        "DOI": paper["doi"].upper(),
        "title": [paper["title"]],
        "container-title": [paper["venue"]],
        "author": [{"given": given, "family": family} for given, family in _names(paper)],
        "issued": {"date-parts": [[paper["year"], 3]]},
        "abstract": f"<jats:p>{paper['abstract']}</jats:p>",
        "subject": list(paper["keywords"]),
    }


def to_csl(paper: dict) -> dict:
    return {
        "id": paper["doi"],
        "type": "article-journal",
        "title": paper["title"],
        "container-title": paper["venue"],
        "author": [{"given": given, "family": family} for given, family in _names(paper)],
        "issued": {"date-parts": [[str(paper["year"]), 3, 1]]},
        "abstract": paper["abstract"],
        "DOI": paper["doi"],
        "keyword": ", ".join(paper["keywords"]),
    }


def to_s2(paper: dict) -> dict:
    return {
        "paperId": f"{paper['year']:040x}",
        "externalIds": {"DOI": paper["doi"], "CorpusId": 1},
        "title": paper["title"],
        "abstract": paper["abstract"],
        "venue": paper["venue"],
        "year": paper["year"],
        "authors": [{"authorId": "1", "name": name} for name in paper["authors"]],
        "fieldsOfStudy": list(paper["keywords"]),
    }


def to_zotero(paper: dict) -> dict:
    return {
        "itemType": "journalArticle",
        "citationKey": paper["doi"],
        "title": paper["title"],
        "creators": [
            *({"creatorType": "author", "firstName": given, "lastName": family} for given, family in _names(paper)),
            {"creatorType": "editor", "lastName": "Nobody"},
        ],
        "abstractNote": paper["abstract"],
        "publicationTitle": paper["venue"],
        "date": f"{paper['year']}-03",
        "DOI": paper["doi"],
        "tags": [{"tag": word} for word in paper["keywords"]],
    }


def to_kaggle(paper: dict) -> dict:
    return {
        "id": f"{paper['year'] % 100}01.00001",
        "submitter": "Nobody",
        "authors": ", ".join(paper["authors"]),
        "title": paper["title"],
        "journal-ref": paper["venue"],
        "doi": paper["doi"],
        "categories": " ".join(paper["keywords"]),
        "abstract": f"  {paper['abstract']}\n",
        "versions": [{"version": "v1", "created": f"Mon, 2 Apr {paper['year']} 19:18:42 GMT"}],
        "authors_parsed": [[family, given, ""] for given, family in _names(paper)],
    }


PAPERS = [FIRST, SECOND]
JSON_SAMPLES = {
    "openalex": json.dumps({"meta": {"count": 2}, "results": [to_openalex(p) for p in PAPERS], "group_by": []}),
    "crossref": json.dumps({"status": "ok", "message-type": "work-list",
                            "message": {"facets": {}, "items": [to_crossref(p) for p in PAPERS]}}),
    "csl-json": json.dumps([to_csl(p) for p in PAPERS], indent=1),
    "semantic-scholar": json.dumps({"total": 2, "data": [to_s2(p) for p in PAPERS]}),
    "better-bibtex-json": json.dumps({"config": {"label": "BetterBibTeX JSON"}, "collections": {},
                                      "items": [{"itemType": "attachment", "title": "x"}, *map(to_zotero, PAPERS)]}),
    "arxiv-kaggle": "".join(json.dumps(to_kaggle(p)) + "\n" for p in PAPERS),
}  # fmt: skip
SAMPLES: dict[str, tuple[str, str | bytes]] = {
    "ris": ("a.ris", RIS),
    "bibtex": ("a.bib", BIBTEX),
    "nbib": ("a.nbib", NBIB),
    "wos": ("savedrecs.txt", WOS),
    "endnote": ("a.enw", ENDNOTE),
    "pubmed-xml": ("a.xml", PUBMED_XML),
    "endnote-xml": ("a.xml", ENDNOTE_XML),
    "jats": ("a.xml", JATS),
    "arxiv-atom": ("a.xml", ATOM),
    "arxiv-oai": ("a.xml", OAI),
    "csv": ("a.csv", to_table(TABLE, ",")),
    "xlsx": ("a.xlsx", to_workbook(TABLE)),
    **{name: ("a.json", text) for name, text in JSON_SAMPLES.items()},
}
TABLES: dict[str, tuple[str, bytes]] = {
    "semicolon": ("a.csv", to_table(TABLE, ";").encode()),
    "pipe": ("a.txt", to_table(TABLE, "|").encode()),
    "tab": ("a.tsv", to_table(TABLE, "\t").encode()),
    "utf-16": ("a.csv", to_table(TABLE, "\t").encode("utf-16")),
    "utf-16 without a mark": ("a.csv", to_table(TABLE, ",").encode("utf-16-le")),
    "utf-8 with a mark": ("a.csv", to_table(TABLE, ",").encode("utf-8-sig")),
    "excel's first line": ("a.csv", b"sep=;\r\n" + to_table(TABLE, ";").encode()),
    "old line ends": ("a.csv", to_table(TABLE, ",").replace("\r\n", "\r").encode()),
    "lines above": ("a.csv", b"Search: margins\r\n\r\n" + to_table(TABLE, ",").encode()),
    "web of science": ("savedrecs.txt", to_table(WOS_TABLE, "\t").replace('"', "").encode("utf-8-sig")),
    "web of science in excel": ("savedrecs.xlsx", to_workbook(WOS_TABLE)),
}


def to_zip(files: dict[str, str | bytes]) -> bytes:
    """Return an archive with these files."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()
