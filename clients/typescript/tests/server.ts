import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    shop: { address: string; operator: string; key: string };
  }
}

const built = fileURLToPath(new URL('../../../src/Stampede.Server/bin/Release/net10.0/Stampede.Server.dll', import.meta.url));
const operator = { email: 'operator@example.com', password: "operator's own password" };

/** One server as it was built, on an empty database of its own, for all tests. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const data = await mkdtemp(join(tmpdir(), 'stampede-client-'));
  const server = spawn('dotnet', [built], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env, ASPNETCORE_URLS: 'http://127.0.0.1:0', Stampede__DataDirectory: data, Stampede__RateLimits__Enabled: 'false', Stampede__Payments__Provider: 'test',
      Stampede__Webhooks__AllowedNetworks__0: '127.0.0.0/8',
      Stampede__Operator__Email: operator.email, Stampede__Operator__Password: operator.password,
    },
  });
  const ended = new Promise<void>((resolve) => server.on('exit', () => resolve()));
  const stop = async () => {
    server.kill('SIGTERM');
    await ended;
    await rm(data, { recursive: true, force: true });
  };
  try {
    const address = await addressOf(server.stdout);
    const { accessToken } = await post(address, 'accounts/sign-in', operator);
    const { key } = await post(address, 'keys', { name: 'A shop of our own', scopes: ['customers:act', 'purchases:read', 'drops:read'] }, accessToken as string);
    project.provide('shop', { address, operator: accessToken as string, key: key as string });
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

async function addressOf(output: NodeJS.ReadableStream): Promise<string> {
  const said: string[] = [];
  for await (const line of createInterface({ input: output })) {
    said.push(line);
    const address = /^Stampede is open at (https?:\/\/[^ /]+)/.exec(line)?.[1];
    if (address === undefined) continue;
    output.resume(); // What it says later must not fill the pipe.
    return address;
  }
  throw new Error(`The server does not listen. It said:\n${said.join('\n')}`);
}

async function post(address: string, path: string, body: unknown, token?: string): Promise<Record<string, unknown>> {
  const answer = await fetch(`${address}/api/v1/${path}`, {
    method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json', ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }) },
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json() as Promise<Record<string, unknown>>;
}
