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
WINDOW = 200  # records; in a larger block, sorted by name, each record meets only its next ones

_FREE = ", ".join(f"'{domain}'" for domain in FREE_MAIL.split())
_SHARED = ", ".join(f"'{box}'" for box in SHARED_MAILBOXES.split())

RECORDS = rf"""
CREATE TABLE short_forms AS
SELECT folded(short) AS first, list_distinct(list(folded(long)) || [folded(short)]) AS forms
FROM nicknames GROUP BY folded(short);

CREATE TABLE records AS
WITH split AS (
    SELECT *,
        row_number() OVER (ORDER BY source_system, contact_id) AS id,
        nullif(lower(trim(email)), '') AS mail,
        nullif(regexp_replace(translate(coalesce(phone, ''), '٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹', '01234567890123456789'),
            '\D', '', 'g'), '') AS digits,
        words_of(first_name) AS given_words, words_of(last_name) AS family_words
    FROM given
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
), told AS (
    SELECT id, source_system, contact_id, mail,
        nullif(split_part(mail, '@', 2), '') AS domain, split_part(mail, '@', 1) AS box,
        CASE WHEN length(digits) >= 7 THEN right(digits, 9) END AS phone,
        nullif(trim(company_id), '') AS company_id, nullif(lower(trim(company_domain)), '') AS site,
        firsts[1] AS first, nullif(array_to_string(lasts, ''), '') AS last, lasts
    FROM named
), providers AS (
    SELECT source_system, domain, true AS is_provider FROM told WHERE domain IS NOT NULL GROUP BY source_system, domain
    HAVING count(*) >= {PROVIDER_FROM}
        AND count(*) FILTER (company_id IS NULL AND site IS NULL) + count(DISTINCT coalesce(company_id, site))
            > count(*) / 2
), mailed AS (
    SELECT told.*, told.domain IN ({_FREE}) OR coalesce(is_provider, false) AS is_free
    FROM told LEFT JOIN providers USING (source_system, domain)
)
SELECT t.* EXCLUDE (company_id, site),
    regexp_replace(t.box, '[^a-z]', '', 'g') IN ({_SHARED}) AS is_shared,
    folded(split_part(t.box, '+', 1)) AS letters, regexp_replace(t.box, '\D', '', 'g') AS box_digits,
    regexp_replace(t.domain, '\D', '', 'g') AS domain_digits, regexp_replace(t.domain, '\.[^.]*$', '') AS domain_name,
    coalesce(s.forms, [t.first]) AS forms, coalesce(f.forms, [t.last]) AS last_forms,
    list_distinct(list_filter(
        ['id:' || t.company_id,
         CASE WHEN NOT t.is_free THEN 'at:' || regexp_replace(t.domain, '^www\.', '') END,
         CASE WHEN t.site NOT IN ({_FREE}) THEN 'at:' || regexp_replace(t.site, '^www\.', '') END],
        lambda k: k IS NOT NULL)) AS companies,
    count(*) OVER (PARTITION BY t.source_system, t.first) AS first_count,
    count(*) OVER (PARTITION BY t.source_system, t.last) AS last_count,
    count(*) OVER (PARTITION BY t.source_system, t.domain) AS domain_count,
    count(*) OVER (PARTITION BY t.source_system, t.phone) AS phone_count
FROM mailed t LEFT JOIN short_forms s ON s.first = t.first LEFT JOIN short_forms f ON f.first = t.last;
"""

CANDIDATES = rf"""
CREATE TABLE blocks AS
WITH starts AS (
    SELECT *, list_distinct(list_transform(list_filter([first, last] || lasts, lambda w: w IS NOT NULL),
        lambda w: left(w, 3))) AS heads FROM records
), keyed AS (
    SELECT id, source_system, first, last, unnest(list_concat(
        ['mail ' || mail],
        flatten(list_transform(companies, lambda c: list_transform(heads, lambda h: c || ' ' || h))),
        list_transform(heads, lambda h: 'phone ' || phone || ' ' || left(h, 1)),
        -- One slip in a mailbox is in its first half or in its second.
        CASE WHEN NOT is_shared THEN [
            'head ' || domain || ' ' || left(letters, 4) || ' ' || left(last, 3),
            'tail ' || domain || ' ' || right(letters, 4) || ' ' || left(first, 3),
            -- The same for a slip in the domain, whose digits must agree.
            'box ' || letters || ' ' || left(last, 3) || ' head ' || left(domain, 4) || domain_digits,
            'box ' || letters || ' ' || left(last, 3) || ' tail ' || right(domain_name, 4) || domain_digits
        ] ELSE [] END
    )) AS block FROM starts
)
SELECT id, source_system, block,
    row_number() OVER (PARTITION BY source_system, block ORDER BY last, first, id) AS place,
    count(*) OVER (PARTITION BY source_system, block) AS size
FROM (SELECT DISTINCT * FROM keyed WHERE block IS NOT NULL)
QUALIFY size > 1;

CREATE TABLE candidates AS
WITH reaching AS (
    SELECT *, unnest(range(place + 1, least(size, place + {WINDOW}) + 1)) AS next_place FROM blocks WHERE place < size
)
SELECT DISTINCT least(a.id, b.id) AS l, greatest(a.id, b.id) AS r
FROM reaching a JOIN blocks b ON a.source_system = b.source_system AND a.block = b.block AND a.next_place = b.place;
"""

# Points. What a desk, a namesake or a family may share weighs less than what belongs to one person.
SCORES = r"""
CREATE MACRO first_points(a, b, forms_a, forms_b, fa, fb) AS CASE
    WHEN a IS NULL OR b IS NULL OR NOT same_script(a, b) THEN 0
    WHEN a = b THEN 2.0
    WHEN list_has_any(forms_a, forms_b) THEN 1.5
    WHEN least(length(a), length(b)) = 1 THEN CASE WHEN left(a, 1) = left(b, 1) THEN 0.3 ELSE -8 END
    WHEN is_slip(a, b) AND is_rare_beside(fa, fb) THEN 1.2
    WHEN least(length(a), length(b)) >= 3 AND abs(length(a) - length(b)) >= 3
        AND (starts_with(a, b) OR starts_with(b, a)) THEN 0.4
    ELSE -8 END;
CREATE MACRO last_points(a, b, parts_a, parts_b, fa, fb) AS CASE
    WHEN a IS NULL OR b IS NULL OR NOT same_script(a, b) THEN 0
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
CREATE MACRO same_box(la, lb, da, db) AS coalesce(da = db AND
    damerau_levenshtein(la, lb) <= CASE WHEN least(length(la), length(lb)) >= 5 THEN 1 ELSE 0 END, false);

CREATE MACRO scored(pairs) AS TABLE
WITH compared AS (
    SELECT p.l, p.r,
        a.mail = b.mail AS same_mail, a.is_shared AND b.is_shared AS is_desk,
        coalesce(a.first, a.last) IS NULL AND coalesce(b.first, b.last) IS NULL AS is_nameless,
        greatest(
            first_points(a.first, b.first, a.forms, b.forms, a.first_count, b.first_count)
                + last_points(a.last, b.last, a.lasts, b.lasts, a.last_count, b.last_count),
            crossed_points(a.first, a.last, a.forms, b.first, b.last, b.last_forms),
            crossed_points(b.first, b.last, b.forms, a.first, a.last, a.last_forms)) AS name_points,
        NOT a.is_shared AND NOT b.is_shared AND same_box(a.letters, b.letters, a.box_digits, b.box_digits)
            AND (a.domain = b.domain OR is_slip(a.domain, b.domain) AND is_rare_beside(a.domain_count, b.domain_count)
                AND a.domain_digits = b.domain_digits)
            AS near_mail,
        a.domain = b.domain AND NOT a.is_free AS same_corporate,
        fits_name(a.letters, a.first, a.last) AND fits_name(b.letters, b.first, b.last) AS both_fit,
        list_has_any(a.companies, b.companies) AS same_company,
        len(a.companies) > 0 AND len(b.companies) > 0 AS both_companies,
        CASE WHEN a.phone = b.phone THEN CASE WHEN a.phone_count > 4 THEN 1.0 ELSE 2.0 END ELSE 0 END AS phone_points
    FROM query_table(pairs) p JOIN records a ON a.id = p.l JOIN records b ON b.id = p.r
), pointed AS (
    SELECT *,
        CASE WHEN same_mail AND NOT is_desk THEN 12.0
             WHEN same_mail THEN CASE WHEN name_points > 0 OR is_nameless THEN 6.0 ELSE 1.0 END
             WHEN near_mail THEN 2.5
             WHEN same_corporate AND both_fit THEN 1.0
             WHEN same_corporate AND NOT is_desk THEN -1.0
             ELSE 0 END AS mail_points,
        CASE WHEN same_company THEN 2.0 WHEN both_companies AND NOT coalesce(near_mail, false) THEN -1.5 ELSE 0 END
            AS company_points
    FROM compared
)
SELECT l, r, (name_points + mail_points + company_points + phone_points)::DOUBLE AS score,
    CASE WHEN same_mail THEN 'same e-mail'
         WHEN near_mail THEN 'name and similar e-mail'
         WHEN same_company THEN 'name and company'
         ELSE 'name and phone' END AS matched_by
FROM pointed;
"""
