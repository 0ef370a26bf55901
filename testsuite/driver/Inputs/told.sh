# told.sh WORD DRIVER [OPTION...]: translates, and whether the library's header was `precompiled` or `read` has to be WORD;
# where it was precompiled, what comes out has to be what comes out where it is read.
word=$1
shift
LSUB_PRECOMPILED=tell "$@" >told.out 2>told.err
status=$?
case $(head -n 1 told.err) in
  "lsub++: precompiled") seen=precompiled ;;
  "lsub++: headers read") seen=read ;;
  *) seen=neither ;;
esac
if [ $seen != "$word" ]; then
  echo "$seen: $*"
  exit 1
fi
if [ $seen = read ]; then exit 0; fi
tail -n +2 told.err >said.err
LSUB_PRECOMPILED=off "$@" >read.out 2>read.err
if [ $? -ne $status ]; then
  echo "another status: $*"
  exit 1
fi
cmp told.out read.out && cmp said.err read.err
