import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DropStreams } from './streams';

/** The browser's own is tried in a browser; this one says what it is told to. */
class Source extends EventTarget {
  static readonly CLOSED = 2;
  static all: Source[] = [];
  readyState = 1;
  onerror: (() => void) | null = null;
  constructor(readonly url: string) {
    super();
    Source.all.push(this);
  }
  close() {
    this.readyState = 2;
  }
  say(name: string, payload: unknown) {
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(payload) }));
  }
  fail(readyState: number) {
    this.readyState = readyState;
    this.onerror?.();
  }
}

beforeEach(() => {
  Source.all = [];
  vi.stubGlobal('EventSource', Source);
});
afterEach(() => vi.unstubAllGlobals());

it('tells what each stream says, and is heard once all have said something', () => {
  const heard: unknown[] = [];
  const streams = new DropStreams((event, payload) => heard.push([event, payload]));
  streams.keep(['a', 'b']);
  streams.keep(['a', 'b']);
  expect(Source.all.map(({ url }) => url)).toEqual(['/api/v1/drops/a/events', '/api/v1/drops/b/events']);
  Source.all[0]?.say('snapshot', { id: 'a' });
  expect(streams.quietForMs(['a', 'b'])).toBeNull();
  Source.all[1]?.say('stockChanged', { dropId: 'b' });
  expect(streams.quietForMs(['a', 'b'])).toBeLessThan(10_000);
  expect(heard).toEqual([['snapshot', { id: 'a' }], ['stockChanged', { dropId: 'b' }]]);
});

it('leaves connections to the pages, and closes what is no longer watched', () => {
  const streams = new DropStreams(() => undefined);
  streams.keep(['a', 'b', 'c']);
  expect(Source.all).toHaveLength(2);
  expect(streams.quietForMs(['a', 'b', 'c'])).toBeNull();
  streams.keep(['c']);
  expect(Source.all.map(({ readyState }) => readyState)).toEqual([2, 2, 1]);
  streams.close();
  expect(Source.all.map(({ readyState }) => readyState)).toEqual([2, 2, 2]);
});

it('asks again later where it was refused, and lets the browser do so where it was cut off', () => {
  const streams = new DropStreams(() => undefined);
  streams.keep(['a'], 0);
  Source.all[0]?.say('snapshot', { id: 'a' });
  Source.all[0]?.fail(0);
  expect(streams.quietForMs(['a'])).toBeNull();
  streams.keep(['a'], performance.now());
  expect(Source.all).toHaveLength(1);
  Source.all[0]?.fail(2);
  streams.keep(['a'], performance.now());
  expect(Source.all).toHaveLength(1);
  streams.keep(['a'], performance.now() + 20_000);
  expect(Source.all).toHaveLength(2);
});
