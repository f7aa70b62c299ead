"""What is said where an engine cannot be reached, and what Postgres is asked so that text keeps its order."""

from pathlib import Path

import ibis
import pytest

import cmokit.tables.engines as engines
from cmokit.errors import ConfigurationError, ProviderError
from cmokit.tables.engines import connect
from cmokit.vocabulary import Engine
from tests.warehouse.engines import VARIABLE, demand


@pytest.mark.parametrize(("engine", "extra"), [(Engine.POSTGRES, "postgres"), (Engine.SPARK, "spark")])
def test_a_package_that_is_missing_is_named_with_the_line_that_installs_it(
    engine: Engine, extra: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setattr(engines, "find_spec", lambda name: None)
    with pytest.raises(ConfigurationError) as refused:
        connect(engine, VARIABLE, None, tmp_path)
    assert refused.value.mend == f"pip install 'cmokit[{extra}]'"


def test_a_postgres_that_refuses_is_said_without_its_password(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    demand("postgres")
    monkeypatch.setenv(VARIABLE, "postgresql://reader:s3cret@127.0.0.1:1/analytics")
    with pytest.raises(ProviderError, match="did not answer") as refused:
        connect(Engine.POSTGRES, VARIABLE, None, tmp_path)
    assert "refused" in str(refused.value)
    assert "s3cret" not in str(refused.value)
    assert refused.value.exit_code == 5


def test_an_address_that_is_none_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    demand("postgres")
    monkeypatch.setenv(VARIABLE, "warehouse of acme")
    with pytest.raises(ConfigurationError, match="no address of a Postgres database"):
        connect(Engine.POSTGRES, VARIABLE, None, tmp_path)


def test_postgres_orders_text_by_its_code_points_and_knows_several_semi_joins():
    demand("postgres")
    from cmokit.tables.engines.postgres import PlainCompiler

    rows, some, others = (ibis.table({"x": "string", "y": "boolean"}, name=name) for name in "abc")
    query = rows.semi_join(some, "x").anti_join(others, "x").order_by("x").mutate(n=rows.y.cast("int64"))
    sql = PlainCompiler().to_sqlglot(query).sql("postgres")
    assert "SEMI" not in sql
    assert "ANTI" not in sql
    assert sql.count("EXISTS") == 2
    assert 'COLLATE "C"' in sql
    assert "AS INT) AS BIGINT" in sql
