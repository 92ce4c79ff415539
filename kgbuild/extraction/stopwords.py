"""Words that no technical term starts with, ends with or holds: function words and the verbs of abstracts."""

from typing import Final

_WORDS: Final = """
a able about above abstract accurately achieve achieves achieving across additionally address addresses
addressing after again against aim aims all allow allowing allows along already also although always among
an and another any applied apply applying are aren't as at available based be became because become becomes
been before being below best better between beyond both but by called can cannot capable certain challenging
compared comparing comprehensive conduct conducted consequently consider considering consist consists
contain contains could create creating crucial current currently demonstrate demonstrates demonstrating
design designed despite develop developed developing did different difficult do does doesn't doing don't
done dubbed due during e.g e.g. each easily effective effectively efficient efficiently either empirically
enable enables enabling enough ensure ensures ensuring especially et etc etc. evaluate evaluated evaluating
even ever every existing experimentally experiments explore exploring extensive facilitate far few finally
find finds first firstly five flexible focus focuses focusing following for former four from full fully
further furthermore gain gap general generally give given gives good great had has have having he help helps
hence here high higher highest highly his how however i i.e i.e. if important improve improved improves
improving in include includes including increase indeed inspired instead interesting into introduce
introduced introduces introducing investigate is it its itself just key known largely larger last latter
lead leading least led less let leverage leverages leveraging like limited low lower made mainly maintain
maintaining major make makes making many may means might more moreover most mostly motivated much must named
namely near nearly necessary need needed needs neither never new newly next no nor not notably novel now
obtain obtained of off offer offers often on once one ones only onto or order other others otherwise our
ours out outperform outperforming outperforms over overall own paper particular particularly per perform
performs poor popular possible potential powerful practical present presented presents previous previously
prior produce promising propose proposed proposes provide provided provides providing quite rather recent
recently reduce reduces reducing related relevant remain remains require required requires respectively
result resulting results reveal reveals rich said same second secondly see seen several she should show
showed showing shown shows significant significantly similar simple simultaneously since single six small so
solve solving some specific specifically state-of-the-art still strong study such suffer suffers suggest
superior support supports tackle take takes ten termed than that the their them themselves then
theoretically there thereby therefore these they third thirdly this thorough those three through throughout
thus to together too toward towards traditional two typical typically under understand unlike until up upon
us use used useful uses using usually utilize utilizes utilizing various very via was way ways we well were
what when where whereas whether which while who whole whose why widely will with within without work works
worse would yet you your
"""
STOPWORDS: Final = frozenset(_WORDS.split())
