"""A file whose titles are not all known: the one refusal that a person can mend by pointing at columns."""

from .columns import Columns
from .decoding import UnreadableFile


class MissingColumns(UnreadableFile):
    """Required columns were not recognised: `columns` is what the mapping screen starts from."""

    def __init__(self, columns: Columns, *, line: int) -> None:
        super().__init__(
            f"Colonnes non reconnues\u202f: {', '.join(columns.missing_labels)}. "
            "Indiquez à quels titres du fichier elles correspondent.",
            line=line,
        )
        self.columns = columns
