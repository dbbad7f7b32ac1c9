# shellcheck shell=bash
# Builds the web client and the .NET programs, quietly, and no more than needed. Expects $ROOT, and to be there.

STAMPS="$ROOT/artifacts/stamps"
LOGS="$ROOT/artifacts/logs"

# build_step LOG SENTENCE COMMAND…: runs it with its output in a log; when it fails, shows the log's end and leaves.
build_step() {
    local log="$LOGS/$1" sentence="$2" start=$SECONDS
    shift 2
    mkdir -p "$LOGS"
    say "$sentence…"
    if ! attempt "$@" >"$log" 2>&1; then
        show_errors "$log"
        die "That failed; the whole log is $log."
    fi
    if [ $((SECONDS - start)) -ge 5 ]; then say "  done in $((SECONDS - start)) s"; fi
}

# show_errors LOG: a compiler's error lines, each once; the end of the log when there are none.
show_errors() {
    if grep -q ': error ' "$1"; then
        grep ': error ' "$1" | sed 's/^ *//; s/ \[[^]]*\]$//' | sort -u | head -n 40 | sed 's/^/    /' >&2
    else
        show_log "$1" 40
    fi
}

# fingerprint PATH…: one line that changes with any file's name or content below these places. By content, as a
# checkout or a copy keeps or sets times as it likes.
fingerprint() {
    find "$@" \( -name node_modules -o -name wwwroot -o -name bin -o -name obj -o -name TestResults \) -prune \
        -o -type f -print 2>/dev/null | LC_ALL=C sort | tr '\n' '\0' | xargs -0 cksum | cksum | tr ' ' '-'
}

stamped() { [ "$(cat "$STAMPS/$1" 2>/dev/null)" = "$2" ]; }

stamp() {
    mkdir -p "$STAMPS"
    printf '%s\n' "$2" >"$STAMPS/$1"
}

# lock_build: two builds in one checkout would spoil each other. Held until the script ends, or unlock_build.
lock_build() {
    local said=
    mkdir -p "$ROOT/artifacts"
    until try_lock "$ROOT/artifacts/build.lock"; do
        [ -n "$said" ] || say "Waiting for another build in this checkout (process ${holder:-unknown})…"
        said=yes
        pause 1
    done
}

unlock_build() { rm -f "$ROOT/artifacts/build.lock"; }

# --- The web client

# Installs the packages of the lock file, unless these very packages are there.
install_web() {
    local now
    now="$(fingerprint Gateway/Web/package.json Gateway/Web/package-lock.json) $(node --version)"
    [ -d "$ROOT/Gateway/Web/node_modules" ] && stamped npm "$now" && return 0
    build_step npm-ci.log "Installing the web client's packages" npm --prefix "$ROOT/Gateway/Web" ci --no-audit --no-fund
    stamp npm "$now"
}

# The packages that the suite programs tries the gateway with, likewise.
install_programs() {
    local folder="$ROOT/tests/Programs.Tests" now
    now="$(fingerprint "$folder/package.json" "$folder/package-lock.json") $(node --version)"
    [ -d "$folder/node_modules" ] && stamped npm-programs "$now" && return 0
    build_step npm-ci-programs.log "Installing the packages of the suite programs" npm --prefix "$folder" ci --no-audit --no-fund
    stamp npm-programs "$now"
}

build_web() {
    local now
    install_web
    now="$(fingerprint Gateway/Web) $(node --version)"
    [ -f "$ROOT/Gateway/wwwroot/index.html" ] && stamped web "$now" && return 0
    build_step web-build.log "Building the web client" npm --prefix "$ROOT/Gateway/Web" run build
    stamp web "$now"
}

# --- The .NET programs, in two flavours: orleans (WithOrleans=true) and local (WithOrleans=false)

orleans_version() { sed -n 's:.*<OrleansVersion>\(.*\)</OrleansVersion>.*:\1:p' "$ROOT/Directory.Packages.props"; }

with_orleans() { if [ "$1" = orleans ]; then echo true; else echo false; fi; }

# What the build depends on besides the sources of the projects named.
BUILD_FILES="Directory.Build.props Directory.Build.targets Directory.Packages.props global.json nuget.config NuGet.config NuGet.Config .editorconfig"

# programs_fingerprint: of everything that silo and gateway are built from.
programs_fingerprint() {
    # shellcheck disable=SC2086 # A list of names without spaces.
    printf '%s %s' "$(fingerprint Grains.Interfaces Grains Silo Gateway/[!W]* $BUILD_FILES)" "$(dotnet --version)"
}

gateway_program() { printf '%s' "$ROOT/artifacts/$1/bin/Gateway/release/OrleansChat.Gateway.dll"; }
silo_program() { printf '%s' "$ROOT/artifacts/$1/bin/Silo/release/OrleansChat.Silo.dll"; }

# programs_built FLAVOUR: are silo and gateway there, from the sources as they are?
programs_built() {
    [ -f "$(gateway_program "$1")" ] || return 1
    [ "$1" = local ] || [ -f "$(silo_program "$1")" ] || return 1
    stamped "programs-$1" "$(programs_fingerprint)"
}

# build_programs FLAVOUR: after a restore of that flavour.
build_programs() {
    local now project
    now=$(programs_fingerprint)
    for project in Silo Gateway; do
        [ "$1$project" != localSilo ] || continue
        build_step "build-$1-$project.log" "Building the $(lower "$project") ($(flavour_words "$1"))" \
            dotnet build "$ROOT/$project/$project.csproj" -c Release --no-restore --tl:off -v:minimal \
            "-p:WithOrleans=$(with_orleans "$1")"
    done
    stamp "programs-$1" "$now"
}

flavour_words() { if [ "$1" = orleans ]; then echo "with Orleans"; else echo "without Orleans"; fi; }

# What a restore with Orleans depends on. A source without Orleans is remembered for a day, as asking it may take long.
sources_fingerprint() {
    # shellcheck disable=SC2086 # A list of names without spaces.
    printf '%s %s' "$(fingerprint $BUILD_FILES)" \
        "$(dotnet nuget list source --format short 2>/dev/null | cksum | tr ' ' '-') ${NUGET_PACKAGES:-}"
}

# orleans_missing_in LOG: does the restore's log say that a package of Orleans, or its version, can't be found? Whatever
# else is missing then comes from Orleans too, or shows again in the restore without it.
orleans_missing_in() {
    grep -qE 'error (NU110[0123]:.*Microsoft\.Orleans|NU1603:.*Microsoft\.Orleans[.A-Za-z]* [0-9.]* was not found)' "$1"
}

# restore_orleans PROJECT…: restores them with Orleans. Returns 1 when the package source has no Orleans; any other
# failure is shown, and the end. ./run trusts its memory of a source without Orleans, unless Orleans is asked for.
trust_memory=
restore_orleans() {
    local project log="$LOGS/restore-orleans.log" memory="$STAMPS/no-orleans" now start=$SECONDS
    now=$(sources_fingerprint)
    if [ -n "$trust_memory" ] && [ -z "$orleans_needed_by" ] &&
        [ -n "$(find "$memory" -mmin -1440 2>/dev/null)" ] && stamped no-orleans "$now"; then return 1; fi
    mkdir -p "$LOGS"
    say "Restoring packages…"
    for project in "$@"; do
        if ! attempt dotnet restore "$ROOT/$project" --tl:off -p:WithOrleans=true >"$log" 2>&1; then
            if orleans_missing_in "$log"; then
                stamp no-orleans "$now"
                return 1
            fi
            show_errors "$log"
            die "The restore failed; the whole log is $log."
        fi
    done
    rm -f "$memory"
    if [ $((SECONDS - start)) -ge 5 ]; then say "  done in $((SECONDS - start)) s"; fi
}

restore_local() {
    build_step restore-local.log "Restoring packages (without Orleans)" \
        dotnet restore "$ROOT/$1" --tl:off -p:WithOrleans=false
}

# choose_flavour PROJECT…: sets $flavour to orleans when these projects restore with Orleans, otherwise to local, and
# says so. WithOrleans=false in the environment chooses local. $orleans_needed_by names who forbids to go without.
orleans_needed_by=
if [ "${REQUIRE_ORLEANS:-}" = 1 ]; then orleans_needed_by="REQUIRE_ORLEANS=1"; fi

choose_flavour() {
    flavour=orleans
    if [ "$(lower "${WithOrleans:-true}")" = false ]; then
        flavour=local
    elif ! restore_orleans "$@"; then
        [ -z "$orleans_needed_by" ] ||
            die "This package source has no Orleans (Microsoft.Orleans.Sdk $(orleans_version)), which $orleans_needed_by asks for."
        flavour=local
        say "This package source has no Orleans (Microsoft.Orleans.Sdk $(orleans_version)): running the local engine; the cluster engine is not available."
    fi
}
