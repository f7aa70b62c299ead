# Sourced by .ci/run: Postgres and Spark for tests/warehouse, installed and started. Postgres is Debian's, in a folder of
# its own that goes when the script ends, reached by a socket alone; Spark is its Python package with the machine's Java.
# Debian as root: what is missing is installed. Elsewhere what is there is used, and tests of the rest say why they skip.
engines="$(mktemp -d)"
as_postgres() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
stop_engines() {
  if [ -f "$engines/data/postmaster.pid" ]; then as_postgres "$pg/pg_ctl" -D "$engines/data" -m immediate stop >/dev/null; fi
  rm -rf "$engines"
}
trap stop_engines EXIT

find_postgres() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1; }
can_install=""
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then can_install=yes; fi
if [ -n "$can_install" ]; then
  wanted=""
  [ -n "$(find_postgres)" ] || wanted="$wanted postgresql"
  command -v java >/dev/null || wanted="$wanted default-jre-headless"
  if [ -n "$wanted" ]; then
    apt-get update -qq >/dev/null
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $wanted >/dev/null
  fi
fi
make --no-print-directory PYTHON="$PYTHON" .venv/.warehouse

pg="$(find_postgres)"
if [ -n "$pg" ]; then
  if [ "$(id -u)" = 0 ]; then chown postgres "$engines"; fi
  chmod 755 "$engines"
  # Letters ordered as people do, not by their codes: what the kit asks for must not hang on it.
  init() { as_postgres "$pg/initdb" -D "$engines/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 "$@" >/dev/null 2>&1; }
  init --locale-provider=icu --icu-locale=en-US || { rm -rf "$engines/data"; init; }
  as_postgres "$pg/pg_ctl" -D "$engines/data" -l "$engines/log" -w start >/dev/null \
    -o "-c listen_addresses='' -c unix_socket_directories=$engines -c fsync=off -c timezone=America/New_York" \
    || { cat "$engines/log"; exit 1; }
  export CMOKIT_TEST_POSTGRES="host=$engines user=postgres dbname=postgres"
else
  echo "no Postgres here: its tests are skipped"
fi
command -v java >/dev/null || echo "no Java here: Spark's tests are skipped"
if [ -n "$can_install" ]; then export CMOKIT_TEST_ENGINES=yes; fi # all are here: a skipped test is a failed one
