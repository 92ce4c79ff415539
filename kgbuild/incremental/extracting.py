"""Extraction that takes what an earlier run found in the same papers."""

from collections.abc import Generator, Sequence
from contextlib import closing

from kgbuild.config import Options
from kgbuild.datamodel import Extraction, Paper, Skipped
from kgbuild.incremental.fingerprint import digest_record, digest_settings
from kgbuild.incremental.results import KeptResults


class Extracting:
    """What `kgbuild.engines.extract_papers` yields for some papers, with `kept` in place of work done before.

    `taken` counts the papers that were not extracted anew.
    """

    def __init__(
        self, records: Sequence[Paper | Extraction], options: Options, kept: KeptResults | None = None
    ) -> None:
        self._records = records
        self._options = options
        self._kept = kept
        self.taken = 0

    def run(self) -> Generator[Extraction | Skipped, None, None]:
        """Yield for each paper its extraction, in order; as `extract_papers` does, and with its errors."""
        settings = digest_settings(self._options) if self._kept is not None else None
        if self._kept is None or settings is None:
            yield from _extract(self._records, self._options)
            return
        digests = [digest_record(settings, record) for record in self._records]
        known = self._kept.known()
        new = [record for record, digest in zip(self._records, digests, strict=True) if digest not in known]
        with closing(_extract(new, self._options)) as found:
            for record, digest in zip(self._records, digests, strict=True):
                result: Extraction | Skipped | None
                if digest in known:
                    paper = record.paper if isinstance(record, Extraction) else record
                    result = self._kept.find(digest, paper)
                    if result is not None:
                        self.taken += 1
                        yield result
                        continue
                    result = next(_extract([record], self._options))  # a broken row
                else:
                    result = next(found)
                if isinstance(result, Extraction):
                    self._kept.keep(digest, result)
                yield result


def _extract(records: Sequence[Paper | Extraction], options: Options) -> Generator[Extraction | Skipped, None, None]:
    if records:
        from kgbuild.engines import extract_papers  # with all that extracts: not where nothing is to be extracted

        yield from extract_papers(records, options)
