"""The names that multilingual models have for languages, found by BCP 47 tag."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from models.errors import EngineError
from models.tags import normalised

# Where a model has one variety of a macrolanguage, or an older code for it
_VARIETIES = {
    "ara": ("arb",),
    "aze": ("azj",),
    "est": ("ekk",),
    "fas": ("pes",),
    "kur": ("kmr", "ckb"),
    "lav": ("lvs",),
    "mlg": ("plt",),
    "mon": ("khk",),
    "msa": ("zsm",),
    "nep": ("npi",),
    "nor": ("nob",),
    "ori": ("ory",),
    "orm": ("gaz",),
    "pus": ("pbt",),
    "sqi": ("als",),
    "swa": ("swh",),
    "uzb": ("uzn",),
    "yid": ("ydd",),
    "zho": ("cmn",),
}
_FORMS = {
    "marian": re.compile(r">>(.+)<<"),
    "m2m_100": re.compile(r"__(.+)__"),
    "nllb": re.compile(r"([a-z]{3}_[A-Z][a-z]{3})"),
    "mbart": re.compile(r"([a-z]{2}_[A-Z]{2})"),
    "t5": re.compile(r"<2(.+)>"),
}


def language_tokens(kind: str, vocabulary: Collection[str]) -> dict[str, str]:
    """Those tokens of a vocabulary that name languages, by the bare name."""
    form = _FORMS[kind]
    return {found[1]: token for token in vocabulary if (found := form.fullmatch(token))}


def language_token(
    tag: str, tokens: Mapping[str, str], *, model: str, own: Mapping[str, str]
) -> str:
    """The token of the model for a language; `own` says it where guessing does not do.

    `EngineError` when the model does not know the language.
    """
    if tag in own:
        return own[tag]
    for name in _candidates(tag):
        if name in tokens:
            return tokens[name]
    known = ", ".join(sorted(tokens)[:12])
    raise EngineError(
        f"model {model} does not know the language {tag}; it knows {known}"
        f"{' and others' if len(tokens) > 12 else ''}"
    )


def _candidates(tag: str) -> Iterator[str]:
    """Every way to write the language that some model uses, the most exact first."""
    from langcodes import Language

    language = Language.get(normalised(tag))
    full = language.maximize()
    short = language.language or tag
    long = language.to_alpha3()
    for code in (long, *_VARIETIES.get(long, ())):
        yield f"{code}_{full.script}"
        yield f"{code}_{full.script}_{full.territory}"
    yield f"{short}_{full.territory}"
    yield f"{short}_{language.script}"
    yield normalised(tag)
    yield short
    yield f"{short}_XX"
    yield from (long, *_VARIETIES.get(long, ()))
    yield from _OTHER_NAMES.get(short, ())


# Where a model took an older code, another country or another script than the likeliest one
_OTHER_NAMES = {
    "ar": ("ar_AR",),
    "bn": ("bn_IN",),
    "es": ("es_XX",),
    "fil": ("tl", "tl_XX", "tgl_Latn"),
    "ko": ("kor_Hang",),
    "nso": ("ns",),
    "pt": ("pt_XX",),
    "sw": ("sw_KE",),
}
