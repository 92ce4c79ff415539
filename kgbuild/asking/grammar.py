"""The grammar of questions: patterns over a question in lower case whose names are numbered places, `#0`, `#1`."""

import re
from collections.abc import Iterable
from typing import Final, Literal

from kgbuild.asking.words import CONTRIBUTIONS, NOUNS, NUMBERS, VERBS

# How what is asked for hangs together with the thing that is named.
Link = Literal["", "beats", "beaten", "compared", "builds on", "is basis of", "has part", "is part of", "beside"]
YearForm = Literal["span", "decade", "either", "since", "after", "before", "until", "in"]

_NAME: Final = r"#\d+"
_YEAR: Final = r"((?:19|20)\d\d)"


def _either(*patterns: str) -> re.Pattern[str]:
    """Return a pattern for any of several; NAME, CODE, YEAR, BEAT and PAGE stand for what they say."""
    text = "|".join(f"(?:{pattern})" for pattern in patterns)
    for word, meaning in (("NAME", _NAME), ("CODE", _CODE), ("YEAR", _YEAR), ("BEAT", _BEAT), ("PAGE", _PAGE)):
        text = text.replace(word, meaning)
    return re.compile(text)


def _words(*words: str) -> str:
    return f"(?:{'|'.join(words)})"


_CODE: Final = r"(?:source )?(?:code(?:bases?)?|repositor(?:y|ies)|repos?|implementations?|github)"
_PAGE: Final = "(?:home ?page|project page|web ?site|web ?page|demo|video|weights|checkpoints?)"
_BEAT: Final = _words(
    *("beat(?:s|en|ing)?", "outperform(?:s|ed|ing)?", "surpass(?:es|ed|ing)?", "exceeds?", "better than"),
    *("superior to", "ahead of", "stronger than"),
)

# --- conditions on papers -------------------------------------------------------------------------------------------

_HAVING: Final = _words(
    *("with", "having", "have", "has", "had", "giv(?:e|es|ing)", "provid(?:e|es|ing)", "shar(?:e|es|ing)"),
    *("releas(?:e|es|ed|ing)", "publish(?:es|ed)?", "link(?:s|ing)? to", "includ(?:e|es|ing)", "offer(?:s|ing)?"),
    *("ship(?:s|ping)?", "host(?:s|ing)?", "open", "public(?:ly)?", "and", "com(?:e|es) with"),
)
_ITS: Final = "(?:the |an? |their |its |any |official |some )*"
WITHOUT_CODE: Final = _either(
    r"\b(?:that |which |and |but |who )*"
    r"(?:without|no|lack(?:s|ing)?|not|don't|doesn't|do not|does not|never)(?: \w+){0,3}? CODE(?: available)?\b"
)
WITH_CODE: Final = _either(
    r"\bopen[- ]sourced?\b",
    rf"\b(?:that |which |and |also |who |where )*(?:{_HAVING} )+(?:\w+ )?{_ITS}CODE"
    r"(?: available| online| for it| for them)*\b",
    r"\bCODE (?:is |are )?available\b",
)
_PUBLISHED: Final = "(?:published |written |that |which |appeared |are |were |was |come |came |out |dated )*"
YEARS: Final[tuple[tuple[re.Pattern[str], YearForm], ...]] = (
    (
        _either(rf"\b{_PUBLISHED}(?:in |of |the |years? )*(?:between|from) YEAR (?:and|to|until|till|through) YEAR\b"),
        "span",
    ),
    (_either(rf"\b{_PUBLISHED}(?:in |from |of |the |years? |period )*YEAR ?(?:[-–]|to|until|through) ?YEAR\b"), "span"),
    (_either(r"\b(?:in |from |of |the |years? |period )*YEAR[-–](\d\d)\b"), "span"),
    (_either(rf"\b{_PUBLISHED}(?:in |from |of |the )*((?:19|20)\d0)s\b"), "decade"),
    (_either(rf"\b{_PUBLISHED}(?:in |from |of |the |year )*YEAR (?:or|and) (?:in |from )?YEAR\b"), "either"),
    (_either(rf"\b{_PUBLISHED}not (?:older|earlier) than YEAR\b"), "since"),
    (_either(rf"\b{_PUBLISHED}not (?:newer|later) than YEAR\b"), "until"),
    (
        _either(
            rf"\b{_PUBLISHED}(?:from |in )*(?:since|starting in|starting from) YEAR\b",
            r"\b(?:from )?YEAR (?:on|onwards?|(?:or|and) (?:later|newer|after))\b",
        ),
        "since",
    ),
    (_either(rf"\b{_PUBLISHED}(?:after|later than|newer than|past) YEAR\b"), "after"),
    (_either(rf"\b{_PUBLISHED}(?:before|prior to|earlier than|older than) YEAR\b"), "before"),
    (
        _either(
            rf"\b{_PUBLISHED}(?:until|till|up to|by) YEAR\b",
            r"\bYEAR (?:or|and) (?:earlier|before|older)\b",
        ),
        "until",
    ),
    (_either(rf"\b{_PUBLISHED}(?:from |in |of |for |during |the |year )*YEAR\b"), "in"),
)
_LINKING: Final = "(?:that |which |with |and |give |gives |have |has |provide |link |links |to |an? |the |its |their )*"
# Kinds of pages that papers link to, by the names of their classes.
PAGES: Final = {
    "ProjectPage": _either(rf"\b{_LINKING}project ?pages?\b"),
    "ProjectPage|WebPage|DatasetPage": _either(rf"\b{_LINKING}(?:home ?pages?|web ?(?:pages?|sites?))\b"),
    "Demo": _either(rf"\b{_LINKING}demos?\b"),
    "Video": _either(rf"\b{_LINKING}videos?\b"),
    "ModelPage": _either(rf"\b{_LINKING}(?:model )?(?:weights|checkpoints?)\b"),
}

# --- what is asked for ----------------------------------------------------------------------------------------------

NOUN: Final = re.compile(
    "|".join(
        rf"(?P<{want}>\b(?:{'|'.join(sorted(map(re.escape, nouns), key=len, reverse=True))})s?\b)"
        for want, nouns in NOUNS.items()
    )
)
PARTS: Final = {part: re.compile(rf"\b(?:{verb})\b") for part, verb in VERBS.items()}
# "papers that use the COCO dataset" asks for no dataset.
KIND_OF_NAME: Final = _either(
    r"(?P<name>NAME) (?:dataset|data set|benchmark|corpus|task|metric|model|method|algorithm|architecture|network"
    r"|framework|approach|paper|suite|challenge|score|optimi[sz]er|thing)\b(?! NAME)"
)
ASIDE: Final = re.compile(
    r"^(?:(?:please|hi|hello|hey|thanks|thank you|i|we|would|want|need|like|to|know|see|find|could|can|you|tell|me|show"
    r"|us|give|get|list|am|are|is|there|do|does|looking|for|search|look|up|help|let|us|display|put|print|name|all|any"
    r"|some|every|the)\b ?)*"
)
CODE_ASKED: Final = _either(
    r"\bwhere\b.*\bCODE\b",
    r"^(?:.{0,30}\b)?CODE (?:is there )?(?:\w+ )?(?:of|for|to|from|behind)\b(?: the| an?)? NAME",
    r"NAME CODE$",
    r"^(?:the |official |any |all )*CODE\b",
    r"^(?:is |are )?NAME open[- ]sourced?$",
    r"\b(?:links?|urls?|address(?:es)?) (?:of|to|for)\b",
    r"\b(?:does|do|is there|has|have)\b.*NAME.*\bCODE\b",
    r"^where (?:can|could|do|may|to) (?:i |we |you |one |people )?(?:find|download|get) (?:the )?NAME$",
    r"^download (?:the )?NAME$",
    r"^(?:(?:show|give|find|get|list|which|what|point|is|there|me|to|the|any|all|official|are|known) )*CODE\b",
)
WHO: Final = re.compile(r"\bwho\b(?! else)")
FIRST_AUTHORS: Final = re.compile(r"\b(?:first|lead|leading|main) authors?\b")
COLLABORATORS: Final = _either(
    r"\bwith whom\b",
    r"\b(?:collaborat\w+|co-?authors?)\b",
    r"\b(?:written|wrote|published|worked|co-?authored|works?|writes?) (?:together )?with NAME",
)
WHERE_PUBLISHED: Final = re.compile(r"\bwhere\b.*\b(?:published|appear\w*|presented|come out|came out)\b")
PAGE_ASKED: Final = _either(
    r"\bPAGE (?:of|for|about|to) (?:the )?NAME",
    r"\b(?:does|do|has|have|is there)\b.*\bPAGE\b",
    r"NAME PAGE$",
)
ITS_PAPER: Final = _either(r"\b(?:the|original) (?P<name>NAME) (?:paper|article|publication)\b")
WHEN: Final = re.compile(r"\b(?:when|(?:what|which) year)\b")
OF_PAPERS: Final = re.compile(r"\b(?:papers?|articles?|work)\b")
LIKE: Final = _either(
    r"\b(?:like|similar to|related to|resembl\w+|close to|in the style of|same as) NAME",
    r"NAME (?:similar|related) papers",
    r"(?:similar|related) (?:papers|work|articles) (?:to|of|for) NAME",
)
COMPARES: Final = _either(
    r"^(?:how |what |is |are |the |difference |differences |comparison |between |compare |of |does |do |a |an )*"
    r"NAME (?:vs|versus|against|or|and|with|to|compared? (?:to|with|against)|beat|outperform|BEAT) (?:the )?NAME"
)
ASKS_TO_COMPARE: Final = _either(
    r"\bcompar", r"\bvs\b", r"\bversus\b", r"\bdifferences?\b", r"\bbetter\b", r"\bBEAT\b", r"\bagainst\b"
)
QUOTES: Final = re.compile(
    r"\b(?:where|who|which paper)\b.*\b(?:said|says?|stated?|claim(?:s|ed)?|written|supports?)\b"
    r"|\b(?:evidence|quotes?|sentences?|passages?|proof|quotations?)\b"
    r"|\bwhat (?:do|does|did|has|have) (?:\w+ )?(?:papers?|articles?|authors?|people|they)"
    r" (?:say|said|claim(?:ed)?|write)\b"
)
# Each with what is asked for where no noun says it.
LINKS: Final[tuple[tuple[re.Pattern[str], str, Link], ...]] = (
    (
        _either(
            r"\bBEAT (?:the |by )?NAME",
            r"NAME (?:is |was |has been |been )?(?:beat(?:en)?|outperformed|surpassed)(?: by)?\b(?! NAME)(?=.*\bby\b)",
        ),
        "methods",
        "beats",
    ),
    (
        _either(r"(?:do|does|did|can|has|have|is|are) NAME (?:\w+ )?BEAT", r"NAME BEAT(?: \w+)*$"),
        "methods",
        "beaten",
    ),
    (
        _either(
            r"(?:is|are|was|were|does|do|did) NAME (?:itself )?"
            r"(?:built|build|based|extend\w*|derived|rest|fine-?tuned from)\b",
            r"NAME (?:builds?|is based|is built|extends?)\b",
            r"(?:basis|foundations?|backbone|core|ancestors?|predecessors?) of NAME",
        ),
        "methods",
        "is basis of",
    ),
    (
        _either(
            r"\b(?:buil[dt]s?|building|based|rest(?:s|ing)?|top) (?:up)?on (?:top of )?NAME",
            r"\b(?:extend\w*|derived from|fine-?tuned from|variants? of|versions? of|extensions? (?:of|to)"
            r"|successors? (?:of|to)|descend\w* from) NAME",
            r"NAME (?:variants?|extensions?|successors?|derivatives?)$",
        ),
        "methods",
        "builds on",
    ),
    (
        _either(
            r"\b(?:parts?|components?|modules?|pieces|(?:building )?blocks?|subsets?) (?:of|in|does|do) NAME",
            r"NAME (?:consists?|(?:is )?made up|(?:is )?composed|contains?)\b",
            r"(?:does|is) NAME (?:consist|contain|made|composed)",
        ),
        "things",
        "has part",
    ),
    (_either(r"(?:is|are) NAME (?:a |an )?(?:part|component|subset) of"), "things", "is part of"),
    (
        _either(
            r"\bcompar(?:e|es|ed|ing|ison|isons|able)\b(?: \w+){0,3}? (?:with|to|against|of|between|for) (?:the )?NAME",
            r"NAME (?:is |are |was |been |get |gets )*(?:usually |often |mostly )?"
            r"(?:compared|held|benchmarked) (?:with|to|against)",
            r"\b(?:against|versus|vs|competitors? (?:of|to|for)|rivals? of|alternatives? (?:to|for|of)"
            r"|baselines? (?:of|for|in|to)) NAME",
            r"(?:do|does|did) NAME compare",
            r"NAME (?:an? )?(?:alternative|competitor|rival|baseline)s? (?:to|of|for)$",
            r"NAME (?:baselines?|competitors?|alternatives?)$",
        ),
        "methods",
        "compared",
    ),
    (
        _either(
            r"NAME (?:is |are |was )?(?:often |usually |mostly |commonly )?(?:used|combined|paired)? ?"
            r"(?:together|alongside|in combination) with",
            r"(?:is|are) NAME (?:often |usually |mostly |commonly |typically )?"
            r"(?:used|combined|paired|mentioned) (?:together )?with",
            r"\b(?:together|alongside|combined|beside|co-?used) (?:with )?NAME",
            r"\bused with NAME",
            r"what goes with NAME",
            r"\b(?:along|appear\w*|occur\w*|co-?occur\w*) (?:along )?with NAME",
        ),
        "things",
        "beside",
    ),
)
MEASURED: Final = _either(
    r"(?:how|by what|with what|what).*NAME (?:\w+ )?(?:measured|scored|evaluated|judged)\b(?! (?:on|over)$)",
    r"(?:measured|scored) (?:on|in|by|for) NAME",
)
TRIED_ON: Final = _either(
    r"NAME (?:\w+ )?(?:evaluated|tested|trained|benchmarked|run|tried|validated|used)(?: \w+)? (?:on|over|with)\b",
    r"on what\b.*NAME",
    r"(?:evaluate|test|train|benchmark|run|try)s? NAME on\b",
)
USED_FOR: Final = _either(
    r"NAME (?:\w+ )?(?:used|good|useful|meant|made|intended|applied|applicable|suited)(?: \w+)? (?:for|to|in)\b",
    r"(?:for what|to what)\b.*NAME",
    r"(?:can|do) (?:i|you|we|people|one) (?:do )?(?:use )?(?:with )?NAME",
)
USES: Final = _either(r"(?:does|do|did) NAME use\b")
SHORT: Final = _either(
    r"^(?:(?:what|who|which|where) (?:is|are|was|'s)|whats|what's|define|describe|explain|about"
    r"|info(?:rmation)? (?:on|about)|everything (?:on|about)|facts (?:on|about)|what do (?:you|we) know about"
    r"|know about|meaning of)?(?: (?:a|an|the|all|about))* ?NAME(?: mean| stand for)?$"
)
YES_OR_NO: Final = re.compile(r"\b(?:is|are|does|do|has|have|did|was|were|can)\b")
ASKS_WHETHER: Final = _either(r"^(?:is|are|was|were|do|does|did) NAME\b.* NAME$")
MOST: Final = re.compile(
    r"\b(?:most|prolific|popular(?:ly)?|frequent(?:ly|est)?|common(?:ly|est)?|top|best known|widely"
    r"|leading|usual(?:ly)?|(?<!how )often|dominant|main)\b"
)
NEWEST: Final = re.compile(
    r"\b(?:newest|latest|(?:most )?recent(?:ly)?|lately|last)\b"
    r"|\bnew (?=(?:papers?|articles?|publications?|preprints?)\b)|^what (?:is )?new\b"
)
OLDEST: Final = re.compile(
    r"\b(?:sort|sorted|order|ordered|arranged) by (?:publication )?(?:year|date)\b"
    r"|\b(?:oldest|earliest|very first|first ever|first (?=paper|article|work|to\b|who\b))\b"
)
COUNT: Final = re.compile(r"\b(?:how many|how often|how frequently|number (?:of )?|count(?:ing)?(?: of)?)\b")
CITES: Final = re.compile(r"\bcit(?:e[sd]?|ing|ations?)\b")
CANNOT: Final = re.compile(
    r"\b(?:good|bad|worst|nice|great|worth|important|interesting|impressive|famous|fast|slow"
    r"|expensive|cheap)\b|\b(?:most|fewest|longest|shortest) (?:\w+ )?(?:authors|titles?|abstracts?)\b"
    r"|\bbest\b(?! known)|\bparameters\b|\bstate[- ]of[- ]the[- ]art\b|\bsota\b|\bstrongest\b"
    r"|\bhow (?:long|big|large|old|deep|accurate|wide|similar|far|early|late)\b|^how (?:do|does|did) .* work\b"
    r"|^(?:why|should|would|will|how (?:do|does|can|could|would|should) (?:i|we|you|it)\b)"
    r"|\b(?:opinion|think|believe|favou?rite|price|cost|weather|best way|future|will be|going to)\b"
)
_NUMBER: Final = rf"(?P<number>\d{{1,4}}|{'|'.join(NUMBERS)})"
_TIMES: Final = "(?:different |distinct |other )?(?:papers?|articles?|publications?|times)"
_IN: Final = "(?:by |in |of |with |has |have )*"
LEAST: Final = (
    re.compile(
        rf"\b{_IN}(?P<how>at least|no fewer than|no less than|a minimum of|more than|over) {_NUMBER} {_TIMES}\b"
    ),
    re.compile(rf"\b{_IN}{_NUMBER}(?P<how> or more|\+) {_TIMES}\b"),
    re.compile(rf"\b{_IN}{_NUMBER} {_TIMES}(?P<how> or more| and more| at least)"),
)
# Conditions that are not understood: better no answer than one that leaves them out.
NOT_UNDERSTOOD: Final = re.compile(
    r"\b(?:exactly|precisely|same|more than|less(?! [^#]*than)|less than|least|fewer"
    rf"|at most|up to|over|under|per|each|only|just|corresponding"
    rf"|pages|respectively|average|highest|lowest|(?<![#\d])\d+"
    rf"|{'|'.join(n for n in NUMBERS if n != 'one')})\b(?! of)"
    r"|\b(?:not|never|without)(?: [^#\s]+){0,3} (?:it|them)\b"  # what is left out has no name here
    r"|\b(?:second|third|fourth|fifth|2nd|3rd|next) (?=most|newest|oldest|latest)"
    r"|\band (?:when|how|why|what|where|in (?:what|which) year)\b"  # two questions
    r"|\b(?:shares?|percent(?:age)?|fraction|proportion|portion|ratio|half|distribution|median|majority) of"
    r" (?=(?:the |all |these |those |its |their )*(?:papers?|methods?|datasets?|benchmarks?|tasks?|authors?)\b)"
)
LIMIT: Final = (
    re.compile(
        rf"\b(?:the )*(?P<kept>latest|newest|oldest|earliest|most (?:recent|used|popular)) {_NUMBER} (?=\w+s\b)"
    ),
    re.compile(
        rf"\b(?:the |top |first )*(?:top|first|the) {_NUMBER}"
        r" (?=(?:\w+ )*(?:most|popular|common|newest|oldest|latest|\w+s\b))"
    ),
)
RESULTS: Final = _either(
    r"\bwhat NAME (?:does|do|did|has|have) NAME (?:reach|achieve|get|have|obtain|score|report|reached|achieved)\b",
    r"\b(?:results?|scores?|numbers|performance)\b"
    r"(?: (?:are|is|were|was|reported|there|do|does|papers?|report|achieved|reached|has|have|been|known))*"
    r" (?:of|for|on) NAME",
    r"^(?:the )?NAME(?: NAME)? (?:results?|numbers|performance)$",
    r"\bhow (?:high|well|much)\b.*NAME",
)
# Where the first is a metric: "what is the accuracy of NAME".
VALUE: Final = _either(
    r"^(?:(?:what|how much|how high)(?: is| are| was| were)? )?(?:the )?NAME (?:of|on|for) (?:the )?NAME"
)
ASKS_METRICS: Final = re.compile(r"\b(?:which|what) (?:metrics?|measures?)\b|^(?:metrics?|measures?)\b")
CONTRIBUTES: Final = re.compile(
    rf"\b(?:that |which )?(?:mainly |only |chiefly )?contribut(?:e|es|ed|ing) (?:an? |the )?(?:new )?"
    rf"(?P<kind>(?:{'|'.join(CONTRIBUTIONS)}|method)s?)\b(?P<other> (?:rather than|instead of|and not|but not|not)"
    r" (?:an? )?methods?)?"
)
DOWNLOAD: Final = _either(
    r"\bwhere\b.* (?:download|get|obtain|find) (?:the )?NAME$",
    r"\bdownload (?:the |page |links? |of |for )*NAME",
    r"NAME (?:\w+ )?download(?:ed|s|able)?\b",
)
OTHER_NAMES: Final = _either(
    r"\b(?:other|alternative|different|further|more) (?:names?|spellings?)\b.*NAME",
    r"\b(?:alias(?:es)?|synonyms?|spellings?) (?:of|for) NAME",
    r"NAME (?:aliases|synonyms|spellings)$",
    r"\b(?:what|how) else (?:is|are) NAME (?:called|named|known)",
    r"NAME (?:is |are )?(?:also|otherwise) (?:called|known|named)\b",
    r"\b(?:names?|spellings?) (?:does|do|has|have) NAME (?:go by|have|get|bear)?",
)
IDENTIFIERS: Final = {
    "bibo:doi": re.compile(r"\bdois?\b"),
    "fabio:hasArXivId": re.compile(
        r"\barxiv (?:ids?|numbers?|identifiers?|links?)\b|#\d+ (?:ids?|identifiers?|numbers?) (?:of|for)\b"
    ),
}
NOT: Final = re.compile(
    r"\b(?:without|not|no|except|exclud\w+|leav\w+ out|omit\w*|lack\w*|neither|nor|minus|avoid\w*|other than"
    r"|instead of|rather than|outside(?: of)?|don't|doesn't|never|nobody|none|nothing|didn't|isn't|aren't|wasn't"
    r"|weren't|hasn't|haven't|cannot|can't)\b"
)
# Where a name is expected.
EXPECTS_NAME: Final = re.compile(r"\b(?:on|about|for|using|uses?|with|called|named|regarding|of|by|the)$")
AS_BASELINE: Final = re.compile(
    r"\b(?:as|is|are|was) (?:a |an |the |one of the )?(?:baselines?|competitors?|comparison)\b"
)
# "use it as a baseline" asks for no methods, "what do papers use as metrics" does ask for metrics.
AS_A_NOUN: Final = re.compile(rf"\bas (?:an? |the |one of the )(?:{NOUN.pattern})")
ASKED_AS: Final = re.compile(
    rf"^what (?:do|does|did|is|are|was|were|has|have|can)\b.* as (?:an? |the |its |their )?(?:{NOUN.pattern})$"
)
# What is asked of "it" is asked of the name before: "NAME: what is it used for".
OF_IT: Final = re.compile(rf"^({_NAME}) ((?:what|who|where|when|how)\b.*)\b(?:it|they|them)\b(.*)$")
# A verb that is a noun elsewhere: "does anyone benchmark on NAME".
AS_A_VERB: Final = re.compile(
    r"\b(anyone|anybody|someone|somebody|everyone|they|we|you|people|who|to)"
    r" (?:benchmark|measure|score|study|model|work)\b"
)
# "papers on graphs" asks for no overview of the graph.
ABOUT: Final = re.compile(
    r"\b(?:papers?|articles?|work|studies|literature|anything|something|research)"
    r" (?:on|about|regarding|concerning|using) "
)
# "which language models are used" asks for those that are narrower than the one that is named.
KINDS: Final = _either(
    r"^(?:which|what) NAME (?:are|were|exist|have been)\b(?! NAME)",
    r"^(?:(?:which|what) |the |all |different |various )*(?:kinds?|types?|sorts?|variet(?:y|ies)|flavou?rs?) of NAME",
)
KINDS_OF_METHODS: Final = _either(
    r"^(?:(?:which|what) |the |all |different |various )*NAME (?:methods|models|approaches|techniques|algorithms)\b"
)
# "how many datasets are there" asks for one number, "how many papers, methods and datasets" for a table.
COUNTS_ONE: Final = re.compile(
    rf"^(?:how many|(?:the )?(?:total )?number of|count(?: of)?(?: the| all)*) (?:{NOUN.pattern})"
    r"(?: (?:are|exist|there|do|does|you|we|have|has|know|in|the|this|graph|collection|set|here|all|total|it|listed"
    r"|contain|hold|are there))*$"
)
NUMBERED: Final = re.compile(r"#(\d+)")


def last_part(text: str) -> str:
    """Return the part that the last verb of a text gives to what follows it, empty without a verb."""
    verbs: Iterable[tuple[int, str]] = ((m.start(), part) for part, verb in PARTS.items() for m in verb.finditer(text))
    return max(verbs, default=(-1, ""))[1]


def first_noun(text: str) -> str:
    """Return what a question asks for, by its first noun; of two that stand together by the second."""
    nouns = list(NOUN.finditer(text))
    at = 0
    while at + 1 < len(nouns) and not text[nouns[at].end() : nouns[at + 1].start()].strip():
        if nouns[at].lastgroup == "papers" or "authors" in (
            nouns[at].lastgroup,
            nouns[at + 1].lastgroup,
        ):  # "papers measure", "metrics people report"
            break
        at += 1
    return (nouns[at].lastgroup or "") if nouns else ""
