"""The command that makes a corpus fit to publish."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from workbench.cli.arguments import languages
from workbench.cli.output import INTERRUPTED, AsJson, StageBars, note, plain, print_json
from workbench.cli.session import opened

if TYPE_CHECKING:
    from alignments.store import Store
    from workbench.releasing.options import ReleaseOptions

_DEFAULT_NEAR, _DEFAULT_SHARE, _DEFAULT_CONFIDENCE = 0.85, 0.05, 60.0


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command("release")(release)


def release(
    to: Annotated[str, typer.Option(help="The language of the translations.")],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="The folder to make.")
    ],
    documents: Annotated[
        list[str] | None,
        typer.Argument(metavar="DOC", help="Documents: a number, a title, or its beginning."),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="All documents that are translated into the language.")
    ] = False,
    name: Annotated[str, typer.Option(help="What the corpus is called.")] = "",
    states: Annotated[
        str, typer.Option("--state", help="Only these states, such as reviewed,final.")
    ] = "",
    include_drafts: Annotated[
        bool, typer.Option("--include-drafts", help="Untouched machine drafts too, marked.")
    ] = False,
    without_flags: Annotated[
        str, typer.Option(help="Leave out what has these flags, such as numbers,length; or any.")
    ] = "",
    min_confidence: Annotated[
        float,
        typer.Option(help="Leave out aligned pairs below it that nobody looked at, 0 to 100."),
    ] = _DEFAULT_CONFIDENCE,
    near: Annotated[
        float,
        typer.Option(help="How alike near-duplicates are: 0.8 to 1; 1 takes the same words only."),
    ] = _DEFAULT_NEAR,
    split_by: Annotated[
        Literal["document", "passage"], typer.Option(help="What stays whole when it is split.")
    ] = "document",
    dev: Annotated[
        float, typer.Option(help="Share of the pairs for development.")
    ] = _DEFAULT_SHARE,
    test: Annotated[float, typer.Option(help="Share of the pairs for test.")] = _DEFAULT_SHARE,
    seed: Annotated[int, typer.Option(help="Another seed makes another split.")] = 1,
    against: Annotated[
        list[Path] | None,
        typer.Option(help="Take out what is alike to this file's texts, such as a test set's."),
    ] = None,
    formats: Annotated[
        str, typer.Option("--formats", help="Which files to write.")
    ] = "parquet,jsonl,tsv,tmx",
    as_json: AsJson = False,
) -> None:
    """Write a corpus to publish: without duplicates, split, described, with checksums."""
    from workbench.releasing.options import ReleaseOptions, SplitOptions

    options = ReleaseOptions(
        language=languages(to)[0],
        name=name,
        states=frozenset(_words(states)),
        include_drafts=include_drafts,
        without_flags=frozenset(_words(without_flags)),
        least_confidence=min_confidence,
        near=near,
        split=SplitOptions(seed=seed, dev=dev, test=test, by=split_by),
        against=tuple(against or ()),
        formats=tuple(_words(formats)),
    )
    with opened() as store:
        _release(
            store, _chosen(store, documents or [], everything, options), options, output, as_json
        )


def _words(listed: str) -> list[str]:
    return [word.strip() for word in listed.split(",") if word.strip()]


def _chosen(store: Store, named: list[str], everything: bool, options: ReleaseOptions) -> list[int]:
    if not everything:
        return [store.documents.find(document).id for document in named]
    known = store.bitexts.languages()
    return [
        document.id
        for document in store.documents.all()
        if options.language in known.get(document.id, ())
    ]


def _release(
    store: Store, documents: list[int], options: ReleaseOptions, folder: Path, as_json: bool
) -> None:
    from workbench.releasing.release import release as make

    with StageBars() as shown:
        try:
            made = make(store, documents, options, folder, progress=shown.update)
        except KeyboardInterrupt:
            shown.close()
            note("stopped; nothing was written")
            raise typer.Exit(INTERRUPTED) from None
    if as_json:
        more = {"without_licence": made.facts.without_licence, "warnings": made.warnings()}
        print_json({"folder": str(made.folder), **plain(made.facts), **more})
        return
    for line in made.lines():
        note(line)
