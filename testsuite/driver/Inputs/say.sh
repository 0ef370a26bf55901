#!/bin/sh
# Stands for a compiler: prints its words, one a line; knows where GCC's library lies.
case "$*" in
  *-print-libgcc-file-name*) exec g++ -print-libgcc-file-name ;;
esac
for word in "$@"; do printf '<%s>\n' "$word"; done
