#!/bin/sh
# Makes NotoSansKR-subset.otf from Noto Sans CJK (apt package fonts-noto-cjk): the 2,350 syllables of
# KS X 1001, which nearly all Korean text is written with, and the single letters of Hangul.
# Needs fonttools 4.68.
set -eu
cd "$(dirname "$0")"
source=${1:-/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc}
# KS X 1001 has its syllables in rows 16 to 40, as EUC-KR has them in bytes.
signs=$(python3 -c '
rows, columns = range(0xB0, 0xC9), range(0xA1, 0xFF)
signs = [ord(bytes([row, column]).decode("euc_kr")) for row in rows for column in columns]
assert len(signs) == 2350
print(",".join(f"U+{sign:04X}" for sign in [0x20, *signs, *range(0x3131, 0x3164)]))')
pyftsubset "$source" --font-number=1 --unicodes="$signs" \
    --layout-features="" --drop-tables+=GPOS,GSUB,GDEF,BASE,VORG,vhea,vmtx --no-hinting \
    --name-IDs="0,1,2,3,4,5,6,13,14" --output-file=NotoSansKR-subset.otf
