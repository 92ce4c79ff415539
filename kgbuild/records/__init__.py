"""The extraction record, one JSON object a paper: the form in which papers and extractions enter and leave.

`parse_record` makes a datamodel value of a record, `to_record` a record of an extraction. What the record
looks like is part of the contract with users; files and foreign field names are the readers' business.
"""

from kgbuild.records.ids import give_ids
from kgbuild.records.parse import ParsedRecord, parse_record, parse_record_with_notes
from kgbuild.records.places import find_address, find_mentions, settle_mention
from kgbuild.records.size import find_excess
from kgbuild.records.write import to_record

__all__ = [
    "ParsedRecord",
    "find_address",
    "find_excess",
    "find_mentions",
    "give_ids",
    "parse_record",
    "parse_record_with_notes",
    "settle_mention",
    "to_record",
]
