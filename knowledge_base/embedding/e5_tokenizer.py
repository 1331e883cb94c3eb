"""The XLM-R tokenizer of e5 as a `tokenizers` object: normalise, fold white space, ▁ before words, unigram Viterbi."""

from pathlib import Path

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from knowledge_base.embedding.charsmap import charsmap
from knowledge_base.embedding.e5_weights import E5Pieces

LONGEST = 512  # tokens, with <s> and </s>


def build_tokenizer(pieces: E5Pieces) -> Tokenizer:
    """A tokenizer whose ids equal the model's own; it stands alone, the character map is inside.

    Differences that are wanted, both as upstream has them: neighbouring unknown characters become one token, and
    white space at the end none. Special tokens are not registered as such: `</s>` in a text is cut like any text.
    """
    tokenizer = Tokenizer(models.Unigram(list(pieces.pieces), unk_id=pieces.unknown, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Precompiled(charsmap(pieces.replacements)), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")]
    )
    bos, eos = pieces.pieces[pieces.bos][0], pieces.pieces[pieces.eos][0]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, pieces.bos), (eos, pieces.eos)],
    )
    tokenizer.enable_truncation(LONGEST)
    return tokenizer


def write_tokenizer(pieces: E5Pieces, path: Path) -> None:
    """Write tokenizer.json."""
    path.write_text(build_tokenizer(pieces).to_str(), encoding="utf-8")
