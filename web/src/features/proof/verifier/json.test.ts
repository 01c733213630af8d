// @vitest-environment node
import { expect, it } from 'vitest';
import { canonical, JsonFault, parseLine } from './json';

const read = (text: string) => parseLine(new TextEncoder().encode(text));

it.each(['{}', '{"a":1,"b":[true,null,"ä\\n\\u0001"]}', '{"":{"x":-0.5},"é":1e+21}', '{"\ud83d\ude00":1,"\uffff":2}'])('%s is in the one form', (text) => {
  expect(read(text).isCanonical).toBe(true);
});

it.each(['{"b":1,"a":2}', '{ "a":1}', '{"a":1.0}', '{"a":-0}', '{"a":"\\u0041"}', '{"a":"\\/"}', '{"a":1}\r', '{"a":1E2}', '{"\uffff":2,"\ud83d\ude00":1}'])('%s is not', (text) => {
  expect(read(text).isCanonical).toBe(false);
});

it.each(['', '{', 'x', '\ufeff{}', '{"a":1,"a":1}', '{"a":1,"\\u0061":2}', '{"x":{"a":[{"b":1,"c":",","b":2}]}}', '{"a":"\\ud800"}', '{"\\udc00":1}', '{"a":1e999}', '['.repeat(33) + ']'.repeat(33)])(
  '%s has no such form',
  (text) => expect(() => read(text)).toThrow(JsonFault),
);

it('finds a name twice in one object only', () => {
  expect(read('{"b":{"a":1},"a":{"a":["a","a"]}}').isCanonical).toBe(false);
  expect(() => parseLine(Uint8Array.of(0x22, 0xff, 0x22))).toThrow(JsonFault);
  expect(canonical({ b: [{ d: 1, c: 2 }], a: 'x' })).toBe('{"a":"x","b":[{"c":2,"d":1}]}');
});
