"""The XLM-R tokenizer of e5 as a `tokenizers` object: normalise, fold white space, ▁ before words, unigram Viterbi."""

from pathlib import Path

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from knowledge_base.embedding.e5_weights import E5Pieces

BOS, PAD, EOS = 0, 1, 2
LONGEST = 512  # tokens, with <s> and </s>


def build_tokenizer(pieces: E5Pieces) -> Tokenizer:
    """A tokenizer whose ids equal the model's own for text that went through `E5Pieces.normalisation` first."""
    tokenizer = Tokenizer(models.Unigram(list(pieces.pieces), unk_id=pieces.unknown_id, byte_fallback=False))
    # NFKC stands in for the model's own table where this file is used alone (an exported model folder).
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")]
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", BOS), ("</s>", EOS)]
    )
    tokenizer.enable_truncation(LONGEST)
    return tokenizer




def write_tokenizer(pieces: E5Pieces, path: Path) -> None:
    """Write tokenizer.json."""
    build_tokenizer(pieces).save(str(path), pretty=False)
