// A proxy with the configuration that lies here, between a caller and two nodes that say what came to them.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer, get, request } from "node:http";
import { createServer as createListener } from "node:net";
import { join } from "node:path";
import { end, install, run, start, until } from "./programs.mjs";

const websocketGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const dropCount = 100;
const cutConnectionsMax = 10;

/** Makes the configuration fit these addresses, has the proxy check it, and starts it. */
const proxies = {
  async haproxy(port, nodes, scratch) {
    await install("haproxy", "haproxy");
    const file = "deploy/haproxy/haproxy.cfg";
    const listens = { ...process.env, STAMPEDE_LISTEN: `127.0.0.1:${port}` };
    const certificate = join(scratch, "certificate.pem");
    await run("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=shop.example", "-keyout", `${certificate}.key`, "-out", certificate]);
    writeFileSync(certificate, readFileSync(`${certificate}.key`, "utf8") + readFileSync(certificate, "utf8"));
    const env = { ...listens, STAMPEDE_NODE_1: nodes[0], STAMPEDE_NODE_2: nodes[1] };
    for (const other of [{ ...listens, STAMPEDE_NODES: "localhost:8080", STAMPEDE_BEHIND_PROXY: "1" }, { ...env, STAMPEDE_CERTIFICATE: certificate, STAMPEDE_LISTEN_TLS: "127.0.0.1:8443" }, env])
      await run("haproxy", ["-c", "-f", file], { env: other });
    return start("haproxy", ["-db", "-f", file], { env });
  },

  async nginx(port, nodes, scratch) {
    await install("nginx", "nginx-light");
    const site = readFileSync("deploy/nginx/stampede.conf", "utf8")
      .replace("listen 80;", `listen 127.0.0.1:${port};`).replace("10.0.0.11:5080", nodes[0]).replace("10.0.0.12:5080", nodes[1]).replace("/var/log/nginx/stampede.log", `${scratch}/nginx.log`);
    const folder = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path ${scratch}/nginx-${kind};`).join(" ");
    const file = join(scratch, "nginx.conf");
    writeFileSync(file, `daemon off; pid ${scratch}/nginx.pid; error_log stderr warn; events { worker_connections 4096; } http { ${folder}\n${site}\n}\n`);
    await run("nginx", ["-t", "-q", "-p", scratch, "-c", file]);
    return start("nginx", ["-p", scratch, "-c", file]);
  },

  async caddy(port, nodes, scratch) {
    await install("caddy", "caddy");
    const file = join(scratch, "Caddyfile");
    // Its own port for commands would be the same for each Caddy of this machine.
    writeFileSync(file, `{\n\tadmin off\n\tdefault_bind 127.0.0.1\n}\n${readFileSync("deploy/caddy/Caddyfile", "utf8")}`);
    const env = { ...process.env, STAMPEDE_SITE: `http://:${port}`, STAMPEDE_NODES: nodes.join(" "), XDG_DATA_HOME: scratch, XDG_CONFIG_HOME: scratch };
    await run("caddy", ["validate", "--adapter", "caddyfile", "--config", file], { env });
    return start("caddy", ["run", "--adapter", "caddyfile", "--config", file], { env });
  },
};

/** @returns its address, once it passes requests on */
export async function startProxy(name, nodes, scratch) {
  const port = await freePort();
  const proxy = await proxies[name](port, nodes, scratch);
  const address = `http://127.0.0.1:${port}`;
  await until(`${name} passes requests on: ${proxy.heard}`, async () => {
    if (proxy.isOver) throw new Error(`${name} ended: ${proxy.heard}`);
    return (await ask(address, "/health/ready").catch(() => null))?.status === 200;
  });
  return { address, proxy };
}

export async function tryProxy(name, scratch) {
  const nodes = [new Node("one"), new Node("two")];
  for (const node of nodes) await node.listen();
  try {
    const { address, proxy } = await startProxy(name, nodes.map((node) => `127.0.0.1:${node.port}`), scratch);
    await sayWhoCalls(address);
    await passWebSockets(address);
    await passEventsAtOnce(address, nodes);
    await keepDropsTogether(address, nodes);
    await end(proxy);
  } finally {
    for (const node of nodes) await node.close();
  }
}

async function sayWhoCalls(address) {
  const forged = { "X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "elsewhere.example", "X-Stampede-Drop": "1", Host: "shop.example" };
  const { headers } = (await ask(address, "/api/v1/drops/air-one", { headers: forged })).body;
  equal("X-Forwarded-For", headers["x-forwarded-for"], "127.0.0.1");
  equal("X-Forwarded-Proto", headers["x-forwarded-proto"], "http");
  equal("X-Forwarded-Host", headers["x-forwarded-host"], "shop.example");
}

async function passWebSockets(address) {
  const said = await new Promise((resolve, reject) => {
    const key = Buffer.from("sixteen bytes...").toString("base64");
    const asked = request(`${address}/live`, { headers: { Connection: "Upgrade", Upgrade: "websocket", "Sec-WebSocket-Key": key, "Sec-WebSocket-Version": "13" }, timeout: 20_000 });
    asked.on("upgrade", (answer, socket) => {
      socket.on("error", reject);
      socket.once("data", (data) => (socket.destroy(), resolve(data.toString())));
      socket.write("to the node and back");
    });
    asked.on("response", (answer) => reject(new Error(`/live was answered ${answer.statusCode} in place of an upgrade`)));
    asked.on("timeout", () => asked.destroy(new Error("/live: no answer within 20 s")));
    asked.on("error", reject);
    asked.end();
  });
  equal("what came back by WebSocket", said, "to the node and back");
}

/** The second event is only sent when the first one has come through. */
async function passEventsAtOnce(address, nodes) {
  await new Promise((resolve, reject) => {
    const asked = get(`${address}/api/v1/drops/air-one/events`, { timeout: 20_000 }, (answer) => {
      let heard = "";
      answer.on("data", (data) => {
        heard += data;
        if (heard.includes("data: first")) for (const node of nodes) node.sendSecond();
        if (heard.includes("data: second")) (asked.destroy(), resolve());
      });
    });
    asked.on("timeout", () => asked.destroy(new Error("a stream's event is held back")));
    asked.on("error", reject);
  });
}

async function keepDropsTogether(address, nodes) {
  const drops = Array.from({ length: dropCount }, (_, i) => `0199${createHash("sha256").update(`drop ${i}`).digest("hex").slice(0, 28)}`);
  const nodeOf = async (path, method = "GET") => {
    const answer = await ask(address, path, { method });
    equal(`the status of ${path}`, answer.status, 200);
    return answer.body.node;
  };
  const homes = new Map();
  for (const drop of drops) {
    const home = await nodeOf(`/api/v1/drops/${drop}`);
    homes.set(drop, home);
    for (const [path, method] of [[`/api/v1/drops/${drop}/reservations`, "POST"], [`/api/v1/drops/${drop}/reservations/1/purchase?x=1`, "POST"], [`/shop/api/v1/drops/${drop}?y=2`, "GET"]])
      equal(`the node of ${path}`, await nodeOf(path, method), home);
  }
  const ofTwo = [...homes.values()].filter((home) => home === "two").length;
  if (ofTwo < dropCount / 10 || ofTwo > (dropCount * 9) / 10) throw new Error(`One of two nodes has ${ofTwo} of ${dropCount} drops.`);
  const others = new Set();
  for (let i = 0; i < 200 && others.size < 2; i++) others.add(await nodeOf("/api/v1/me/purchases"));
  equal("nodes that are asked for what is of no drop", others.size, 2);

  await nodes[1].close();
  // What was written into a kept connection that the lost node had just closed may have been begun there: it is answered with an error, and the caller
  // asks again. There are but a few such connections. What cannot be handed over at all is never an error.
  let cut = 0;
  for (const drop of drops) {
    const path = `/api/v1/drops/${drop}/reservations`;
    let answer;
    while ((answer = await ask(address, path, { method: "POST" }).catch(() => null))?.status !== 200)
      if (++cut > cutConnectionsMax) throw new Error(`${cut} requests failed after a node was lost, the last one with ${answer?.status ?? "a cut connection"}.`);
    equal(`the node of ${drop} while the other one is lost`, answer.body.node, "one");
  }
  await nodes[1].listen();
  await until("a node that is back has its drops again", async () => {
    for (const [drop, home] of homes) if ((await nodeOf(`/api/v1/drops/${drop}`)) !== home) return false;
    return true;
  });
}

/** Answers with its name and what came to it. */
class Node {
  constructor(name) {
    this.name = name;
    this.port = 0;
  }

  async listen() {
    this.streams = new Set();
    this.sockets = new Set();
    this.server = createServer((asked, answer) => {
      if (asked.url.endsWith("/events")) {
        answer.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no" });
        answer.write("data: first\n\n");
        this.streams.add(answer);
        return;
      }
      asked.resume();
      answer.writeHead(200, { "Content-Type": "application/json" });
      answer.end(JSON.stringify({ node: this.name, headers: asked.headers }));
    });
    this.server.on("connection", (socket) => (this.sockets.add(socket), socket.on("close", () => this.sockets.delete(socket))));
    this.server.on("upgrade", (asked, socket) => {
      const accept = createHash("sha1").update(asked.headers["sec-websocket-key"] + websocketGuid).digest("base64");
      socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
      socket.on("error", () => socket.destroy());
      socket.pipe(socket);
    });
    await new Promise((resolve, reject) => this.server.once("error", reject).listen(this.port, "127.0.0.1", resolve));
    this.port = this.server.address().port;
  }

  sendSecond() {
    for (const stream of this.streams) stream.end("data: second\n\n");
    this.streams.clear();
  }

  async close() {
    if (!this.server.listening) return;
    const closed = new Promise((resolve) => this.server.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }
}

function ask(address, path, { method = "GET", headers = {} } = {}) {
  return new Promise((resolve, reject) => {
    const asked = request(address + path, { method, headers, timeout: 20_000 }, (answer) => {
      let text = "";
      answer.on("data", (data) => (text += data));
      answer.on("end", () => {
        try {
          resolve({ status: answer.statusCode, body: answer.headers["content-type"]?.includes("json") ? JSON.parse(text) : text });
        } catch (error) {
          reject(error);
        }
      });
      answer.on("error", reject);
    });
    asked.on("timeout", () => asked.destroy(new Error(`${path}: no answer within 20 s`)));
    asked.on("error", reject);
    asked.end();
  });
}

function equal(what, seen, wanted) {
  if (seen !== wanted) throw new Error(`${what} is ${JSON.stringify(seen)}, and should be ${JSON.stringify(wanted)}.`);
}

function freePort() {
  return new Promise((resolve, reject) => {
    const listener = createListener().once("error", reject).listen(0, "127.0.0.1", () => {
      const { port } = listener.address();
      listener.close(() => resolve(port));
    });
  });
}
