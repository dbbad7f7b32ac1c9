import { describe, expect, test } from 'vitest';
import { actionOf, commands, readTyped } from '../src/commands';

const say = (text: string) => ({ kind: 'say', text });
const to = (name: string, text: string) => ({ kind: 'direct', name, text });

describe('what is typed', () => {
  test.each([
    ['hello', say('hello')],
    ['a /name is no command', say('a /name is no command')],
    [' @bob is only spoken of', say(' @bob is only spoken of')],
    ['@', say('@')],
    ['//usr/bin', say('/usr/bin')],
    ['//me waves', say('//me waves')],
    ['//me', say('/me')],
    ['/me waves  twice', say('/me waves  twice')],
    ['/me\nwaves', say('/me waves')],
    ['/name bob', { kind: 'name', name: 'bob' }],
    ['/name Ann Smith ', { kind: 'name', name: 'Ann Smith' }],
    ['/topic food & drink', { kind: 'topic', text: 'food & drink' }],
    ['/msg bob hi there', to('bob', 'hi there')],
    ['/msg bob', to('bob', '')],
    ['/msg "Ann Smith" hi', to('Ann Smith', 'hi')],
    ['@bob hi\nthere', to('bob', 'hi\nthere')],
    ['@"Ann Smith" /me waves', to('Ann Smith', '/me waves')],
    ['@bob', to('bob', '')],
    ['/help', { kind: 'help' }],
  ])('%j', (text, expected) => {
    expect(readTyped(text)).toEqual(expected);
  });

  test.each(['/foo', '/foo bar', '/', '/ name', '/Name bob', '/names'])('%j is unknown', (text) => {
    const typed = readTyped(text);
    if (typed.kind !== 'problem') throw new Error('It was taken for something.');
    expect(typed.sentence).toMatch(/^Unknown command/);
    for (const { usage } of commands) expect(typed.sentence).toContain(usage.split(' ')[0]);
  });

  test.each(['/name', '/msg', '/msg "bob hi', '/me', '/topic '])('%j says how it goes', (text) => {
    const command = text.trim().split(' ')[0];
    expect(readTyped(text)).toMatchObject({
      kind: 'problem',
      sentence: expect.stringContaining(`It goes ${command}`) as string,
    });
  });
});

test.each([
  ['/me waves', 'waves'],
  ['/me  waves ', 'waves'],
  ['/me', null],
  ['/me ', null],
  ['/mean', null],
  ['say /me waves', null],
])('the action of %j is %j', (text, expected) => {
  expect(actionOf(text)).toBe(expected);
});
