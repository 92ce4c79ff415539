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
aims all almost alongside already also although always am amount an and another any anybody anyone anything anywhere
apart appear appeared are area areas around as aside ask at authored available average based basically basis be
because been before being beside best better between both build builds built but by called came can catalogue
checkpoint checkpoints co-occur co-used coauthored collection combine combined come comes common commonly complete
component components concerning connect connected connection connections connects consist consists contain containing
contains cooccur cool core correct could count counting currently deal dear definition demo design designed detailed
did different do does doing domain domains done download downloadable downloads during each earlier earliest either
else enough entire especially even ever every everything everywhere exactly examples exist existing exists extend
extended extends facts far few fewer field fields find first fit fits five folks following for found four free freely
frequent frequentest frequently from full furthermore get give given gives giving go goal goals good got graph great
greater guys had half has have having he held hello help hence her here herself hi higher highest him himself his how
however i if important in including info information instead intended interested interesting into involve involved
involving is it its itself just kind kinds know known last later latest least less let like link links list long look
looking lot lower lowest madam made main mainly make makes making many may maybe me mean meaning means might minus
more moreover most mostly much multiple must my name named nearly need neither new newer newest next nice no none nor
not number occur occurs of off often ok okay old older oldest on once one ones online only open or order other others
our out over overall overlap own page pages part parts per perhaps please plus popular popularly possible possibly
project provide provided provides providing public publicly published put quick quickly quite ranked ranking rather
reach reached reaches really recent recently regarding related relation relations relationship relationships release
released relevant result results right said same say says search second see serve serves set several share shares
sharing she should show shown shows similar simple since single sir site so some someone something sometimes somewhere
sort sota source specifically stand stands state state-of-the-art still strongest subject subjects such suitable
suited sum table target tell ten text than thank thanks that the their them themselves then there therefore these they
third this those though three through thus thx time times title titled to together too top topic topics total towards
true try two type types under until up url urls us use used useful uses using usually various version versions versus
very via video vs want was way we web website weights well were what whatever when where whether which whichever while
who whole whom whose why widely will with within without work works worst would write writes written wrote year years
yet you your
"""
# Common words that say nothing here, without their endings; where a name is expected they may be one.
_FILLER_WORDS: Final = """
able accept access accomplish account accurate across act active actual add additional advance advanced advice affect
afford afternoon agree ahead aid aim alike allow alone along altogether analyse analyze and another answer any anymore
anyone apart appreciate approximate are around arrive art article asap aspect assign assist associate assume attach
attempt attend attention author avoid aware away awesome back backbone background bad based basic bear become begin
behave behind belong belongs benefit beyond big bit bother bottom bound break brief bring broad brought btw bunch busy
buy calculate call care careful carry case cause certain chance change check cheers choose circumstance claim class
clear close closely co-author co-authored co-authors coauthor coauthors code collaborate collaborator collaborators
colleague collect column combination come command comment common compile complete complex comprehensive concept
concern concerning conduct confirm consider consult contact content context continue contrast contribute convenient
copy correctly correspond cover creator creators critical curious current cut cutoff daily date dated day dealing
decide declare decrease define deliver demand demonstrate denote depend deserve detail determine developer developers
direct directly discover discuss display doi dois double doubt draft draw drive driven drop due duty eager early earn
ease easy efficient effort eight else emphasis empty enable end ending engage english enjoy enormous enter
enthusiastic entitled equal establish estimate event eventually ever evidence exact examine excellent excite exclude
excluding exclusively execute exhibit expect experience expert explicit explore express extensive extra extract
extreme fact fail fair fall familiar famous fan far fast featuring feel fetch few fewer figure file fill fine finish
fly focus folk follow forget form formal former forth forward foundation founder fourth fresh front fulfil full fully
fun further fyi gain gather general generally generate gently genuine gimme glad go goes gone gonna grab grateful
group grow guess guide habit half handy happen happy hard hear heavy hey hide high hit hold homepage hope hour how
huge hundred hurry id ideal identifier identifiers identify ids ignore illustrate imagine immediate imo implement
imply important improve in inclined increase indeed indicate individual inferior inform initial inside insight inspect
inspire instance intend interest introduction inventor inventors invest investigate involve involving is issue item
job joint judge judged jump keep key kick kinda kindly lack lacking large largely late lately lay lazy lead leader
leading leave left lemme len lend letter level library lie life lift like likely limit line list listen literally
little load locate lol lonely longer lose made mainstream maintain major majority manage manner manually manuscript
mark master match matter meanwhile meet member mention merely message might mind minute miss moment month mood move
myself name narrow nature near nearby nearly necessary neck neglect neither newly nice nobody not note nothing notice
noticeable notion nowadays obtain obvious occasion occupy occur occurring odd offer okay one ones onward open opposite
option or ordinary organise organize origin original originally outcome outside owe own pack paragraph particular
particularly partly pass passing past pause pay peer pen perfect perform performance period permit person personal
phase phd phrase pick piece place plain pleasant plenty pls plz point polite pool poor position possess post potential
practical practice precise prefer prepare present preserve press pretty prevent previous previously primarily
principal print prior private probably proceed process produce prof professor profile programme progress prolific
promise proper properly proud pull purely pursue push quarter query questions quiet quite quote raise rapid rare
rarely reach react read reader readily ready real realise reality realize receive recognise recommend regard regards
regularly reject relate related relative relatively relevant rely remain remark remember remind remove repeat replace
reply report represent reproduce reproducible request require research resembling respect respective respond rest
reveal reviewer rich rise rivals roll root rough round routine rule run rush sake satisfy save saying says scan scarce
scholar scope score scoring seat section seek seem seldom select send senior separate separately serious settle seven
seventh severe sharp sheet ship shop short shortly side significant similarly simply simultaneously sit situation skip
slight slightly slip slow small smart soft sole solely solution soon sorry sort sorta sorted speak special specify
spend spot stage stand star start statement status stay step stick stop straight strange strict strong struggle
student stuff submit substantial succeed success sudden sufficient suggest suitable summary superior supervisor supply
support suppose supposed surely surprise surround survive suspect talk team temporary tend tentative term terrible
thank that the them thereby they thick thin thing thorough thought thousand throw tight tiny tip to today together
tomorrow tonight topic touch touching toward tradition travel treat trend truly trust turn twelve twenty twice typical
typically ultimate unable uncertain underlie understand unique unit unless unlike unusual upcoming upon urgent usage
usual valuable values various vast via visible visit vital w wait wanna watch wear week welcome went what whereas
whether whole whom wide widespread wish with without wonder wonderful worked working world worry worth wrap write
wrong yeah yesterday yield young
"""
_FILLERS: Final = frozenset(_FILLER_WORDS.split())
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
_SLIP: Final = 0.8  # how alike a mistyped word of the grammar is
_COMPOUND: Final = re.compile(r"(?<=\w)-(?:based|like|style|driven|related)$")  # "BERT-based"
_YEAR: Final = re.compile(r"(?:19|20)\d\d(?:[-–](?:19|20)?\d\d)?s?")


_LONG_WORDS: Final = tuple(sorted(word for word in GRAMMAR | {f"{w}s" for w in GRAMMAR} if len(word) > 3))


def words_of(question: str) -> list[str]:
    """Return the words of a question as they stand, without the punctuation around them."""
    words = (
        word.strip("'‘’`:./").removesuffix("'s").removesuffix("’s")
        for word in _WORD.findall(_GREETING.sub("", question))
    )
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
    lower = word.lower()
    stems = {lower}
    for ending in ("s", "es", "ed", "d", "ing", "ly", "er", "ers"):
        if lower.endswith(ending):
            stem = lower.removesuffix(ending)
            stems |= {stem, f"{stem}e", stem[:-1] if len(stem) > 2 and stem[-1] == stem[-2] else stem}
            stems.add(f"{stem[:-1]}y" if stem.endswith("i") else stem)
    return not stems.isdisjoint(_FILLERS)
