# Shared by ./run and ./test: installs what is missing and builds. Sourced, never run.
#
#   require PACKAGE…   makes sure that the Debian packages are installed, or ends with one line that says what is missing
#   build PRESET OPTION… -- TARGET…   configures where needed and builds; silent when there is nothing to do

self=${0##*/}

say() { printf '%s: %s\n' "$self" "$*" >&2; }
fail() {
  say "$*"
  exit 1
}

# Packages of "$@" that are not installed, one per line.
missing() {
  local installed
  installed=$(dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' "$@" 2>/dev/null | sed -n 's/^ii  *//p' || true)
  printf '%s\n' "$@" | grep -vxF -e "$installed" || true
}

# Packages of "$@" that no configured repository offers, one per line.
unavailable() {
  local package
  for package in "$@"; do
    case $(apt-cache policy "$package" 2>/dev/null) in
      '' | *'Candidate: (none)'*) echo "$package" ;;
    esac
  done
}

# Runs apt-get with the rights it needs; sudo asks for a password only where somebody can answer.
apt() {
  if [ "$(id -u)" -eq 0 ]; then
    DEBIAN_FRONTEND=noninteractive apt-get -qq "$@" </dev/null >&2
  else
    sudo env DEBIAN_FRONTEND=noninteractive apt-get -qq "$@" >&2
  fi
}

may_install() {
  [ "$(id -u)" -eq 0 ] && return
  command -v sudo >/dev/null || return 1
  sudo -n true 2>/dev/null || [ -t 0 ]
}

require() {
  command -v dpkg-query >/dev/null && command -v apt-get >/dev/null ||
    fail "this is not a Debian system; install the equivalents of: $*"
  local absent unknown
  absent=$(missing "$@" | xargs)
  [ -n "$absent" ] || return 0
  may_install || fail "missing packages, and no right to install them: $absent"
  # shellcheck disable=SC2086  # package names are words
  {
    unknown=$(unavailable $absent | xargs)
    if [ -n "$unknown" ]; then
      apt update -o APT::Update::Error-Mode=any 2>/dev/null ||
        fail "missing packages, and the package repositories cannot be reached: $absent"
      unknown=$(unavailable $absent | xargs)
    fi
    case $unknown in
      '') ;;
      *22*) fail "not offered by the configured repositories (LLVM 22 comes with the suite bookworm-security): $unknown" ;;
      *) fail "not offered by the configured repositories: $unknown" ;;
    esac
    say "installing $absent"
    apt install -y --no-install-recommends $absent 2>/dev/null ||
      { apt update 2>/dev/null && apt install -y --no-install-recommends $absent 2>/dev/null; } ||
      fail "missing packages, and installing them failed (is the network reachable?): $absent"
  }
  absent=$(missing "$@" | xargs)
  [ -z "$absent" ] || fail "still missing: $absent"
}

# build PRESET OPTION… -- TARGET…
build() {
  local preset=$1 options=()
  shift
  while [ "$1" != -- ]; do
    options+=("$1")
    shift
  done
  shift
  if [ ! -e "build/$preset/build.ninja" ] || [ ${#options[@]} -gt 0 ]; then
    cmake --preset "$preset" "${options[@]}" >"/tmp/lsub-configure.$$" 2>&1 || {
      cat "/tmp/lsub-configure.$$" >&2
      rm -f "/tmp/lsub-configure.$$"
      fail "could not configure the preset $preset"
    }
    rm -f "/tmp/lsub-configure.$$"
  fi
  ninja -C "build/$preset" --quiet "$@" | { grep -vx 'ninja: no work to do.' || true; } >&2 ||
    fail "could not build the preset $preset"
}
