#!/bin/sh
# A second implementation of the draw, in awk and sha256sum: sh second_draw.sh FOLDER prints the list.
# 抽签的第二套实现，只用awk和sha256sum：sh second_draw.sh 数据包目录，输出应与list.csv逐字相同。
set -eu
export LC_ALL=C
here=$1 work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
seed=$({ printf 'gov-draw/1\n{"commit":'; cat "$here/commit.json"; printf ',"reveal":'
  cat "$here/reveal.json"; printf '}'; } | sha256sum | cut -c1-64)
# awk writes one small file for each message; sha256sum numbers them all at once.
numbered() { (cd "$work" && find . -name "$1.*" | xargs -r sha256sum | sed 's/  \.\// /'); }
sed 's/.*"quota":{\([^}]*\)}.*/\1/; s/"//g' "$here/commit.json" | tr ',' '\n' | tr ':' ' ' >"$work/quota"
awk -F, -v seed="$seed" -v work="$work" 'FNR == 1 { next }
  { for (i = 1; i <= 2; i++) { name = i == 1 ? "base" : $2; file = work "/t." name "." $1
    printf "gov-draw/1/ticket\n%s\n%s\n%s", seed, name, $1 > file; close(file) } }' "$here/population.csv"
numbered t | sed 's/ t\./ /; s/ \([a-z0-9_]*\)\./ \1 /' | awk -v work="$work" '
  BEGIN { while ((getline < (work "/quota")) > 0) quota[$1] = $2 }
  { print ($2 == "base" ? 0 : 1), $2, $1, $3 }' | sort | awk -v work="$work" '
  BEGIN { while ((getline < (work "/quota")) > 0) quota[$1] = $2 }
  ++taken[$2] <= quota[$2] { print $2 "," $4 "," $3; next }
  $2 == "base" && taken[$2] <= quota["base"] + quota["more"] { print "more," $4 "," $3 }' >"$work/picked"
awk -F, -v seed="$seed" -v work="$work" -v people="$here/inspectors.csv" '
  FILENAME ~ /population/ { if (FNR > 1) home[$1] = $2; next }
  FILENAME ~ /conflicts/ { apart[$1, $2] = 1; next }
  !done[$2]++ { while ((getline person < people) > 0)
      if (person != "inspector" && !((person, home[$2]) in apart)) { file = work "/i." ++count
        printf "gov-draw/1/inspector\n%s\n%s\n%s", seed, $2, person > file; close(file)
        print "i." count, $2, person > (work "/who") }
    close(people) }' "$here/population.csv" "$here/conflicts.csv" "$work/picked"
[ -f "$work/who" ] || : >"$work/who"
numbered i | awk -v work="$work" '
  BEGIN { while ((getline < (work "/who")) > 0) { thing[$1] = $2; person[$1] = $3 } }
  { print thing[$2], $1, person[$2] }' | sort | awk '++taken[$1] <= 2 { print }' >"$work/pairs"
echo stratum,id,ticket,inspector_1,inspector_2
awk -v work="$work" 'BEGIN { while ((getline < (work "/pairs")) > 0) pair[$1] = pair[$1] "," $3; FS = "," }
  { print $0 pair[$2] }' "$work/picked"
