# COMPILER DRIVER… QUESTION: both have to give the same answer, and one at all. The driver's words may hold --cxx=.
host=$1
shift
for question in "$@"; do :; done
"$host" "$question" >host.txt || exit 1
"$@" >driver.txt || exit 1
[ -s host.txt ] && cmp host.txt driver.txt
