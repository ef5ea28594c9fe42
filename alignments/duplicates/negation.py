"""Words that turn a sentence round, in the languages that we are sure of."""

from __future__ import annotations

NEGATIONS = {
    "ar": "لا ولا فلا ألا لم ولم فلم لن ولن فلن ليس وليس فليس ليست وليست ليسوا لست لسنا "
    "غير بدون دون بلا عدم وعدم لعدم بعدم",
    "de": "nicht nichts nie niemals niemand ohne weder kein keine keinen keinem keiner keines",
    "en": "no not nor never none nobody nothing nowhere neither without cannot dont doesnt didnt "
    "isnt arent wasnt werent cant couldnt wont wouldnt shouldnt hasnt havent hadnt mustnt neednt",
    "es": "no ni nunca jamás nada nadie sin tampoco ningún ninguno ninguna",
    "fr": "pas non ni jamais rien sans aucun aucune personne",
    "pt": "não nem nunca jamais nada ninguém sem nenhum nenhuma",
    "ru": "не нет ни без никогда ничего никто нельзя",
}
"""By primary language subtag. Where a language negates in other ways than by words of its own
(Persian, Turkish), or is not here, the other side of a pair has to tell."""
