#!/usr/bin/env bash
# What `finetune` chooses with 5 clips a class and with all, as docs/finetuning.md tells it: renders the study's notes below
# ROOT (notes.py; a JDK is enough), pre-trains mast-nano on the training clips, then fine-tunes it in several modes.
# Usage: study/few-clips.sh ROOT
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
cd "$1"
python3 -c "import sys, pathlib; sys.path.insert(0, '$here'); import notes; notes.families(pathlib.Path('.'))"
grep -E '^path|,train$' notes.csv | cut -d, -f1,2 > train.csv
{
  head -1 notes.csv
  for family in piano organ guitar bass ensemble brass reed percussive; do
    grep ",$family,train" notes.csv | head -5
    grep ",$family,validation" notes.csv | head -2
  done
  grep ',test$' notes.csv
} > few.csv
mast4j=$here/../mast4j
"$mast4j" pretrain --data train.csv --encoder mast-nano --out encoder --steps 120 --batch 128 \
  --lr 3e-3 --momentum 0.99 --temperature 0.1
for data in few notes; do
  "$mast4j" finetune --model encoder --data $data.csv --out auto-$data
  "$mast4j" finetune --model encoder --data $data.csv --out whole-$data --set mode=whole
  "$mast4j" finetune --model encoder --data $data.csv --out head-$data --freeze
  "$mast4j" finetune --model encoder --data $data.csv --out embedding-$data --freeze --set choosePooling=false
done
