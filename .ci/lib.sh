# What .ci/run and .ci/full share. To be sourced.

step() {
    printf '\n== %s\n' "$*"
    "$@"
}

# Commands side by side: each one's output is shown when it has ended, and all of them run to their end.
together() {
    local command said=() running=() failed=0 i
    for command in "$@"; do
        said+=("$(mktemp -p "$work")")
        $command >"${said[-1]}" 2>&1 &
        running+=($!)
    done
    for ((i = 0; i < $#; i++)); do
        wait "${running[i]}" || failed=1
        printf '\n== %s\n' "${@:i+1:1}"
        cat "${said[i]}"
    done
    return $failed
}

# The nth block of shell commands in a Markdown file.
sh_block() {
    awk -v wanted="$1" '
        /^```sh$/ { inside = 1; count++; next }
        /^```/    { inside = 0 }
        inside && count == wanted
    ' "$2"
}

# A fresh clone of HEAD, removed at the end, and the folder entered.
enter_clone() {
    root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    step git clone --quiet --no-local "$root" "$work/clone"
    cd "$work/clone"
    # Tests start a hundred interpreters, each of which would compile the library anew.
    unset PYTHONDONTWRITEBYTECODE
}

# A Python of a version, such as 3.13, where the machine has one.
find_python() {
    local name="python$1" found
    for found in "$(command -v "$name" || true)" "$HOME"/.pyenv/versions/"$1"*/bin/"$name"; do
        if [[ -x $found ]] && "$found" -c '' 2>/dev/null; then
            echo "$found"
            return
        fi
    done
    return 1
}
