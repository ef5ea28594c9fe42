"""The head of a data card: YAML that Hugging Face tools read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import PurePosixPath

from alignments.formats.parquet import columns
from workbench.releasing.facts import Facts
from workbench.releasing.options import ReleaseOptions
from workbench.releasing.splitting import SPLITS, Split
from workbench.releasing.writing import path_of

_LICENCES = frozenset(
    "apache-2.0 mit bsd-3-clause cc0-1.0 cc-by-2.0 cc-by-2.5 cc-by-3.0 cc-by-4.0 cc-by-sa-3.0 "
    "cc-by-sa-4.0 cc-by-nc-2.0 cc-by-nc-3.0 cc-by-nc-4.0 cc-by-nd-4.0 cc-by-nc-nd-3.0 "
    "cc-by-nc-nd-4.0 cc-by-nc-sa-2.0 cc-by-nc-sa-3.0 cc-by-nc-sa-4.0 pddl odc-by odbl gfdl "
    "gpl-3.0 lgpl-3.0 agpl-3.0 mpl-2.0".split()
)
"""The names that the hub knows (its documentation, "Licenses")."""
_FLAGS = ["  list:", "  - name: name", "    dtype: string", "  - name: reason", "    dtype: string"]
_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))


def head(facts: Facts, options: ReleaseOptions) -> str:
    """Name, languages, licence, size, and which file is which split."""
    lines = [
        "---",
        f"pretty_name: {_quoted(facts.name)}",
        "language:",
        *(f"- {_quoted(tag)}" for tag in (facts.source_language, facts.target_language)),
        f"license: {_licence(facts)}",
        "task_categories:",
        "- translation",
        "size_categories:",
        f"- {_size(facts.pairs)}",
    ]
    return "\n".join([*lines, *_configuration(facts, options), "---", ""])


def _configuration(facts: Facts, options: ReleaseOptions) -> list[str]:
    """Where `load_dataset` finds the splits, so that it does not guess."""
    if "parquet" not in options.formats:
        return []
    return _splits(facts, {split: path_of("parquet", split) for split in SPLITS})


def _splits(facts: Facts, paths: Mapping[Split, str]) -> list[str]:
    lines = ["configs:", "- config_name: default", "  data_files:"]
    for split, its_own in zip(SPLITS, facts.splits, strict=True):
        if its_own.pairs:
            lines += [f"  - split: {split.hub_name}", f"    path: {paths[split]}"]
    return lines


def jsonl_card(facts: Facts) -> str:
    """A card for the folder of JSON lines: these do not tell types, and nulls least of all."""
    languages = (facts.source_language, facts.target_language)
    features = ["- name: translation", "  dtype:", "    translation:", "      languages:"]
    features += [f"      - {_quoted(tag)}" for tag in languages]
    for name, kind in columns(provenance=True).items():
        features.append(f"- name: {name}")
        features += _FLAGS if kind == "flags" else [f"  dtype: {kind}"]
    paths = {split: PurePosixPath(path_of("jsonl", split)).name for split in SPLITS}
    return "\n".join(
        [
            "---",
            *_splits(facts, paths),
            "dataset_info:",
            "  features:",
            *(f"  {line}" for line in features),
            "---",
            "",
            "The pairs as JSON lines; the page about the corpus is [README.md](../README.md).",
            "",
        ]
    )


def _licence(facts: Facts) -> str:
    """The one licence, in the hub's words; `unknown` as long as a document has none."""
    if facts.without_licence:
        return "unknown"
    known = facts.licences[0].lower().replace(" ", "-")
    return known if len(facts.licences) == 1 and known in _LICENCES else "other"


def _size(pairs: int) -> str:
    return next((name for limit, name in _SIZES if pairs < limit), "1M<n<10M")


def _quoted(text: str) -> str:
    """A string of JSON is one of YAML."""
    return json.dumps(text, ensure_ascii=False)
