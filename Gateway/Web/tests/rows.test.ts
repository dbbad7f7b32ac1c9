import { expect, test } from 'vitest';
import type { Outgoing } from '../src/outbox';
import { buildRows } from '../src/rows';
import { ann, bob, event } from './fixtures';

const at = (minutes: number) => new Date(Date.UTC(2026, 0, 15, 12, minutes)).toISOString();
const item = (id: string, change: Partial<Outgoing> = {}): Outgoing => ({
  room: 'lobby',
  id,
  text: id,
  at: at(30),
  state: 'pending',
  ack: null,
  reason: null,
  ...change,
});

const shapes = (rows: ReturnType<typeof buildRows>) =>
  rows.map((row) =>
    row.kind === 'message' ? `${row.first ? 'first' : 'next'} ${row.author.name}` : row.kind,
  );

test('messages of one author within five minutes are one group', () => {
  const events = [
    event(1, { at: at(0) }),
    event(2, { at: at(5) }),
    event(3, { at: at(11) }),
    event(4, { at: at(11), actor: ann }),
  ];
  expect(shapes(buildRows(events, [], ann))).toEqual([
    'day',
    'first bob',
    'next bob',
    'first bob',
    'first ann',
  ]);
});

test('a notice ends a group, an unknown kind leaves no trace', () => {
  const events = [
    event(1),
    event(2, { kind: 'poll' }),
    event(3),
    event(4, { kind: 'join', text: null }),
    event(5),
  ];
  expect(shapes(buildRows(events, [], ann))).toEqual(['day', 'first bob', 'next bob', 'notice', 'first bob']);
});

test('a day begins with a line', () => {
  const events = [event(1), event(2, { at: new Date(Date.UTC(2026, 0, 18, 12)).toISOString() })];
  expect(shapes(buildRows(events, [], ann))).toEqual(['day', 'first bob', 'day', 'first bob']);
});

test('an own message keeps its key from pending to numbered, and is never shown twice', () => {
  const [, pending] = buildRows([], [item('x')], ann);
  const own = event(1, { id: 'x', actor: ann, at: at(30) });
  const [, numbered, ...rest] = buildRows([own], [item('x')], ann);
  expect(numbered?.key).toBe(pending?.key);
  expect(rest).toEqual([]);
});

test('the id of somebody else’s message confirms nothing', () => {
  const rows = buildRows([event(1, { id: 'x', actor: bob })], [item('x')], ann);
  expect(shapes(rows)).toEqual(['day', 'first bob', 'first ann']);
});

test('a slow clock does not put a pending message under an older day', () => {
  const rows = buildRows([event(1)], [item('x', { at: '2025-12-31T12:00:00Z' })], ann);
  expect(shapes(rows)).toEqual(['day', 'first bob', 'first ann']);
});

test('keys are unique', () => {
  const events = [event(1, { actor: ann, id: 'same' }), event(2, { actor: ann, id: 'same' }), event(3)];
  const keys = buildRows(events, [item('other')], ann).map((row) => row.key);
  expect(new Set(keys).size).toBe(keys.length);
});
