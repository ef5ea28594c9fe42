"""The Firefox Translations models, run by the compiled engine of `fxtranslate`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from models.engines.base import (
    DEFAULT_OPTIONS,
    Alternative,
    CheckCancelled,
    DecodingOptions,
    ModelFile,
    Progress,
    Setup,
    Translation,
    never_cancelled,
    no_progress,
)
from models.engines.text import (
    cleaned,
    ended_like,
    ended_otherwise,
    joined,
    pieces,
    says_nothing,
)
from models.errors import ModelFileError
from models.files import read_checked, remedy

if TYPE_CHECKING:
    from fxtranslate import Translator
    from sentencepiece import SentencePieceProcessor

# What exceeds the context of about 512 tokens is silently dropped, but the small models leave
# things out long before. On three FLORES sentences to a segment (about 100 tokens), cutting at
# 96 tokens raises BLEU from 40.5 to 47.9; single sentences hardly ever are that long.
LONGEST = 96
_CERTAINLY_SHORT = 150
_SHORTER = (48, 24)


@dataclass(frozen=True, slots=True, kw_only=True)
class FirefoxFiles:
    """Which file of a model directory plays which part."""

    model: str
    source_vocabulary: str
    target_vocabulary: str
    shortlist: str | None

    @property
    def names(self) -> list[str]:
        """Every file once."""
        named = {self.model, self.source_vocabulary, self.target_vocabulary}
        return sorted(named | ({self.shortlist} if self.shortlist else set()))


def find_files(folder: Path) -> FirefoxFiles:
    """Recognise the files of a Firefox model by their names.

    `model.enar.intgemm.alphas.bin`, `vocab.enar.spm` (or `srcvocab` and `trgvocab`), and
    perhaps `lex.50.50.enar.s2t.bin`.
    """
    shared = _only(folder, "vocab.*.spm")
    source = shared or _only(folder, "srcvocab.*.spm")
    target = shared or _only(folder, "trgvocab.*.spm")
    model = _only(folder, "model.*.bin")
    if not (model and source and target):
        missing = "model.*.bin" if not model else "vocab.*.spm (or srcvocab and trgvocab)"
        raise ModelFileError(f"{folder}: no file {missing}; a Firefox model needs one")
    return FirefoxFiles(
        model=model,
        source_vocabulary=source,
        target_vocabulary=target,
        shortlist=_only(folder, "lex.*.bin"),
    )


def _only(folder: Path, pattern: str) -> str | None:
    found = sorted(path.name for path in folder.glob(pattern))
    if len(found) > 1:
        raise ModelFileError(
            f"{folder}: {' and '.join(found[:2])} in one folder; a model directory holds one model"
        )
    return found[0] if found else None


class FirefoxEngine:
    """One model on one thread; it panics when another thread uses it."""

    def __init__(self, setup: Setup) -> None:
        if setup.folder is None:
            raise ModelFileError(f"{setup.model}: has no folder; {remedy(setup.model)}")
        names = find_files(setup.folder)
        expected = {file.name: file for file in setup.files}

        def read(name: str) -> bytes:
            file = expected.get(name, ModelFile(name=name))
            return read_checked(folder, file, model=setup.model)

        folder = setup.folder
        self._vocabulary = read(names.source_vocabulary)
        self._translator = _build(
            setup,
            folder / names.model,
            model=read(names.model),
            source=self._vocabulary,
            target=read(names.target_vocabulary),
            shortlist=read(names.shortlist) if names.shortlist else None,
        )
        self._counter: SentencePieceProcessor | None = None

    def translate(
        self,
        segments: Sequence[str],
        *,
        source: str,
        target: str,
        options: DecodingOptions = DEFAULT_OPTIONS,
        progress: Progress = no_progress,
        check_cancelled: CheckCancelled = never_cancelled,
    ) -> list[Translation]:
        """Greedy always: these models are made for it.

        Alternatives are translations of the same segment given in another way: with or without
        its full stop, or cut into pieces.
        """
        translations = []
        for done, segment in enumerate(segments, start=1):
            check_cancelled()
            translations.append(self._translation(cleaned(segment), target, options.alternatives))
            progress(done, len(segments))
        return translations

    def close(self) -> None:
        del self._translator

    def _translation(self, text: str, target: str, alternatives: int) -> Translation:
        best = self._translated(text, target)
        others: dict[str, Alternative] = {}
        for other in self._others(text, target) if alternatives else ():
            if other.text != best:
                others.setdefault(other.text, other)
            if len(others) == alternatives:
                break
        return Translation(text=best, alternatives=tuple(others.values()))

    def _translated(self, text: str, target: str) -> str:
        if says_nothing(text):
            return text
        return self._in_pieces(text, target) if self._too_long(text) else self._said(text)

    def _others(self, text: str, target: str) -> Iterator[Alternative]:
        if says_nothing(text):
            return
        # A small change upsets what the model does by rote, and costs the least in quality
        said = self._translated(ended_otherwise(text), target)
        yield Alternative(text=ended_like(text, said, target), how="with another ending")
        for longest in _SHORTER:
            if self._tokens(text) > longest:
                said = self._in_pieces(text, target, longest)
                yield Alternative(text=said, how=f"in pieces of {longest} tokens")

    def _in_pieces(self, text: str, target: str, longest: int = LONGEST) -> str:
        parts = [
            self._said(piece) if wanted else piece
            for piece, wanted in pieces(text, lambda part: self._too_long(part, longest))
        ]
        return joined(parts, target)

    def _said(self, text: str) -> str:
        return self._translator.translate(text)

    def _too_long(self, text: str, longest: int = LONGEST) -> bool:
        if longest == LONGEST and len(text) <= _CERTAINLY_SHORT:
            return False
        # More than ten characters a token happen in no text that is worth translating whole.
        return len(text) > longest * 10 or self._tokens(text) > longest

    def _tokens(self, text: str) -> int:
        if self._counter is None:
            from sentencepiece import SentencePieceProcessor

            self._counter = SentencePieceProcessor(model_proto=self._vocabulary)
        return len(self._counter.encode(text))


def _build(
    setup: Setup, path: Path, *, model: bytes, source: bytes, target: bytes, shortlist: bytes | None
) -> Translator:
    """Build the engine, and see that it answers: a wrong vocabulary shows only then."""
    from fxtranslate import Translator

    translator: Translator | None = None
    try:
        translator = Translator(model, source, target, shortlist)
        if translator.translate("1, 2, 3."):
            return translator
        reason = "the vocabulary does not fit the model"
    except ValueError as error:
        raise ModelFileError(
            f"{path}: is no Firefox model ({error}); {remedy(setup.model)}"
        ) from error
    except BaseException as error:
        # A Rust panic derives from BaseException, and its class cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        reason = f"the files do not fit together ({error})"
    finally:
        # An error keeps this frame, and who drops it last may be another thread: a panic again.
        translator = None
    raise ModelFileError(f"{path.parent}: {reason}; {remedy(setup.model)}")
