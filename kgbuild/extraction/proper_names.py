"""Names of places, languages, organisations and venues: proper names that are no method, data set or task by themselves.

Closed classes, each cut to what abstracts mention: countries by ISO 3166-1 and languages by ISO 639-1 (English names),
large cities and seats of laboratories, companies and institutes that publish, the venues of the field, programming
languages.
"""

import re
from typing import Final

_COUNTRIES: Final = """
Afghanistan|Algeria|Argentina|Australia|Austria|Bangladesh|Belgium|Bolivia|Brazil|Bulgaria|Cambodia|Cameroon|Canada|Chile|China
|Colombia|Croatia|Cuba|Cyprus|Czech Republic|Czechia|Denmark|Ecuador|Egypt|Estonia|Ethiopia|Finland|France|Germany|Ghana|Greece
|Hungary|Iceland|India|Indonesia|Iran|Iraq|Ireland|Israel|Italy|Jamaica|Japan|Kenya|South Korea|Korea|Kuwait|Latvia|Lebanon|Lithuania
|Luxembourg|Malaysia|Mali|Malta|Mexico|Morocco|Mozambique|Myanmar|Nepal|Netherlands|New Zealand|Nigeria|Norway|Pakistan|Panama|Peru
|Philippines|Poland|Portugal|Qatar|Romania|Russia|Rwanda|Saudi Arabia|Senegal|Serbia|Singapore|Slovakia|Slovenia|South Africa|Spain
|Sri Lanka|Sudan|Sweden|Switzerland|Syria|Taiwan|Tanzania|Thailand|Tunisia|Turkey|Türkiye|Uganda|Ukraine|United Arab Emirates|United Kingdom
|United States|United States of America|USA|U.S.|U.S.A.|UK|U.K.|EU|UAE|European Union|Uruguay|Uzbekistan|Venezuela|Vietnam|Zambia
|Zimbabwe|Hong Kong|Africa|Asia|Europe|North America|South America|Latin America|Middle East|England|Scotland|Wales|Great Britain|Global South
|California|Massachusetts|Texas|Florida|Michigan|Pennsylvania|Ontario|Quebec|Bavaria|Catalonia|Alaska|Arizona|Colorado|Illinois|Virginia
"""
_CITIES: Final = """
Amsterdam|Athens|Atlanta|Bangkok|Barcelona|Beijing|Berkeley|Berlin|Boston|Brussels|Budapest|Buenos Aires|Cairo|Cambridge|Chicago|Copenhagen
|Delhi|New Delhi|Dhaka|Dubai|Dublin|Edinburgh|Geneva|Guangzhou|Hamburg|Hangzhou|Heidelberg|Helsinki|Istanbul|Jakarta|Jerusalem|Karlsruhe
|Kyoto|Lisbon|London|Los Angeles|Madrid|Manhattan|Melbourne|Mexico City|Milan|Montreal|Moscow|Mumbai|Munich|Nairobi|Nanjing|New York|New York City
|Osaka|Oslo|Ottawa|Oxford|Paris|Philadelphia|Pittsburgh|Prague|Rome|San Francisco|Santiago|São Paulo|Seattle|Seoul|Shanghai|Shenzhen|Silicon Valley
|Stockholm|Stuttgart|Sydney|Taipei|Tehran|Tel Aviv|Tokyo|Toronto|Vancouver|Venice|Vienna|Warsaw|Washington|Washington D.C.|Wuhan|Zurich|Zürich
"""
_LANGUAGES: Final = """
Afrikaans|Amharic|Arabic|Armenian|Assamese|Basque|Bengali|Bulgarian|Burmese|Cantonese|Catalan|Chinese|Croatian|Czech|Danish|Dutch|English|Estonian
|Farsi|Finnish|French|Galician|Georgian|German|Greek|Gujarati|Hausa|Hebrew|Hindi|Hungarian|Icelandic|Igbo|Indonesian|Irish|Italian|Japanese
|Javanese|Kannada|Kazakh|Khmer|Korean|Kurdish|Latin|Latvian|Lithuanian|Malay|Malayalam|Mandarin|Maori|Marathi|Mongolian|Nepali|Norwegian|Odia|Oriya
|Pashto|Persian|Polish|Portuguese|Punjabi|Quechua|Romanian|Russian|Sanskrit|Serbian|Sinhala|Slovak|Slovenian|Slovene|Somali|Spanish|Swahili|Swedish
|Tagalog|Tamil|Telugu|Thai|Tibetan|Turkish|Ukrainian|Urdu|Uyghur|Uzbek|Vietnamese|Welsh|Wolof|Xhosa|Yoruba|Zulu|American|European|Asian|African|British
|Australian|Canadian|Brazilian|Indian|Swiss|Austrian|Belgian|Israeli|Mexican
"""
_ORGANISATIONS: Final = """
Adobe|Airbnb|Alibaba|Alibaba Group|Alphabet|Ant Group|Ant Financial|Anthropic|Apple|AWS|Baidu|Boston Dynamics|ByteDance|Cisco|Carnegie Mellon
|CNRS|CSAIL|DARPA|DeepMind|Google DeepMind|Ericsson|ETH Zurich|ETH Zürich|EPFL|Facebook|Meta AI|Meta Platforms|FDA|Ford|General Motors|Google|Google Brain
|Google Research|Harvard|Hitachi|Honda|Huawei|Hugging Face|HuggingFace|Hyundai|IBM|IEEE|INRIA|Inria|Intel|JD.com|Johns Hopkins|KAIST|Kuaishou|LinkedIn
|Lockheed Martin|Lyft|Max Planck|Meituan|Mercedes-Benz|Microsoft|Microsoft Research|MIT|NASA|NHS|NIH|NIST|NSF|NVIDIA|Nvidia|OpenAI|Princeton
|Purdue|Qualcomm|Salesforce|Samsung|SenseTime|Siemens|Sony|Spotify|Stanford|Tencent|Tesla|Toyota|Tsinghua|Uber|UCLA|UC Berkeley|UNESCO|UNICEF
|United Nations|Volkswagen|Volvo|World Bank|World Health Organization|Xiaomi|Yale|Zhejiang|Elsevier|Springer|Wiley|GitHub|Gitlab|Google Play|App Store
|Google Colab|Apple Store|Amazon Mechanical Turk|Mechanical Turk|Prolific|Amazon Web Services|European Commission|European Space Agency|Red Cross
"""
_VENUES: Final = """
AAAI|AAMAS|ACL|ACCV|ACM|ACML|AISTATS|ALT|BMVC|CHI|CIKM|CoRL|COLING|COLM|COLT|CoNLL|CVPR|EACL|ECAI|ECCV|ECML|EMNLP|ICASSP|ICCV|ICDE|ICDM|ICLR|ICML|ICRA
|IJCAI|IJCNLP|INTERSPEECH|Interspeech|IROS|ISMIR|KDD|MICCAI|NAACL|NeurIPS|NIPS|RecSys|SIGGRAPH|SIGIR|SIGMOD|TACL|TPAMI|UAI|VLDB|WACV|WSDM|WWW
"""
_PROGRAMMING: Final = "Python|Java|JavaScript|TypeScript|OCaml|Ruby|Rust|Haskell|Perl|PHP|Scala|Kotlin|Fortran|C++|C#|HTML|XML|CSV"


def _names(names: str) -> frozenset[str]:
    return frozenset("".join(names.split("\n")).split("|"))


NO_NAMES: Final = frozenset[str]().union(*map(_names, (_COUNTRIES, _CITIES, _LANGUAGES, _ORGANISATIONS, _PROGRAMMING)))
_OF_VENUES: Final = _names(_VENUES)
_VENUE: Final = re.compile(r"(?P<name>[A-Za-z]{2,11})(?:[\s'’~-]*(?:19|20)?\d\d)?(?:\s[Ww]orkshops?)?")
_OWNED: Final = re.compile(r"(?:the )?(?P<name>.+?)(?:['’]s?)?")
_INSTITUTE: Final = re.compile(
    r"(?:.*\s)?(?:University|Institute|Hospital|Academy|Laboratory|Ministry|Inc|Ltd|LLC|GmbH|Corporation)(?:\s(?:of|for)\s.*)?"
)


def is_proper_name(text: str) -> bool:
    """Tell whether a text is the name of a place, a language, an organisation, or a venue (with its year).

    >>> [is_proper_name(text) for text in ("Berlin", "ICLR 2024", "University of Bologna", "MIT-States")]
    [True, True, True, False]
    """
    if not text[:1].isupper() and not text.startswith("the "):
        return False
    owned, venue = _OWNED.fullmatch(text), _VENUE.fullmatch(text)
    return bool(
        (owned and owned["name"] in NO_NAMES) or (venue and venue["name"] in _OF_VENUES) or _INSTITUTE.fullmatch(text)
    )
