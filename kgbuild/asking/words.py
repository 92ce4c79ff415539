"""The words that questions are made of, beside the names in them: the vocabulary of the grammar."""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Final

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
    r"|measur\w*|report(?:s|ed|ing)?|fine-?tun\w*|pre-?train(?:s|ed|ing)?|buil[dt]s?|building|extend\w*",
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
consists contain containing contains cooccur cool core correct could count counting currently deal dear definition
demo design designed detailed did different do does doing domain domains done download downloadable downloads during
each earlier earliest either else enough entire especially even ever every everything everywhere exactly examples
exist existing exists extend extended extends facts far few fewer field fields find first fit fits five folks
following for found four free freely frequent frequentest frequently from full furthermore get give given gives giving
go goal goals goes good got graph great greater guys had half has have having he held hello help hence her here
herself hi higher highest him himself his how however i if important in including info information instead intended
interested interesting into involve involved involving is it its itself just kind kinds know known last later latest
least less let like link links list long look looking lot lower lowest madam made main mainly make makes making many
may maybe me mean meaning means might minus more moreover most mostly much multiple must my name named nearly need
neither new newer newest next nice no none nor not number occur occurs of off often ok okay old older oldest on once
one ones online only open or order other others our out over overall overlap own page pages part parts per perhaps
please plus popular popularly possible possibly project provide provided provides providing public publicly published
put quick quickly quite ranked ranking rather reach reached reaches really recent recently regarding related relation
relations relationship relationships release released relevant result results right said same say says search second
see serve serves set several share shares sharing she should show shown shows similar simple since single sir site so
some someone something sometimes somewhere sort sota source specifically spelling spellings stand stands state
state-of-the-art still strongest subject subjects such suitable suited sum synonym synonyms table target tell ten text
than thank thanks that the their them themselves then there therefore these they third this those though three through
thus thx time times title titled to together too top topic topics total towards true try two type types under until up
url urls us use used useful uses using usually various version versions versus very via video vs want was way we web
website weights well were what whatever when where whether which whichever while who whole whom whose why widely will
with within without work works worst would write writes written wrote year years yet you your
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
concerning conduct confirm consider consult context continue contribute correspond cover creator creators curious
current cut date dated day dealing decide declare define deliver demonstrate denote detail determine developer
developers direct discover discuss display doi dois double draw drive drop due duty eager earn effort eight else
emphasis empty enable end ending engage english enjoy enter entitled equal establish estimate eventually ever evidence
exact examine excellent excite exclude excluding execute exhibit expect experience explore express extensive extra
extract fact fall famous fan featuring feel fetch few fewer figure fine finish focus folk follow forget form formal
former forth forward foundation founder fourth front fulfil full fully further fyi gain gather general generally
generate gently genuine gimme glad go goes gone gonna grab grateful group guess guide habit half handy happen happy
hear hey high hold homepage hope hour how id ideal identifier identifiers identify ids ignore illustrate imagine
immediate imo implement imply in inclined indeed indicate individual inform insight inspect instance intend interest
introduction inventor inventors investigate involve involving is issue item job joint judge judged jump keep key kick
kinda kindly lack lacking largely late lately lay lead leader leading leave left lemme len lend level library lie lift
like likely limit list listen literally load locate lol longer lose made maintain major manage manner manuscript mark
match matter meanwhile meet member mention message might mind minute moment move myself name nature necessary newly
nice nobody not note nothing notice notion nowadays obtain obvious occasion occupy occur occurring odd offer okay one
ones onward open option or organise organize origin original originally owe own pack particular particularly partly
pass passing past pause pen perform performance period permit person phrase pick piece place plain pleasant plenty pls
plz point polite poor position possess post potential practice precise prefer prepare present preserve pretty
primarily principal prior probably proceed process produce prof professor progress prolific proper properly pull
pursue query questions quite quote raise reach react read readily ready realise realize receive recognise recommend
regard regards regularly relate related relative relatively relevant rely remain remark remember remind remove repeat
reply report represent reproducible request research resembling respect respective respond rest rivals roll routine
rule run sake satisfy save saying says scan scope score scoring section seek seem select send senior settle seven
seventh ship short shortly side similarly simply simultaneously sit situation skip slight slightly slip soft solution
soon sorry sort sorta sorted speak specify spend spot stand star start statement stay step stick stop straight stuff
submit suggest suitable summary superior supply support suppose supposed surely surprise surround talk team tend term
thank that the them thereby they thing thorough thought throw tip to together topic touch touching toward treat truly
trust turn typical typically understand unit unless upon usage usual values various via visible visit w wait wanna
watch welcome went what whereas whether whole whom wish with without wonder wonderful worked working world wrap write
yeah yield outside
"""
# Common words that narrow a question by what no graph tells, without their endings: to leave one out would answer
# another question. None is taken for a slip of the pen.
_NARROWING_WORDS: Final = """
accurate advanced affect afford afternoon alone approximate award awesome benefit big brief broad busy buy careful
cheap column compact compile complex comprehensive contact content contrast convenient cool copy correctly critical
cutoff daily decrease demand depend deserve directly doubt draft driven early ease easy efficient enormous
enthusiastic event exclusively expensive expert explicit extreme fail fair familiar far fast file fill fly fresh fun
grow half hard heavy hide hit huge hundred hurry important improve increase inferior initial inside inspire invest
large lazy letter licence license life lightweight line little lonely low lower lowest mainstream majority manually
master merely miss month mood narrow near nearby nearly neck neglect noticeable opposite ordinary outcome paid
paragraph pay peer perfect personal phase phd pool powerful practical press prevent previous previously print private
profile programme promise proud purely push quarter quickly quiet random rapid rare rarely reader real reality reject
reliable replace reproduce require reveal reviewer rich rise root rough round rush safe scarce scholar seat secure
seldom separate separately serious severe sharp sheet shop significant simpler slow small smart sole solely special
stage status strange strict strong strongest struggle student substantial succeed success sudden sufficient supervisor
survive suspect temporary tentative terrible thick thin thousand tight tiny today tomorrow tonight tradition travel
trend twelve twenty twice ultimate unable uncertain underlie unique unlike unusual upcoming urgent valuable vast vital
weak wear week wide widespread worry worth wrong yesterday young
"""
_FILLERS: Final = frozenset(_FILLER_WORDS.split())
_NARROWING: Final = frozenset(_NARROWING_WORDS.split())
GRAMMAR: Final = (
    frozenset(_GLUE.split())
    | frozenset(word for nouns in NOUNS.values() for noun in nouns for word in noun.split())
    | frozenset(CONTRIBUTIONS)
)
_VERB: Final = re.compile("|".join(f"(?:{verb})" for verb in VERBS.values()))
_GREETING: Final = re.compile(
    r"^\s*(?:good (?:morning|afternoon|evening|day)|dear \w+|hello|hi|hey)\b[\s,!.]*", re.IGNORECASE
)
_WORD: Final = re.compile(r"[^\s?!,;\"“”()\[\]]+")
_ENDINGS: Final = ("s", "es", "ed", "d", "ing", "ly", "er", "ers", "est")
_SLIP: Final = 0.8  # how alike a mistyped word of the grammar is
_COMPOUND: Final = re.compile(r"(?<=\w)-(?:based|like|style|driven|related)$")  # "BERT-based"
_CONTRACTION: Final = re.compile(r"(?<=\w)['’](?:s|m|re|ve|d|ll)$", re.IGNORECASE)  # "BERT's", "I'm", "they've"
_YEAR: Final = re.compile(r"(?:19|20)\d\d(?:[-–](?:19|20)?\d\d)?s?")


_LONG_WORDS: Final = tuple(sorted(word for word in GRAMMAR | {f"{w}s" for w in GRAMMAR} if len(word) > 3))


def words_of(question: str) -> list[str]:
    """Return the words of a question as they stand, without the punctuation around them."""
    words = (_CONTRACTION.sub("", word.strip("'‘’`:./")) for word in _WORD.findall(_GREETING.sub("", question)))
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
