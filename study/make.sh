#!/usr/bin/env bash
# Makes every clip and table of the study below ROOT (1.8 GB, about ten minutes): see README.md.
# Needs: apt-get install espeak-ng sox libsox-fmt-base npm, Python 3.11 or newer, a JDK 17.
# Usage: study/make.sh ROOT
set -euo pipefail
root=${1:?usage: study/make.sh ROOT}
here=$(cd "$(dirname "$0")" && pwd)
"$here/fetch.sh" "$root"
python3 "$here/recordings.py" "$root"
python3 "$here/words.py" "$root"
python3 "$here/notes.py" "$root"
python3 "$here/pool.py" "$root"
cd "$root"
cat ./*.csv | sha256sum | sed 's/-$/tables/'
find clips -name '*.wav' -print0 | LC_ALL=C sort -z | xargs -0 cat | sha256sum | sed 's/-$/clips/'
