"""Commands that take a corpus away, and that measure it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli.arguments import Doc, meant
from workbench.cli.output import AsJson, note, print_json, print_table
from workbench.cli.session import opened
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from alignments.beads import Bitext
    from alignments.store import Store
    from workbench.evaluation import Evaluation
    from workbench.exporting import ExportReport
    from workbench.giving_back import GivenBack

Output = Annotated[
    Path, typer.Option("--output", "-o", help="The file to write; - is standard output.")
]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("export")(export)
    app.command("score")(score)


def export(
    document: Doc,
    to: Annotated[
        str,
        typer.Option(help="The language of the translation; for html and docx several: ar,fr."),
    ],
    output: Output,
    format_: Annotated[
        str | None,
        typer.Option(
            "--format",
            help="tsv, jsonl, moses, tmx, …; original gives the document's own file back, "
            "translated; otherwise by the file's ending.",
        ),
    ] = None,
    states: Annotated[
        str | None, typer.Option("--state", help="Only these states, such as reviewed,final.")
    ] = None,
    include_drafts: Annotated[
        bool, typer.Option("--include-drafts", help="Untouched machine drafts too, marked.")
    ] = False,
    include_excluded: Annotated[
        bool, typer.Option("--include-excluded", help="Excluded segments too.")
    ] = False,
    min_confidence: Annotated[
        float,
        typer.Option(help="Leave out aligned pairs below it that nobody looked at, 0 to 100."),
    ] = 0.0,
    provenance: Annotated[
        bool, typer.Option(help="Who and what wrote each text, when, in which state.")
    ] = True,
    as_json: AsJson = False,
) -> None:
    """Write the confirmed pairs to a file that other tools read."""
    from workbench.exporting import Selection, export_bitext
    from workbench.giving_back import ORIGINAL, give_back_bitext

    report: ExportReport | GivenBack
    chosen = frozenset(states.split(",")) if states else frozenset()
    with opened() as store:
        bitext, *beside = (_bitext(store, document, each) for each in to.split(","))
        if format_ == ORIGINAL:
            if beside:
                raise WorkbenchError("a file is given back in one language; name one with --to")
            selection = Selection(
                states=chosen,
                include_drafts=include_drafts,
                include_excluded=include_excluded,
                least_confidence=min_confidence,
            )
            report = give_back_bitext(store, bitext.id, destination=output, selection=selection)
        else:
            report = export_bitext(
                store,
                bitext.id,
                format=_format(format_, output),
                destination=output,
                states=chosen,
                include_drafts=include_drafts,
                include_excluded=include_excluded,
                provenance=provenance,
                beside=[each.id for each in beside],
                least_confidence=min_confidence,
            )
    if as_json:
        print_json(report)
    else:
        for line in report.lines():
            note(line)


def _bitext(store: Store, document: str, to: str) -> Bitext:
    found = store.documents.find(document)
    existing = store.bitexts.of(found.id)
    for bitext in meant(existing, to):
        return bitext
    known = ", ".join(bitext.tag for bitext in existing) or "none yet"
    raise WorkbenchError(f"document {found.id} has no translation into {to}; there are: {known}")


def _format(name: str | None, output: Path) -> str:
    from alignments.formats import FORMATS, by_ending

    if name is not None:
        return name
    found = by_ending(output.name)
    if found is None:
        raise WorkbenchError(
            f"the ending of {output} says no format; say it with --format: {', '.join(FORMATS)}"
        )
    return found.name


def score(
    document: Doc,
    to: Annotated[str, typer.Option(help="The language of the translation.")],
    reference: Annotated[
        Path | None,
        typer.Option(help="A human translation: one line per segment, or TSV or TMX."),
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(help="corrections: what people made of the drafts."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Score drafts with sacreBLEU: BLEU, chrF2++ and TER, signatures included."""
    from workbench.evaluation import score_against_corrections, score_against_reference

    if (reference is None) == (against is None) or against not in (None, "corrections"):
        raise WorkbenchError(
            "say what to score against: --reference FILE, or --against corrections"
        )
    with opened() as store:
        bitext = _bitext(store, document, to)
        if reference is not None:
            evaluation = score_against_reference(store, bitext.id, reference)
        else:
            evaluation = score_against_corrections(store, bitext.id)
    if as_json:
        print_json(evaluation)
    else:
        print_evaluation(evaluation)


def print_evaluation(evaluation: Evaluation) -> None:
    """Print the scores as a table, then what weakens them."""
    rows = [
        (each.system, each.metric, f"{each.value:.1f}", each.pairs, each.signature)
        for each in evaluation.scores
    ]
    print_table(("system", "metric", "score", "pairs", "signature"), rows)
    for warning in evaluation.warnings:
        note(warning)
