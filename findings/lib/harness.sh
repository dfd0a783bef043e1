# Sourced by the scripts beside this folder. Each one writes a small program into a temporary folder, installs the
# pinned packages with the plain client and compares the program's output with the recorded output.
set -euo pipefail

work=$(mktemp -d)
started=()

cleanup() {
  for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}
trap cleanup EXIT

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 TZ=UTC

# dotnet_program PACKAGE@VERSION... < Program.cs: builds a console program on these packages.
dotnet_program() {
  mkdir -p "$work/net"
  cat > "$work/net/Program.cs"
  {
    echo '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><OutputType>Exe</OutputType>'
    echo '<TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><AssemblyName>finding</AssemblyName>'
    echo '<NuGetAudit>false</NuGetAudit><InvariantGlobalization>true</InvariantGlobalization><NoWarn>NU1603</NoWarn>'
    echo '</PropertyGroup><ItemGroup>'
    for package in "$@"; do
      echo "<PackageReference Include=\"${package%@*}\" Version=\"[${package##*@}]\" />"
    done
    echo '</ItemGroup></Project>'
  } > "$work/net/finding.csproj"
  if ! dotnet build "$work/net/finding.csproj" -c Release -m:1 -v quiet > "$work/build.log" 2>&1; then
    cat "$work/build.log" >&2
    echo "not run: the program could not be built" >&2
    exit 2
  fi
}

# dotnet_run [ARGUMENT...]: runs it; its output is kept for expect.
dotnet_run() {
  timeout 120 dotnet "$work/net/bin/Release/net10.0/finding.dll" "$@" > "$work/actual"
}

# npm_install PACKAGE@VERSION...: installs packages for node.
npm_install() {
  mkdir -p "$work/node"
  echo '{ "private": true }' > "$work/node/package.json"
  if ! (cd "$work/node" && npm install --silent --no-audit --no-fund --save-exact "$@") > "$work/build.log" 2>&1; then
    cat "$work/build.log" >&2
    echo "not run: the packages could not be installed" >&2
    exit 2
  fi
}

# node_run < program.mjs: runs a module beside the installed packages; its output is kept for expect.
node_run() {
  cat > "$work/node/program.mjs"
  (cd "$work/node" && timeout 120 node program.mjs) > "$work/actual"
}

# azurite_start: starts an installed Azurite on free loopback ports; sets queue_port and table_port.
azurite_start() {
  local ports
  ports=$(node -e '
    const net = require("net");
    const servers = [0, 1, 2].map(() => net.createServer().listen(0, "127.0.0.1"));
    setTimeout(() => { console.log(servers.map(s => s.address().port).join(" ")); servers.forEach(s => s.close()); }, 200);')
  read -r blob_port queue_port table_port <<< "$ports"
  (cd "$work/node" && exec node node_modules/azurite/dist/src/azurite.js --inMemoryPersistence --silent --skipApiVersionCheck \
    --disableTelemetry --blobPort "$blob_port" --queuePort "$queue_port" --tablePort "$table_port") > "$work/azurite.log" 2>&1 &
  started+=($!)
  for _ in $(seq 300); do
    if (exec 3<> "/dev/tcp/127.0.0.1/$queue_port") 2>/dev/null && (exec 3<> "/dev/tcp/127.0.0.1/$table_port") 2>/dev/null; then return; fi
    sleep 0.2
  done
  cat "$work/azurite.log" >&2
  echo "not run: Azurite did not start" >&2
  exit 2
}

# expect < lines: fails when the output is no longer this.
expect() {
  cat > "$work/expected"
  if diff "$work/expected" "$work/actual" > "$work/difference"; then
    cat "$work/actual"
    echo "unchanged"
    return
  fi
  echo "The behaviour has changed (< recorded, > observed):" >&2
  cat "$work/difference" >&2
  exit 1
}
