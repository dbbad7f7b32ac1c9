# shellcheck shell=bash
# A private PostgreSQL: found or installed, made, started and stopped. Everything of one server lies in one directory:
#   data/  password  server.log
# It listens on 127.0.0.1 alone and asks for the password; there is no Unix socket, whose path may be at most ~100 bytes.

PG_BIN=     # the directory of initdb and postgres
PG_HOME=    # the directory of our server
PG_PORT=    # where it listens, once started
PG_USER=    # as root: the user that PostgreSQL runs as, for it refuses root

pg_major() { "$1/postgres" --version 2>/dev/null | sed -n 's/^[^0-9]*\([0-9][0-9]*\).*/\1/p'; }

# pg_find [MAJOR]: sets PG_BIN: exactly that major version if given; else what is on the PATH, else the newest.
pg_find() {
    local bin major best=0
    PG_BIN=
    for bin in "$(dirname "$(command -v initdb 2>/dev/null || echo /nowhere/x)")" /usr/lib/postgresql/*/bin \
        /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin /usr/pgsql-*/bin /usr/libexec/postgresql*; do
        [ -x "$bin/initdb" ] && [ -x "$bin/postgres" ] && [ -x "$bin/pg_ctl" ] || continue
        major=$(pg_major "$bin")
        [ -n "$major" ] || continue
        if [ -n "${1:-}" ]; then
            [ "$major" = "$1" ] && PG_BIN="$bin" && return 0
        elif [ "$major" -gt "$best" ]; then
            best=$major PG_BIN="$bin"
            # The first place is the PATH.
            [ "$bin/initdb" = "$(command -v initdb 2>/dev/null)" ] && return 0
        fi
    done
    [ -n "$PG_BIN" ]
}

# pg_need [MAJOR]: pg_find, or install the distribution's package as root, or say what to do.
pg_need() {
    pg_find "${1:-}" && return 0
    if [ -n "${1:-}" ] && pg_find; then
        die "The database in $PG_HOME is of PostgreSQL $1, but here is only version $(pg_major "$PG_BIN") ($PG_BIN): install version $1, or choose another --data, or throw the data away with --fresh."
    fi
    if [ "$(id -u)" = 0 ]; then
        local log
        log=$(mktemp) || die "No temporary file can be made."
        if command -v apt-get >/dev/null 2>&1; then
            say "PostgreSQL isn't installed: installing the distribution's package (apt-get install postgresql)…"
            attempt env DEBIAN_FRONTEND=noninteractive sh -c \
                'apt-get update && apt-get install -y --no-install-recommends postgresql' >"$log" 2>&1
        elif command -v dnf >/dev/null 2>&1; then
            say "PostgreSQL isn't installed: installing the distribution's package (dnf install postgresql-server)…"
            attempt dnf install -y postgresql-server >"$log" 2>&1
        elif command -v apk >/dev/null 2>&1; then
            say "PostgreSQL isn't installed: installing the distribution's package (apk add postgresql)…"
            attempt apk add postgresql >"$log" 2>&1
        fi
        if pg_find; then
            rm -f "$log"
            return 0
        fi
        show_log "$log" 5
        rm -f "$log"
    fi
    die "PostgreSQL isn't installed: $(pg_install_hint), or use Docker: POSTGRES_PASSWORD=choose-one docker compose -f deploy/docker-compose.yml up -d postgres && ConnectionStrings__Chat='Host=localhost;Username=orleanschat;Password=choose-one;Database=orleanschat' ./run"
}

pg_install_hint() {
    if command -v brew >/dev/null 2>&1; then echo "brew install postgresql@17"
    elif command -v apt-get >/dev/null 2>&1; then echo "sudo apt-get install postgresql"
    elif command -v dnf >/dev/null 2>&1; then echo "sudo dnf install postgresql-server"
    elif command -v apk >/dev/null 2>&1; then echo "sudo apk add postgresql"
    elif command -v pacman >/dev/null 2>&1; then echo "sudo pacman -S postgresql"
    elif [ "$(uname)" = Darwin ]; then echo "brew install postgresql@17 (with Homebrew)"
    else echo "install your distribution's postgresql package"; fi
}

# pg_as COMMAND…: runs it as PostgreSQL's user, which is us unless we are root. From /, as the user may not enter the
# current directory.
# shellcheck disable=SC2016 # su's shell is the one to expand $0 and $@.
pg_as() (
    cd / || exit 1
    # An odd locale of the user's keeps PostgreSQL on macOS from starting.
    export LC_ALL=C
    if [ -z "$PG_USER" ]; then "$@"
    elif command -v runuser >/dev/null 2>&1; then runuser -u "$PG_USER" -- "$@"
    elif command -v sudo >/dev/null 2>&1; then sudo -n -u "$PG_USER" -- "$@"
    else su -s /bin/sh "$PG_USER" -c '"$0" "$@"' -- "$@"; fi
)

# pg_choose_user: as root, an unprivileged user.
pg_choose_user() {
    PG_USER=
    [ "$(id -u)" = 0 ] || return 0
    if id -u postgres >/dev/null 2>&1; then PG_USER=postgres; else PG_USER=nobody; fi
}

# pg_place DIR: makes DIR the server's directory and hands it to its user. Returns 1 when that user can't get there.
pg_place() {
    PG_HOME="$1"
    mkdir -p "$PG_HOME" || die "The directory $PG_HOME can't be made."
    if [ -n "$PG_USER" ]; then chown "$PG_USER" "$PG_HOME"; fi
    chmod 700 "$PG_HOME"
    pg_as test -w "$PG_HOME"
}

pg_password() { cat "$PG_HOME/password"; }

# pg_make [initdb options…]: makes the server's files, with the role and the database orleanschat, unless they are there.
# A making that was cut short leaves data.new, and is done again.
pg_make() {
    [ -d "$PG_HOME/data" ] && return 0
    local new="$PG_HOME/data.new" log="$PG_HOME/initdb.log"
    rm -rf "$new"
    (umask 077 && od -An -N 18 -tx1 /dev/urandom | tr -d ' \n' >"$PG_HOME/password")
    if [ -n "$PG_USER" ]; then chown "$PG_USER" "$PG_HOME/password"; fi
    # Byte order, the same on every system: an index can't be spoilt by another system's locale.
    if ! attempt pg_as "$PG_BIN/initdb" -D "$new" -U postgres -A scram-sha-256 --pwfile "$PG_HOME/password" \
        --encoding=UTF8 --locale=C ${1+"$@"} >"$log" 2>&1; then
        show_log "$log"
        die "PostgreSQL's initdb failed, see above."
    fi
    # Single-user mode, one statement a line: works without psql, and before anybody can connect.
    if ! printf '%s\n' "create role orleanschat login password '$(pg_password)'" \
        'create database orleanschat owner orleanschat' |
        pg_as "$PG_BIN/postgres" --single -c exit_on_error=on -D "$new" postgres >"$log" 2>&1; then
        show_log "$log"
        die "PostgreSQL could not make the database, see above."
    fi
    mv "$new" "$PG_HOME/data" && rm -f "$log"
}

# pg_process: the number in the server's lock file; fails when there is none.
pg_process() {
    local pid
    { read -r pid <"$PG_HOME/data/postmaster.pid"; } 2>/dev/null || return 1
    case "$pid" in '' | *[!0-9]*) return 1 ;; esac
    printf '%s' "$pid"
}

# pg_running: is that process alive, and this very server?
pg_running() {
    local pid
    [ -n "$PG_HOME" ] && pid=$(pg_process) && alive "$pid" && process_command "$pid" | grep -qF "$PG_HOME/data"
}

# pg_clear_orphan: a server whose starter was killed may still run: stops it.
pg_clear_orphan() {
    local pid dead lock
    pid=$(pg_process) || return 0
    if pg_running; then
        say "Stopping the PostgreSQL that an interrupted run left behind (process $pid)."
        pg_stop || die "The PostgreSQL that an interrupted run left behind (process $pid) doesn't stop."
    elif kill -0 "$pid" 2>/dev/null; then
        # It is gone, and another process has its number now, which would keep ours from starting. The file can't just
        # go: its other lines let PostgreSQL see whether parts of the old server still live. So it gets a dead number.
        true &
        dead=$!
        wait "$dead"
        lock=$(sed "1s/.*/$dead/" "$PG_HOME/data/postmaster.pid") && printf '%s\n' "$lock" >"$PG_HOME/data/postmaster.pid"
    fi
}

# pg_start FIRST_PORT [server options]: starts on the first free port from there on, and sets PG_PORT.
pg_start() {
    local try
    for try in 1 2 3 4 5 6 7 8; do
        take_port "$1"
        PG_PORT=$port
        if [ -f "$PG_HOME/server.log" ]; then mv -f "$PG_HOME/server.log" "$PG_HOME/server.log.1"; fi
        pg_as "$PG_BIN/pg_ctl" start -D "$PG_HOME/data" -w -t 60 -s -l "$PG_HOME/server.log" \
            -o "-p $PG_PORT -c listen_addresses=127.0.0.1 -c unix_socket_directories='' ${2:-}" </dev/null >/dev/null 2>&1 &&
            return 0
        # Somebody was quicker to take the port; or processes of a server that was killed are still dying.
        grep -qE 'could not bind|already in use|shared memory block' "$PG_HOME/server.log" 2>/dev/null || break
        [ "$try" = 8 ] || pause 1
    done
    show_log "$PG_HOME/server.log" 15
    die "PostgreSQL didn't start; its log is $PG_HOME/server.log."
}

# pg_stop [MODE]: `fast` writes everything out; `immediate` doesn't. Returns 1 when it still runs.
pg_stop() {
    pg_running || return 0
    pg_as "$PG_BIN/pg_ctl" stop -D "$PG_HOME/data" -m "${1:-fast}" -w -t 60 -s >/dev/null 2>&1
    ! pg_running
}

# pg_connection ROLE DATABASE: the connection string in Npgsql's words.
pg_connection() {
    printf 'Host=127.0.0.1;Port=%s;Username=%s;Password=%s;Database=%s' "$PG_PORT" "$1" "$(pg_password)" "$2"
}
