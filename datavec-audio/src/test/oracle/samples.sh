#!/bin/sh
# Encodes one tone in every format for AudioFilesTest: 0.5 s of 440 Hz, 0.5 on the left, 0.25 on the right.
# Made with ffmpeg 5.1 of Debian 12 (apt-get install ffmpeg).
set -eu
cd "$(dirname "$0")/../resources/samples"

encode() { # FILE RATE ENCODER-OPTIONS...
  file=$1 rate=$2
  shift 2
  ffmpeg -nostdin -loglevel error -y \
    -f lavfi -i "aevalsrc=0.5*sin(2*PI*440*t)|0.25*sin(2*PI*440*t):s=$rate:d=0.5" \
    -map_metadata -1 -fflags +bitexact -flags:a +bitexact "$@" "$file"
}

encode tone.flac 8000 -c:a flac -sample_fmt s16
encode tone.mp3 16000 -c:a libmp3lame -b:a 64k
encode tone.ogg 16000 -c:a libvorbis -q:a 3
encode tone.opus 48000 -c:a libopus -b:a 32k
encode tone.m4a 16000 -c:a aac -b:a 128k
encode tone-faststart.m4a 16000 -c:a aac -b:a 128k -movflags +faststart
encode tone-ulaw.wav 8000 -c:a pcm_mulaw
encode tone-alaw.wav 8000 -c:a pcm_alaw
encode tone-s24-extensible.wav 8000 -c:a pcm_s24le -t 0.25
