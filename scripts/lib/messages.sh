# shellcheck shell=bash
# What the scripts say. Sourced by ./run, ./test and .ci/run; all of scripts/lib works with bash 3.2, which macOS has.

# A closed terminal or pipe must not keep a script from stopping what it started, so a failed write is no error.
say() { printf '%s\n' "$*" 2>/dev/null || true; }

complain() { printf '%s\n' "$*" >&2 2>/dev/null || true; }

# die SENTENCE: the one clear sentence, and out. Never inside $(…), where it would end only the subshell.
die() {
    complain "${PROGRAM:-orleanschat}: $*"
    exit 1
}

# lower TEXT: in lower case (bash 3.2 has no ${x,,}).
lower() { printf '%s' "$1" | tr '[:upper:]' '[:lower:]'; }

# show_log FILE [LINES]: the end of a log, indented, after something failed.
show_log() {
    [ -s "$1" ] || return 0
    tail -n "${2:-30}" "$1" | sed 's/^/    /' >&2
}
