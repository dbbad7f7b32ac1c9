# shellcheck shell=bash
# Asks a database that the user gave whether it lets us in, so that a wrong password is one sentence and no minute's wait.

# connection_value STRING NAME…: the value of the first of these keys in a connection string; empty when absent.
connection_value() {
    local string="$1" part key name
    shift
    # A glob in a password must not become file names.
    set -f
    local IFS=';'
    # shellcheck disable=SC2086 # It is meant to be split.
    for part in $string; do
        key=$(lower "$(printf '%s' "${part%%=*}" | tr -d ' ')")
        for name in "$@"; do
            if [ "$key" = "$name" ]; then
                printf '%s' "${part#*=}"
                set +f
                return
            fi
        done
    done
    set +f
}

# check_database STRING: one sentence and out when the database refuses. What can't be told here is left to the silo.
check_database() {
    local host port user password database mode answer psql=
    # Quoted values and lists of hosts are Npgsql's to read.
    case "$1" in *\"* | *\'* | *,*) return 0 ;; esac
    host=$(connection_value "$1" host server)
    port=$(connection_value "$1" port)
    user=$(connection_value "$1" username user userid uid)
    password=$(connection_value "$1" password pwd pass)
    database=$(connection_value "$1" database db initialcatalog)
    mode=$(lower "$(connection_value "$1" sslmode)")
    [ -n "$host" ] || die "ConnectionStrings__Chat names no Host (it reads Host=…;Username=…;Password=…;Database=…)."
    if command -v psql >/dev/null 2>&1; then
        psql=psql
    elif pg_find && [ -x "$PG_BIN/psql" ]; then
        psql="$PG_BIN/psql"
    fi
    [ -n "$psql" ] || return 0
    # Npgsql and psql agree on these settings, and on what an absent one means.
    answer=$(
        export PGCONNECT_TIMEOUT=10
        if [ -n "$password" ]; then export PGPASSWORD="$password"; fi
        # The brackets before the patterns are for bash 3.2, which else ends the $(…) here.
        case "$mode" in
            (disable | allow | prefer | require) export PGSSLMODE="$mode" ;;
            (verifyca | verifyfull) exit 0 ;;
        esac
        "$psql" -X -A -t -w -h "$host" -p "${port:-5432}" ${user:+-U "$user"} ${database:+-d "$database"} -c 'select 1' 2>&1 </dev/null
    ) || die "The database of ConnectionStrings__Chat (host $host, port ${port:-5432}) refuses: $(printf '%s\n' "$answer" | sed -n '1{s/^psql: *//; s/^error: *//; s/^connection to server at .* failed: //; p;}')"
}
