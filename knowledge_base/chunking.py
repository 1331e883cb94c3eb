"""Version → chunks: one per section, long ones cut between lines (款, rows) or sentences, the heading path repeated."""

from collections.abc import Iterator

from knowledge_base.digests import digest_of
from knowledge_base.entries import Chunk, Content, EntryKind, passage_of
from knowledge_base.sections import sections_of

CHUNK_CHARACTERS = 600  # with its heading path within the embedder's 512 tokens
OVERLAP_CHARACTERS = 40


def chunks_of(entry_id: str, kind: EntryKind, content: Content, version: int = 0) -> tuple[Chunk, ...]:
    """All chunks of a version, in reading order; the same content always gives the same ids and digests."""
    made: list[Chunk] = []
    seen: dict[str, int] = {}
    for section in sections_of(kind, content.body, content.fields):
        for text in split_lines(section.lines):
            digest = digest_of(passage_of(content.title, section.heading, text))
            seen[digest] = seen.get(digest, -1) + 1
            chunk_id = f"{entry_id}:{digest[:16]}" + (f":{seen[digest]}" if seen[digest] else "")
            made.append(Chunk(chunk_id, entry_id, version, section.name, content.title, section.heading, text, digest))
    return tuple(made)


def split_lines(lines: tuple[str, ...], limit: int = CHUNK_CHARACTERS) -> Iterator[str]:
    """Pack whole lines up to `limit` characters; a table repeats its caption and header in each piece."""
    header = _table_header(lines)
    packed: list[str] = []
    size = 0
    for line in lines:
        for piece in _sentences(line, limit) if len(line) > limit else (line,):
            if packed and size + len(piece) > limit:
                yield "\n".join(packed)
                packed = list(header) if line.startswith("|") else []
                size = sum(map(len, packed))
            packed.append(piece)
            size += len(piece)
    if packed:
        yield "\n".join(packed)


def _table_header(lines: tuple[str, ...]) -> tuple[str, ...]:
    """The caption line, header row and rule of a Markdown table, if the section holds one."""
    for i, line in enumerate(lines[:-1]):
        if line.startswith("|") and set(lines[i + 1]) <= set("|-: "):
            caption = lines[i - 1 : i] if i and not lines[i - 1].startswith("|") else ()
            return (*caption, line, lines[i + 1])
    return ()


def _sentences(line: str, limit: int) -> list[str]:
    """LlamaIndex's sentence splitter with characters as tokens and Chinese sentence ends."""
    from llama_index.core.node_parser import (
        SentenceSplitter,  # 1 s to import; only long prose needs it
    )

    splitter = SentenceSplitter(
        chunk_size=limit,
        chunk_overlap=OVERLAP_CHARACTERS,
        tokenizer=list,
        paragraph_separator="\n",
        chunking_tokenizer_fn=_chinese_sentences,
        secondary_chunking_regex=r"[^，、；,;]+[，、；,;]?",
        separator="，",
    )
    return splitter.split_text(line)


def _chinese_sentences(text: str) -> list[str]:
    pieces: list[str] = []
    start = 0
    for i, character in enumerate(text):
        if character in "。！？!?；":
            pieces.append(text[start : i + 1])
            start = i + 1
    return [*pieces, text[start:]] if start < len(text) else pieces
