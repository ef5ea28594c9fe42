"""Documents for the tests of the user interface, straight into a store."""

from __future__ import annotations

from collections.abc import Sequence

from alignments.beads import Bitext, Flag, MachineOrigin, NewRevision, Origin, State, SubState
from alignments.documents import Block, BlockKind, Document, NewDocument, ReadDocument
from alignments.store import NewBead, Store

MACHINE = MachineOrigin(engine="firefox", model="firefox-en-ar-base", revision="1.0")

SENTENCES = [
    {
        "en": "The river rose 2.4 metres in one night.",
        "ar": "ارتفع منسوب النهر 2.4 متر في ليلة واحدة.",
        "fa": "سطح آب رودخانه در یک شب ۲٫۴ متر بالا آمد.",
        "ur": "ایک ہی رات میں دریا کا پانی 2.4 میٹر بلند ہو گیا۔",
        "he": "מפלס הנהר עלה ב-2.4 מטרים בלילה אחד.",
        "pt": "O rio subiu 2,4 metros em uma só noite.",
    },
    {
        "en": "“Nobody warned us,” said Layla Haddad, who runs the bakery on Canal Street.",
        "ar": "قالت ليلى حداد، صاحبة المخبز في شارع القناة: «لم يحذرنا أحد».",
        "fa": "لیلا حداد که نانوایی خیابان کانال را می‌گرداند گفت: «هیچ‌کس به ما هشدار نداد.»",
        "ur": "کینال اسٹریٹ پر بیکری چلانے والی لیلیٰ حداد نے کہا: ”ہمیں کسی نے خبردار نہیں کیا۔“",
        "he": "„איש לא הזהיר אותנו”, אמרה ליילה חדאד, בעלת המאפייה ברחוב התעלה.",
        "pt": "“Ninguém nos avisou”, disse Layla Haddad, dona da padaria da Rua do Canal.",
    },
    {
        "en": "Is the water safe to drink?",
        "ar": "هل المياه صالحة للشرب؟",
        "fa": "آیا آب قابل نوشیدن است؟",
        "ur": "کیا پانی پینے کے لیے محفوظ ہے؟",
        "he": "האם המים ראויים לשתייה?",
        "pt": "A água é segura para beber?",
    },
    {
        "en": "OECD: exports of flood pumps grew by 14.7%!",
        "ar": "OECD: نمت صادرات مضخات الفيضان بنسبة 14.7%!",
        "fa": "OECD: صادرات پمپ‌های سیلاب ۱۴٫۷٪ رشد کرد!",
        "ur": "OECD: سیلابی پمپوں کی برآمدات میں 14.7% اضافہ ہوا!",
        "he": "OECD: יצוא משאבות ההצפה גדל ב-14.7%!",
        "pt": "OCDE: as exportações de bombas contra cheias cresceram 14,7%!",
    },
    {
        "en": "The engineers had asked for a new gate at the upper weir as early as 2019, but the "
        "council, which met twice that year, put the decision off until the budget was settled.",
        "ar": "كان المهندسون قد طلبوا بوابة جديدة عند السد العلوي منذ عام 2019، لكن "
        "المجلس الذي اجتمع "
        "مرتين في ذلك العام أجّل القرار إلى حين إقرار الميزانية.",
        "fa": "مهندسان از همان سال ۲۰۱۹ دریچه‌ای تازه برای سرریز بالایی خواسته "
        "بودند، اما شورا که آن "
        "سال دو بار تشکیل جلسه داد، تصمیم را تا تصویب بودجه عقب انداخت.",
        "ur": "انجینئروں نے 2019 ہی میں بالائی بند پر نئے دروازے کا مطالبہ کیا تھا، "
        "لیکن کونسل نے، جس "
        "کا اجلاس اُس سال دو بار ہوا، بجٹ طے ہونے تک فیصلہ ملتوی کر دیا۔",
        "he": "המהנדסים ביקשו שער חדש בסכר העליון כבר ב-2019, אך המועצה, שהתכנסה פעמיים באותה שנה, "
        "דחתה את ההחלטה עד לאישור התקציב.",
        "pt": "Os engenheiros já haviam pedido uma nova comporta no açude superior em 2019, mas o "
        "conselho, que se reuniu duas vezes naquele ano, adiou a decisão até o orçamento ser "
        "fechado.",
    },
    {
        "en": "Section 4.2 (see page 17) names three things to do first:",
        "ar": "يسمّي القسم 4.2 (انظر الصفحة 17) ثلاثة أمور يجب القيام بها أولًا:",
        "fa": "بخش ۴٫۲ (صفحهٔ ۱۷ را ببینید) سه کار نخست را نام می‌برد:",
        "ur": "سیکشن 4.2 (صفحہ 17 دیکھیں) میں تین ابتدائی کام درج ہیں:",
        "he": "סעיף 4.2 (ראו עמוד 17) מונה שלושה דברים שיש לעשות תחילה:",
        "pt": "A seção 4.2 (ver página 17) cita três medidas prioritárias:",
    },
    {
        "en": "clear the drains,",
        "ar": "تنظيف المصارف،",
        "fa": "لایروبی آبراهه‌ها،",
        "ur": "نالیوں کی صفائی،",
        "he": "לנקות את התעלות,",
        "pt": "limpar os bueiros,",
    },
    {
        "en": "move the archive upstairs.",
        "ar": "نقل الأرشيف إلى الطابق العلوي.",
        "fa": "انتقال بایگانی به طبقهٔ بالا.",
        "ur": "ریکارڈ کو اوپر کی منزل پر منتقل کرنا۔",
        "he": "להעביר את הארכיון לקומה העליונה.",
        "pt": "levar o arquivo para o andar de cima.",
    },
]
TITLE = {
    "en": "The Night the River Came In",
    "ar": "ليلة دخل النهر",
    "fa": "شبی که رودخانه به خانه آمد",
    "ur": "جس رات دریا گھروں میں داخل ہوا",
    "he": "הלילה שבו הנהר נכנס",
    "pt": "A noite em que o rio entrou",
}
LANGUAGES = ("ar", "fa", "ur", "he", "pt")


def whole(text: str) -> Sequence[tuple[int, int]]:
    """A block as a single segment."""
    return [(0, len(text))]


def add_document(
    store: Store, segments: Sequence[str], *, title: str = "Flood", language: str = "en"
) -> Document:
    """A document of paragraphs, one segment each."""
    blocks = [_block(number, text) for number, text in enumerate(segments)]
    new = NewDocument(
        title=title,
        language=language,
        media_type="text/plain",
        content="\n\n".join([title, *segments]).encode(),
        read=ReadDocument(blocks=blocks, encoding="utf-8"),
        source="flood.txt",
    )
    document, _ = store.documents.add(new, whole)
    return document


def add_drafts(
    store: Store,
    document: Document,
    language: str,
    texts: Sequence[str],
    *,
    label: str = "",
    flags: dict[int, Flag] | None = None,
) -> int:
    """A column of machine drafts; the bitext's number."""
    bitext = store.bitexts.ensure(document.id, language, label=label)
    wanted = store.revisions.untranslated(bitext.id)
    drafts = [
        (bead, draft(texts[number - 1], flags=[flags[number]] if number in (flags or {}) else []))
        for bead, number, _ in wanted
    ]
    store.revisions.add_drafts(drafts)
    return bitext.id


def alignment(store: Store, *, title: str = "Aligned", repeats: int = 1) -> Bitext:
    """An English text aligned with an Arabic one, a bead for every sentence but three."""
    texts = [row for _ in range(repeats) for row in SENTENCES]
    source = add_document(store, [row["en"] for row in texts], title=title)
    arabic = [row["ar"] for row in texts]
    target = add_document(store, arabic, title=f"{title} ar", language="ar")
    count = len(texts)
    new = [
        NewBead(
            source=[number],
            target=[number],
            confidence=99 - number % 50,
            reasons=("the numbers match",) if number == 1 else (),
        )
        for number in range(3, count + 1)
    ]
    first = NewBead(
        source=[1, 2],
        target=[1, 2],
        confidence=40,
        flags=(Flag(name="alignment", reason="lengths do not fit"),),
        reasons=("lengths do not fit",),
    )
    return store.aligned.add(source.id, target.id, [first, *new])


def further_alignment(store: Store, bitext: Bitext, language: str, title: str) -> Bitext:
    """The same text aligned with one more translation, whose sentences 2 and 3 are one."""
    texts = [row[language] for row in SENTENCES]
    texts[1:3] = [f"{texts[1]} {texts[2]}"]
    target = add_document(store, texts, title=title, language=language)
    sources = [[1], [2, 3], *([number] for number in range(4, len(SENTENCES) + 1))]
    new = [
        NewBead(source=source, target=[number], confidence=90 - number)
        for number, source in enumerate(sources, start=1)
    ]
    return store.aligned.add(bitext.document, target.id, new)


def draft(text: str, *, flags: Sequence[Flag] = ()) -> NewRevision:
    return NewRevision(
        text=text,
        state=State.INITIAL,
        sub_state=SubState.DRAFT,
        origin=Origin.MACHINE,
        machine=MACHINE,
        score=-0.4,
        flags=tuple(flags),
    )


def article(store: Store, *, languages: Sequence[str] = LANGUAGES, repeats: int = 1) -> Document:
    """An article with drafts in several scripts."""
    rows = [TITLE, *(row for _ in range(repeats) for row in SENTENCES)]
    document = add_document(store, [row["en"] for row in rows], title=TITLE["en"])
    for language in languages:
        add_drafts(store, document, language, [row[language] for row in rows])
    return document


def _block(number: int, text: str) -> Block:
    kind = BlockKind.HEADING if text == TITLE["en"] else BlockKind.PARAGRAPH
    if text.startswith(("clear the", "move the")):
        kind = BlockKind.LIST_ITEM
    return Block(
        text=text,
        kind=kind,
        level=int(kind is not BlockKind.PARAGRAPH),
        before="\n" if number else "",
    )
