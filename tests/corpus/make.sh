#!/bin/sh
# Makes the keystores that the readers are tested with, by keytool and java (JDK 17 or later), openssl (3.0 or
# later, with its legacy provider), and python3 for what neither writes.
#
#   tests/corpus/make.sh [DIRECTORY]           makes what is missing in it (files/), and leaves the rest alone
#   tests/corpus/make.sh --again [DIRECTORY]   makes everything anew (new keys, so every file changes)
#
# What each file holds, and what is to come of opening it, stands in manifest.toml: the same for every run.
# Every password is `changeit` where the manifest names no other. The keys protect nothing.
set -eu
export LC_ALL=C.UTF-8

again=
[ "${1-}" != --again ] || { again=yes && shift; }
tools=$(cd "$(dirname "$0")" && pwd)/make
mkdir -p "${1:-$tools/../files}"
cd "${1:-$tools/../files}"
[ -z "$again" ] || rm -rf ./*

# Without anything to make there is nothing to get ready.
missing=$(sed -n 's/^path = "\(.*\)"$/\1/p' "$tools/../manifest.toml" | while read -r path; do [ -e "$path" ] || echo "$path"; done)
[ -n "$missing" ] || exit 0

password=changeit
# Fixed, and long: nothing here may expire while the corpus is in use, but what is meant to be over.
from=20250101000000Z
until=20460101000000Z
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
subject="/C=TR/O=Acme"

fail() {
    echo "make.sh: $1 could not be made:" >&2
    cat "$work/log" >&2
    exit 1
}

# wanted FILE: whether it is to be made; its directory is there then
wanted() {
    [ ! -e "$1" ] || return 1
    mkdir -p "$(dirname "$1")"
    echo "$1"
}

# run COMMAND...: quietly, but for failures
run() {
    "$@" >"$work/log" 2>&1 || fail "${file:-$*}"
}

. "$tools/authority.sh"
. "$tools/stores.sh"
. "$tools/jks.sh"
. "$tools/pkcs12.sh"
. "$tools/certificates.sh"
if command -v python3 >/dev/null; then
    . "$tools/altered.sh"
else
    echo "make.sh: SKIPPED, python3 is not installed: BER, PBMAC1 and damaged files" >&2
fi
. "$tools/other.sh"

find . -type f -exec chmod 644 {} + # openssl keeps what it writes to its owner
