"""Which languages the encoders were trained on, by their model cards, as BCP 47 languages."""

from __future__ import annotations

USE_LANGUAGES = frozenset("ar de en es fr it ja ko nl pl pt ru th tr zh".split())
"""Universal sentence encoder, multilingual, version 3: Chinese counts twice there."""

E5_LANGUAGES = frozenset(
    "af am ar as az be bg bn br bs ca cs cy da de el en eo es et eu fa fi fr fy ga gd gl gu ha he "
    "hi hr hu hy id is it ja jv ka kk km kn ko ku ky la lo lt lv mg mk ml mn mr ms my ne nl no om "
    "or pa pl ps pt ro ru sa sd si sk sl so sq sr su sv sw ta te th tl tr ug uk ur uz vi xh "
    "yi zh".split()
)
"""Multilingual E5, whose base is XLM-R: 94 of its languages have a tag of two letters."""

LABSE_LANGUAGES = frozenset(
    "af am ar as az be bg bn bo bs ca ceb co cs cy da de el en eo es et eu fa fi fr fy ga gd gl gu "
    "ha haw he hi hmn hr ht hu hy id ig is it ja jv ka kk km kn ko ku ky la lb lo lt lv mg mi mk "
    "ml mn mr ms mt my ne nl no ny or pa pl pt ro ru rw si sk sl sm sn so sq sr st su sv sw ta te "
    "tg th tk tl tr tt ug uk ur uz vi wo xh yi yo zh zu".split()
)
"""Feng et al., 2022, appendix."""
