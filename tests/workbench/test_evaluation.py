"""Scores: sacreBLEU's own figures, over the right drafts, with what a reader has to know."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from alignments.beads import MachineOrigin, State
from alignments.documents import Block, NewDocument, ReadDocument
from alignments.store import open_store
from tests.stores import new_store
from tests.workbench.bitext_sample import DRAFTS, SENTENCES, confirm, draft, filled, whole
from workbench.errors import ScoreError
from workbench.evaluation import (
    ScoredPair,
    drafts_of,
    score_against_corrections,
    score_against_reference,
    score_drafts,
)
from workbench.quality import qualities

DATA = Path(__file__).parents[1] / "data" / "evaluation"
REFERENCES = (
    "A balsa sai às nove.",
    "Ninguém tinha avisado o capitão.",
    "Choveu por três dias.",
    "O mercado estava fechado.",
    "Esperamos junto ao portão.",
    "Então as luzes se apagaram.",
    "Esta fica vazia.",
)


@pytest.fixture
def store(tmp_path):
    with open_store(new_store(tmp_path / "store.db")) as opened:
        yield opened


def pairs(language: str, system: str = "m@1") -> list[ScoredPair]:
    drafts, references = (
        (DATA / f"{name}.{language}.txt").read_text(encoding="utf-8").splitlines()
        for name in ("drafts", "references")
    )
    return [
        ScoredPair(system=system, hypothesis=hypothesis, reference=reference)
        for hypothesis, reference in zip(drafts, references, strict=True)
    ]


def written(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


class TestFiguresOfTheSacrebleuCommand:
    """Golden numbers, from running sacreBLEU 2.6.0 once in tests/data/evaluation."""

    # sacrebleu references.pt.txt -i drafts.pt.txt -m bleu chrf ter --chrf-word-order 2 -w 6
    PORTUGUESE = (
        ("BLEU", 45.889095, "nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp"),
        ("chrF2++", 70.565476, "nrefs:1|case:mixed|eff:yes|nc:6|nw:2|space:no"),
        ("TER", 31.343284, "nrefs:1|case:lc|tok:tercom|norm:no|punct:yes|asian:no"),
    )
    # the same with zh for pt, and --tokenize zh --ter-normalized --ter-asian-support
    CHINESE = (
        ("BLEU", 54.393252, "nrefs:1|case:mixed|eff:no|tok:zh|smooth:exp"),
        ("chrF2++", 39.178343, "nrefs:1|case:mixed|eff:yes|nc:6|nw:2|space:no"),
        ("TER", 21.875, "nrefs:1|case:lc|tok:tercom|norm:yes|punct:yes|asian:yes"),
    )

    @pytest.mark.parametrize(
        ("language", "figures"), [("pt", PORTUGUESE), ("pt-BR", PORTUGUESE), ("zh-Hant", CHINESE)]
    )
    def test_are_ours_too(self, language, figures) -> None:
        found = score_drafts(pairs(language.partition("-")[0]), language=language)
        signatures = (each.signature.partition("|version:")[0] for each in found)
        assert [(each.metric, round(each.value, 6)) for each in found] == [
            (metric, value) for metric, value, _ in figures
        ]
        assert list(signatures) == [signature for *_, signature in figures]


def test_every_system_has_its_own_scores() -> None:
    found = score_drafts([*pairs("pt", "a@1"), *pairs("pt", "b@1")], language="pt")
    assert [(each.system, each.metric) for each in found] == [
        (system, metric) for system in ("a@1", "b@1") for metric in ("BLEU", "chrF2++", "TER")
    ]
    assert found[0].value == found[3].value


def test_the_drafts_are_the_machine_s_even_where_people_changed_them(store) -> None:
    found = drafts_of(store, filled(store))
    assert [each.text for each in found] == list(DRAFTS)
    assert {each.system for each in found} == {"firefox-en-pt@1.0"}
    assert [each.correction for each in found] == [
        "A balsa sai às nove.",
        DRAFTS[1],
        "Choveu três dias.",
        None,
        None,
        None,
    ]


def test_a_correction_belongs_to_the_draft_it_began_from(store) -> None:
    document = store.documents.get(store.bitexts.get(filled(store)).document).id
    bitext = store.bitexts.ensure(document, "pt", label="second").id
    bead = store.revisions.untranslated(bitext)[0][0]
    other = MachineOrigin(engine="firefox", model="other", revision="2")
    store.revisions.add_drafts([(bead, draft("Primeira."))])
    store.revisions.add_drafts([(bead, draft("Segunda.", machine=other))])
    confirm(store, bead, "Terceira.", State.TRANSLATED, 2)
    found = {each.system: each.correction for each in drafts_of(store, bitext)}
    assert found == {"firefox-en-pt@1.0": None, "other@2": "Terceira."}


def test_inline_codes_are_no_part_of_what_is_scored(store, tmp_path) -> None:
    """An exact draft has full marks, wherever a person or a file has the codes."""
    block = Block(text="A ⟦1⟧bold⟦/1⟧ word.", codes={"⟦1⟧": "<b>", "⟦/1⟧": "</b>"})
    document, _ = store.documents.add(
        NewDocument(
            title="Bold",
            language="en",
            media_type="text/plain",
            content=b"A bold word.",
            read=ReadDocument(blocks=[block]),
        ),
        whole,
    )
    bitext = store.bitexts.ensure(document.id, "pt").id
    bead = store.revisions.untranslated(bitext)[0][0]
    store.revisions.add_drafts([(bead, draft("Uma palavra ⟦1⟧em negrito⟦/1⟧ aqui."))])
    confirm(store, bead, "Uma palavra em ⟦1⟧negrito⟦/1⟧ aqui.", State.TRANSLATED, 1)
    (found,) = drafts_of(store, bitext)
    assert (found.source, found.text, found.correction) == (
        "A bold word.",
        "Uma palavra em negrito aqui.",
        "Uma palavra em negrito aqui.",
    )
    plain = written(
        tmp_path, "r.tsv", "source\ttarget\nA bold word.\tUma palavra em negrito aqui.\n"
    )
    for evaluation in (
        score_against_reference(store, bitext, plain),
        score_against_corrections(store, bitext),
    ):
        assert [round(each.value, 6) for each in evaluation.scores] == [100, 100, 0]
    (measured,) = qualities(store, [document], "pt").models
    assert [round(each.value, 6) for each in measured.scores] == [100, 0]
    assert measured.unchanged == 0


class TestAgainstCorrections:
    def test_the_edit_rate_is_called_hter_and_the_bias_is_told(self, store) -> None:
        found = score_against_corrections(store, filled(store))
        assert [(each.metric, each.pairs) for each in found.scores] == [
            ("BLEU", 3),
            ("chrF2++", 3),
            ("HTER", 3),
        ]
        assert (found.document, found.language, found.against) == ("Ferry", "pt", "corrections")
        assert found.warnings == (
            "corrections start from the same drafts: the scores flatter the model that made them",
            "firefox-en-pt@1.0: 3 segments are too few for the figures to mean much; "
            "30 are the least",
        )

    def test_nothing_to_measure_by_is_told(self, store) -> None:
        document = store.bitexts.get(filled(store)).document
        empty = store.bitexts.ensure(document, "fr").id
        with pytest.raises(ScoreError, match="nobody has confirmed a draft yet"):
            score_against_corrections(store, empty)


class TestAgainstAReference:
    def test_one_line_a_segment(self, store, tmp_path) -> None:
        path = written(tmp_path, "reference.pt", "\n".join(REFERENCES) + "\n")
        found = score_against_reference(store, filled(store), path)
        assert {each.pairs for each in found.scores} == {6}
        assert found.scores[0].value == pytest.approx(
            score_drafts(
                [
                    ScoredPair(system="x", hypothesis=text, reference=reference)
                    for text, reference in zip(DRAFTS, REFERENCES, strict=False)
                ],
                language="pt",
            )[0].value
        )

    def test_lines_for_excluded_segments_too(self, store, tmp_path) -> None:
        path = written(tmp_path, "reference.pt", "\n".join([*REFERENCES, "Assine."]))
        assert score_against_reference(store, filled(store), path).scores[0].pairs == 6

    def test_a_table_is_matched_by_its_sources_in_any_order(self, store, tmp_path) -> None:
        rows = [f"{SENTENCES[at]}\t{REFERENCES[at]}" for at in (2, 0, 4)]
        path = written(tmp_path, "reference.tsv", "\n".join(["source\ttarget", *rows]))
        found = score_against_reference(store, filled(store), path)
        assert found.scores[0].pairs == 3
        assert found.warnings[0] == "3 drafts have no reference and are not scored"

    def test_a_memory_is_matched_by_its_sources(self, store, tmp_path) -> None:
        units = "".join(
            f'<tu><tuv xml:lang="en-US"><seg>{source}</seg></tuv>'
            f'<tuv xml:lang="PT-BR"><seg>{reference}</seg></tuv></tu>'
            for source, reference in zip(SENTENCES, REFERENCES, strict=False)
        )
        content = f'<tmx version="1.4"><header srclang="en-US"/><body>{units}</body></tmx>'
        path = written(tmp_path, "reference.tmx", content)
        assert score_against_reference(store, filled(store), path).scores[0].pairs == 6

    @pytest.mark.parametrize(
        ("name", "content", "reason"),
        [
            (
                "short.txt",
                "one\ntwo\n",
                "short.txt has 2 lines and the document 7 segments and 1 excluded ones; "
                "one line a segment is needed",
            ),
            (
                "other.tsv",
                "source\ttarget\nx\ty\n",
                "other.tsv has no unit whose source is a segment of the document",
            ),
            ("broken.tmx", "<tmx>", "broken.tmx: line 1 is not well-formed XML: no element found"),
            (
                "empty.txt",
                "\n" * 7,
                "empty.txt has no translation of a segment that has a draft",
            ),
        ],
    )
    def test_what_does_not_fit_is_told_in_one_line(
        self, store, tmp_path, name, content, reason
    ) -> None:
        with pytest.raises(ScoreError) as refusal:
            score_against_reference(store, filled(store), written(tmp_path, name, content))
        assert str(refusal.value) == reason

    def test_a_file_that_is_not_there(self, store, tmp_path) -> None:
        with pytest.raises(ScoreError, match="no such file or directory"):
            score_against_reference(store, filled(store), tmp_path / "gone.txt")


def test_where_characters_are_counted_it_is_said(store) -> None:
    document = store.bitexts.get(filled(store)).document
    bitext = store.bitexts.ensure(document, "ja").id
    bead = store.revisions.untranslated(bitext)[0][0]
    store.revisions.add_drafts([(bead, draft("船は九時に出る。"))])
    confirm(store, bead, "船は九時に出ます。", State.TRANSLATED, 1)
    found = score_against_corrections(store, bitext)
    assert found.warnings[-1] == (
        "BLEU for ja counts characters here: compare it with no other BLEU"
    )


def test_importing_the_module_loads_no_metrics() -> None:
    script = "import sys, workbench.evaluation; print('sacrebleu' in sys.modules)"
    printed = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert printed.stdout.strip() == b"False"
