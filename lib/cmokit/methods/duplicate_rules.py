"""The rules behind methods/duplicates.py as DuckDB SQL: comparable records, candidate pairs, points."""

from cmokit.tables.mailboxes import SHARED_MAILBOXES

FREE_MAIL = """
gmail.com googlemail.com gmx.de gmx.net gmx.at gmx.ch web.de t-online.de freenet.de mail.de posteo.de yahoo.com yahoo.de
yahoo.co.uk outlook.com outlook.de hotmail.com hotmail.de hotmail.co.uk live.com live.de msn.com icloud.com me.com
mac.com aol.com proton.me protonmail.com bluewin.ch orange.fr wanadoo.fr free.fr laposte.net libero.it virgilio.it
seznam.cz wp.pl o2.pl onet.pl interia.pl mail.ru yandex.ru yandex.com qq.com zoho.com mail.com
"""
# A domain with so many people, hardly two of them at one company, is a provider's that the list above does not know:
# the customers of a shop would otherwise all be colleagues.
PROVIDER_FROM = 100
# Names so rare that not one in twenty people of such a name has a namesake here by chance: such a name alone says
# something, where no company speaks against it. Only a large CRM tells how rare a name is, so EASED is added to counts.
RARE = 0.05
EASED = 20
WINDOW = 200  # records; in a larger block, sorted by name, each record meets only its next ones

_FREE = ", ".join(f"'{domain}'" for domain in FREE_MAIL.split())
_SHARED = ", ".join(f"'{box}'" for box in SHARED_MAILBOXES.split())

RECORDS = rf"""
CREATE TABLE short_forms AS
SELECT folded(short) AS first, list_distinct(list(folded(long)) || [folded(short)]) AS forms
FROM nicknames GROUP BY folded(short);

-- What a name or a domain says is worked out once, however many share it.
CREATE TABLE name_words AS
SELECT name, words_of(name) AS words FROM (SELECT first_name AS name FROM given UNION SELECT last_name FROM given);

CREATE TABLE told AS
WITH split AS (
    SELECT id, source_system, nullif(lower(trim(email)), '') AS mail,
        nullif(regexp_replace(translate(phone, '٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹', '01234567890123456789'), '\D', '', 'g'), '')
            AS digits,
        nullif(trim(company_id), '') AS company_id, nullif(lower(trim(company_domain)), '') AS site,
        coalesce(f.words, []) AS given_words, coalesce(l.words, []) AS family_words
    FROM given LEFT JOIN name_words f ON f.name = first_name LEFT JOIN name_words l ON l.name = last_name
), named AS (
    -- The whole name in one field: its first word is the first name.
    SELECT *,
        CASE WHEN len(given_words) = 0 AND len(family_words) > 1 THEN family_words[1:1]
             WHEN len(family_words) = 0 AND len(given_words) > 1 THEN given_words[1:1]
             ELSE given_words END AS firsts,
        CASE WHEN len(given_words) = 0 AND len(family_words) > 1 THEN family_words[2:]
             WHEN len(family_words) = 0 AND len(given_words) > 1 THEN given_words[2:]
             ELSE family_words END AS lasts
    FROM split
)
SELECT id, source_system, mail,
    nullif(split_part(mail, '@', 2), '') AS domain, split_part(mail, '@', 1) AS box,
    CASE WHEN length(digits) >= 7 THEN right(digits, 9) END AS phone,
    company_id, site, firsts[1] AS first, nullif(array_to_string(lasts, ''), '') AS last, lasts
FROM named;

CREATE TABLE first_counts AS SELECT source_system, first, count(*) AS first_count FROM told GROUP BY ALL;
CREATE TABLE last_counts AS SELECT source_system, last, count(*) AS last_count FROM told GROUP BY ALL;
CREATE TABLE phone_counts AS SELECT source_system, phone, count(*) AS phone_count FROM told GROUP BY ALL;
CREATE TABLE sizes AS SELECT source_system, count(*) AS records_count FROM told GROUP BY ALL;
CREATE TABLE domains AS
SELECT source_system, domain, count(*) AS domain_count,
    domain IN ({_FREE}) OR count(*) >= {PROVIDER_FROM}
        AND count(*) FILTER (company_id IS NULL AND site IS NULL) + count(DISTINCT coalesce(company_id, site))
            > count(*) / 2 AS is_free,
    regexp_replace(domain, '\D', '', 'g') AS domain_digits, regexp_replace(domain, '\.[^.]*$', '') AS domain_name,
    'at:' || regexp_replace(domain, '^www\.', '') AS company
FROM told WHERE domain IS NOT NULL GROUP BY source_system, domain;

CREATE TABLE records AS
SELECT t.* EXCLUDE (company_id, site, box), domain_digits, domain_name, domain_count, first_count, last_count,
    phone_count, coalesce(is_free, false) AS is_free,
    coalesce((first_count + {EASED}) * (last_count + {EASED}) < {RARE} * records_count, false) AS is_rare,
    regexp_replace(t.box, '[^a-z]', '', 'g') IN ({_SHARED}) AS is_shared,
    folded(split_part(t.box, '+', 1)) AS letters, regexp_replace(t.box, '\D', '', 'g') AS box_digits,
    is_latin(t.first) AS first_latin, is_latin(t.last) AS last_latin,
    coalesce(s.forms, [t.first]) AS forms, coalesce(f.forms, [t.last]) AS last_forms,
    list_distinct(list_filter(
        ['id:' || t.company_id,
         CASE WHEN NOT is_free THEN d.company END,
         CASE WHEN t.site NOT IN ({_FREE}) THEN 'at:' || regexp_replace(t.site, '^www\.', '') END],
        lambda k: k IS NOT NULL)) AS companies
FROM told t JOIN sizes USING (source_system)
    LEFT JOIN first_counts USING (source_system, first) LEFT JOIN last_counts USING (source_system, last)
    LEFT JOIN phone_counts USING (source_system, phone) LEFT JOIN domains d USING (source_system, domain)
    LEFT JOIN short_forms s ON s.first = t.first LEFT JOIN short_forms f ON f.first = t.last;
"""

# A block is a number: two of them alike by chance only cost a comparison.
CANDIDATES = rf"""
CREATE TABLE starts AS
WITH headed AS (
    SELECT id, source_system, companies, phone, list_distinct(list_transform(list_filter([first, last] || lasts,
            lambda w: w IS NOT NULL), lambda w: left(w, 3))) AS heads,
        list_distinct(list_transform(forms, lambda w: left(w, 1))) AS initials,
        list_distinct(list_transform([last] || lasts, lambda w: left(w, 1))) AS last_initials
    FROM records
)
-- Of a company those with the same initials, whichever comes first, and one name that begins alike.
SELECT id, source_system, companies, phone, list_distinct(list_transform(heads, lambda h: left(h, 1))) AS first_letters,
    list_distinct(flatten(list_transform(initials, lambda i: flatten(list_transform(last_initials,
        lambda l: list_transform(heads, lambda h: least(i, l) || greatest(i, l) || h)))))) AS ends
FROM headed;

CREATE TABLE keyed AS
SELECT id, hash(source_system, 'mail', mail) AS block FROM records WHERE mail IS NOT NULL
UNION ALL
SELECT id, hash(source_system, company, head) FROM (
    SELECT id, source_system, company, unnest(ends) AS head FROM (
        SELECT id, source_system, ends, unnest(companies) AS company FROM starts)) WHERE head IS NOT NULL
UNION ALL
SELECT id, hash(source_system, 'phone', phone, letter)
FROM (SELECT id, source_system, phone, unnest(first_letters) AS letter FROM starts WHERE phone IS NOT NULL)
UNION ALL
SELECT id, hash(source_system, 'name', least(form, last), greatest(form, last))
FROM (SELECT id, source_system, last, unnest(forms) AS form FROM records WHERE is_rare)
UNION ALL
-- One slip in a mailbox is in its first half or in its second.
SELECT id, hash(source_system, 'head', domain, left(letters, 4), left(last, 3)) FROM records
WHERE NOT is_shared AND domain IS NOT NULL AND letters IS NOT NULL AND last IS NOT NULL
UNION ALL
SELECT id, hash(source_system, 'tail', domain, right(letters, 4), left(first, 3)) FROM records
WHERE NOT is_shared AND domain IS NOT NULL AND letters IS NOT NULL AND first IS NOT NULL
UNION ALL
-- The same for a slip in the domain, whose digits must agree.
SELECT id, hash(source_system, 'box head', letters, left(last, 3), left(domain, 4), domain_digits) FROM records
WHERE NOT is_shared AND domain IS NOT NULL AND letters IS NOT NULL AND last IS NOT NULL
UNION ALL
SELECT id, hash(source_system, 'box tail', letters, left(last, 3), right(domain_name, 4), domain_digits) FROM records
WHERE NOT is_shared AND domain IS NOT NULL AND letters IS NOT NULL AND last IS NOT NULL;

CREATE TABLE blocks AS
SELECT id, block, size FROM keyed JOIN (SELECT block, count(*) AS size FROM keyed GROUP BY block HAVING size > 1)
USING (block);

CREATE TABLE candidates AS
WITH placed AS (
    SELECT id, block, size, row_number() OVER (PARTITION BY block ORDER BY last, first, id) AS place
    FROM blocks JOIN records USING (id) WHERE size > {WINDOW}
), reaching AS (
    SELECT *, unnest(range(place + 1, least(size, place + {WINDOW}) + 1)) AS next_place FROM placed WHERE place < size
)
SELECT a.id AS l, b.id AS r FROM blocks a JOIN blocks b ON a.block = b.block AND a.id < b.id WHERE a.size <= {WINDOW}
UNION
SELECT least(a.id, b.id), greatest(a.id, b.id)
FROM reaching a JOIN placed b ON a.block = b.block AND a.next_place = b.place;
"""

# Points. What a desk, a namesake or a family may share weighs less than what belongs to one person.
SCORES = r"""
CREATE MACRO first_points(a, b, la, lb, forms_a, forms_b, fa, fb) AS CASE
    WHEN a IS NULL OR b IS NULL OR la <> lb THEN 0
    WHEN a = b THEN 2.0
    WHEN list_has_any(forms_a, forms_b) THEN 1.5
    WHEN least(length(a), length(b)) = 1 THEN CASE WHEN left(a, 1) = left(b, 1) THEN 0.3 ELSE -8 END
    WHEN is_slip(a, b) AND is_rare_beside(fa, fb) THEN 1.2
    WHEN least(length(a), length(b)) >= 3 AND abs(length(a) - length(b)) >= 3
        AND (starts_with(a, b) OR starts_with(b, a)) THEN 0.4
    ELSE -8 END;
CREATE MACRO last_points(a, b, la, lb, parts_a, parts_b, fa, fb) AS CASE
    WHEN a IS NULL OR b IS NULL OR la <> lb THEN 0
    WHEN a = b THEN 2.5
    WHEN is_same_but_article(a, b) THEN 2.0
    WHEN is_slip(a, b) AND is_rare_beside(fa, fb) THEN 1.7
    WHEN list_has_any(list_filter(parts_a, lambda p: length(p) >= 4), list_filter(parts_b, lambda p: length(p) >= 4))
        THEN 1.5
    WHEN jaro_winkler_similarity(a, b) >= 0.9 THEN -2  -- two spoiled forms of one name, or Meier and Meyer
    ELSE -6 END;
-- First and last name in each other's field; both must agree, one of them up to a slip or a short form.
CREATE MACRO crossed_points(first_a, last_a, forms_a, first_b, last_b, last_forms_b) AS CASE
    WHEN last_a <> first_b THEN CASE WHEN first_a = last_b AND is_slip(last_a, first_b) THEN 3.4 END
    WHEN first_a = last_b THEN 4.2
    WHEN list_has_any(forms_a, last_forms_b) THEN 3.8
    WHEN is_slip(first_a, last_b) THEN 3.4 END;
CREATE MACRO fits_name(letters, first, last) AS letters IN (
    first || last, last || first, first || left(last, 1), left(first, 1) || last, last || left(first, 1), first, last,
    first || 'al' || last, left(first, 1) || 'al' || last);
CREATE MACRO same_box(la, lb, da, db) AS coalesce(CASE WHEN da <> db THEN false
    WHEN least(length(la), length(lb)) >= 5 THEN is_one_slip(la, lb) ELSE la = lb END, false);

-- Of these pairs those that could reach `least`: what tells little and costs much is compared for them alone.
CREATE MACRO scored(pairs, least_score) AS TABLE
WITH compared AS (
    SELECT p.l, p.r, a.mail = b.mail AS same_mail,
        greatest(
            first_points(a.first, b.first, a.first_latin, b.first_latin, a.forms, b.forms, a.first_count, b.first_count)
                + last_points(a.last, b.last, a.last_latin, b.last_latin, a.lasts, b.lasts, a.last_count, b.last_count),
            crossed_points(a.first, a.last, a.forms, b.first, b.last, b.last_forms),
            crossed_points(b.first, b.last, b.forms, a.first, a.last, a.last_forms)) AS name_points,
        list_has_any(a.companies, b.companies) AS same_company,
        CASE WHEN a.phone = b.phone THEN CASE WHEN a.phone_count > 4 THEN 1.0 ELSE 2.0 END ELSE 0 END AS phone_points
    FROM query_table(pairs) p JOIN records a ON a.id = p.l JOIN records b ON b.id = p.r
    WHERE a.source_system = b.source_system
), likely AS (
    SELECT * FROM compared
    WHERE name_points + CASE WHEN same_mail THEN 12 ELSE 2.5 END + CASE WHEN same_company THEN 2 ELSE 1 END
        + phone_points >= least_score
), told_apart AS (
    SELECT p.*, a.is_shared AND b.is_shared AS is_desk,
        coalesce(a.first, a.last) IS NULL AND coalesce(b.first, b.last) IS NULL AS is_nameless,
        NOT a.is_shared AND NOT b.is_shared AND same_box(a.letters, b.letters, a.box_digits, b.box_digits)
            AND (a.domain = b.domain OR is_slip(a.domain, b.domain) AND is_rare_beside(a.domain_count, b.domain_count)
                AND a.domain_digits = b.domain_digits)
            AS near_mail,
        a.domain = b.domain AND NOT a.is_free AS same_corporate,
        a.letters = b.letters AND a.box_digits <> b.box_digits AS are_numbered,
        fits_name(a.letters, a.first, a.last) AND fits_name(b.letters, b.first, b.last) AS both_fit,
        name_points >= 4 AND a.is_rare AND b.is_rare AS is_rare_name,
        len(a.companies) > 0 AND len(b.companies) > 0 AS both_companies
    FROM likely p JOIN records a ON a.id = p.l JOIN records b ON b.id = p.r
), pointed AS (
    SELECT *,
        CASE WHEN same_mail AND NOT is_desk THEN 12.0
             WHEN same_mail THEN CASE WHEN name_points > 0 OR is_nameless THEN 6.0 ELSE 1.0 END
             WHEN near_mail THEN 2.5
             WHEN same_corporate AND both_fit AND are_numbered THEN -3.0  -- namesakes: ann.lee, ann.lee2
             WHEN same_corporate AND both_fit THEN 1.0
             WHEN same_corporate AND NOT is_desk THEN -1.0
             ELSE 0 END AS mail_points,
        CASE WHEN same_company THEN 2.0 WHEN both_companies AND NOT coalesce(near_mail, false) THEN -1.5
             WHEN is_rare_name THEN 1.0 ELSE 0 END AS company_points
    FROM told_apart
)
SELECT l, r, (name_points + mail_points + company_points + phone_points)::DOUBLE AS score,
    CASE WHEN same_mail THEN 'same e-mail'
         WHEN near_mail THEN 'name and similar e-mail'
         WHEN same_company THEN 'name and company'
         WHEN phone_points > 0 THEN 'name and phone'
         ELSE 'rare name' END AS matched_by
FROM pointed;
"""
