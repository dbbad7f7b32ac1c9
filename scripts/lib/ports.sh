# shellcheck shell=bash
# Ports and HTTP on this machine.

# port_in_use PORT: does anything listen on it on this machine?
port_in_use() {
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null || (exec 3<>"/dev/tcp/::1/$1") 2>/dev/null
}

# valid_port TEXT
valid_port() {
    case "$1" in '' | *[!0-9]* | ??????*) return 1 ;; esac
    [ "$1" -ge 1 ] && [ "$1" -le 65535 ]
}

# The ports already given away in this start, with a space on both sides of each.
taken_ports=' '

# take_port FIRST: sets $port to the first free port from FIRST on, and gives none twice.
take_port() {
    port="$1"
    while case "$taken_ports" in *" $port "*) true ;; *) port_in_use "$port" ;; esac; do
        port=$((port + 1))
        [ "$port" -le 65535 ] || die "No free port from $1 on."
    done
    taken_ports="$taken_ports$port "
}

# http_ok HOST PORT PATH: is it answered with 200 within 5 seconds?
http_ok() {
    if command -v curl >/dev/null 2>&1; then
        curl --silent --noproxy '*' --max-time 5 --fail --output /dev/null "http://$1:$2$3" 2>/dev/null
    else
        # read -t bounds the wait for the status line.
        (
            exec 3<>"/dev/tcp/$1/$2" || exit 1
            printf 'GET %s HTTP/1.0\r\nHost: %s\r\n\r\n' "$3" "$1" >&3
            IFS= read -r -t 5 status <&3 || exit 1
            case "$status" in 'HTTP/1.'?' 200'*) exit 0 ;; *) exit 1 ;; esac
        ) 2>/dev/null
    fi
}
