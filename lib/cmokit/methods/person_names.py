"""People's names as DuckDB SQL: folded for comparison, and which short forms stand for which names."""

# Short forms by the long name they may stand for; a short form may stand for several (Alex).
_SHORT_FORMS = """
alexander: alex sascha sandro xander sasha | alexandra: alex sandra sascha sasha lexi | andreas: andi andy
angelika: geli angie | angela: angie | anthony: tony | antonia: toni | anton: toni | barbara: barb babs
bartholomew: bart | benjamin: ben benni benny | bernhard: bernd berni | charles: charlie chuck
charlotte: lotte charlie lottie | christian: chris | christina: chris tina christl | christine: chris tine tina
christopher: chris topher kit | christoph: chris stoffel | cornelia: conny nele | daniel: dan danny dani
daniela: dani ela | david: dave | deborah: debbie deb | dominik: domi nik | donald: don | dorothea: doro thea
edward: ed eddie ted | eleonora: nora leni | elisabeth: lisa elli sissi lisbeth betty liesl
elizabeth: liz beth lisa | emanuel: manu | emily: em | eva: evi | ferdinand: ferdi | florian: flo
franziska: franzi fanny | franz: franzl | frederick: fred freddie | friederike: rike fritzi | friedrich: fritz
gabriele: gabi gaby | gabriela: gabi gaby | georg: schorsch | gerhard: gerd hardy | gregory: greg
hannelore: hanne lore | heinrich: heiner heinz | helene: leni lene | henrik: henk | hubert: hubi
james: jim jimmy jamie | jennifer: jen jenny | jessica: jess jessie | joachim: achim jochen
johanna: hanna hanni jo | johannes: hannes johann jo | jonathan: jon | jonas: joni | joseph: joe joey jo
josef: sepp jupp | joshua: josh | julia: julie jule | karoline: karo line | katharina: kathi kati
katharina: kathrin käthe rina | katherine: kate katie kathy | kenneth: ken kenny | konstantin: kosta conny stan
lawrence: larry | leonhard: leo hardy | leonard: leo len lenny | magdalena: lena magda leni | manfred: manni
manuela: manu ela | margarete: grete gretl margret | margaret: maggie meg peggy | markus: max | martina: tina
martin: maddin | mathilde: tilda | matthias: matze matthes hias | matthew: matt | maximilian: max maxi
michaela: michi ela | michael: michi mike micha mick mickey | nathaniel: nate nat | nicholas: nick nico
nikolas: niko nick klaus nik | nikolaus: niko nick klaus | oliver: olli ollie | pamela: pam
patricia: pat patty trish | patrick: pat paddy | peter: pete | philipp: phil fips | philip: phil | rachel: rach
raphael: rafi rapha | rebecca: becky becca | renate: reni nate | reinhard: reini | richard: rick dick rich richie
robert: rob bob bobby robbie | roland: roli | ronald: ron ronnie | rudolf: rudi | rüdiger: rüdi | samantha: sam
samuel: sam sammy | sebastian: basti seb bastian wastl | sigrid: sigi | siegfried: siggi
stefan: steff steffen stef | stefanie: steffi | stephanie: steph steffi | stephen: steve | steven: steve
susanne: susi sanne | susan: sue suzie | sylvia: silvi | theodor: theo teddy | theresa: resi thesi terri
thomas: tom tommy | timothy: tim timmy | tobias: tobi | ulrich: uli ulli | ulrike: uli rike ulli | valentin: valli
veronika: vroni | victoria: vicky tori | vincent: vince | walter: walt walli | waltraud: traudl
wilhelm: willi will | william: will bill billy willy liam | wolfgang: wolf wolfi | zachary: zach | agnieszka: aga
aleksandra: ola | francesco: franco cesco | giovanni: gianni nino | giuseppe: beppe pino | jose: pepe
francisco: paco pancho | ignacio: nacho | guadalupe: lupe | dimitri: dima mitja | ekaterina: katja
mikhail: mischa misha | vladimir: vova volodja | konstantinos: kostas | georgios: giorgos
mohammed: mo moh muhammad | mohammed: mohamed mohammad muhammed mohamad | abdullah: abdallah abdulla
yousef: youssef yusuf yusef | ahmed: ahmad
"""

FOLDING = r"""
-- Letters only, lower case, accents and the ways round an umlaut folded: Müller, Mueller and Muller are `muller`.
-- Arabic: the forms of alef, yeh, kaf, teh marbuta and hamza that people mix; vowel signs and the stroke that
-- stretches a word (tatweel, to Unicode a letter) left out.
CREATE MACRO folded(word) AS nullif(
    replace(replace(replace(
        translate(
            replace(replace(replace(
                regexp_replace(strip_accents(lower(word)), '[^\p{L}]+|\x{0640}', '', 'g'),
            'ß', 'ss'), 'æ', 'a'), 'œ', 'o'),
        'øłđıأإآٱىیةہھؤئک', 'oldiااااييهههويك'),
    'ae', 'a'), 'oe', 'o'), 'ue', 'u'), '');
-- `عبد الله` and `Abd al-Rahman` are one word each; an article of its own before a word (`Al Otaibi`, `آل سعود`) is
-- none.
CREATE MACRO without_article_words(name) AS regexp_replace(regexp_replace(regexp_replace(
    regexp_replace(coalesce(name, ''), '[\x{0640}\x{064B}-\x{065F}\x{0670}]+', '', 'g'),
    '(?i)(^|[\s_-])(عبد|abd)[\s_-]+', '\1\2', 'g'),
    '(?i)(^|[\s_-])(abd[aeu]l)[\s_-]+', '\1\2', 'g'),
    '(?i)(^|[\s_-])(ال|آل|[ae]l)[\s_-]+(\S)', '\1\3', 'g');
-- The Arabic article is written at the word or left out; short words that begin like it keep it. Abdel, Abdal: Abdul.
CREATE MACRO name_word(word) AS regexp_replace(
    regexp_replace(folded(word), '^ال(.{3,})$', '\1'), '^abd[aeu]l', 'abdul');
CREATE MACRO words_of(name) AS list_filter(
    list_transform(string_split_regex(without_article_words(name), '[\s\-_.,/]+'), lambda w: name_word(w)),
    lambda w: w IS NOT NULL AND NOT list_contains(
        ['dr', 'prof', 'ing', 'dipl', 'mag', 'mr', 'mrs', 'ms', 'herr', 'frau', 'phd', 'msc', 'mba'], w));
-- Otaibi and Alotaibi: the article written at a name in Latin letters, where it cannot be told from Albrecht's `al`.
CREATE MACRO is_same_but_article(a, b) AS length(a) <> length(b)
    AND least(length(a), length(b)) >= 4 AND (a IN ('al' || b, 'el' || b) OR b IN ('al' || a, 'el' || a));
-- One letter more, less, other or swapped; two in a long name; none in a short one. One slip leaves the first letter or
-- the last, which is quickly seen.
CREATE MACRO is_one_slip(a, b) AS abs(length(a) - length(b)) <= 1
    AND (left(a, 1) = left(b, 1) OR right(a, 1) = right(b, 1)) AND damerau_levenshtein(a, b) <= 1;
CREATE MACRO is_slip(a, b) AS CASE WHEN least(length(a), length(b)) < 4 THEN a = b
    WHEN least(length(a), length(b)) < 8 THEN is_one_slip(a, b)
    ELSE abs(length(a) - length(b)) <= 2 AND damerau_levenshtein(a, b) <= 2 END;
-- A slip of the pen is rare beside the name it was meant to be; two names that both occur often are two names.
CREATE MACRO is_rare_beside(fa, fb) AS least(fa, fb) <= 2 OR least(fa, fb) * 25 <= greatest(fa, fb);
-- Names of different scripts say nothing about each other.
CREATE MACRO is_latin(word) AS regexp_matches(word, '^[a-z]+$');
"""


def short_forms() -> list[tuple[str, str]]:
    """(short form, long name) as written above, not yet folded."""
    entries = [entry.split(":") for line in _SHORT_FORMS.splitlines() for entry in line.split("|") if entry.strip()]
    return sorted({(short, long.strip()) for long, shorts in entries for short in shorts.split()})
