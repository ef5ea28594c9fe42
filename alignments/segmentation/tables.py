"""What the rules know about each language: abbreviations and the words that carry a sentence on.

Words are written without their last stop and without vowel signs, as they stand in text (capital
letters count). A language without a table gets the empty one: the general rules and sentencex.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

Words = frozenset[str]
_NONE: Words = frozenset()


def _words(text: str) -> Words:
    return frozenset(text.split())


FOREIGN_TITLES = _words("Mr Mrs Ms Dr Prof St")
"""English titles keep their stop in every language's text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The words of one language that the rules ask for.

    `never` are abbreviations that end no sentence (titles: Dr., د.); `before_number` end none
    before a number (No. 5, ص. 12), nor do words with one of the `number_endings` (Gartenstr. 5);
    `perhaps` end one only before a word that starts sentences (U.S., Inc.); `usually` end one
    unless a small letter or a word of `tied` follows (etc., a.m.), or the sentence so far is a
    time that starts with an `introducing` word (At 5 a.m. Mr. Smith left). The `conjunction` may
    be written together with any of them (وط. 4), and after a quotation it carries on.

    `starters` are words that start sentences. `labels` are named by a letter (Plan B.), `units`
    follow a number and then may end a sentence (2020 م.). `speech` are verbs that say who spoke;
    they stand among the first `speech_within` words after the quotation. `joining` words carry on
    after an ellipsis. `exclaiming` words have an exclamation mark of their own (Yahoo!).

    `careless`: sentences without a capital letter are common. `ordinals`: a number with a stop is
    an ordinal. `unicase`: the script has no capital letters. `ideographic`: no white space stands
    between sentences.
    """

    never: Words = _NONE
    before_number: Words = _NONE
    number_endings: tuple[str, ...] = ()
    conjunction: str = ""
    perhaps: Words = _NONE
    usually: Words = _NONE
    tied: Words = _NONE
    starters: Words = _NONE
    introducing: Words = _NONE
    labels: Words = _NONE
    units: Words = _NONE
    speech: Words = _NONE
    speech_within: int = 1
    speech_pattern: re.Pattern[str] | None = None
    joining: Words = _NONE
    exclaiming: Words = _NONE
    careless: bool = False
    ordinals: bool = False
    unicase: bool = False
    ideographic: bool = False


_ARABIC = Table(
    unicase=True,
    conjunction="و",
    never=_words("د أ م أ.د أ.م أ.م.د م.د م.م ص.ب ش ع را تح تر ر.ق س"),
    before_number=_words("ص ص.ص صص ج ط ت مج ف ق ح رقم"),
    perhaps=_words("ق.م ب.م ق.هـ ق.ه ش.م.م ش.م.ل ذ.م.م ج.م.ع و.م.أ ا.ه"),
    usually=_words("إلخ الخ ألخ هـ ه"),
    starters=_words(
        "وقد وكان وكانت ولم ولا ولن وفي ومن وعلى وهو وهي وهم وهذا وهذه وذلك وقال وقالت وأضاف وأضافت"
        " ولكن ولكنه ولكنها وبعد وقبل ومع وإن وأن وأما وبذلك وهناك وهكذا وحين وعندما وإذا وكل ولقد"
        " وتضم ويضم ويقع وتقع ويبلغ وتبلغ وصل ووصل وتوفي وولد وعاد وعادت وجاء وجاءت وبدأ وبدأت"
        " ثم لكن لكنه لكنها أما كما لقد لم لن إن إنه إنها هذا هذه ذلك كان كانت بعد بعدها عندما"
        " حين هناك ليس ليست لذلك لهذا إذا فقد فهو فهي فكان"
    ),
    labels=_words(
        "المجموعة مجموعة الفئة فئة القسم قسم الحرف حرف حرفي فيتامين الخيار خيار الملحق البند النوع"
        " نوع الفريق الصف الطبقة الخطة خطة النقطة نقطة الجزء الفقرة الشكل القاعة قاعة المبنى مبنى"
        " الفصل الدرجة الجدول المحور الباب البوابة المستوى الإجابة النموذج"
    ),
    units=_words("م ه هـ كم سم مم كلم كغ كجم غ ل ق ث س د"),
    speech=_words(
        "قال قالت قالوا قالا قلت يقول تقول يقولون أضاف أضافت صرح صرحت أجاب أجابت رد ردت سأل سألت"
        " سألته سألها سألني تساءل تساءلت صاح صاحت صرخ صرخت هتف هتفت همس همست كتب كتبت أوضح أوضحت"
        " أكد أكدت علق علقت تابع تابعت أعلن أعلنت نادى نادت تمتم تمتمت ذكر ذكرت"
    ),
    exclaiming=_words("ياهو Yahoo"),
    joining=_words(
        "ثم أو أم بل إلخ الخ لكن ولكن لكنه لكنها ربما وربما حتى إلا أي أعني أقصد يعني مثل كي"
        " لأن لأنه لأنها إلى من في على عن مع أن الذي التي"
    ),
)

_PERSIAN = Table(
    unicase=True,
    conjunction="و",
    never=_words("د م ر.ک ر.ك رک نک ن.ک ص.پ آ ا"),
    before_number=_words("ص صص ج ش چ س تلفن شماره"),
    perhaps=_words("ق.م پ.م ه.ش ه.ق ه‍.ش ه‍.ق ا.م"),
    starters=_words(
        "او آن این آنها ما من شما اما ولی پس سپس بعد همچنین در از با به وقتی"
        " اگر چون هر و همه امروز دیروز"
    ),
    labels=_words("گروه ویتامین بخش حرف نوع طرح کلاس گزینه سالن"),
    units=_words("م ق ه ش"),
    speech=_words(
        "گفت گفتم گفتند پرسید پرسیدم پرسیدند افزود جواب پاسخ فریاد نوشت ادامه"
        " گوید می‌گوید میگوید زمزمه"
    ),
    speech_within=3,
    joining=_words("یا ولی اما که تا شاید بلکه مثل یعنی و"),
)

_URDU = Table(
    unicase=True,
    conjunction="اور",
    never=_words(
        "ایم ایس اے بی ڈی ایف ایچ جے ایل این اے۔پی ایم۔پی سی۔آئی کیو آر ٹی یو وی"
        " ڈبلیو ایکس زیڈ ق ڈاکٹر مسٹر پروفیسر Dr Mr"
    ),
    before_number=_words("ص ج نمبر شمارہ"),
    starters=_words("وہ یہ اس ان لیکن مگر پھر اور ہم میں آپ اب جب تاہم"),
    labels=_words("گروپ وٹامن حصہ قسم"),
    speech=_words("کہا پوچھا بولا بولی بولے پکارا چلایا لکھا جواب بتایا"),
    speech_within=4,
    joining=_words("یا مگر لیکن شاید کہ بلکہ یعنی اور"),
)

_HEBREW = Table(
    unicase=True,
    never=_words("ת.ד פרופ גב מר"),
    before_number=_words("ת.ז ח.פ עמ מס"),
    perhaps=_words("ב.מ"),
    starters=_words("הוא היא הם הן אני אנחנו אבל זה זו זאת אחר לאחר כך כאשר גם אך לכן אז"),
    labels=_words("קבוצה קבוצת ויטמין כיתה חלק סעיף תוכנית אות סוג נספח"),
    speech=_words(
        "אמר אמרה אמרו אמרתי שאל שאלה שאלו ענה ענתה השיב השיבה הוסיף הוסיפה צעק צעקה לחש לחשה כתב"
        " כתבה קרא קראה הסביר הסבירה"
    ),
    joining=_words("או אבל אולי אלא כי ש אז כלומר"),
)

_ENGLISH = Table(
    careless=True,
    never=_words(
        "Dr Mr Mrs Ms Prof Gen Col Maj Capt Lt Sgt Cpl Sen Rep Gov Pres Rev Hon Messrs Mme Mlle"
        " Fr Amb Adm Supt v e.g i.e eg ie vs cf viz P.S approx ca Mt Ft resp"
    ),
    before_number=_words(
        "No Nos no nos p pp Fig Figs fig figs Vol Vols vol Ch ch Sec sec Art art Eq eq Nr pt"
    ),
    perhaps=_words(
        "U.S U.K U.N E.U U.S.A D.C L.A N.Y Inc Corp Co Ltd Jr Sr St Ave Rd Blvd"
        " Bros Dept Univ Assn al est Est"
    ),
    usually=_words("etc a.m p.m A.M P.M am pm B.C A.D B.C.E C.E"),
    introducing=_words("At On By In Until Since From Around Before After"),
    units=_words("ft in lb oz yd mi"),
    tied=_words(
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday EST EDT CST CDT MST PDT PST GMT"
        " UTC BST CET Eastern Pacific Central"
    ),
    starters=_words(
        "The This That These Those It He She They We You In On At But And However When While After"
        " Before If As For From With There Here What Who Why How Its His Her Their Our My A An Some"
        " Many Most Both Each Since Although Though Because So Then Now Once Yet Still Meanwhile"
        " Later Today Yesterday Nobody Everyone Does Do Did Is Are Was Were Can Could Will Would"
        " Have Has Please Nothing Neither Only I Not No"
    ),
    labels=_words(
        "plan vitamin group type class part section appendix hepatitis option team grade point"
        " question exhibit block gate terminal hall platform do did am so"
    ),
    speech=_words(
        "said says asked asks replied answered shouted cried whispered added wrote yelled called"
        " exclaimed continued murmured"
    ),
    speech_within=3,
    exclaiming=_words("Yahoo Jeopardy Joomla"),
)

_FRENCH = Table(
    never=_words("M MM Mgr Me Pr Dr St Ste cf Cf p.ex ex c.-à-d env apr av boul éd trad dir coll"),
    before_number=_words("p pp n no art Art fig vol chap t al tél Tél"),
    perhaps=_words("J.-C S.A Cie Inc Jr"),
    usually=_words("etc"),
    starters=_words(
        "Il Elle Ils Elles Le La Les Un Une On Nous Vous Je Ce Cette Ces Cela Mais Et En Dans Pour"
        " Après Avant Puis Ensuite Quand Lorsque Si Son Sa Ses Leur Alors Aujourd'hui Depuis"
    ),
    labels=_words("plan vitamine groupe type classe partie section annexe hépatite option équipe"),
)

_SPANISH = Table(
    never=_words(
        "Sr Sra Srta Sres Dr Dra Dres D Dña Don Prof Ing Lic Arq Gral Cap Cnel Mons Fr Ud Uds Vd"
        " p.ej ej Av Avda Cía Sto Sta aprox cf"
    ),
    before_number=_words("p pp pág págs núm n.º art arts fig vol cap tel Tel Núm Art"),
    perhaps=_words("EE.UU S.A S.L JJ.OO RR.HH a.m p.m"),
    usually=_words("etc a.C d.C"),
    starters=_words(
        "El La Los Las Un Una Él Ella Ellos Ellas Yo Nosotros Se Lo Le Es Era"
        " Fue Pero Y En Por Para"
        " Con Sin Después Antes Luego Cuando Si Su Sus Este Esta Estos Estas Eso Esto Aunque Hoy"
        " Ayer Entonces Según Nadie Todos No Ya También Allí"
    ),
    labels=_words("plan vitamina grupo tipo clase parte sección anexo hepatitis opción equipo"),
)

_PORTUGUESE = Table(
    never=_words(
        "Sr Sra Srta Srs Dr Dra Drs Prof Profa Eng Arq D Exmo Exma Ilmo Cel Gen Cap Av R p.ex ex"
        " Pe Sto Sta aprox cf V.Exa"
    ),
    before_number=_words("p pp pág págs n nº núm art arts fig vol cap tel Tel Art séc"),
    perhaps=_words("S.A Ltda Cia Jr E.U.A"),
    usually=_words("etc a.C d.C"),
    starters=_words(
        "O A Os As Um Uma Ele Ela Eles Elas Eu Nós Você Isso Isto Este Esta Esse"
        " Essa Mas E Em No Na"
        " Por Para Com Sem Depois Antes Quando Se Seu Sua Embora Hoje Ontem Então Segundo Ninguém"
        " Todos Não Já Também Lá É Era Foi Havia"
    ),
    labels=_words(
        "plano vitamina grupo tipo classe parte seção secção anexo hepatite opção equipe"
    ),
)

_GERMAN = Table(
    ordinals=True,
    never=_words(
        "Dr Prof Hr Fr Frl Dipl Ing Hrsg z.B z d.h d u.a u bzw ca evtl ggf vgl Vgl sog inkl exkl"
        " i.d.R i St bes geb gest Mag i.A o.g a.d m.E zzgl"
    ),
    number_endings=("str", "Str"),
    before_number=_words("Nr Nrn S Abs Art Bd Kap Abb Tab Tel Ziff Hd"),
    perhaps=_words("Str Mio Mrd Tsd Jh Jhd Jan Feb Apr Jun Jul Aug Sept Okt Nov Dez Co e.V"),
    usually=_words("v.Chr n.Chr usw etc u.s.w usf u.v.m u.ä o.ä"),
    starters=_words(
        "Der Die Das Ein Eine Er Sie Es Wir Ihr Ich Man Dies Diese Dieser"
        " Dieses Aber Und Doch In Im"
        " Am An Auf Bei Mit Nach Vor Für Von Zu Danach Dann Dort Da"
        " Damals Heute Gestern Später Wenn"
        " Als Weil Obwohl Während Seit Seine Ihre Sein Trotzdem Deshalb Alle Nun Jetzt Niemand Hier"
    ),
    labels=_words("plan vitamin gruppe typ klasse teil abschnitt anhang hepatitis option halle"),
)

_RUSSIAN = Table(
    never=_words(
        "т.е т им ул пр просп пер пл бул наб д к корп стр кв оф проф акад доц см ср напр тов гр"
        " св обл р пос дер с мин гл тел"
    ),
    before_number=_words("п пп ст рис табл вып"),
    perhaps=_words("г гг в вв руб коп тыс млн млрд трлн чел кг км"),
    usually=_words("н.э т.д т.п др пр.др проч"),
    starters=_words(
        "Он Она Оно Они Мы Вы Я Это Этот Эта Эти Но А И В На По С Со К"
        " Из За Для После До Затем Потом"
        " Тогда Теперь Когда Если Хотя Его Её Ее Их Там Здесь Так Однако Сейчас Сегодня Вчера Все"
        " Никто Позже Тот Та То Через У"
    ),
    labels=_words("план витамин группа тип класс часть раздел приложение гепатит"),
)

_TURKISH = Table(
    ordinals=True,
    never=_words(
        "Dr Prof Doç Av Sn Op Uzm Yrd Öğr Ecz Müh Org Alb Bnb Yzb bkz Bkz örn"
        " Örn yak çev Hz Cad Sok"
        " Mah Apt Bul St"
    ),
    before_number=_words("No no s ss sf c cilt Tel tel md"),
    perhaps=_words("M.Ö M.S T.C A.Ş Ltd Şti yy"),
    usually=_words("vb vs vd"),
    starters=_words(
        "Bu O Şu Bir Ben Biz Siz Onlar Ama Fakat Ancak Sonra Daha Ve Her Hiç Çok Bunun Onun Bunlar"
        " Burada Orada Şimdi Bugün Dün Yarın Artık Eğer Çünkü Böylece Herkes Kimse"
    ),
    labels=_words("plan vitamini vitamin grubu grup tip bölüm sınıf ek hepatit"),
)

_CHINESE = Table(
    unicase=True,
    ideographic=True,
    speech_pattern=re.compile(
        r"[^，。！？：；“”]{0,8}?(?:说|問|问|道|答|喊|叫|嚷|回应|說|喊道)(?:着|了)?[，。：！？]"
    ),
)

_TABLES = {
    "ar": _ARABIC,
    "arz": _ARABIC,
    "arb": _ARABIC,
    "fa": _PERSIAN,
    "pes": _PERSIAN,
    "ur": _URDU,
    "he": _HEBREW,
    "en": _ENGLISH,
    "fr": _FRENCH,
    "es": _SPANISH,
    "pt": _PORTUGUESE,
    "de": _GERMAN,
    "ru": _RUSSIAN,
    "tr": _TURKISH,
    "zh": _CHINESE,
    "cmn": _CHINESE,
    "yue": _CHINESE,
}
NO_TABLE = Table()


def table_for(language: str) -> Table:
    """The table of a primary language subtag; the empty one where there is none."""
    return _TABLES.get(language, NO_TABLE)
