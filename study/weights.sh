#!/usr/bin/env bash
# Makes the weights of mast4j-weights anew from the sounds that make.sh made below ROOT, by two threads.
# The same machine gives the same bytes; how long it takes is in docs/weights.md.
# Usage: study/weights.sh ROOT
set -euo pipefail
root=${1:?usage: study/weights.sh ROOT}
here=$(cd "$(dirname "$0")" && pwd)
models=$here/../weights/src/main/resources/META-INF/mast4j/models
export OMP_NUM_THREADS=2
mkdir -p "$root/weights"
names=(mast-nano mast-mini)
for name in "${names[@]}"; do
  resume=()
  [[ -d $root/weights/$name.run/checkpoint ]] && resume=(--resume)
  [[ -d $root/weights/$name ]] ||
    "$here/../mast4j" pretrain --config "$here/weights.yaml" --encoder "$name" --data "$root/pool.csv" \
      --cache "$root/cache" --out "$root/weights/$name" ${resume[@]+"${resume[@]}"}
  python3 "$here/half.py" "$root/weights/$name" "$models/$name"
done
printf '%s\n' "${names[@]}" >"$models/index"
