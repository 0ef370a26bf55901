# same.sh FOLDER TRANSLATOR FILE…: each file, taken as dialect source, has to come out as it is, behind one prelude line.
# A name without a slash is a header of the standard library. Fails if there was no file.
folder=$1
translator=$2
shift 2
seen=0
for name in "$@"; do
  case $name in
    */*) file=$name ;;
    *) file=$(echo "#include <$name>" | g++ -std=c++20 -E -x c++ - | sed -n "s|^# 1 \"\(.*/$name\)\".*|\1|p" | head -n 1) ;;
  esac
  $translator -std=c++20 --emit-cc -x lsub "$file" -o "$folder/out.cc" || {
    echo "not translated: $file"
    exit 1
  }
  head -n 1 "$folder/out.cc" | grep -q '^#line 1 "' || {
    echo "no prelude line: $file"
    exit 1
  }
  tail -n +2 "$folder/out.cc" | cmp - "$file" || exit 1
  seen=$((seen + 1))
done
[ "$seen" -gt 0 ]
