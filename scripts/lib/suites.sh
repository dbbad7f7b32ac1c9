# shellcheck shell=bash
# The suites of ./test, each of which counts into these and says how it went in a line.

passed=0 failed=0 skipped=0

# count PASSED FAILED SKIPPED
count() {
    passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3))
}

# tell NAME PASSED FAILED SKIPPED SECONDS
tell() {
    printf '%-28s %5d passed %4d failed %4d skipped %5d s\n' "$@"
}

# skip_suite NAME REASON: counted as one, as what can't run can't be counted.
skip_suite() {
    count 0 0 1
    printf '%-28s skipped: %s\n' "$1" "$2"
}

fail_suite() {
    count 0 1 0
    printf '%-28s FAILED: %s\n' "$1" "$2"
}

# report NAME CODE SECONDS LOG FILE: what a run that ended with CODE wrote to FILE. A run that failed without a failed
# test (its host crashed or hung, say) is one failure more.
report() {
    local name="$1" code="$2" seconds="$3" log="$4" file="$5" text p f s
    if ! text=$(node scripts/trx.mjs "$file" 2>&1); then
        fail_suite "$name" "it ended (exit code $code) without a report (was it built?); the end of $log:"
        show_log "$log" 40 2>&1
        return
    fi
    read -r p f s <<<"$text"
    if [ "$code" != 0 ] && [ "$f" = 0 ]; then
        f=1
        text="$text
    FAILED  the run itself (exit code $code), by a crash or a hang: see $log"
    fi
    count "$p" "$f" "$s"
    tell "$name" "$p" "$f" "$s" "$seconds"
    printf '%s\n' "$text" | sed 1d
}

# dotnet_suite NAME FLAVOUR
dotnet_suite() {
    local name="$1" one="$2" project title start=$SECONDS code log file hang=5min
    # bash 3.2 can't capitalise.
    case "$name" in
        grains) project=Grains.Tests ;;
        gateway) project=Gateway.Tests ;;
        simulation)
            project=Simulation
            # Whoever asks for many seeds wants to wait for them.
            if [ -n "${ORLEANSCHAT_SIM_SEEDS:-}" ]; then hang=24h; fi
            ;;
        fuzz)
            project=Fuzz
            if [ -n "${FUZZ_SECONDS:-}" ]; then hang=24h; fi
            ;;
        cluster) project=Cluster.Tests ;;
        browser) project=Browser.Tests ;;
        programs) project=Programs.Tests ;;
        chaos) project=Chaos.Tests ;;
    esac
    title="$name ($(flavour_words "$one"))"
    # The other half of that suite, chaos_run, is the chaos itself; these are its checks, the same in both builds.
    if [ "$name" = chaos ]; then title="chaos, its checks"; fi
    case "$name-$one-$flavours" in
        cluster-local-local) skip_suite "$name" "it needs Orleans."; return ;;
        # The build without Orleans has the others to show that it works; these ran with it.
        cluster-local-* | browser-local-"orleans local" | programs-local-"orleans local" | simulation-local-"orleans local" | fuzz-local-"orleans local" | chaos-local-"orleans local") return ;;
    esac
    if [ "$name" = browser ] && ! find_chromium; then
        if [ "${CI:-}" = true ]; then
            fail_suite "$title" "no Chromium was found, and CI=true asks for it."
        else
            skip_suite "$title" "no Chromium was found (install chromium, or set CHROMIUM to the path of one)."
        fi
        return
    fi
    # The gateway's tests run over the local engine in both builds: where they all ran in the one with Orleans, the other one
    # shows that it writes, resumes and serves every door.
    local chosen_tests=$filter
    if [ "$name-$one-$flavours" = "gateway-local-orleans local" ]; then
        chosen_tests="(FullyQualifiedName~.WriteTests|FullyQualifiedName~.ResumeTests|FullyQualifiedName~.EveryPairOfDoorsTests)${filter:+&($filter)}"
    fi
    log="$LOGS/test-$name-$one.log" file="$ROOT/$results/$name-$one.trx"
    attempt dotnet test "tests/$project/$project.csproj" -c Release --no-build --tl:off "-p:WithOrleans=$(with_orleans "$one")" \
        ${chosen_tests:+--filter "$chosen_tests"} --logger "trx;LogFileName=$file" --results-directory "$results" \
        --blame-hang --blame-hang-timeout "$hang" --blame-hang-dump-type none >"$log" 2>&1
    code=$?
    # A filter may leave nothing of a suite: then there is no report.
    if [ "$code" = 0 ] && [ ! -f "$file" ] && grep -q '^No test matches' "$log"; then
        tell "$title" 0 0 0 $((SECONDS - start))
        return
    fi
    report "$title" "$code" $((SECONDS - start)) "$log" "$file"
    if [ "$name" = simulation ] && [ -f "$file" ]; then sed -n 's/.*\(seeds 1 to [0-9][^<]*\).*/    \1/p' "$file"; fi
    if [ "$name" = simulation ] && [ -f "${ORLEANSCHAT_SIM_TRACE:-}" ]; then printf '    all that happened: %s\n' "$ORLEANSCHAT_SIM_TRACE"; fi
}

web_suite() {
    local start=$SECONDS code log="$LOGS/test-web.log" file="$ROOT/$results/web.json"
    attempt npm --prefix Gateway/Web test -- --reporter=default --reporter=json "--outputFile=$file" >"$log" 2>&1
    code=$?
    report web "$code" $((SECONDS - start)) "$log" "$file"
}

# checked_suite NAME SECONDS LOG: what a script printed whose checks say "ok …", "FAILED …" (then why, indented) or
# "skipped …".
checked_suite() {
    local p=0 f=0 s=0
    # grep -c prints 0, and fails, when there is none.
    p=$(grep -c '^ok ' "$3") f=$(grep -c '^FAILED ' "$3") s=$(grep -c '^skipped ' "$3")
    count "$p" "$f" "$s"
    tell "$1" "$p" "$f" "$s" "$2"
}

deploy_suite() {
    local start=$SECONDS log="$LOGS/test-deploy.log"
    attempt scripts/test-deploy >"$log" 2>&1
    if ! grep -q '^done$' "$log"; then
        fail_suite deploy "it didn't come to its end; the end of $log:"
        show_log "$log" 2>&1
        return
    fi
    checked_suite deploy $((SECONDS - start)) "$log"
    grep -E '^(FAILED|skipped|  )' "$log" | sed 's/^/    /'
}

# chaos_run FLAVOUR: a short one, always the same; the long one is a command in the README.
chaos_run() {
    local start=$SECONDS code log="$LOGS/test-chaos.log" engine=cluster title
    if [ "$1" = local ]; then engine=local; fi
    title="chaos, seed 1 ($engine)"
    attempt tests/chaos --no-build --engine "$engine" --seconds 25 --seed 1 >"$log" 2>&1
    code=$?
    if ! grep -qE '^(ok|FAILED) ' "$log"; then
        fail_suite "$title" "it didn't come to its end (exit code $code); the end of $log:"
        show_log "$log" 2>&1
        return
    fi
    checked_suite "$title" $((SECONDS - start)) "$log"
    if [ "$code" = 0 ]; then return; fi
    if ! grep -q '^FAILED ' "$log"; then count 0 1 0; fi
    echo "    the run ended with exit code $code: see $log"
    sed -n '/^FAILED/,$p' "$log" | sed 's/^/    /'
}
