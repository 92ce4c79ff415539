"""The words that questions are made of, beside the names in them: the vocabulary of the grammar."""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Final, Literal

# What can be asked for, with the nouns that people use for it.
NOUNS: Final[Mapping[str, tuple[str, ...]]] = {
    "papers": (
        "paper",
        "article",
        "publication",
        "preprint",
        "study",
        "studies",
        "literature",
        "work",
        "document",
        "manuscript",
    ),
    "methods": (
        *("method", "model", "approach", "approaches", "algorithm", "technique", "architecture", "framework", "system"),
        *("baseline", "competitor", "alternative", "network", "optimizer", "optimiser"),
    ),
    "data": ("test set", "testset", "test data", "evaluation data", "training data", "data", "resource"),
    "datasets": ("dataset", "data set", "data-set", "corpus", "corpora"),
    "benchmarks": ("benchmark", "leaderboard", "suite", "challenge"),
    "tasks": ("task", "problem", "application", "use case", "purpose"),
    "metrics": ("metric", "measure", "score"),
    "code": ("code", "repository", "repositories", "repo", "implementation", "github", "source code", "codebase"),
    "authors": (
        *(
            "author",
            "people",
            "researcher",
            "scientist",
            "person",
            "team",
            "inventor",
            "creator",
            "developer",
            "founder",
        ),
        *("collaborator", "coauthor", "co-author"),
    ),
    "venues": ("venue", "conference", "journal", "proceedings"),
    "years": ("year",),
    "quotes": ("sentence", "quote", "evidence", "passage", "proof", "quotation"),
    "things": ("thing", "entity", "entities", "name"),
}
# Kinds of contribution: the words for papers of that kind.
CONTRIBUTIONS: Final[Mapping[str, str]] = {
    "survey": "survey",
    "review": "survey",
    "overview": "survey",
    "theory": "theory",
    "theoretical": "theory",
    "position": "position",
    "system": "system",
    "resource": "resource",
}
NUMBERS: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
# What papers do with things, by the part that the thing plays in them.
VERBS: Final[Mapping[str, str]] = {
    "introduce": r"introduc\w*|propos\w*|disclos\w*|present(?:s|ed|ing)?|develop(?:s|ed|ing)?|creat\w*|releas\w*"
    r"|invent\w*|publish\w*|launch\w*|debut\w*|describ\w*|contribut\w*|first|origin\w*|new",
    "use": r"us(?:e|es|ed|ing|age)|tr(?:y|ies|ied|ying)|scor(?:e|ed|ing)|appl(?:y|ies|ied|ying)|employ\w*|adopt\w*"
    r"|rel(?:y|ies|ied|ying)|train(?:s|ed|ing)?"
    r"|evaluat\w*|test(?:s|ed|ing)?|benchmark(?:ed|ing)|experiment(?:s|ed|ing)?|run|runs|ran|leverag\w*|utili[sz]\w*"
    r"|measur\w*|report(?:s|ed|ing)?|fine-?tun\w*|pre-?train(?:s|ed|ing)?|(?:buil[dt]s?|building)(?! (?:up)?on\b)",
    "extend": r"(?:buil[dt]s?|building|based) (?:up)?on|extend\w*",
    "compare": r"compar\w*|against|versus|vs|baselines?|outperform\w*|beat(?:s|en|ing)?|surpass\w*|exceed\w*",
    "address": r"address\w*|tackl\w*|solv\w*|work(?:s|ed|ing)? on|stud(?:y|ies|ied|ying)|deal(?:s|t|ing)? with"
    r"|handl\w*|perform(?:s|ed|ing)?",
    "mention": r"mention\w*|nam(?:e|es|ed|ing)|refer\w*|cit(?:e|es|ed|ing)|discuss\w*|talk(?:s|ed|ing)?",
}
_GLUE: Final = """
a about above abstract abstracts achieve achieved achieves actually add additionally address addresses after again aim
aims alias aliases never all almost alongside already also although always am amount an and another any anybody anyone
anything anywhere apart appear appeared are area areas around as aside ask at authored available average based
basically basis be because been before being beside best better between block blocks both build builds built but by
called came can catalogue checkpoint checkpoints co-occur co-used coauthored collection combine combined come comes
common commonly complete component components concerning connect connected connection connections connects consist
consists contain containing contains cooccur cool core correct could count counting deal dear definition demo design
designed detailed did different do does doing domain domains done download downloadable downloads during each earlier
earliest either else enough entire especially even ever every everything everywhere exactly examples except exist
existing exists extend extended extends facts far few fewer field fields find first fit fits five folks following for
found four free freely frequent frequentest frequently from full furthermore get give given gives giving go goal goals
goes good got graph great greater guys had half has have having he held hello help hence her here herself hi higher
highest him himself his how however i if important in including info information instead intended interested
interesting into involve involved involving is it its itself just kind kinds know known last later latest least less
let like link links list long look looking lot lower lowest madam made main mainly make makes making many may maybe me
mean meaning means might minus more moreover most mostly much multiple must my name named nearly need neither new
newer newest next nice no none nor not number occur occurs of off often ok okay old older oldest on once one ones
online only open or order other others our out over overall overlap own page pages part parts per perhaps please plus
popular popularly possible possibly project provide provided provides providing public publicly published put quick
quickly quite ranked ranking rather reach reached reaches really recent recently regarding related relation relations
relationship relationships release released relevant result results right said same say says search second see serve
serves set several share shares sharing she should show shown shows similar simple since single sir site so some
someone something sometimes somewhere sort sota source specifically spelling spellings stand stands state
state-of-the-art still strongest subject subjects such suitable suited sum synonym synonyms table target tell ten text
than thank thanks that the their them themselves then there therefore these they third this those though three through
thus thx time times title titled to together too top topic topics total towards true try two type types under until up
url urls us use used useful uses using usually various version versions versus variant variants very via video vs want
was way we web website weights well were what whatever when where whether which whichever while who whole whom whose
why widely will with within without work works worst would write writes written wrote year years yet you your
"""
# Common words that say nothing here, without their endings; where a name is expected they may be one.
_FILLER_WORDS: Final = """
able accept access accomplish account across act active actual add additional advance advice agree ahead aid aim alike
allow along altogether analyse analyze and another answer any anymore anyone apart appreciate are around arrive art
article asap aspect assign assist associate assume attach attempt attend attention author avoid aware away back
backbone background bad based basic bear become begin behave behind belong belongs beyond bit bother bottom bound
break bring brought btw bunch calculate call care carry case cause certain chance change check cheers choose
circumstance claim class clear close closely co-author co-authored co-authors coauthor coauthors code collaborate
collaborator collaborators colleague collect combination come command comment common complete concept concern
concerning conduct confirm consider consult context continue contribute correspond cover creator creators curious cut
date dated day dealing decide declare define deliver demonstrate denote detail determine developer developers direct
discover discuss display doi dois double draw drive drop due duty eager earn effort eight else emphasis empty enable
end ending engage enjoy enter entitled equal establish estimate eventually ever evidence exact examine excite exclude
excluding execute exhibit expect experience explore express extra extract fact fall famous fan featuring feel fetch
few fewer figure fine finish focus folk follow forget form forth forward foundation founder fourth front fulfil full
fully further fyi gather general generally generate gently genuine gimme glad go goes gone gonna grab grateful group
guess guide habit half handy happen happy hear hey high hold homepage hope hour how id ideal identifier identifiers
identify ids illustrate imagine immediate imo implement imply in inclined indeed indicate inform insight inspect
instance intend interest introduction inventor inventors investigate involve involving is issue item job joint judge
judged jump keep key kick kinda kindly lack lacking largely late lately lay lead leader leading leave left lemme len
lend level library lie lift like likely limit list listen literally load locate lol longer lose made maintain major
manage manner manuscript mark match matter meanwhile meet member mention message might mind minute moment move myself
name nature necessary newly nice nobody not note nothing notice notion obtain obvious occasion occupy occur occurring
odd offer okay one ones onward open option or organise organize origin original originally outside owe own pack
particular particularly pass passing past pause pen perform performance period permit person phrase pick piece place
plain pleasant plenty pls plz point polite position possess post practice precise prepare present preserve pretty
prior probably proceed process produce prof professor progress prolific proper properly pull pursue query questions
quite quote raise reach react read readily ready realise realize receive recognise recommend regard regards regularly
relate related relative relatively relevant rely remain remark remember remind reply report represent reproducible
request research resembling respect respective respond rest rivals roll routine rule run sake satisfy save saying says
scan scope score scoring section seek seem select send settle seven seventh ship short shortly side similarly simply
simultaneously sit situation skip slight slightly slip soft solution soon sorry sort sorta sorted speak specify spend
spot stand star start statement stay step stick stop straight stuff submit suggest suitable summary superior supply
support suppose supposed surely surprise surround take taken talk team tend term thank that the them thereby they
thing thought throw tip to together topic touch touching toward treat truly trust turn understand unit unless upon
usage usual values various via visible visit w wait wanna watch welcome went what whereas whether whole whom wish with
without wonder worked working world wrap write yeah yield
"""
# Common words that narrow a question by what no graph tells, without their endings: to leave one out would answer
# another question. None is taken for a slip of the pen.
_NARROWING_WORDS: Final = """
accurate advanced affect afford afternoon alone approximate award awesome benefit big brief broad busy buy careful
cheap column compact compile complex comprehensive contact content contrast convenient cool copy correctly critical
current currently cutoff daily decrease demand depend deserve directly doubt draft driven early ease easy efficient
english enormous enthusiastic event excellent exclusively expensive expert explicit extensive extreme fail fair
familiar far fast file fill fly formal former fresh fun gain grow half hard heavy hide hit huge hundred hurry ignore
important improve increase individual inferior initial inside inspire invest large lazy letter licence license life
lightweight line little lonely low lower lowest mainstream majority manually master merely miss month mood narrow near
nearby nearly neck neglect noticeable nowadays opposite ordinary outcome paid paragraph partly pay peer perfect
personal phase phd pool poor potential powerful practical prefer press prevent previous previously primarily principal
print private profile programme promise proud purely push quarter quickly quiet random rapid rare rarely reader real
reality reject reliable remove repeat replace reproduce require reveal reviewer rich rise root rough round rush safe
scarce scholar seat secure seldom senior separate separately serious severe sharp sheet shop significant simpler slow
small smart sole solely special stage status strange strict strong strongest struggle student substantial succeed
success sudden sufficient supervisor survive suspect temporary tentative terrible thick thin thorough thousand tight
tiny today tomorrow tonight tradition travel trend twelve twenty twice typical typically ultimate unable uncertain
underlie unique unlike unusual upcoming urgent valuable vast vital weak wear week wide widespread wonderful worry
worth wrong yesterday young
"""
# Words that say nothing directly before a noun ("papers") or a name. Any other common word there says which papers are
# meant, or what they do with the thing: "short papers", "papers that drop BERT".
_BEFORE_ANYTHING: Final = """
a about above across after all alongside also among an and any anybody anyone are around as at be been before being
both but by can could did do does each either especially ever every everybody everyone for from had has have having
here how i in including into is it its like many me more most my near of on onto or other our over per regarding some
such than that the their them then there these this those to together toward towards under up upon us using via was we
were what where which while who whose with within without you your
"""
_BEFORE_A_NOUN: Final = """
additional another available based bunch certain common count different display dominant earliest else existing fetch
few find follow-up frequent frequentest further get give interested interesting joint kind kinds known last latest
lead leading list lot main name need newest no not number oldest particular popular possible prolific published put
read recent related relevant research respective same search see show similar sort sorts tell top type types useful
usual various want written
"""
_BEFORE_A_NAME: Final = """
against anything apart area aspect aspects behind beside besides between bring brings brought call called case combine
combines combining concept concern concerning concerns consider considers contain containing contains context cover
covers deal dealing deals demonstrate demonstrates despite domain download else employ entitled everything except
explore explores exploring feature features featuring field find focus focused focuses follow given gives hold include
includes investigate investigates investigating involve involved involves involving know known look looking means
mention named need not on once one outside paper plus prof professor related resembling results role see seen serve
serves show shows similar since so specifically such superior take takes taking talk term than thing titled topic
topics touch touches touching toward try understand until versus via visit vs w want whats when wrote
"""
_FILLERS: Final = frozenset(_FILLER_WORDS.split())
_NARROWING: Final = frozenset(_NARROWING_WORDS.split())
_CONTRACTED_NOT: Final = "don't doesn't didn't isn't aren't wasn't weren't hasn't haven't can't cannot"
GRAMMAR: Final = (
    frozenset(_GLUE.split())
    | frozenset(word for nouns in NOUNS.values() for noun in nouns for word in noun.split())
    | frozenset(CONTRIBUTIONS)
    | frozenset(_CONTRACTED_NOT.split())
)
_BEFORE_A_PREPOSITION: Final = """
active along appears art attention background belong belongs benefit bunch category co-authored coauthored collaborate
collaborated comes concern curious dealing display doi dois effort engage examine example focus form found group
homepage id identifier identifiers ids insight inspect instance introduction involve item library list look matter
member mention name notion obtain occasion order ordered original outside owe piece prior query questions reading
refer regard regards relate related relation relative relevant respect rivals role see sort sorted speak start subject
talk touch work worked working works
"""
_EMPTY_BEFORE_A_NOUN: Final = frozenset(_BEFORE_ANYTHING.split()) | frozenset(_BEFORE_A_NOUN.split())
_EMPTY_BEFORE_A_NAME: Final = frozenset(_BEFORE_ANYTHING.split()) | frozenset(_BEFORE_A_NAME.split())
_EMPTY_BEFORE_A_PREPOSITION: Final = (
    _EMPTY_BEFORE_A_NOUN | _EMPTY_BEFORE_A_NAME | frozenset(_BEFORE_A_PREPOSITION.split())
)
_VERB: Final = re.compile("|".join(f"(?:{verb})" for verb in VERBS.values()))
_NOUN: Final = re.compile(
    "|".join(f"(?:{re.escape(noun)}s?)" for nouns in (*NOUNS.values(), CONTRIBUTIONS) for noun in nouns)
)
_GREETING: Final = re.compile(
    r"^\s*(?:good (?:morning|afternoon|evening|day)|dear \w+|hello|hi|hey)\b[\s,!.]*", re.IGNORECASE
)
_WORD: Final = re.compile(r"[^\s?!,;\"“”()\[\]]+")
_ENDINGS: Final = ("s", "es", "ed", "d", "ing", "ly", "er", "ers", "est")
_SLIP: Final = 0.8  # how alike a mistyped word of the grammar is
_COMPOUND: Final = re.compile(r"(?<=\w)-(?:based|like|style|driven|related)$")  # "BERT-based"
_SHORT_FORMS: Final = (
    (re.compile(r"\b(top)-(?=\d+ \w+s\b)", re.IGNORECASE), r"\1 "),  # "top-3 datasets"
    (re.compile(r"\bw/o\b", re.IGNORECASE), "without"),
    (re.compile(r"\bpre-(?=(?:19|20)\d\d\b)", re.IGNORECASE), "before "),
    (re.compile(r"\bpost-(?=(?:19|20)\d\d\b)", re.IGNORECASE), "after "),
)
_CONTRACTION: Final = re.compile(r"(?<=\w)['’](?:s|m|re|ve|d|ll)$", re.IGNORECASE)  # "BERT's", "I'm", "they've"
_YEAR: Final = re.compile(r"(?:19|20)\d\d(?:[-–](?:19|20)?\d\d)?s?")


_LONG_WORDS: Final = tuple(sorted(word for word in GRAMMAR | {f"{w}s" for w in GRAMMAR} if len(word) > 3))


def words_of(question: str) -> list[str]:
    """Return the words of a question as they stand, without the punctuation around them."""
    plain = _GREETING.sub("", question.replace("’", "'"))
    for pattern, meant in _SHORT_FORMS:
        plain = pattern.sub(meant, plain)
    words = (_CONTRACTION.sub("", word.strip("'‘’`:./")) for word in _WORD.findall(plain))
    return [part for word in words for part in _COMPOUND.sub(r" \g<0>", word).replace(" -", " ").split()]


def is_of_grammar(word: str) -> bool:
    """Tell whether a word, in any case, belongs to what questions are made of."""
    lower = word.lower()
    return (
        lower in GRAMMAR
        or (lower.endswith("s") and lower[:-1] in GRAMMAR)
        or _VERB.fullmatch(lower) is not None
        or _YEAR.fullmatch(lower) is not None
        or lower.isdigit()
        or lower in NUMBERS
    )


def grammar_word_near(word: str) -> str:
    """Return the word of the grammar that another word is a slip of the pen of, empty for none."""
    lower = word.lower()
    if word != lower or len(lower) < 4:
        return ""
    near = get_close_matches(lower, _LONG_WORDS, n=1, cutoff=_SLIP)
    return near[0] if near and near[0][0] == lower[0] and abs(len(near[0]) - len(lower)) <= 1 else ""


def is_filler(word: str) -> bool:
    """Tell whether a word, with a usual ending or none, is a common one that says nothing in a question."""
    return not is_narrowing(word) and not _stems(word).isdisjoint(_FILLERS)


def says_something_before(word: str, what: Literal["noun", "name", "preposition"]) -> bool:
    """Tell whether a common word narrows the noun or the name that it stands before, or says another thing of it.

    Before a preposition a word of the grammar is what its patterns make of it.
    """
    lower = word.lower()
    empty = {
        "noun": _EMPTY_BEFORE_A_NOUN,
        "name": _EMPTY_BEFORE_A_NAME,
        "preposition": _EMPTY_BEFORE_A_PREPOSITION,
    }[what]
    if lower in empty or lower.isdigit() or lower in NUMBERS or _VERB.fullmatch(lower) or _NOUN.fullmatch(lower):
        return False
    return (is_filler(lower) or is_of_grammar(lower)) and not (what == "preposition" and is_of_grammar(lower))


def is_narrowing(word: str) -> bool:
    """Tell whether a word, with a usual ending or none, narrows a question by what no graph tells."""
    return word.lower() in _NARROWING or (not is_of_grammar(word) and not _stems(word).isdisjoint(_NARROWING))


def _stems(word: str) -> frozenset[str]:
    lower = word.lower()
    stems = {lower}
    for ending in _ENDINGS:
        if lower.endswith(ending):
            stem = lower.removesuffix(ending)
            stems |= {stem, f"{stem}e", stem[:-1] if len(stem) > 2 and stem[-1] == stem[-2] else stem}
            stems.add(f"{stem[:-1]}y" if stem.endswith("i") else stem)
    return frozenset(stems)
