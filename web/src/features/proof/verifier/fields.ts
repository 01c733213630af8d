import { parseLine } from './json';

/** A field is missing, or of another kind. The message is its name. */
export class FieldFault extends Error {}

const WHOLE_MAX = 2 ** 53;
const UNITS_MAX = 2 ** 31 - 1;
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const TIME = /^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

export const MICROSECONDS = 1_000_000;

/** The fields of a line that somebody else wrote. */
export class Fields {
  readonly #fields: Record<string, unknown>;

  constructor(value: unknown) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new FieldFault('{}');
    this.#fields = value as Record<string, unknown>;
  }

  static ofText(text: string): Fields {
    return new Fields(parseLine(new TextEncoder().encode(text)).value);
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#fields, name);
  }

  text(name: string): string {
    return this.textIfAny(name) ?? fault(name);
  }

  textIfAny(name: string): string | undefined {
    if (!this.has(name)) return undefined;
    const value = this.#fields[name];
    if (typeof value !== 'string') throw new FieldFault(name);
    return value;
  }

  whole(name: string): number {
    return this.wholeIfAny(name) ?? fault(name);
  }

  wholeIfAny(name: string): number | undefined {
    if (!this.has(name)) return undefined;
    const value = this.#fields[name];
    if (typeof value !== 'number' || !Number.isInteger(value) || Math.abs(value) > WHOLE_MAX) throw new FieldFault(name);
    return value;
  }

  units(name: string): number {
    return this.unitsIfAny(name) ?? fault(name);
  }

  /** A whole number of 32 bits. */
  unitsIfAny(name: string): number | undefined {
    const value = this.wholeIfAny(name);
    if (value !== undefined && Math.abs(value) > UNITS_MAX) throw new FieldFault(name);
    return value;
  }

  /** False where it is absent. */
  flag(name: string): boolean {
    if (!this.has(name)) return false;
    const value = this.#fields[name];
    if (typeof value !== 'boolean') throw new FieldFault(name);
    return value;
  }

  id(name: string): string {
    return this.idIfAny(name) ?? fault(name);
  }

  idIfAny(name: string): string | undefined {
    const text = this.textIfAny(name);
    if (text !== undefined && !ID.test(text)) throw new FieldFault(name);
    return text;
  }

  time(name: string): number {
    return this.timeIfAny(name) ?? fault(name);
  }

  /** Microseconds since 1970. */
  timeIfAny(name: string): number | undefined {
    const text = this.textIfAny(name);
    return text === undefined ? undefined : parseTime(text) ?? fault(name);
  }

  /** @param digits How many there must be. Otherwise any number of pairs. */
  hex(name: string, digits?: number): string {
    const text = this.text(name);
    if (!/^([0-9a-f]{2})*$/.test(text) || (digits !== undefined && text.length !== digits)) throw new FieldFault(name);
    return text;
  }

  nested(name: string): Fields {
    if (!this.has(name)) throw new FieldFault(name);
    return new Fields(this.#fields[name]);
  }

  nestedEach(name: string): Fields[] {
    return this.#items(name).map((item) => new Fields(item));
  }

  texts(name: string): string[] {
    return this.#items(name).map((item) => (typeof item === 'string' ? item : fault(name)));
  }

  ids(name: string): string[] {
    return this.texts(name).map((text) => (ID.test(text) ? text : fault(name)));
  }

  #items(name: string): unknown[] {
    const value = this.has(name) ? this.#fields[name] : undefined;
    return Array.isArray(value) ? value : fault(name);
  }
}

function fault(name: string): never {
  throw new FieldFault(name);
}

/** Microseconds since 1970. Null: it is not written as times are. */
export function parseTime(text: string): number | null {
  if (!TIME.test(text)) return null;
  const whole = text.slice(0, 19);
  const ms = Date.parse(`${whole}Z`);
  // There is no 30th of February, though some browsers count on from there.
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 19) !== whole) return null;
  return ms * 1000 + Number(text.slice(20, 26));
}

export function timeText(microseconds: number): string {
  const ms = Math.floor(microseconds / MICROSECONDS) * 1000;
  if (Math.abs(ms) > 8.64e15) return '∞';
  return `${new Date(ms).toISOString().slice(0, 19)}.${String(microseconds - ms * 1000).padStart(6, '0')}Z`;
}
