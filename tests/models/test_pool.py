"""Engines in processes: order, cancelling, and everything a process can do wrong."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.catalogue import Catalogue
from models.engines.base import DecodingOptions, Failure, Leg, Request, Setup, Translation
from models.errors import EngineError, ModelFileError, UnknownEngine
from models.installed import InstalledModel, find_installed
from models.pool import EnginePool, Result

ROOT = Path(__file__).parents[2]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return f") {'Z'} " not in Path(f"/proc/{pid}/stat").read_text()


def gone(pids: tuple[int, ...], *, within: float = 10.0) -> bool:
    """Whether all the processes end in the given seconds."""
    end = time.monotonic() + within
    while any(alive(pid) for pid in pids) and time.monotonic() < end:
        time.sleep(0.02)
    return not any(alive(pid) for pid in pids)


def collected(pool: EnginePool, segments: list[str]) -> dict[int, Result]:
    found: dict[int, Result] = {}
    for number, result in pool.translate_stream(segments, source="en", target="pt"):
        assert number not in found
        found[number] = result
    return found


@pytest.fixture
def pool(misbehaving: str) -> Iterator[EnginePool]:
    with EnginePool(Setup(family=misbehaving, model="m"), workers=2, time_limit=2.0) as made:
        yield made


@pytest.fixture(scope="module")
def echo() -> Iterator[EnginePool]:
    with EnginePool(Setup(family="echo", model="echo"), workers=2) as made:
        yield made


@given(st.lists(st.text(st.characters(exclude_categories=[]))))
@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
def test_results_come_in_order_and_are_as_many_as_segments(
    echo: EnginePool, segments: list[str]
) -> None:
    results = echo.translate(segments, source="en", target="pt")
    assert [each.text for each in results] == [f"[pt] {segment}" for segment in segments]


def test_real_weights_translate_alike_in_one_and_in_two_processes(
    embedded: InstalledModel,
) -> None:
    texts = [f"On day {day} the farmer sold {day + 3} sheep at the market." for day in range(60)]
    with EnginePool(embedded.setup()) as one, EnginePool(embedded.setup(), workers=2) as two:
        alone = one.translate(texts, source="en", target="pt")
        assert two.translate(texts, source="en", target="pt") == alone
        assert two.peak_memory > one.peak_memory > 10_000_000


def test_everything_a_translation_carries_comes_through(pool: EnginePool) -> None:
    assert pool.translate(["abc"], source="en", target="pt") == [
        Translation(text="ABC", score=-0.5, links=((0, 0),))
    ]


def test_progress_counts_segments(echo: EnginePool) -> None:
    told: list[tuple[int, int]] = []
    echo.translate(
        ["a", "b", "c"],
        source="en",
        target="pt",
        progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_segments_are_read_no_further_ahead_than_needed(echo: EnginePool) -> None:
    read = 0

    def endless() -> Iterator[str]:
        nonlocal read
        while True:
            read += 1
            yield "a segment of some length " * 40

    stream = echo.translate_stream(endless(), source="en", target="pt")
    for _ in range(50):
        next(stream)
    stream.close()
    assert read < 100


def test_nothing_runs_after_close(misbehaving: str) -> None:
    pool = EnginePool(Setup(family=misbehaving, model="m"), workers=2)
    pool.start()
    pids = pool.pids
    assert len(pids) == 2
    pool.close()
    assert not any(alive(pid) for pid in pids)


def test_a_busy_worker_ends_with_close_too(misbehaving: str) -> None:
    pool = EnginePool(Setup(family=misbehaving, model="m"))
    stream = pool.translate_stream(["a"] * 64 + ["hang"], source="en", target="pt")
    next(stream)
    pids = pool.pids
    pool.close()
    assert not any(alive(pid) for pid in pids)


def test_a_killed_worker_is_replaced_and_its_segments_are_given_again(
    embedded: InstalledModel,
) -> None:
    texts = [f"On day {day} the farmer sold {day + 3} sheep at the market." for day in range(120)]
    with EnginePool(embedded.setup(), workers=2) as pool:
        expected = pool.translate(texts, source="en", target="pt")
        found: dict[int, Result] = {}
        for number, result in pool.translate_stream(texts, source="en", target="pt"):
            if len(found) in (10, 50, 90):
                os.kill(pool.pids[0], signal.SIGKILL)
            found[number] = result
        assert [found[number] for number in range(len(texts))] == expected


@pytest.mark.parametrize("deed", ["die", "crash"])
def test_only_the_segment_that_ends_workers_fails(pool: EnginePool, deed: str) -> None:
    segments = ["one", deed, *(f"number {count}" for count in range(200))]
    found = collected(pool, segments)
    failure = found.pop(1)
    assert isinstance(failure, Failure)
    assert "\n" not in failure.reason
    assert {number: result.text for number, result in found.items()} == {
        number: segment.upper() for number, segment in enumerate(segments) if segment != deed
    }


def test_the_reason_of_a_death_is_the_last_line_it_wrote(pool: EnginePool) -> None:
    failure = collected(pool, ["crash"])[0]
    assert failure == Failure(
        reason="the engine stopped twice over it: MemoryError: no memory left for this sentence"
    )


def test_a_worker_that_hangs_is_ended_and_the_others_go_on(misbehaving: str) -> None:
    with EnginePool(Setup(family=misbehaving, model="m"), workers=2, time_limit=0.5) as pool:
        found = collected(pool, ["one", "hang", "two"])
    assert found[1] == Failure(
        reason="the engine stopped twice over it: no answer within 0.5 seconds"
    )
    assert (found[0].text, found[2].text) == ("ONE", "TWO")


def test_a_segment_that_the_engine_refuses_fails_alone(pool: EnginePool) -> None:
    found = collected(pool, ["one", "refuse", "two"])
    assert found[1] == Failure(reason="will not say that")
    assert (found[0].text, found[2].text) == ("ONE", "TWO")


def test_an_engine_that_gives_too_few_results_is_found_out(pool: EnginePool) -> None:
    found = collected(pool, ["one", "few"])
    assert found[0].text == "ONE"
    assert found[1] == Failure(reason="the engine gave 0 results for it")


def test_translate_raises_where_the_stream_marks(pool: EnginePool) -> None:
    with pytest.raises(EngineError, match=r"segment 2 could not be translated \(will not say"):
        pool.translate(["one", "refuse"], source="en", target="pt")
    assert pool.translate(["two"], source="en", target="pt")[0].text == "TWO"


def test_an_engine_that_refuses_to_load_says_why(misbehaving: str) -> None:
    with (
        EnginePool(Setup(family=misbehaving, model="refused"), workers=2) as pool,
        pytest.raises(ModelFileError, match="3 bytes where 5 were expected"),
    ):
        pool.translate(["a"], source="en", target="pt")


def test_an_engine_that_dies_while_loading_says_its_last_words(misbehaving: str) -> None:
    with (
        EnginePool(Setup(family=misbehaving, model="dying"), workers=2) as pool,
        pytest.raises(
            EngineError, match=r"ended while it was loading \(out of memory while loading"
        ),
    ):
        pool.translate(["a", "b"], source="en", target="pt")


def test_an_unknown_family_is_refused_before_anything_starts() -> None:
    with pytest.raises(UnknownEngine, match="no engine family 'fierfox'; known: echo, firefox"):
        EnginePool(Setup(family="fierfox", model="m"))
    with pytest.raises(ValueError, match="at least one worker"):
        EnginePool(Setup(family="echo", model="m"), workers=0)


def test_cancelling_stops_at_once_and_the_pool_can_be_used_again(pool: EnginePool) -> None:
    began = time.monotonic()

    def check() -> None:
        if time.monotonic() - began > 0.3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pool.translate(["hang"], source="en", target="pt", check_cancelled=check)
    assert pool.translate(["two"], source="en", target="pt")[0].text == "TWO"


def test_leaving_the_stream_early_stops_the_work(pool: EnginePool) -> None:
    stream = pool.translate_stream(["wait"] * 500, source="en", target="pt")
    stream.close()
    started = pool.translate_stream(["x"] * 64 + ["hang"], source="en", target="pt")
    next(started)
    started.close()
    assert pool.translate(["two"], source="en", target="pt")[0].text == "TWO"


def test_each_worker_is_told_how_many_threads_it_may_use(misbehaving: str) -> None:
    with EnginePool(Setup(family=misbehaving, model="m", threads=1)) as pool:
        assert pool.translate(["environment"], source="en", target="pt")[0].text == "1"


@pytest.mark.parametrize("work", ["nothing", "hang"])
def test_workers_end_when_their_parent_is_killed(misbehaving: str, work: str) -> None:
    code = (
        "from models.engines.base import Setup\n"
        "from models.pool import EnginePool\n"
        f"pool = EnginePool(Setup(family={misbehaving!r}, model='m'), workers=2)\n"
        "pool.start()\n"
        "pool.translate(['a'], source='en', target='pt')\n"
        "print(*pool.pids, flush=True)\n"
        f"pool.translate([{work!r}] * 2 if {work!r} == 'hang' else ['wait'] * 5000,"
        " source='en', target='pt')\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as parent:
        pids = tuple(int(pid) for pid in parent.stdout.readline().split())
        time.sleep(0.3)
        parent.send_signal(signal.SIGKILL)
    assert len(pids) == 2
    assert gone(pids)


def test_a_folder_called_models_in_the_working_directory_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "__init__.py").write_text("raise SystemExit('the wrong one')")
    monkeypatch.chdir(tmp_path)
    with EnginePool(Setup(family="echo", model="echo")) as pool:
        assert pool.translate(["a"], source="en", target="pt")[0].text == "[pt] a"


def test_a_request_among_segments_is_translated_by_its_own_options(
    pool: EnginePool,
) -> None:
    sampled = DecodingOptions(temperature=0.5, context=("before",))
    segments = ["one", "options", Request(text="options", options=sampled), "options", "two"]
    found = dict(pool.translate_stream(segments, source="en", target="pt"))
    assert [found[number].text for number in (0, 4)] == ["ONE", "TWO"]
    usual, own, again = (found[number].text for number in (1, 2, 3))
    assert usual == again == repr(DecodingOptions())
    assert own == repr(sampled)


def test_two_models_in_a_row_translate_through_a_third_language(
    catalogue: Catalogue, embedded: InstalledModel
) -> None:
    back = find_installed("firefox-pt-en-tiny", folder=Path("nowhere"), catalogue=catalogue)
    legs = (
        Leg(setup=embedded.setup(), source="en", target="pt"),
        Leg(setup=back.setup(), source="pt", target="en"),
    )
    with EnginePool(Setup(family="pivot", model="both", legs=legs)) as pool:
        found = pool.translate(
            ["Where is the train station?", "12.5 %"],
            source="en",
            target="en",
            options=DecodingOptions(alternatives=2),
        )
    assert [each.text for each in found] == ["Where is the train station?", "12.5 %"]


def test_a_pivot_whose_second_model_is_damaged_says_which(
    tmp_path: Path, embedded: InstalledModel
) -> None:
    broken = Setup(family="firefox", model="second", folder=tmp_path)
    legs = (
        Leg(setup=embedded.setup(), source="en", target="pt"),
        Leg(setup=broken, source="pt", target="es"),
    )
    with EnginePool(Setup(family="pivot", model="both", legs=legs)) as pool:  # noqa: SIM117
        with pytest.raises(ModelFileError, match=str(tmp_path)):
            pool.translate(["Hello."], source="en", target="es")


def test_engines_let_others_go_first_where_that_is_asked():
    def niceness(pid):
        return os.getpriority(os.PRIO_PROCESS, pid)

    with EnginePool(Setup(family="echo", model="echo"), niceness=3) as pool:
        assert pool.translate(["One."], source="en", target="pt")
        assert [niceness(pid) for pid in pool.pids] == [niceness(0) + 3]
