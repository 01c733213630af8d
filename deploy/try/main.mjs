// The pieces of deploy/try.sh, and what is said of each.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync, rmSync, chmodSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { endAll, install, run, Skipped } from "./programs.mjs";
import { tryProxy } from "./proxies.mjs";
import { tryCrowd } from "./crowd.mjs";
import { tryImage } from "./image.mjs";

const scratch = mkdtempSync(join(tmpdir(), "stampede-deploy-"));
// PostgreSQL, as another account, goes through it.
chmodSync(scratch, 0o711);
const out = resolve(process.argv.find((arg) => arg.startsWith("--out="))?.slice("--out=".length) ?? join(scratch, "out"));

/** In the order in which they are tried; `isLong`: not within a minute. */
const pieces = [
  { name: "systemd", attempt: trySystemd },
  { name: "compose", attempt: tryCompose },
  { name: "kubernetes", attempt: tryKubernetes },
  { name: "haproxy", attempt: () => tryProxy("haproxy", scratch) },
  { name: "nginx", attempt: () => tryProxy("nginx", scratch) },
  { name: "caddy", attempt: () => tryProxy("caddy", scratch) },
  { name: "crowd-haproxy", attempt: () => tryCrowd("haproxy", scratch) },
  { name: "crowd-nginx", isLong: true, attempt: () => tryCrowd("nginx", scratch) },
  { name: "crowd-caddy", isLong: true, attempt: () => tryCrowd("caddy", scratch) },
  { name: "alerts", isLong: true, attempt: tryAlerts },
  { name: "image", isLong: true, attempt: () => tryImage(scratch) },
];

async function trySystemd() {
  await install("systemd-analyze", "systemd");
  // Its program is looked for: here any will do.
  const unit = join(scratch, "stampede.service");
  writeFileSync(unit, readFileSync("deploy/systemd/stampede.service", "utf8").replace("/opt/stampede/Stampede.Server", process.execPath));
  const { output, errors } = await run("systemd-analyze", ["verify", "--man=no", unit]);
  if ((output + errors).trim() !== "") throw new Error(`systemd-analyze verify says: ${output}${errors}`);
  const judged = await run("systemd-analyze", ["security", "--offline=true", "--no-pager", "--threshold=20", unit]);
  return judged.output.match(/Overall exposure level.*?: (.*\d)/)?.[1];
}

async function tryCompose() {
  const composer = (await run("docker", ["compose", "version"]).catch(() => null)) ? ["docker", "compose"] : [await install("docker-compose", "docker-compose")];
  const folder = join(scratch, "compose");
  mkdirSync(folder);
  for (const part of ["compose.yaml", "secrets.sh", "haproxy"]) cpSync(join("deploy", part), join(folder, part), { recursive: true });
  await run(join(folder, "secrets.sh"), []);
  const [program, ...args] = composer;
  const { output } = await run(program, [...args, "-f", join(folder, "compose.yaml"), "config"]);
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, "compose.yaml"), output);
}

async function tryKubernetes() {
  await install("kubectl", "kubernetes-client");
  const { output } = await run("kubectl", ["version", "--client", "--output=json"]);
  const minor = Number.parseInt(JSON.parse(output).clientVersion.minor, 10);
  if (minor < 21) throw new Skipped(`this kubectl is 1.${minor}, and renders overlays from 1.21 on`);
  mkdirSync(out, { recursive: true });
  for (const overlay of ["single", "nodes"])
    writeFileSync(join(out, `${overlay}.yaml`), (await run("kubectl", ["kustomize", `deploy/kubernetes/${overlay}`])).output);
}

async function tryAlerts() {
  await install("promtool", "prometheus");
  await run("promtool", ["check", "rules", "deploy/grafana/alerts.yaml"]);
}

const asked = process.argv.slice(2).filter((arg) => !arg.startsWith("--"));
const unknown = asked.find((name) => name !== "all" && !pieces.some((piece) => piece.name === name));
if (unknown) {
  console.error(`There is no piece '${unknown}'. There are: all ${pieces.map((piece) => piece.name).join(" ")}`);
  process.exit(2);
}

let failed = 0;
for (const piece of pieces) {
  if (asked.length === 0 ? piece.isLong : !asked.includes("all") && !asked.includes(piece.name)) continue;
  const began = performance.now();
  try {
    const said = await piece.attempt();
    console.log(`ok      ${piece.name}${said ? `: ${said}` : ""} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
  } catch (error) {
    if (!(error instanceof Skipped)) failed++;
    console.log(`${error instanceof Skipped ? "SKIPPED" : "FAILED "} ${piece.name}: ${error.message.trim()}`);
  } finally {
    await endAll();
  }
}

rmSync(scratch, { recursive: true, force: true });
process.exitCode = failed === 0 ? 0 : 1;
