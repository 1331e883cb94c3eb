"""The lexical index on Tantivy: one folder, one writer."""

import math
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import tantivy

from knowledge_base.tokens import Tokeniser
from knowledge_base.words import Scored, WordDocument

WRITER_BYTES = 64_000_000


class TantivyWords:
    """WordIndex on a folder; the caller owns the home, so this is the only writer."""

    def __init__(self, folder: Path, tokeniser: Tokeniser) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._tokeniser = tokeniser
        self._schema = _schema()
        self._index = tantivy.Index(self._schema, path=str(folder))
        self._writer = self._index.writer(WRITER_BYTES, 1)

    def replace(
        self, current: Mapping[str, Sequence[WordDocument]], archived: Mapping[str, Sequence[WordDocument]]
    ) -> None:
        """See WordIndex."""
        for entry_id in {*current, *archived}:
            self._writer.delete_documents_by_term("entry", entry_id)
        for shelf, entries in (("0", current), ("1", archived)):
            for documents in entries.values():
                for document in documents:
                    self._writer.add_document(self._document(document, shelf))
        self._commit()

    def search(self, query: str, limit: int, *, archive: bool = False) -> list[Scored]:
        """See WordIndex."""
        tokens = self._tokeniser.tokens(query)
        if not tokens:
            return []
        parsed = self._query(tokens, "1" if archive else "0")
        searcher = self._index.searcher()
        hits = searcher.search(parsed, limit).hits
        found = [Scored(str(searcher.doc(address)["chunk"][0]), score) for score, address in hits if score > 0]
        return sorted(found, key=lambda s: (-s.score, s.chunk_id))

    def rarity(self, tokens: Collection[str]) -> dict[str, float]:
        """See WordIndex."""
        searcher = self._index.searcher()
        total = searcher.num_docs
        return {t: math.log(1 + (total + 0.5) / (searcher.doc_freq("text", t) + 0.5)) for t in tokens}

    def chunk_ids(self) -> set[str]:
        """See WordIndex."""
        searcher = self._index.searcher()
        count = searcher.num_docs
        if count == 0:
            return set()
        hits = searcher.search(tantivy.Query.all_query(), count).hits
        return {str(searcher.doc(address)["chunk"][0]) for _, address in hits}

    def clear(self) -> None:
        """See WordIndex."""
        self._writer.delete_all_documents()
        self._commit()

    def _commit(self) -> None:
        self._writer.commit()
        self._index.reload()

    def _document(self, document: WordDocument, shelf: str) -> tantivy.Document:
        made = tantivy.Document()
        made.add_text("chunk", document.chunk_id)
        made.add_text("entry", document.entry_id)
        made.add_text("shelf", shelf)
        # One field: answered questions weigh as the text itself does (a field of their own weighed too much).
        everything = f"{document.title} {document.text} {document.questions}"
        made.add_text("text", " ".join(self._tokeniser.tokens(everything)))
        return made

    def _query(self, tokens: Sequence[str], shelf: str) -> tantivy.Query:
        query, schema = tantivy.Query, self._schema
        terms = [(tantivy.Occur.Should, query.term_query(schema, "text", t, "freq")) for t in dict.fromkeys(tokens)]
        on_shelf = query.const_score_query(query.term_query(schema, "shelf", shelf, "basic"), 0.0)
        return query.boolean_query([(tantivy.Occur.Must, query.boolean_query(terms)), (tantivy.Occur.Must, on_shelf)])


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("chunk", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("entry", stored=False, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("shelf", stored=False, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("text", stored=False, tokenizer_name="whitespace", index_option="freq")
    return builder.build()
