"""Names of places, languages, organisations and venues: by themselves no methods, data sets or tasks.

Closed classes, each cut to what abstracts mention: countries by ISO 3166-1 and languages by ISO 639-1 (English names),
large cities and seats of laboratories, companies and institutes that publish, the venues of the field, programming
languages.
"""

import re
from typing import Final

_COUNTRIES: Final = """
Afghanistan|Africa|Alaska|Algeria|Argentina|Arizona|Asia|Australia|Austria|Bangladesh|Bavaria|Belgium|Bolivia|Brazil
|Bulgaria|California|Cambodia|Cameroon|Canada|Catalonia|Chile|China|Colombia|Colorado|Croatia|Cuba|Cyprus
|Czech Republic|Czechia|Denmark|Ecuador|Egypt|England|Estonia|Ethiopia|EU|Europe|European Union|Finland|Florida
|France|Germany|Ghana|Global South|Great Britain|Greece|Hong Kong|Hungary|Iceland|Illinois|India|Indonesia|Iran|Iraq
|Ireland|Israel|Italy|Jamaica|Japan|Kenya|Korea|Kuwait|Latin America|Latvia|Lebanon|Lithuania|Luxembourg|Malaysia
|Mali|Malta|Massachusetts|Mexico|Michigan|Middle East|Morocco|Mozambique|Myanmar|Nepal|Netherlands|New Zealand
|Nigeria|North America|Norway|Ontario|Pakistan|Panama|Pennsylvania|Peru|Philippines|Poland|Portugal|Qatar|Quebec
|Romania|Russia|Rwanda|Saudi Arabia|Scotland|Senegal|Serbia|Singapore|Slovakia|Slovenia|South Africa|South America
|South Korea|Spain|Sri Lanka|Sudan|Sweden|Switzerland|Syria|Taiwan|Tanzania|Texas|Thailand|Tunisia|Turkey|Türkiye
|U.K.|U.S.|U.S.A.|UAE|Uganda|UK|Ukraine|United Arab Emirates|United Kingdom|United States|United States of America
|Uruguay|USA|Uzbekistan|Venezuela|Vietnam|Virginia|Wales|Zambia|Zimbabwe
"""
_CITIES: Final = """
Amsterdam|Athens|Atlanta|Bangkok|Barcelona|Beijing|Berkeley|Berlin|Boston|Brussels|Budapest|Buenos Aires|Cairo
|Cambridge|Chicago|Copenhagen|Delhi|Dhaka|Dubai|Dublin|Edinburgh|Geneva|Guangzhou|Hamburg|Hangzhou|Heidelberg
|Helsinki|Istanbul|Jakarta|Jerusalem|Karlsruhe|Kyoto|Lisbon|London|Los Angeles|Madrid|Manhattan|Melbourne|Mexico City
|Milan|Montreal|Moscow|Mumbai|Munich|Nairobi|Nanjing|New Delhi|New York|New York City|Osaka|Oslo|Ottawa|Oxford|Paris
|Philadelphia|Pittsburgh|Prague|Rome|San Francisco|Santiago|Seattle|Seoul|Shanghai|Shenzhen|Silicon Valley|Stockholm
|Stuttgart|Sydney|São Paulo|Taipei|Tehran|Tel Aviv|Tokyo|Toronto|Vancouver|Venice|Vienna|Warsaw|Washington
|Washington D.C.|Wuhan|Zurich|Zürich
"""
_LANGUAGES: Final = """
African|Afrikaans|American|Amharic|Arabic|Armenian|Asian|Assamese|Australian|Austrian|Basque|Belgian|Bengali
|Brazilian|British|Bulgarian|Burmese|Canadian|Cantonese|Catalan|Chinese|Croatian|Czech|Danish|Dutch|English|Estonian
|European|Farsi|Finnish|French|Galician|Georgian|German|Greek|Gujarati|Hausa|Hebrew|Hindi|Hungarian|Icelandic|Igbo
|Indian|Indonesian|Irish|Israeli|Italian|Japanese|Javanese|Kannada|Kazakh|Khmer|Korean|Kurdish|Latin|Latvian
|Lithuanian|Malay|Malayalam|Mandarin|Maori|Marathi|Mexican|Mongolian|Nepali|Norwegian|Odia|Oriya|Pashto|Persian
|Polish|Portuguese|Punjabi|Quechua|Romanian|Russian|Sanskrit|Serbian|Sinhala|Slovak|Slovene|Slovenian|Somali|Spanish
|Swahili|Swedish|Swiss|Tagalog|Tamil|Telugu|Thai|Tibetan|Turkish|Ukrainian|Urdu|Uyghur|Uzbek|Vietnamese|Welsh|Wolof
|Xhosa|Yoruba|Zulu
"""
_ORGANISATIONS: Final = """
Adobe|Airbnb|Alibaba|Alibaba Group|Alphabet|Amazon Mechanical Turk|Amazon Web Services|Ant Financial|Ant Group
|Anthropic|App Store|Apple|Apple Store|AWS|Baidu|Boston Dynamics|ByteDance|Carnegie Mellon|Cisco|CNRS|CSAIL|DARPA
|DeepMind|Elsevier|EPFL|Ericsson|ETH Zurich|ETH Zürich|European Commission|European Space Agency|Facebook|FDA|Ford
|General Motors|GitHub|Gitlab|Google|Google Brain|Google Colab|Google DeepMind|Google Play|Google Research|Harvard
|Hitachi|Honda|Huawei|Hugging Face|HuggingFace|Hyundai|IBM|IEEE|Inria|INRIA|Intel|JD.com|Johns Hopkins|KAIST|Kuaishou
|LinkedIn|Lockheed Martin|Lyft|Max Planck|Mechanical Turk|Meituan|Mercedes-Benz|Meta AI|Meta Platforms|Microsoft
|Microsoft Research|MIT|NASA|NHS|NIH|NIST|NSF|NVIDIA|Nvidia|OpenAI|Princeton|Prolific|Purdue|Qualcomm|Red Cross
|Salesforce|Samsung|SenseTime|Siemens|Sony|Spotify|Springer|Stanford|Tencent|Tesla|Toyota|Tsinghua|Uber|UC Berkeley
|UCLA|UNESCO|UNICEF|United Nations|Volkswagen|Volvo|Wiley|World Bank|World Health Organization|Xiaomi|Yale|Zhejiang
"""
_VENUES: Final = """
AAAI|AAMAS|ACCV|ACL|ACM|ACML|AISTATS|ALT|BMVC|CHI|CIKM|COLING|COLM|COLT|CoNLL|CoRL|CVPR|EACL|ECAI|ECCV|ECML|EMNLP
|ICASSP|ICCV|ICDE|ICDM|ICLR|ICML|ICRA|IJCAI|IJCNLP|INTERSPEECH|Interspeech|IROS|ISMIR|KDD|MICCAI|NAACL|NeurIPS|NIPS
|RecSys|SIGGRAPH|SIGIR|SIGMOD|TACL|TPAMI|UAI|VLDB|WACV|WSDM|WWW
"""
_PROGRAMMING: Final = """
C#|C++|CSV|Fortran|Haskell|HTML|Java|JavaScript|Kotlin|OCaml|Perl|PHP|Python|Ruby|Rust|Scala|TypeScript|XML
"""


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
