"""The main job, once, on the sample article: import, translate, align, score, export."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

from alignments.beads import Bitext
from alignments.documents import Document
from alignments.store import Progress, Store
from models.errors import ModelsError
from models.installed import installed_models
from models.pool import EnginePool
from models.pull import pull
from workbench.aligning import align_documents
from workbench.documents import keep, read_document
from workbench.errors import ScoreError
from workbench.evaluation import Evaluation, score_against_reference
from workbench.exporting import ExportReport, export_bitext
from workbench.jobs.translation import summary
from workbench.machines import catalogue, machine_for
from workbench.settings import Settings
from workbench.translating import translate_bitext

SAMPLE = "column.en.md"
TRANSLATION = "column.ar.md"
ARABIC_MODEL = "firefox-en-ar"
FORMATS = ("tmx", "tsv")

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """What the demonstration has of one language."""

    bitext: Bitext
    progress: Progress
    evaluation: Evaluation | None
    exports: tuple[ExportReport, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoReport:
    """What came of the demonstration."""

    document: Document
    store: str
    columns: tuple[Column, ...]
    seconds: float


def run(store: Store, *, settings: Settings, output: Path, offline: bool, say: Say) -> DemoReport:
    """Do the main job on the sample. A second run changes nothing that the first one did."""
    begun = time.monotonic()
    document, new = _import(store, SAMPLE, "en")
    what = f"{document.segments} segments" if new else "here since an earlier run"
    say(f"document {document.id}: {document.title} ({what})")
    _draft(store, document, "pt", settings, say)
    if offline or _fetch(ARABIC_MODEL, settings, say):
        _draft(store, document, "ar", settings, say)
    references = {"pt": "pt-BR", "ar": "ar"}
    evaluations = {
        language: _score(store, document, language, reference)
        for language, reference in references.items()
    }
    _align_translation(store, document, settings, say)
    output.mkdir(parents=True, exist_ok=True)
    return DemoReport(
        document=document,
        store=store.name,
        columns=tuple(
            Column(
                bitext=bitext,
                progress=store.bitexts.progress(document.id)[bitext.id],
                evaluation=None if bitext.target_document else evaluations.get(bitext.language),
                exports=_export(store, bitext, output),
            )
            for bitext in store.bitexts.of(document.id)
        ),
        seconds=time.monotonic() - begun,
    )


def sample_texts(language: str) -> list[str]:
    """Return the sample's segments in one of its languages, in order."""
    table = (files("workbench") / "sample" / "column.tsv").read_text(encoding="utf-8")
    header, *lines = (line.split("\t") for line in table.removesuffix("\n").split("\n"))
    place = header.index(language)
    return [line[place] for line in lines]


def _import(store: Store, name: str, language: str) -> tuple[Document, bool]:
    content = (files("workbench") / "sample" / name).read_bytes()
    imported = keep(
        store, read_document(content, name=name, language=language, licence="Apache-2.0")
    )
    return imported.document, imported.new


def _draft(store: Store, document: Document, language: str, settings: Settings, say: Say) -> None:
    """Draft a column; say which model is missing where there is none."""
    try:
        machine = machine_for(document.language, language, models=settings.models, model=None)
    except ModelsError as error:
        say(f"{language}: {error}")
        return
    bitext = store.bitexts.for_drafts(document.id, language)
    if not store.revisions.count_untranslated(bitext.id):
        say(f"{language}: every segment has a text since an earlier run")
        return
    with EnginePool(machine.setup) as pool:
        drafted = translate_bitext(
            store,
            bitext,
            pool,
            machine=machine.origin,
            source=document.language,
            redo=False,
            progress=lambda done, total: None,
            check_cancelled=lambda: None,
        )
    say(f"{language}: {summary(drafted)}")


def _fetch(model: str, settings: Settings, say: Say) -> bool:
    """Try once to get a model. A refusal costs at most three seconds, and is said."""
    folder = Path(settings.models).expanduser()
    if any(each.id == model for each in installed_models(folder, catalogue())):
        return True
    try:
        pull(model, folder=folder, catalogue=catalogue())
    except ModelsError as error:
        say(f"ar: {error}")
        return False
    return True


def _score(store: Store, document: Document, language: str, reference: str) -> Evaluation | None:
    """Score the drafts, where there are any, against the sample's own translation."""
    drafted = [each for each in store.bitexts.of(document.id) if not each.target_document]
    bitext = next((each for each in drafted if each.language == language), None)
    if bitext is None:
        return None
    with TemporaryDirectory() as folder:
        lines = Path(folder) / f"column.{reference}.txt"
        lines.write_text("\n".join(sample_texts(reference)) + "\n", encoding="utf-8")
        try:
            return score_against_reference(store, bitext.id, lines)
        except ScoreError:
            return None


def _align_translation(store: Store, document: Document, settings: Settings, say: Say) -> None:
    """Align the sample with its translation, which is a document of its own."""
    translation = _import(store, TRANSLATION, "ar")[0]
    if any(each.target_document == translation.id for each in store.bitexts.of(document.id)):
        say(f"ar: aligned with document {translation.id} since an earlier run")
        return
    cache = Path(settings.models).expanduser() / "embeddings.db"
    report = align_documents(store, document, translation, cache=cache)
    beads = f"{report.summary.total} beads, {report.doubtful} doubtful"
    say(f"ar: aligned with document {translation.id}, {translation.title}: {beads}")


def _export(store: Store, bitext: Bitext, output: Path) -> tuple[ExportReport, ...]:
    return tuple(
        export_bitext(
            store,
            bitext.id,
            format=format,
            destination=output / f"{_name(bitext)}.{format}",
            include_drafts=True,
        )
        for format in FORMATS
    )


def _name(bitext: Bitext) -> str:
    """A column of drafts and an aligned one may be of the same language."""
    aligned = "-aligned" if bitext.target_document and bitext.label else ""
    return f"column.en-{bitext.language}{aligned}"
