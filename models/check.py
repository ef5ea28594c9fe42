"""Whether an installed model is sound: its files, and three sentences translated with it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from models.engines.base import Failure, Translation
from models.errors import ModelsError
from models.installed import InstalledModel, check_files
from models.pool import EnginePool
from models.tags import closest, normalised

_SENTENCES = {
    "ar": ("الطقس جميل اليوم.", "أين تقع محطة القطار؟", "اشترت الكتاب في المدينة."),
    "de": (
        "Das Wetter ist heute schön.",
        "Wo ist der Bahnhof?",
        "Sie kaufte das Buch in der Stadt.",
    ),
    "en": (
        "The weather is nice today.",
        "Where is the train station?",
        "She bought the book in town.",
    ),
    "es": (
        "Hoy hace buen tiempo.",
        "¿Dónde está la estación de tren?",
        "Ella compró el libro en la ciudad.",
    ),
    "fa": ("امروز هوا خوب است.", "ایستگاه قطار کجاست؟", "او کتاب را در شهر خرید."),
    "fr": ("Il fait beau aujourd'hui.", "Où est la gare ?", "Elle a acheté le livre en ville."),
    "he": ("מזג האוויר נעים היום.", "איפה תחנת הרכבת?", "היא קנתה את הספר בעיר."),
    "it": ("Oggi il tempo è bello.", "Dov'è la stazione?", "Ha comprato il libro in città."),
    "nl": ("Het weer is mooi vandaag.", "Waar is het station?", "Ze kocht het boek in de stad."),
    "pl": ("Dziś jest ładna pogoda.", "Gdzie jest dworzec?", "Kupiła książkę w mieście."),
    "pt": (
        "O tempo está bom hoje.",
        "Onde fica a estação de trem?",
        "Ela comprou o livro na cidade.",
    ),
    "ru": ("Сегодня хорошая погода.", "Где находится вокзал?", "Она купила книгу в городе."),
    "tr": ("Bugün hava güzel.", "Tren istasyonu nerede?", "Kitabı şehirde satın aldı."),
    "uk": ("Сьогодні гарна погода.", "Де знаходиться вокзал?", "Вона купила книгу в місті."),
    "ur": ("آج موسم اچھا ہے۔", "ریلوے اسٹیشن کہاں ہے؟", "اس نے شہر میں کتاب خریدی۔"),
    "zh": ("今天天气很好。", "火车站在哪里？", "她在城里买了那本书。"),
}

_SCRIPTS = {
    "ar": "ARABIC",
    "fa": "ARABIC",
    "ur": "ARABIC",
    "he": "HEBREW",
    "ru": "CYRILLIC",
    "uk": "CYRILLIC",
    "zh": "CJK",
    "de": "LATIN",
    "en": "LATIN",
    "es": "LATIN",
    "fr": "LATIN",
    "it": "LATIN",
    "nl": "LATIN",
    "pl": "LATIN",
    "pt": "LATIN",
    "tr": "LATIN",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What checking a model brought to light."""

    id: str
    source: str
    target: str
    samples: tuple[tuple[str, str], ...] = ()
    """Known sentences and what the model made of them."""
    problems: tuple[str, ...] = ()
    """In words; none if the model seems sound."""


def check(
    installed: InstalledModel, *, source: str | None = None, target: str | None = None
) -> Checked:
    """Verify the files, translate three known sentences, and say what is wrong.

    The languages are the model's first ones where they are not given.
    """
    source = source or _first(installed.model.source)
    target = target or next(
        (each for each in installed.model.target if each != source), installed.model.target[0]
    )
    try:
        check_files(installed)
        samples = _translated(installed, source, target)
    except ModelsError as error:
        return Checked(id=installed.id, source=source, target=target, problems=(str(error),))
    problems = [
        problem for text, result in samples if (problem := _problem(text, result, source, target))
    ]
    pairs = tuple((text, _text(result)) for text, result in samples)
    return Checked(
        id=installed.id, source=source, target=target, samples=pairs, problems=tuple(problems)
    )


def _first(languages: tuple[str, ...]) -> str:
    """English if the model takes it: most people can judge a translation from it."""
    return closest("en", languages) or languages[0]


def sentences(source: str) -> tuple[str, ...]:
    """Three sentences in a language, or in English where we have none in it."""
    return _SENTENCES.get(normalised(source).partition("-")[0], _SENTENCES["en"])


def _translated(
    installed: InstalledModel, source: str, target: str
) -> list[tuple[str, Translation | Failure]]:
    texts = sentences(source)
    with EnginePool(installed.setup()) as pool:
        found = dict(pool.translate_stream(texts, source=source, target=target))
    return [(text, found[number]) for number, text in enumerate(texts)]


def _text(result: Translation | Failure) -> str:
    return result.text if isinstance(result, Translation) else ""


def _problem(text: str, result: Translation | Failure, source: str, target: str) -> str | None:
    if isinstance(result, Failure):
        return f"{text!r} could not be translated: {result.reason}"
    if not result.text.strip():
        return f"{text!r} was translated into nothing"
    if result.text.strip() == text and source != target:
        return f"{text!r} came back untranslated"
    script = _SCRIPTS.get(normalised(target).partition("-")[0])
    if script and not any(script in unicodedata.name(each, "") for each in result.text):
        return f"{text!r} became {result.text!r}, which is not written in {target}"
    return None
