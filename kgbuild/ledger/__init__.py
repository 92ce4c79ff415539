"""The ledger of a build, `aliases.tsv`: why its names are one thing, and which ones nearly are, in SSSOM's table form.

Lines that begin with `#` are the set's metadata in YAML; then a header and a row for each join, the most
doubtful first.

| column | of a join | of a near miss |
|---|---|---|
| `subject_id` | empty: the subject is a name (`subject_type` "rdfs literal") | the first thing's IRI, `entity:<slug>` |
| `subject_label` | the name | the first name |
| `subject_type` | "rdfs literal" | empty |
| `predicate_id` | `skos:exactMatch` | the same |
| `predicate_modifier` | empty | "Not" |
| `object_id` | the thing's IRI | the second thing's IRI |
| `object_label` | the thing's label | the second name |
| `mapping_justification` | a term of SEMAPV | the same |
| `confidence` | the probability that subject and object are one thing | the same |
| `comment` | the reason in words | the same |
| `ext_reason` | one of `kgbuild.datamodel.JoinReason` | the same |
| `ext_via` | the name of the thing to which this one was joined, where that is not the label | empty |
| `ext_paper` | the IRI of a paper that gives the reason, `paper:<slug>`, or empty | the same |
| `ext_quote` | its words, or empty (`--no-quotes`) | the same |
"""

from kgbuild.ledger.rows import REASONS, LedgerRow
from kgbuild.ledger.table import COLUMNS, read_ledger, to_rows, write_ledger

__all__ = ["COLUMNS", "REASONS", "LedgerRow", "read_ledger", "to_rows", "write_ledger"]
