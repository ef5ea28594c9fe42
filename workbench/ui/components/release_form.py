"""What a release is to hold: documents, filters, split."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Literal

import streamlit as st

from alignments.beads import DOUBTFUL_BELOW
from alignments.documents import Document
from alignments.languages import name
from workbench.releasing.options import ANY_FLAG, ReleaseOptions, SplitOptions
from workbench.releasing.sources import Part, parts_of
from workbench.ui.counting import counted
from workbench.ui.markdown import plain
from workbench.ui.state import Workbench

_MANY = 30
_STATES = ("translated", "reviewed", "final")
_SPLITS: dict[str, Literal["document", "passage"]] = {
    "Documents": "document",
    "Passages of 20 segments": "passage",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the form asks for."""

    documents: Sequence[Document]
    options: ReleaseOptions


def show(
    workbench: Workbench, translated: Mapping[str, Sequence[Document]], *, key: str
) -> Asked | None:
    """The form; `translated` are the documents by the languages that they are translated into."""
    left, right = st.columns(2)
    language = left.selectbox(
        "Translations into", sorted(translated, key=name), format_func=name, key=f"{key}_language"
    )
    title = right.text_input(
        "Name of the corpus", key=f"{key}_name", placeholder="Made of its languages", max_chars=200
    )
    documents = _documents(translated[language], f"{key}_documents_{language}")
    with st.expander("Which pairs come"):
        states, drafts, confidence, flagged = _filters(key)
        against = _against(workbench, key)
    with st.expander("Split for training, development and test"):
        split = _split(key)
    if not documents:
        st.info("Choose at least one document.")
        return None
    options = ReleaseOptions(
        language=language,
        name=title.strip(),
        states=frozenset(states),
        include_drafts=drafts,
        without_flags=frozenset() if flagged else frozenset({ANY_FLAG}),
        least_confidence=float(confidence),
        against=against,
        split=split,
    )
    return Asked(documents=documents, options=options)


def _documents(known: Sequence[Document], key: str) -> Sequence[Document]:
    """Which of the documents; of many, all or those that are picked."""
    many = len(known) > _MANY
    if many and st.toggle(f"All {len(known):,} documents", value=True, key=f"{key}_all"):
        return known
    by_id = {document.id: document for document in known}
    chosen = st.multiselect(
        "Documents",
        list(by_id),
        default=[] if many else list(by_id),
        format_func=lambda one: by_id[one].title,
        key=key,
    )
    return [by_id[one] for one in chosen]


def _filters(key: str) -> tuple[Sequence[str], bool, int, bool]:
    left, right = st.columns(2)
    states = left.multiselect(
        "Only in these states",
        _STATES,
        format_func=str.title,
        placeholder="Everything confirmed",
        key=f"{key}_states",
    )
    confidence = right.slider(
        "Least confidence of aligned pairs",
        0,
        100,
        DOUBTFUL_BELOW,
        step=5,
        help="Of pairs that nobody has pinned, written or confirmed.",
        key=f"{key}_confidence",
    )
    flagged = left.checkbox("Take flagged pairs too", value=True, key=f"{key}_flagged")
    drafts = right.checkbox(
        "Include drafts that nobody has confirmed",
        help="They are marked as machine output in every file, and counted on the card.",
        key=f"{key}_drafts",
    )
    return states, drafts, confidence, flagged


def _against(workbench: Workbench, key: str) -> tuple[Path, ...]:
    files = st.file_uploader(
        "Leave out what is alike to these texts, such as a test set",
        accept_multiple_files=True,
        help="A text a line, or a TMX, TSV, XLIFF, JSONL or Parquet file.",
        key=f"{key}_against",
    )
    return tuple(
        _kept(workbench.releases / "against", file.name, file.getvalue()) for file in files
    )


def _kept(folder: Path, title: str, content: bytes) -> Path:
    """A file that was uploaded, where the worker finds it under its name."""
    path = folder / hashlib.sha256(content).hexdigest()[:16] / PurePath(title).name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return path


def _split(key: str) -> SplitOptions:
    by = st.radio("What stays whole", list(_SPLITS), horizontal=True, key=f"{key}_by")
    dev, test, seed = st.columns(3)
    return SplitOptions(
        by=_SPLITS[by],
        dev=dev.number_input("Development, %", 0, 50, 5, key=f"{key}_dev") / 100,
        test=test.number_input("Test, %", 0, 50, 5, key=f"{key}_test") / 100,
        seed=seed.number_input("Seed", 0, 2**31 - 1, 1, key=f"{key}_seed"),
    )


def command(asked: Asked) -> str:
    """The same release on the command line."""
    options, split = asked.options, asked.options.split
    words = ["workbench release", *(str(document.id) for document in asked.documents)]
    words.append(f"--to {options.language}")
    if options.name:
        words.append("--name " + "'" + options.name.replace("'", "'\\''") + "'")
    if options.states:
        words.append(f"--state {','.join(sorted(options.states))}")
    if options.include_drafts:
        words.append("--include-drafts")
    if options.without_flags:
        words.append("--without-flags any")
    if options.least_confidence != DOUBTFUL_BELOW:
        words.append(f"--min-confidence {options.least_confidence:g}")
    words += [f"--against {path.name}" for path in options.against]
    words.append(f"--split-by {split.by} --dev {split.dev:g} --test {split.test:g}")
    words.append(f"--seed {split.seed} -o corpus")
    return " ".join(words)


def table(workbench: Workbench, asked: Asked) -> str:
    """What each document brings before duplicates go, where they are few; what all bring."""
    if len(asked.documents) > _MANY:
        return f"{len(asked.documents):,} documents"
    lines = ["| Document | Licence | Pairs |", "|---|---|---:|"]
    total = 0
    for document in asked.documents:
        count = _count(workbench, document, asked.options)
        total += count
        licence = _licence(_parts(workbench, document, asked.options.language))
        lines.append(f"| {plain(document.title)} | {licence} | {count:,} |")
    st.markdown("\n".join(lines))
    return f"at most {counted(total, 'pair')}" if total else ""


def warn_of_licences(workbench: Workbench, asked: Asked) -> None:
    """Say loudly how many documents, or their translations, nobody named a licence of."""
    language, many = asked.options.language, len(asked.documents) > _MANY
    without = sum(
        # the translations of many would be a query each
        not document.licence if many else _without_licence(_parts(workbench, document, language))
        for document in asked.documents
    )
    if without:
        count = "One document has" if without == 1 else f"{without:,} documents have"
        st.error(
            f"**{count} no licence**, so nobody may pass this corpus on. Name it under *Licences*.",
            icon=":material/gavel:",
        )


def texts(workbench: Workbench, asked: Asked) -> list[Document]:
    """All documents that a licence is asked of: sources and, where they are apart, translations."""
    found: dict[int, Document] = {}
    for document in asked.documents:
        for part in _parts(workbench, document, asked.options.language):
            found |= {one.id: one for one in (part.document, part.target) if one}
    return list(found.values())


def _parts(workbench: Workbench, document: Document, language: str) -> Sequence[Part]:
    return parts_of(workbench.store, [document.id], language).parts


def _without_licence(parts: Sequence[Part]) -> bool:
    return any(part.without_licence for part in parts)


def _licence(parts: Sequence[Part]) -> str:
    """Of a document and, where it was not made from it, of its translation."""
    told = [_named(parts[0].document)]
    told += [f"translation: {_named(part.target)}" for part in parts if part.target]
    return " · ".join(told)


def _named(document: Document) -> str:
    return plain(document.licence) if document.licence else ":red-badge[none]"


def _count(workbench: Workbench, document: Document, options: ReleaseOptions) -> int:
    counts = workbench.store.bitexts.progress(document.id)
    states = options.states or frozenset(_STATES)
    count = 0
    for bitext in workbench.store.bitexts.of(document.id):
        if bitext.language == options.language and bitext.id in counts:
            progress = counts[bitext.id]
            count += sum(getattr(progress, state) for state in states)
            count += progress.draft if options.include_drafts and not options.states else 0
    return count
