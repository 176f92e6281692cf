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

# What FFmpeg reads beside those, short enough to be small.
encode tone.webm 48000 -c:a libopus -b:a 32k
encode tone.mka 16000 -c:a flac -t 0.1
encode tone.aac 16000 -c:a aac -b:a 32k
encode tone-alac.caf 16000 -c:a alac -t 0.1
encode tone.wma 16000 -c:a wmav2 -b:a 32k
encode tone.ac3 48000 -c:a ac3 -b:a 96k
encode tone.eac3 48000 -c:a eac3 -b:a 96k
encode tone.w64 16000 -c:a pcm_s16le -t 0.1
encode tone.wv 16000 -c:a wavpack -t 0.1
encode tone.mp2 16000 -c:a mp2 -b:a 64k
encode tone.spx 16000 -c:a libspeex
# Debian's FFmpeg has no encoder for AMR; sox (apt-get install sox libsox-fmt-all) has.
sox -n -r 8000 -t amr-nb tone.amr synth 0.5 sine 440 vol 0.375
ffmpeg -nostdin -loglevel error -y -i tone.amr -c copy -bitexact tone.3gp

# FFmpeg writes no checksums into MP3; LAME (apt-get install lame) does.
ffmpeg -nostdin -loglevel error -i tone-s24-extensible.wav -f wav - |
  lame --quiet -p -b 64 - tone-crc.mp3

# The samples that they have: EncodedFilesTest's column "samples".
for file in tone.*; do
  bytes=$(ffmpeg -nostdin -loglevel error -i "$file" -map 0:a:0 -f f32le -ac 1 - | wc -c)
  echo "$file $((bytes / 4))"
done
