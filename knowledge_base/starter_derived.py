"""Files derived from the starter knowledge: its vectors, and the model of what is asked here."""

import numpy as np

from knowledge_base.digests import digest_of
from knowledge_base.embedding.cache import question_digest
from knowledge_base.embedding.embedder import Embedder
from knowledge_base.question_kinds import ANSWERED, save
from knowledge_base.question_kinds_training import train
from knowledge_base.refusals import kind_of, starter_examples
from knowledge_base.starter import KINDS_FILES, VECTORS_FILE, starter_changes
from knowledge_base.statements import statements_of
from knowledge_base.text import normalise


def write_starter_vectors(embedder: Embedder) -> int:
    """Embed every starter passage, statement and question, and write the shipped file; returns the count."""
    changes = starter_changes()
    passages = {c.digest: c.passage for change in changes for c in change.chunks}
    for change in changes:
        told = statements_of(change.entry.kind, change.content)
        passages |= {digest_of(s.passage): s.passage for s in told}
        if len(change.chunks) == 1:  # whose vector its questions move
            passages |= {digest_of(q): q for q in change.questions}
    asked = [q for change in changes for q in change.questions]
    asked += [q for _, q in starter_examples().every_question()]
    questions = {question_digest(q): q for q in asked}
    digests = [*sorted(passages), *sorted(questions)]
    vectors = np.concatenate(
        [
            embedder.embed_passages([passages[d] for d in sorted(passages)]),
            embedder.embed_questions([questions[d] for d in sorted(questions)]),
        ]
    )
    # A byte for each number, in steps of the row's largest / 127: half of float16, and a cosine of 0.9999 with it.
    scales = np.abs(vectors).max(axis=1) / 127
    np.savez_compressed(
        VECTORS_FILE,
        model_id=embedder.model_id,
        digests=np.frombuffer(b"".join(map(bytes.fromhex, digests)), dtype=np.uint8).reshape(len(digests), -1),
        steps=np.round(vectors / scales[:, np.newaxis]).astype(np.int8),
        scales=scales.astype(np.float32),
    )
    return len(digests)


def write_starter_kinds(embedder: Embedder) -> int:
    """Train both models on the starter's questions and refusals, and write the shipped files; returns the questions."""
    stored = sorted({q for change in starter_changes() for q in change.questions})
    rows = [(ANSWERED, q) for q in stored]
    rows += [(kind_of(kind), q) for kind, q in starter_examples().every_question()]
    texts, kinds = [normalise(q) for _, q in rows], [kind for kind, _ in rows]
    vectors = embedder.embed_questions([q for _, q in rows])
    save(train(texts, kinds, vectors), KINDS_FILES[True], embedder.model_id)
    save(train(texts, kinds, None), KINDS_FILES[False], "")
    return len(rows)
