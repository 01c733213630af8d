/** A line is no JSON, an object has a name twice, or a text is no valid Unicode. */
export class JsonFault extends Error {}

const DEPTH_MAX = 32;
const LONE_SURROGATE = /[\ud800-\udfff]/u;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** @throws {JsonFault} */
export function parseLine(bytes: Uint8Array): { value: unknown; isCanonical: boolean } {
  let text: string;
  let value: unknown;
  try {
    text = decoder.decode(bytes);
    value = JSON.parse(text);
  } catch {
    throw new JsonFault();
  }
  const isCanonical = canonical(value) === text;
  // What is canonical has no name twice. Of all else the browser's reader keeps the last one and says nothing.
  if (!isCanonical && hasNameTwice(text)) throw new JsonFault();
  return { value, isCanonical };
}

/**
 * RFC 8785. It writes numbers and texts as ECMAScript does.
 * @throws {JsonFault} It has no canonical form.
 */
export function canonical(value: unknown, depth = 0): string {
  if (typeof value === 'string') {
    const text = JSON.stringify(value);
    if (text.includes('\\ud') && LONE_SURROGATE.test(value)) throw new JsonFault();
    return text;
  }
  if (typeof value === 'number' && !Number.isFinite(value)) throw new JsonFault();
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (depth >= DEPTH_MAX) throw new JsonFault();
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item, depth + 1)).join(',')}]`;
  const fields = value as Record<string, unknown>;
  // The default order is by UTF-16 units, as the standard has it.
  return `{${Object.keys(fields).sort().map((name) => `${canonical(name)}:${canonical(fields[name], depth + 1)}`).join(',')}}`;
}

/** Of a text that is JSON. */
function hasNameTwice(text: string): boolean {
  const objects: (Set<string> | null)[] = [];
  let isName = false;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],]/g)) {
    const names = objects.at(-1);
    if (token === '{' || token === '[') {
      objects.push(token === '{' ? new Set() : null);
      isName = token === '{';
    } else if (token === '}' || token === ']') {
      objects.pop();
      isName = false;
    } else if (token === ',') {
      isName = names instanceof Set;
    } else if (isName && names) {
      const name = JSON.parse(token) as string;
      if (names.has(name)) return true;
      names.add(name);
      isName = false;
    }
  }
  return false;
}
