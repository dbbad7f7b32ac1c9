# shellcheck shell=bash
# Finds the .NET 10 SDK and Node, each with one sentence when it isn't there.

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
# Error numbers are the same in every language, but what we look for in a message is English.
export DOTNET_CLI_UI_LANGUAGE=en
# What we start writes to logs or through us: no colours, and nobody else sets the terminal's modes.
export TERM=dumb NO_COLOR=1
# A build must leave no MSBuild process behind.
export MSBUILDDISABLENODEREUSE=1

need_dotnet() {
    local place
    if ! command -v dotnet >/dev/null 2>&1; then
        for place in "$HOME/.dotnet" /usr/local/share/dotnet /usr/share/dotnet /usr/lib/dotnet; do
            [ -x "$place/dotnet" ] && PATH="$place:$PATH" && break
        done
    fi
    command -v dotnet >/dev/null 2>&1 ||
        die "The .NET 10 SDK is needed, and there is no 'dotnet' on the PATH: install it (package dotnet-sdk-10.0, or brew install dotnet)."
    dotnet --list-sdks 2>/dev/null | grep -q '^10\.' ||
        die "The .NET 10 SDK is needed, and $(command -v dotnet) has only: $(dotnet --list-sdks 2>/dev/null | sed 's/ .*//' | tr '\n' ' ')- install the package dotnet-sdk-10.0."
}

need_node() {
    command -v node >/dev/null 2>&1 ||
        die "Node 20.19 or newer is needed to build the web client, and there is no 'node' on the PATH."
    command -v npm >/dev/null 2>&1 ||
        die "npm is needed to build the web client, and there is no 'npm' on the PATH (it usually comes with Node)."
    # The same range as "engines" in Gateway/Web/package.json.
    node -e 'const [a, b] = process.versions.node.split(".").map(Number);
        process.exit(Number(a === 20 ? b < 19 : a === 22 ? b < 13 : a < 20 || a === 21))' ||
        die "Node 20.19 (or 22.13) or newer is needed to build the web client, and $(command -v node) is $(node --version)."
}
