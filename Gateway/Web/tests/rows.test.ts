import { describe, expect, test } from 'vitest';
import { Messages } from '../src/messages';
import type { RoomEvent } from '../src/protocol';
import { buildRows } from '../src/rows';
import type { Outgoing } from '../src/writes';
import { ann, bob, event, saying, waiting } from './fixtures';

const at = (minutes: number) => new Date(Date.UTC(2026, 0, 15, 12, minutes)).toISOString();
const item = (id: string, change: Partial<Outgoing> = {}) =>
  waiting(id, saying(id), { at: at(30), ...change });
const rowsOf = (events: readonly RoomEvent[], outgoing: readonly Outgoing[], below = true) => {
  const messages = new Messages(ann.id);
  for (const each of events) messages.apply(each);
  return buildRows({ events, messages: messages.all, outgoing, me: ann, below: () => below });
};

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
  expect(shapes(rowsOf(events, []))).toEqual(['day', 'first bob', 'next bob', 'first bob', 'first ann']);
});

test('a notice ends a group, an unknown kind leaves no trace', () => {
  const events = [
    event(1),
    event(2, { kind: 'poll' }),
    event(3),
    event(4, { kind: 'join', text: null }),
    event(5),
  ];
  expect(shapes(rowsOf(events, []))).toEqual(['day', 'first bob', 'next bob', 'notice', 'first bob']);
});

test.each([
  ['join', null, 'joined', null],
  ['leave', null, 'left', null],
  ['rename', 'rob', 'is now known as', 'rob'],
  ['topic', 'food & drink', 'set the topic:', 'food & drink'],
  ['topic', null, 'removed the topic', null],
])('%s with %j is a line of its own', (kind, text, what, named) => {
  const [, notice] = rowsOf([event(1, { kind, text })], []);
  expect(notice).toMatchObject({ kind: 'notice', actor: bob, what, named });
});

test('a topic on its way is no row', () => {
  expect(shapes(rowsOf([event(1)], [waiting('x', { kind: 'topic', text: 'food' })]))).toEqual([
    'day',
    'first bob',
  ]);
});

test('a day begins with a line', () => {
  const events = [event(1), event(2, { at: new Date(Date.UTC(2026, 0, 18, 12)).toISOString() })];
  expect(shapes(rowsOf(events, []))).toEqual(['day', 'first bob', 'day', 'first bob']);
});

test('an own message keeps its key from pending to numbered, and is never shown twice', () => {
  const [, pending] = rowsOf([], [item('x')]);
  const own = event(1, { id: 'x', actor: ann, at: at(30) });
  const [, numbered, ...rest] = rowsOf([own], [item('x')]);
  expect(numbered?.key).toBe(pending?.key);
  expect(rest).toEqual([]);
});

test('the id of somebody else’s message confirms nothing', () => {
  const rows = rowsOf([event(1, { id: 'x', actor: bob })], [item('x')]);
  expect(shapes(rows)).toEqual(['day', 'first bob', 'first ann']);
});

test('a slow clock does not put a pending message under an older day', () => {
  const rows = rowsOf([event(1)], [item('x', { at: '2025-12-31T12:00:00Z' })]);
  expect(shapes(rows)).toEqual(['day', 'first bob', 'first ann']);
});

test('keys are unique', () => {
  const events = [event(1, { actor: ann, id: 'same' }), event(2, { actor: ann, id: 'same' }), event(3)];
  const keys = rowsOf(events, [item('other')]).map((row) => row.key);
  expect(new Set(keys).size).toBe(keys.length);
});

describe('a row', () => {
  const row = (events: RoomEvent[], outgoing: Outgoing[] = []) => {
    const found = rowsOf(events, outgoing).findLast((each) => each.kind === 'message');
    if (found?.kind !== 'message') throw new Error('There is no message.');
    return found;
  };

  test('of an answer names what it answers, begins a group, and belongs to the thread', () => {
    const answer = row([event(1), event(2, { replyTo: 1, thread: 1 })]);
    expect(answer).toMatchObject({ first: true, thread: 1, quote: { seq: 1, message: { text: 'text 1' } } });
    expect(row([event(9, { replyTo: 1, thread: 1 })]).quote).toEqual({ seq: 1, message: null });
  });

  test('of an answer on its way names it too', () => {
    const waits = waiting('x', { kind: 'message', text: 'hi', replyTo: 1, thread: 1 });
    expect(row([event(1)], [waits])).toMatchObject({
      state: 'pending',
      quote: { message: { text: 'text 1' } },
    });
  });

  test('of a deleted message is a tombstone, also in a quote', () => {
    const events = [event(1), event(2, { replyTo: 1, thread: 1 })];
    const gone = row([...events, event(3, { kind: 'delete', target: 1, text: null })]);
    expect(gone.quote?.message?.text).toBeNull();
    expect(row([event(1), event(2, { kind: 'delete', target: 1, text: null })]).text).toBeNull();
  });

  test('shows the reader’s changes that are not confirmed', () => {
    const edit = waiting('x', { kind: 'edit', target: 1, text: 'b' });
    expect(row([event(1)], [edit])).toMatchObject({ text: 'b', change: { state: 'pending' } });
  });
});

test('what is on its way stands only where its place is', () => {
  expect(shapes(rowsOf([event(1)], [item('x')], false))).toEqual(['day', 'first bob']);
});
