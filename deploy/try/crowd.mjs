// Two real nodes on one PostgreSQL behind a proxy, and a crowd that comes through it: a thousand reservations, of which none may be lost.
import { existsSync, mkdtempSync, readFileSync, chmodSync } from "node:fs";
import { join } from "node:path";
import { run, start, until } from "./programs.mjs";
import { startProxy } from "./proxies.mjs";

const customers = 1_000;
const watchers = 25;
export const email = "operator@example.com";
export const password = "operator's own password";
const server = "src/Stampede.Server/bin/Release/net10.0/Stampede.Server.dll";
const rehearsal = "src/Stampede.Rehearsal/bin/Release/net10.0/Stampede.Rehearsal.dll";

/** One whose PostgreSQL others may use too. @returns its address, and how others reach its database */
export async function startFirstNode(scratch, settings = {}) {
  if (!existsSync(server)) throw new Error(`There is no ${server}: dotnet build Stampede.slnx -c Release`);
  const data = mkdtempSync(join(scratch, "data-"));
  chmodSync(data, 0o711);
  const address = await startNode({ Stampede__DataDirectory: data, ...settings });
  const sockets = readFileSync(join(data, "postgres", "postmaster.pid"), "utf8").split("\n")[4];
  return { address, data, sockets, connectionString: `Host=${sockets};Username=stampede;Database=stampede` };
}

export async function startNode(settings) {
  const env = {
    ...process.env, ASPNETCORE_URLS: "http://127.0.0.1:0", Stampede__Operator__Email: email, Stampede__Operator__Password: password, Stampede__Rehearsals: "true",
    Stampede__RateLimits__Enabled: "false", Stampede__TrustedProxies__0: "127.0.0.1", ...settings,
  };
  const node = start("dotnet", [server], { env });
  return until(`a node listens: ${node.heard}`, () => {
    if (node.isOver) throw new Error(`A node ended: ${node.heard}`);
    return node.heard.match(/^Stampede is open at http:\/\/(\S+)/m)?.[1];
  }, 120);
}

export async function tryCrowd(proxy, scratch) {
  if (!existsSync(rehearsal)) throw new Error(`There is no ${rehearsal}: dotnet build Stampede.slnx -c Release`);
  const first = await startFirstNode(scratch);
  const second = await startNode({ ConnectionStrings__Stampede: first.connectionString });
  const { address } = await startProxy(proxy, [first.address, second], scratch);
  const env = { ...process.env, STAMPEDE_OPERATOR_EMAIL: email, STAMPEDE_OPERATOR_PASSWORD: password };
  for (const [way, people] of [["websocket", customers], ["sse", 50]]) {
    const folder = join(scratch, `crowd-${proxy}-${way}`);
    // Everybody gets one, and pays at once: holds last for longer than a slow machine takes.
    await run("dotnet", [
      rehearsal, `--url=${address}`, `--out=${folder}`, `--watch-by=${way}`, `--watchers=${watchers}`, `--customers=${people}`, `--stock=${people}`, "--hold-seconds=300", "--pay-share=1", "--cancel-share=0",
      "--abuser-share=0", "--think-seconds=0.1", "--countdown-seconds=1", "--arrival=ramp", "--arrival-seconds=2",
    ], { env });
    const { totals, live } = JSON.parse(readFileSync(join(folder, "report.json"), "utf8"));
    for (const [what, seen, wanted] of [["granted", totals.granted, people], ["bought", totals.bought, people], ["without an answer", totals.unknown + totals.neverSent, 0], ["watchers that saw the end", live.converged, watchers]])
      if (seen !== wanted) throw new Error(`By ${way}: ${seen} in place of ${wanted} ${what}.`);
  }
}
