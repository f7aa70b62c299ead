"""What a copy may not hold, gathered: the people whom the client's tables know, and the client's own names."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cmokit.errors import RunFailed
from cmokit.render.audiences import Secrets
from cmokit.render.client_names import ClientNames
from cmokit.render.people import People, words_of
from cmokit.runs.desk import Desk
from cmokit.tables.catalog import TABLES
from cmokit.tables.personal import MACHINES, About, about
from cmokit.words import say
from cmokit.words.every import every_word

if TYPE_CHECKING:
    import pyarrow as pa

SHOPS = ("orders", "shopify.orders")  # kinds of export that only a shop has
FREE_MAIL = ("gmail", "googlemail", "outlook", "hotmail", "yahoo", "icloud", "gmx", "web")


def secrets_of(desk: Desk, snapshot: str, kinds: Iterable[str], allowed: str = "") -> Secrets:
    """People and names of one client. snapshot: the run's; kinds: of its files; allowed: names that may stand in a
    copy, such as its addressee.
    """
    language = desk.engagement.language
    people = _known(desk, desk.folder.tables / snapshot, snapshot)
    spoken = frozenset(name for name in people.names if all(word in every_word(language) for word in name))
    named = People(people.emails, people.phones, people.names - spoken)
    ours = " ".join(filter(None, (desk.workspace.brand.name, desk.workspace.brand.contact, desk.engagement.name)))
    stand_in = say(f"audiences.public_client.{'shop' if set(SHOPS) & set(kinds) else 'b2b'}", language=language)
    names = ClientNames(tuple(_spellings(desk)), stand_in, every_word(language))
    return Secrets(named.without(f"{ours} \n {allowed}"), names)


def _spellings(desk: Desk) -> Iterator[str]:
    said = desk.engagement
    yield from filter(None, (said.name, said.client, said.brand.name))
    addresses = [person.email for person in said.people] + [said.personal_data.contact]
    domains = {address.partition("@")[2] for address in addresses if address}
    for domain in sorted(domains | set(said.test_records.email_domains)):
        label = domain.split(".")[-2] if "." in domain else domain
        if label not in FREE_MAIL:
            yield from (domain, label)


def _known(desk: Desk, folder: Path, snapshot: str) -> People:
    """Everybody in the snapshot's tables and among the engagement's people. Raises RunFailed without those tables.

    Where the tables stay in the client's own warehouse, names and addresses are asked of it, and kept nowhere.
    """
    if not folder.is_dir():
        raise RunFailed(
            "the tables whose people may not stand in this copy are no longer there",
            code="tables_are_gone",
            file=folder,
            mend=f"cmokit run {desk.folder.slug} PHASE --force",
        )
    said = desk.engagement.people
    emails = [person.email for person in said if person.email]
    names = [person.name for person in said]
    phones: list[str] = []
    if desk.engagement.warehouse:
        from cmokit.sources.deliveries import open_built, open_tables

        with open_tables(open_built(desk.folder, snapshot), desk.engagement, is_counted=False) as there:
            for table in filter(there.has, sorted(TABLES)):
                _learn(partial(_of_warehouse, there.everything(table)), table, emails, phones, names)
    for table in sorted(TABLES):
        path = folder / f"{table}.parquet"
        if path.is_file():
            _learn(partial(_of_file, path), table, emails, phones, names)
    return People.of(emails, phones, names)


def _of_warehouse(rows: Any, held: Sequence[str]) -> "pa.Table":
    found: pa.Table = rows.select(*held).distinct().to_pyarrow()
    return found


def _of_file(path: Path, held: Sequence[str]) -> "pa.Table":
    import pyarrow.parquet as pq

    return pq.read_table(path, columns=list(held))


def _learn(
    read: "Callable[[Sequence[str]], pa.Table]", table: str, emails: list[str], phones: list[str], names: list[str]
) -> None:
    """read: the table's rows, of these columns."""
    told = {
        column.name for column in TABLES[table].columns if about(column.name, table) in (About.PERSONAL, About.PERSON)
    }
    held = [column.name for column in TABLES[table].all_columns if column.name in {*told, "changed_by_kind"}]
    if not told:
        return
    rows = read(held)
    for name in held:
        if name == "phone":
            phones += _distinct(rows, name)
        elif name == "email":
            emails += _distinct(rows, name)
        elif about(name, table) is About.PERSON or name not in ("first_name", "last_name", "job_title"):
            _learn_names(_people_in(rows, name), emails, names)
    if {"first_name", "last_name"} <= set(held):
        pairs = zip(rows["first_name"].to_pylist(), rows["last_name"].to_pylist(), strict=True)
        names += {f"{first} {last}" for first, last in pairs if first and last}


def _learn_names(values: Iterable[str], emails: list[str], names: list[str]) -> None:
    """Of a column that holds ids, names or addresses, whatever the system writes."""
    for value in values:
        if "@" in value:
            emails.append(value)
        elif not any(c.isdigit() for c in value) and len(words_of(value)) > 1:
            names.append(value)


def _people_in(rows: "pa.Table", name: str) -> list[str]:
    """The distinct values of a column; those that a machine left are nobody's."""
    if name == "changed_by" and "changed_by_kind" in rows.column_names:
        import pyarrow.compute as pc

        is_machine = pc.is_in(rows["changed_by_kind"], value_set=_machines())
        rows = rows.filter(pc.invert(is_machine))
    return _distinct(rows, name)


def _machines() -> "pa.Array":
    import pyarrow as pa

    return pa.array(sorted(MACHINES))


def _distinct(rows: "pa.Table", name: str) -> list[str]:
    return [str(value) for value in rows[name].unique().to_pylist() if value]
