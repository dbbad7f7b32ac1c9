# shellcheck shell=bash
# The data directory of ./run ($data): ours alone, one ./run at a time, and nothing of a killed one left running.
#   .orleanschat  run.lock  processes  cluster.env  postgres/

# open_data: makes or takes the directory. Sets $locked.
open_data() {
    [ ! -e "$data" ] || [ -d "$data" ] || die "$data is not a directory."
    if [ -d "$data" ] && [ ! -f "$data/.orleanschat" ] && [ -n "$(ls -A "$data")" ]; then
        die "The directory $data is not empty and was not made by ./run: choose another with --data."
    fi
    mkdir -p "$data" 2>/dev/null || die "The directory $data can't be made."
    [ -w "$data" ] || die "You may not write in $data: another user made it; choose another with --data."
    data="$(cd "$data" && pwd -P)"
    echo "The data of OrleansChat, made by ./run. ./run --fresh throws it away." >"$data/.orleanschat"
    try_lock "$data/run.lock" ||
        die "OrleansChat already runs on $data (process ${holder:-unknown}): stop it first, or choose another with --data."
    locked=yes
    stop_orphans
    pg_choose_user
    find_postgres_home
    if pg_process >/dev/null && pg_find "$(cat "$PG_HOME/data/PG_VERSION")"; then pg_clear_orphan; fi
}

release_data() { rm -f "$data/cluster.env" "$data/processes" "$data/run.lock"; }

# note_process NAME PID: for the next ./run, should this one be killed.
note_process() { printf '%s %s %s\n' "$1" "$2" "$(process_token "$2")" >>"$data/processes"; }

stop_orphans() {
    local wanted name pid token
    [ -f "$data/processes" ] || return 0
    for wanted in gateway silo; do
        while read -r name pid token; do
            if [ "$name" != "$wanted" ] || ! same_process "$pid" "$token"; then continue; fi
            say "Stopping the $name that an interrupted run left behind (process $pid)."
            stop_process "$pid" 30
        done <"$data/processes"
    done
    rm -f "$data/processes"
}

# find_postgres_home: sets PG_HOME, and as root PG_USER to who owns what is there already.
find_postgres_home() {
    local owner
    PG_HOME="$data/postgres"
    if [ -f "$data/postgres.place" ]; then PG_HOME=$(cat "$data/postgres.place"); fi
    [ -d "$PG_HOME/data" ] || return 0
    # shellcheck disable=SC2012 # stat has no common options, and of this one name only the owner is read.
    owner=$(ls -ld "$PG_HOME/data" | awk '{ print $3 }')
    if [ "$(id -u)" != 0 ]; then
        [ -O "$PG_HOME/data" ] || die "The database in $PG_HOME belongs to the user $owner: run as who made it, or choose another directory with --data."
    elif [ "$owner" != root ]; then
        PG_USER=$owner
    fi
}

# make_postgres_home: the directory, where PostgreSQL's user can reach it: below $data, or else in /var/lib.
make_postgres_home() {
    # Enough for that user to pass through; not to look around.
    if [ -n "$PG_USER" ]; then chmod go+x "$data"; fi
    pg_place "$PG_HOME" && return 0
    [ -n "$PG_USER" ] || die "$PG_HOME is not writable."
    rmdir "$PG_HOME" 2>/dev/null
    local elsewhere
    elsewhere="/var/lib/orleanschat/$(printf '%s' "$data" | cksum | tr ' ' '-')"
    mkdir -p /var/lib/orleanschat && chmod 755 /var/lib/orleanschat
    pg_place "$elsewhere" || die "PostgreSQL's user $PG_USER can enter neither $data nor $elsewhere: choose another directory with --data."
    printf '%s\n' "$elsewhere" >"$data/postgres.place"
    say "PostgreSQL's user $PG_USER can't enter $data, so the database is kept in $elsewhere."
}

# wipe_data: everything but the lock that we hold.
wipe_data() {
    case "$PG_HOME" in /var/lib/orleanschat/?*) rm -rf "$PG_HOME" ;; esac
    find "$data" -mindepth 1 -maxdepth 1 ! -name .orleanschat ! -name run.lock -exec rm -rf {} +
    PG_HOME="$data/postgres"
    pg_choose_user
}

# quoted TEXT: as it stands between single quotes.
quoted() { printf '%s' "$1" | sed "s/'/'\\\\''/g"; }

# write_cluster_env: what one more silo or gateway needs; only its owner may read it, as there is a password inside.
write_cluster_env() {
    local name
    rm -f "$data/cluster.env"
    (
        umask 077
        echo "# For a silo or gateway by hand (see ./run --help). Written by ./run at each start; gone when it stops."
        for name in ConnectionStrings__Chat Cluster__ClusterId Cluster__ServiceId Silo__AdvertisedIP Engine; do
            printf "%s='%s'\n" "$name" "$(quoted "${!name}")"
        done
    ) >"$data/cluster.env"
    chmod 600 "$data/cluster.env"
}
