"""The data card: a README.md that a person reads, with a head that Hugging Face tools read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import workbench
from alignments.duplicates.near import ALIKE
from alignments.duplicates.shingles import length_for
from alignments.languages import direction, name
from workbench.quality import SAMPLE
from workbench.releasing.card_head import head
from workbench.releasing.facts import DocumentFacts, Facts
from workbench.releasing.options import ReleaseOptions, SplitOptions
from workbench.releasing.splitting import SPLITS
from workbench.releasing.writing import TAKEN_OUT, path_of

_CONTENTS = {
    "parquet": "columns, as `datasets` loads them",
    "jsonl": "a line of JSON per pair, in the same shape",
    "tsv": "a table with a header",
    "tmx": "a translation memory, TMX 1.4b",
}

_LONGEST_EXAMPLE = 200
_LOADING = """```python
from datasets import load_dataset

corpus = load_dataset("FOLDER")
```
"""


def card(facts: Facts, options: ReleaseOptions) -> str:
    """The whole card."""
    sections = (
        _opening(facts),
        _examples(facts),
        _loading(facts, options),
        _splits(facts),
        _documents(facts),
        _states(facts),
        _people(facts),
        _machines(facts),
        _efforts(facts),
        _left_out(facts),
        _method(facts, options),
        _limits(facts, options),
    )
    return head(facts, options) + "\n" + "\n".join(chain.from_iterable(sections))


def _opening(facts: Facts) -> Iterator[str]:
    yield f"# {facts.name}\n"
    documents = _counted(len(facts.documents), "document", "documents")
    yield (
        f"{facts.pairs:,} pairs of {_language(facts.source_language)} segments and their "
        f"translations into {_language(facts.target_language)}, from {documents}.\n"
    )
    if facts.without_licence:
        yield (
            f"> **No licence.** {_counted(facts.without_licence, 'document has', 'documents have')}"
            " none, so nobody has the right to pass this corpus on. See the table of documents.\n"
        )
    if facts.drafts:
        yield (
            f"> **Machine output.** {facts.drafts:,} of the targets ({_share(facts.drafts, facts)})"
            " are machine drafts that nobody has looked at: those whose `state` is `initial`.\n"
        )
    if facts.splitting_note:
        yield f"> **Split.** {facts.splitting_note}\n"


def _examples(facts: Facts) -> Iterator[str]:
    tags = facts.source_language, facts.target_language
    yield _table(
        [name(tag) for tag in tags],
        [
            [_directed(_shown(text), tag) for text, tag in zip(pair, tags, strict=True)]
            for pair in facts.examples
        ],
    )


def _shown(text: str) -> str:
    """The text, or its beginning, as it is: nothing in it is markup."""
    short = (
        text if len(text) <= _LONGEST_EXAMPLE else text[:_LONGEST_EXAMPLE].rsplit(" ", 1)[0] + "…"
    )
    return _cell("".join(f"\\{sign}" if sign in "\\`*_[]" else sign for sign in short))


def _directed(text: str, tag: str) -> str:
    """Right-to-left text says so: a page in English would put its full stop on the wrong side."""
    return f'<span dir="rtl">{text}</span>' if direction(tag) == "rtl" else text


def _loading(facts: Facts, options: ReleaseOptions) -> Iterator[str]:
    yield "## Load it\n"
    if "parquet" in options.formats:
        yield _LOADING
    held = [split for split, its_own in zip(SPLITS, facts.splits, strict=True) if its_own.pairs]
    files = [
        (", ".join(f"`{path_of(format, split)}`" for split in held), _CONTENTS[format])
        for format in options.formats
    ]
    papers = [
        ("`release.json`", "the figures of this page"),
        (f"`{TAKEN_OUT}`", "every pair that was taken out, why, and which one stands for it"),
        ("`SHA256SUMS`", "checksums: `sha256sum --check SHA256SUMS`"),
    ]
    yield _table(("file", "content"), [*files, *papers])
    yield (
        "All of them have the same pairs. A pair comes with its document and the number of its "
        "segment, state and sub-state, the person or machine that wrote the target, when, and "
        "what is to be looked at (`flags`).\n"
    )


def _splits(facts: Facts) -> Iterator[str]:
    yield "## Splits\n"
    yield _table(
        ("split", "pairs", "documents", "source words", "target words"),
        [
            (each.name, each.pairs, each.documents, each.source_words, each.target_words)
            for each in facts.splits
        ],
    )


def _documents(facts: Facts) -> Iterator[str]:
    yield "## Documents, sources and licences\n"
    yield _table(
        ("document", "pairs", "split", "source", "licence"),
        [
            (_cell(each.name), each.pairs, each.split, _origin(each), _licence(each))
            for each in facts.documents
        ],
    )
    if len(facts.licences) > 1:
        yield "Who uses the whole has to keep to every one of these licences.\n"


def _origin(document: DocumentFacts) -> str:
    own = _cell(document.source or "not said")
    if not document.translated:
        return own
    return f"{own}; translation: {_cell(document.target_source or 'not said')}"


def _licence(document: DocumentFacts) -> str:
    own = _cell(document.licence or "**none**")
    if not document.translated:
        return own
    return f"{own}; translation: {_cell(document.target_licence or '**none**')}"


def _states(facts: Facts) -> Iterator[str]:
    yield "## How the translations came to be\n"
    yield _table(
        ("state", "pairs", "share"),
        [(state, count, _share(count, facts)) for state, count in facts.states.items()],
    )
    yield (
        f"Untouched machine text: {_share(facts.drafts, facts)} of the pairs. Flagged for a look: "
        f"{facts.flagged:,}.\n"
    )


def _people(facts: Facts) -> Iterator[str]:
    if not facts.people:
        return
    yield "## Annotators\n"
    yield _table(
        ("annotator", "written or edited", "accepted unchanged", "other"),
        [(each.name, each.edited, each.unchanged, each.other) for each in facts.people],
    )
    yield "The names are pseudonyms, the same for the same person in every release.\n"


def _machines(facts: Facts) -> Iterator[str]:
    if not facts.systems:
        return
    yield "## Engines, models and revisions\n"
    yield _table(
        ("engine · model · revision", "targets that are its text as it was"),
        [(_cell(system), count) for system, count in facts.systems.items()],
    )


def _efforts(facts: Facts) -> Iterator[str]:
    if not facts.efforts:
        return
    yield "## Drafts against corrections\n"
    rows = [
        (
            _cell(each.name),
            each.drafts,
            each.unchanged,
            *(f"{score.value:.1f}" for score in each.scores),
            each.scores[0].pairs,
        )
        for each in facts.efforts
    ]
    metrics = [score.metric for score in facts.efforts[0].scores]
    yield _table(("model", "drafts", "kept unchanged", *metrics, "pairs scored"), rows)
    for score in facts.efforts[0].scores:
        yield f"- {score.metric}: `{score.signature}`"
    yield (
        "\nThe drafts are scored against the released texts, which people made of these same "
        "drafts: the figures say how much was changed, and flatter the model. HTER is TER against "
        "such texts (Snover et al., 2006)."
        + (f" At most {SAMPLE:,} pairs of a model are scored." if _sampled(facts) else "")
        + "\n"
    )


def _sampled(facts: Facts) -> bool:
    return any(each.drafts > each.scores[0].pairs for each in facts.efforts)


def _left_out(facts: Facts) -> Iterator[str]:
    rows = [*facts.taken_out.items(), *facts.left_out.items()]
    yield "## What is not here\n"
    if facts.untranslated:
        yield (
            f"Asked for, but without a translation into {_language(facts.target_language)}: "
            f"{_shown(facts.named_untranslated)}.\n"
        )
    if not rows:
        if facts.untranslated:
            return
        yield "Every segment of the documents is here.\n"
        return
    yield _table(("pairs or segments", "why"), [(count, _cell(why)) for why, count in rows])


def _method(facts: Facts, options: ReleaseOptions) -> Iterator[str]:
    yield "## How it was made\n"
    yield (
        f"- Made by the translation workbench {workbench.__version__}. The same store, options and "
        "version give the same bytes."
    )
    lengths = {length_for(facts.source_language), length_for(facts.target_language)}
    characters = " or ".join(map(str, sorted(lengths, reverse=True)))
    yield (
        "- Exact duplicates are pairs whose two texts are the same but for white space. "
        "Near-duplicates are pairs whose words, compared without case, accents, vowel signs, "
        "tatweel, forms of alef, digits and punctuation, are alike on both sides: of all their "
        f"different sequences of {characters} characters the two texts share at least "
        f"{options.near:.0%} (Broder, 1997). They are found by MinHash and then compared exactly: "
        f"of texts that share {ALIKE:.0%} it finds 99.8%, of those that share more nearly all. A "
        "pair with other numbers or another negation is never taken for a duplicate, nor is one "
        "with a short text unless its words are the same. Of duplicates the one in the best state "
        "stays, then the first."
    )
    if facts.is_split:
        yield _split_method(facts, options.split)
    if facts.against:
        files = ", ".join(f"`{path}`" for path in facts.against)
        yield f"- Checked in the same way against {files}: what is alike was taken out."
    yield ""


def _split_method(facts: Facts, split: SplitOptions) -> str:
    return (
        f"- Split by {split.by}, seed {split.seed}; {split.dev:.0%} for dev and {split.test:.0%} "
        f"for test were asked for. A pair leaks where either of its texts shares {ALIKE:.0%} or "
        "more with one in another split, whatever its numbers; such pairs were taken out of train "
        "(and out of dev where test has the other). Leaks left, counted again at the end: "
        f"{facts.leaks_left}."
    )


def _limits(facts: Facts, options: ReleaseOptions) -> Iterator[str]:
    yield "## Known limits\n"
    yield "- Near-duplicates are found by form: paraphrases are not found."
    if options.split.by == "passage" and facts.is_split:
        yield "- Split by passages: train and test may hold passages of one document."
    yield (
        "- Negation is known by its words in Arabic, English, French, German, Portuguese, Russian "
        "and Spanish only; numbers written out as words are not compared."
    )
    if any(each.unchanged for each in facts.people) or facts.drafts:
        yield (
            "- Texts that are a machine's as they were carry its habits; "
            "`sub_state` tells them from the others."
        )
    if any(each.translated for each in facts.documents):
        yield "- Translations that existed were aligned by a program; `confidence` says how surely."
    yield ""


def _language(tag: str) -> str:
    written = " (written right to left)" if direction(tag) == "rtl" else ""
    return f"{name(tag)}{written}"


def _counted(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


def _share(count: int, facts: Facts) -> str:
    return f"{count / facts.pairs:.1%}"


def _cell(text: str) -> str:
    """A text that stays in its cell of a table."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


def _table(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [_row(headers), _row(["---"] * len(headers))]
    lines += [
        _row([f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row]) for row in rows
    ]
    return "\n".join(lines) + "\n"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
