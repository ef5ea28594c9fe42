"""Drafts that look wrong are made once more; what is better is kept, and both is said."""

from collections.abc import Callable, Iterable

import pytest

from alignments.beads import MachineOrigin
from alignments.store import open_store
from models.engines.base import Alternative, DecodingOptions, Failure, Request, Translation
from tests.stores import new_store
from workbench.documents import keep, read_document
from workbench.translating import translate_bitext

SOURCE = "The harbour handled 480 ships in the month of May."
GOOD = "O porto movimentou 480 navios no mês de maio."
BAD = "O porto movimentou navios no mês de maio."
OTHER_BAD = "O porto movimentou 48 navios no mês de maio."

Answer = Callable[[str, DecodingOptions | None], Translation | Failure]


class Engine:
    """Answers as a function says; it hears the text and the options of that text alone."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self.asked: list[tuple[str, DecodingOptions | None]] = []

    def translate_stream(self, segments: Iterable[str | Request], **_):
        for number, segment in enumerate(segments):
            own = None if isinstance(segment, str) else segment
            text, options = (own.text, own.options) if own else (segment, None)
            self.asked.append((text, options))
            yield number, self._answer(text, options)


@pytest.fixture
def store(tmp_path):
    with open_store(new_store(tmp_path / "store.db")) as opened:
        yield opened


def drafted(store, engine, *texts, family="firefox", context=0):
    keep(store, read_document("\n\n".join(texts).encode(), name="a.txt", language="en"))
    bitext = store.bitexts.ensure(1, "pt")
    done = translate_bitext(
        store,
        bitext,
        engine,
        machine=MachineOrigin(engine=family, model="m", revision="1", options={"kept": "as is"}),
        source="en",
        redo=False,
        progress=lambda done, total: None,
        check_cancelled=lambda: None,
        context=context,
    )
    page = store.bitexts.rows(1, [bitext.id], limit=len(texts))
    histories = [store.revisions.history(row.cells[bitext.id].bead) for row in page.rows]
    return done, [history[-1] if history else None for history in histories]


def test_a_good_draft_is_asked_for_once(store):
    engine = Engine(lambda text, options: Translation(text=GOOD, score=-0.5, links=((0, 0),)))
    done, (revision,) = drafted(store, engine, SOURCE)
    assert engine.asked == [(SOURCE, None)]
    assert (revision.text, revision.score, revision.flags) == (GOOD, -0.5, ())
    assert (revision.links.method, revision.links.pairs) == ("attention", ((0, 0),))
    assert revision.machine.options == {"kept": "as is"}
    assert (done.mended, done.flagged) == (0, 0)


def test_a_second_try_that_is_better_is_kept_and_says_how_it_came_about(store):
    def answer(text, options):
        if options is None:
            return Translation(text=BAD)
        others = (Alternative(text=GOOD, score=-0.7, how="in pieces"), Alternative(text=BAD))
        return Translation(text=OTHER_BAD, alternatives=others)

    done, (revision,) = drafted(store, Engine(answer), SOURCE)
    assert (revision.text, revision.score, revision.flags) == (GOOD, -0.7, ())
    assert revision.machine.options == {
        "kept": "as is",
        "retry": {
            "because": ["numbers"],
            "decoding": {"alternatives": 3},
            "kept": True,
            "how": "in pieces",
        },
    }
    assert (done.written, done.mended, done.flagged) == (1, 1, 0)


def test_a_draft_that_stays_wrong_keeps_its_flag_and_says_what_was_tried(store):
    engine = Engine(lambda text, options: Translation(text=BAD if options is None else OTHER_BAD))
    done, (revision,) = drafted(store, engine, SOURCE, family="ctranslate2")
    assert revision.text == BAD
    assert [flag.name for flag in revision.flags] == ["numbers"]
    retry = revision.machine.options["retry"]
    assert (retry["because"], retry["kept"]) == (["numbers"], False)
    assert retry["decoding"] == {"beam_size": 6, "alternatives": 3, "no_repeat_ngram": 4}
    assert (done.written, done.mended, done.flagged) == (1, 0, 1)


def test_a_second_try_that_fails_costs_nothing(store):
    def answer(text, options):
        return Translation(text=BAD) if options is None else Failure(reason="out of memory")

    done, (revision,) = drafted(store, Engine(answer), SOURCE)
    assert revision.text == BAD
    assert [flag.name for flag in revision.flags] == ["numbers"]
    assert not done.failures


def test_an_engine_without_another_way_is_not_asked_again(store):
    engine = Engine(lambda text, options: Translation(text=BAD))
    drafted(store, engine, SOURCE, family="echo")
    assert len(engine.asked) == 1


def test_second_tries_travel_together_among_the_others(store):
    texts = [f"The harbour handled {number} ships in May." for number in range(200, 300)]
    engine = Engine(lambda text, options: Translation(text=f"O porto {text[20:23]} em maio, sim."))
    bad = Engine(
        lambda text, options: (
            engine._answer(text, options)
            if options or int(text[20:23]) % 2
            else Translation(text="O porto movimentou navios em maio.")
        )
    )
    done, revisions = drafted(store, bad, *texts)
    again = [place for place, (_, options) in enumerate(bad.asked) if options]
    assert (len(again), done.mended, done.flagged) == (50, 50, 0)
    rows = sum(place + 1 not in again for place in again)
    assert 1 < rows <= 5
    assert again[0] < 99
    assert all(
        text[20:23] in revision.text for text, revision in zip(texts, revisions, strict=True)
    )


def test_a_model_that_second_tries_never_help_is_left_alone_after_a_fair_trial(store):
    texts = [f"The harbour handled {number} ships in May." for number in range(200, 400)]
    engine = Engine(lambda text, options: Translation(text="O porto movimentou navios em maio."))
    done, _ = drafted(store, engine, *texts)
    assert done.flagged == len(texts)
    assert 64 <= sum(options is not None for _, options in engine.asked) < 100


def test_a_run_that_is_stopped_leaves_what_waits_for_a_second_try_to_the_next(store):
    class Stopped(Exception):
        pass

    def answer(text, options):
        if "101" in text:
            raise Stopped
        return Translation(text=BAD)

    texts = ["The harbour handled 100 ships in May.", "The harbour handled 101 ships in May."]
    with pytest.raises(Stopped):
        drafted(store, Engine(answer), *texts)
    (bitext,) = store.bitexts.of(1)
    assert store.revisions.count_untranslated(bitext.id) == 2


def test_context_is_what_stands_before_and_never_more_than_that(store):
    texts = ["One ship came.", "It was small.", "Nobody saw it.", "It left."]
    engine = Engine(lambda text, options: Translation(text="Uma frase em português, sim."))
    drafted(store, engine, *texts, family="openai", context=2)
    first = {text: options.context if options else () for text, options in engine.asked}
    assert first["One ship came."] == ()
    assert first["It was small."] == ("One ship came.",)
    assert first["It left."] == ("It was small.", "Nobody saw it.")
