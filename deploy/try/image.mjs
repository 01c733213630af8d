// The image, from nothing: made, looked through, and started with a root that cannot be written to, as the user it names.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, statSync, existsSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { email, password, startFirstNode } from "./crowd.mjs";
import { install, isRoot, run, Skipped, start, until } from "./programs.mjs";

const megabytesMax = 350;
const user = "1654";
const drainSeconds = 5;

export async function tryImage(scratch) {
  if (!isRoot()) throw new Skipped("an image is made and started as root alone");
  await install("mmdebstrap", "mmdebstrap");
  await install("buildah", "buildah");
  const archive = join(scratch, "image.tar");
  await run("deploy/image.sh", [`--out=${archive}`]);
  const megabytes = statSync(archive).size / 1e6;
  if (megabytes >= megabytesMax) throw new Error(`The image has ${megabytes.toFixed(0)} MB.`);

  const { root, config } = unpack(archive, scratch);
  lookAt(config);
  lookThrough(root);
  await runReadOnly(root, config, scratch);
  return `${megabytes.toFixed(0)} MB, ${Number(execFileSync("du", ["-sm", root], { encoding: "utf8" }).split("\t")[0])} MB unpacked`;
}

function unpack(archive, scratch) {
  const layout = join(scratch, "layout");
  const root = join(scratch, "root");
  for (const folder of [layout, root]) mkdirSync(folder);
  execFileSync("tar", ["-xf", archive, "-C", layout]);
  const blob = (digest) => join(layout, "blobs", ...digest.split(":"));
  const json = (file) => JSON.parse(readFileSync(file, "utf8"));
  const manifest = json(blob(json(join(layout, "index.json")).manifests[0].digest));
  for (const layer of manifest.layers) execFileSync("tar", ["-xpf", blob(layer.digest), "-C", root]);
  return { root, config: json(blob(manifest.config.digest)) };
}

function lookAt(config) {
  if (config.config.User !== `${user}:${user}`) throw new Error(`It runs as ${config.config.User}.`);
  // Neither what is nobody's business, nor anything of the machine that made it.
  const secret = JSON.stringify(config).match(/password|secret|token|credential|whsec_|sk_live|sk_test|PRIVATE KEY|Host=|\/tmp\/tmp/i);
  if (secret) throw new Error(`Its history or settings have "${secret[0]}": ${JSON.stringify(config)}`);
}

function lookThrough(root) {
  const files = readdirSync(join(root, "app"), { recursive: true }).map(String);
  const foreign = files.find((file) => /\.dylib$|runtimes\/(osx|win|linux-(?!x64|arm64))|\.pdb$|^postgres\//.test(file));
  if (foreign) throw new Error(`It has ${foreign}, which nothing here uses.`);
  for (const needed of ["Stampede.Server", "wwwroot/index.html", "appsettings.json"]) if (!files.includes(needed)) throw new Error(`It lacks ${needed}.`);
  for (const left of ["etc/apt", "etc/resolv.conf", "etc/hostname"]) if (existsSync(join(root, left))) throw new Error(`It has /${left} of the machine that made it.`);
}

async function runReadOnly(root, config, scratch) {
  // Another node's PostgreSQL, which takes connections by a socket of root's alone: passed on from a port.
  const { sockets } = await startFirstNode(scratch);
  const database = createServer((caller) => {
    const passed = connect(join(sockets, ".s.PGSQL.5432"));
    caller.pipe(passed).pipe(caller);
    for (const side of [caller, passed]) side.on("error", () => (caller.destroy(), passed.destroy()));
  });
  await new Promise((resolve, reject) => database.once("error", reject).listen(0, "127.0.0.1", resolve));
  try {
    await judge(root, config, `Host=127.0.0.1;Port=${database.address().port};Username=stampede;Database=stampede`);
  } finally {
    database.close();
  }
}

async function judge(root, config, connectionString) {
  const inside = `
    set -e
    mount --make-rprivate /
    mount --bind ${root} ${root}
    mount -t proc proc ${root}/proc
    mount --rbind /dev ${root}/dev
    mount -t tmpfs -o mode=1777 tmpfs ${root}/tmp
    mount -t tmpfs -o uid=${user},gid=${user},mode=700 tmpfs ${root}/data
    mount -o remount,ro,bind ${root}
    exec chroot --userspec=${user}:${user} ${root} ${config.config.Entrypoint.join(" ")} ${config.config.Cmd.join(" ")}`;
  const port = 20_000 + (process.pid % 10_000);
  const env = {
    ...Object.fromEntries(config.config.Env.map((one) => [one.slice(0, one.indexOf("=")), one.slice(one.indexOf("=") + 1)])),
    ASPNETCORE_URLS: `http://127.0.0.1:${port}`, ConnectionStrings__Stampede: connectionString, Stampede__DrainSeconds: String(drainSeconds),
    Stampede__Operator__Email: email, Stampede__Operator__Password: password,
  };
  const container = start("unshare", ["--mount", "--pid", "--fork", "--kill-child", "bash", "-c", inside], { env: { PATH: process.env.PATH, ...env } });
  const address = `http://127.0.0.1:${port}`;
  await until(`the image's server listens: ${container.heard}`, () => {
    if (container.isOver) throw new Error(`The image's server ended: ${container.heard}`);
    return container.heard.includes("Stampede is open at");
  }, 120);
  const server = execFileSync("cat", [`/proc/${container.child.pid}/task/${container.child.pid}/children`], { encoding: "utf8" }).trim();
  const withinAs = (who, ...command) => run("nsenter", ["--target", server, "--mount", "--pid", "chroot", `--userspec=${who}:${who}`, root, ...command], { env });
  const within = (...command) => withinAs(user, ...command);

  await within("/app/Stampede.Server", "probe", "ready");
  // Not even root may.
  for (const place of ["/app/x", "/etc/x", "/x"]) if (await withinAs("0", "touch", place).catch(() => null)) throw new Error(`${place} could be written.`);
  for (const place of ["/data/x", "/tmp/x"]) await within("touch", place);
  const status = async (path, options) => (await fetch(address + path, options)).status;
  expect("/", await status("/"), 200);
  // Pictures are taken apart by a library that is not .NET's.
  const signedIn = await (await fetch(`${address}/api/v1/accounts/sign-in`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ email, password }) })).json();
  const form = new FormData();
  form.append("file", new Blob([readFileSync("docs/images/phone.png")], { type: "image/png" }), "phone.png");
  expect("an upload", await status("/api/v1/pictures", { method: "POST", headers: { Authorization: `Bearer ${signedIn.accessToken}` }, body: form }), 201);

  process.kill(Number(server), "SIGTERM");
  await until("a node that is asked to stop says so", async () => (await status("/health/ready")) === 503, drainSeconds);
  expect("a page while it drains", await status("/api/v1/drops"), 200);
  await within("/app/Stampede.Server", "probe", "ready").then(() => expect("probe", "yes", "no"), () => null);
  expect("its end", await container.ended, 0);
}

function expect(what, seen, wanted) {
  if (seen !== wanted) throw new Error(`${what}: ${seen} in place of ${wanted}.`);
}
