# shellcheck shell=bash
# Starting, watching and stopping processes.

# spawn COMMAND…: starts it in the background in a process group of its own, so that Ctrl-C in the terminal reaches
# only the script, which then stops its processes in order. Sets $spawned. (Job control makes the group: setsid is not
# everywhere.) Call it with its stdin redirected.
spawn() {
    set -m
    "$@" &
    spawned=$!
    set +m
}

# alive PID: a process that has ended, but that nobody has taken note of (in a container without an init), is dead.
alive() {
    local stat
    kill -0 "$1" 2>/dev/null || return 1
    { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 0
    case "${stat##*) }" in Z*) return 1 ;; esac
}

# pause SECONDS: sleeps, but lets a trap run at once.
pause() {
    sleep "$1" &
    wait $! 2>/dev/null || true
}

# attempt COMMAND…: runs a long command to its end, and returns what it returns. A signal to the script is handled at
# once, not after the command, and `abandon` then ends the command with all its children.
attempt_pid=
attempt() {
    local result
    spawn "$@" </dev/null
    attempt_pid=$spawned
    wait "$attempt_pid"
    result=$?
    attempt_pid=
    return "$result"
}

# abandon: ends what attempt runs, if anything, with all that it has started: a second or two to end well, then for good.
abandon() {
    local tenths=20
    [ -n "$attempt_pid" ] || return 0
    kill -TERM -- "-$attempt_pid" 2>/dev/null
    while kill -0 -- "-$attempt_pid" 2>/dev/null && [ "$tenths" -gt 0 ]; do
        pause 0.1
        tenths=$((tenths - 1))
    done
    kill -KILL -- "-$attempt_pid" 2>/dev/null
    wait "$attempt_pid" 2>/dev/null
    attempt_pid=
}

# ends_within PID SECONDS: waits for it that long, but not at all once $impatient isn't empty.
impatient=
ends_within() {
    local tenths=$(($2 * 10))
    while alive "$1"; do
        if [ "$tenths" -le 0 ] || [ -n "$impatient" ]; then return 1; fi
        pause 0.1
        tenths=$((tenths - 1))
    done
}

# stop_process PID SECONDS: asks the process to end, waits, and kills what is left of its group. Returns 1 when it had to
# be killed.
stop_process() {
    local killed=0
    kill -TERM "$1" 2>/dev/null || return 0
    if ! ends_within "$1" "$2"; then
        killed=1
        kill -KILL -- "-$1" 2>/dev/null || kill -KILL "$1" 2>/dev/null
    fi
    wait "$1" 2>/dev/null
    return "$killed"
}

# process_token PID: tells a process from a later one with the same number, by its start time.
process_token() {
    local stat
    if [ -r "/proc/$1/stat" ]; then
        # The name, in brackets, may hold spaces: count from its end. Start time is field 22 of all, 20 of the rest.
        stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
        printf '%s' "${stat##*) }" | cut -d ' ' -f 20
    else
        ps -o lstart= -p "$1" 2>/dev/null | tr ' ' '_'
    fi
}

# process_command PID: its command line.
process_command() {
    if [ -r "/proc/$1/cmdline" ]; then tr '\0' ' ' <"/proc/$1/cmdline"; else ps -o command= -p "$1" 2>/dev/null; fi
}

# same_process PID TOKEN: is that very process still there?
same_process() {
    alive "$1" && [ "$(process_token "$1")" = "$2" ]
}

# try_lock FILE: takes the lock, which is free again when this script's process has ended, however it ended.
# Returns 1 and sets $holder when a living process has it.
try_lock() {
    local token turn
    for turn in 1 2 3; do
        if (set -C && printf '%s %s\n' "$$" "$(process_token $$)" >"$1") 2>/dev/null; then return 0; fi
        holder='' token=''
        read -r holder token <"$1" 2>/dev/null || { pause 0.2; continue; } # just made, not yet written; or just gone
        if same_process "$holder" "$token"; then return 1; fi
        [ "$turn" = 3 ] || rm -f "$1"
    done
    return 1
}
