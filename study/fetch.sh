#!/usr/bin/env bash
# Unpacks what the clips are made from below ROOT/packages: nothing is installed, no root is needed.
# From: Debian 12 (apt-get download) and npm (npm pack), in the versions below; licences: README.md.
# Usage: study/fetch.sh ROOT
set -euo pipefail
root=${1:?usage: study/fetch.sh ROOT}

debian=(
  klettres-data=4:22.12.3-1
  lmms-common=1.2.2+dfsg1-6
  sonic-pi-samples=3.2.2~repack-8
  hydrogen-data=1.2.0~beta1+dfsg-1
  hydrogen-drumkits=2017.09.19~dfsg-1
  hydrogen-drumkits-effects=2017.09.19~dfsg-1
  tuxpaint-stamps-default=2022.06.04-1
  ktuberling-data=4:22.12.3-1
  wesnoth-1.16-data=1:1.16.9-1
  timgm6mb-soundfont=1.3-5
  asterisk-core-sounds-en-wav=1.6.1-1
  asterisk-core-sounds-es-wav=1.6.1-1
  asterisk-core-sounds-fr-wav=1.6.1-1
  asterisk-core-sounds-it-wav=1.6.1-1
  asterisk-core-sounds-ru-wav=1.6.1-1
  asterisk-prompt-es-co=0.20070403-2.1
  asterisk-prompt-fr-armelle=20070613-2.2
  asterisk-prompt-it-menardi-wav=1:1.4.22+mm20110907-3.1
)
npm=()
for velocity in $(seq 1 16); do
  npm+=("@audio-samples/piano-velocity$velocity@1.0.5")
done

mkdir -p "$root/packages"
cd "$root/packages"
download=$(mktemp -d)
trap 'rm -rf "$download"' EXIT

for package in "${debian[@]}"; do
  name=${package%%=*}
  [ -d "$name" ] && continue
  (cd "$download" && apt-get -q download "$package")
  dpkg-deb -x "$download/$name"_*.deb "$download/$name"
  mv "$download/$name" .
done
for package in "${npm[@]}"; do
  name=$(basename "${package%@*}")
  [ -d "$name" ] && continue
  (cd "$download" && tar -xzf "$(npm pack --silent "$package")")
  mv "$download/package" "$name"
done
