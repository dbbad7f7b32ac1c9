import { beforeEach, describe, expect, test } from 'vitest';
import { ChatError, TransportError } from '../src/errors';
import { Outbox } from '../src/outbox';
import type { Ack } from '../src/protocol';
import { ack, Answer, Clock, saying, settle } from './fixtures';
import type { Outgoing } from '../src/writes';

type Try = Outgoing & { answer: Answer<Ack> };

let clock: Clock;
let tries: Try[];
let ready: boolean;
let takenBack: unknown[];
let outbox: Outbox;

beforeEach(() => {
  clock = new Clock();
  tries = [];
  takenBack = [];
  ready = true;
  let ids = 0;
  outbox = new Outbox({
    send: (item) => {
      const answer = new Answer<Ack>();
      tries.push({ ...item, answer });
      return answer.promise;
    },
    ready: () => ready,
    changed: () => undefined,
    acked: () => undefined,
    takenBack: (error) => void takenBack.push(error),
    later: clock.later,
    uuid: () => `uuid-${++ids}`,
    now: () => new Date(clock.now),
  });
});

const textOf = (item: Outgoing) => ('text' in item ? item.text : item.kind);
const states = () => outbox.of('lobby').map((item) => `${textOf(item)} ${item.state}`);
const nth = (index: number): Try => {
  const found = tries[index];
  if (!found) throw new Error(`There was no try ${index}.`);
  return found;
};

describe('G3: a try without an answer', () => {
  test('is made again with the same id', async () => {
    outbox.submit('lobby', saying('a'));
    for (const failure of [new TransportError('lost'), new ChatError(4502, 'outcome_unknown', 'Unknown.')]) {
      nth(tries.length - 1).answer.reject(failure);
      await clock.advance(1000);
    }
    nth(2).answer.resolve(ack(7, 'uuid-1'));
    await settle();
    expect(tries.map((each) => each.id)).toEqual(['uuid-1', 'uuid-1', 'uuid-1']);
    expect(states()).toEqual(['a sent']);
  });

  test('waits while the room is not joined, and goes on at once when it is', async () => {
    outbox.submit('lobby', saying('a'));
    ready = false;
    nth(0).answer.reject(new TransportError('closed'));
    await clock.advance(60_000);
    expect(tries).toHaveLength(1);
    ready = true;
    outbox.flush('lobby');
    expect(tries.map((each) => each.id)).toEqual(['uuid-1', 'uuid-1']);
  });

  test('is not made again when the event came instead of the answer', async () => {
    outbox.submit('lobby', saying('a'));
    expect(outbox.confirm('lobby', new Set(['uuid-1']), 'e1', 7)).toBe(true);
    nth(0).answer.reject(new TransportError('closed'));
    await clock.advance(60_000);
    expect(tries).toHaveLength(1);
    expect(outbox.all()).toEqual([]);
  });
});

describe('G1: the order of one author', () => {
  test('is kept: the next message waits for the answer to the one before', async () => {
    outbox.submit('lobby', saying('a'));
    outbox.submit('lobby', saying('b'));
    outbox.submit('other', saying('c'));
    expect(tries.map(textOf)).toEqual(['a', 'c']);
    nth(0).answer.reject(new TransportError('lost'));
    await clock.advance(1000);
    expect(tries.map(textOf)).toEqual(['a', 'c', 'a']);
    nth(2).answer.resolve(ack(1, 'uuid-1'));
    await settle();
    expect(tries.map(textOf)).toEqual(['a', 'c', 'a', 'b']);
  });

  test('is not held up by a refused one', async () => {
    outbox.submit('lobby', saying('a'));
    outbox.submit('lobby', saying('b'));
    nth(0).answer.reject(new ChatError(4103, 'bad_text', 'Not allowed.'));
    await settle();
    nth(1).answer.resolve(ack(1, 'uuid-2'));
    await settle();
    expect(states()).toEqual(['a refused', 'b sent']);
  });
});

test('the server says how long to wait', async () => {
  outbox.submit('lobby', saying('a'));
  nth(0).answer.reject(new ChatError(4301, 'rate_limited', 'Slow down.', 1200));
  await settle();
  expect(clock.pauses).toEqual([1200]);
  expect(outbox.of('lobby')[0]).toMatchObject({ state: 'pending', reason: { sentence: 'Slow down.' } });
  await clock.advance(1199);
  expect(tries).toHaveLength(1);
  await clock.advance(1);
  nth(1).answer.resolve(ack(1, 'uuid-1'));
  await settle();
  expect(outbox.of('lobby')[0]).toMatchObject({ state: 'sent', reason: null });
});

describe('a refused message', () => {
  async function refused(code: number): Promise<void> {
    outbox.submit('lobby', saying('a'));
    nth(0).answer.reject(new ChatError(code, 'name', 'The reason.'));
    await settle();
  }

  test('stays with its reason and is not tried again by itself', async () => {
    await refused(4103);
    outbox.flush('lobby');
    await clock.advance(60_000);
    expect(tries).toHaveLength(1);
    expect(outbox.of('lobby')[0]?.reason).toEqual({ code: 4103, sentence: 'The reason.' });
  });

  test('is tried again with its id, so that it can not be doubled', async () => {
    await refused(4103);
    outbox.retry('uuid-1');
    expect(nth(1).id).toBe('uuid-1');
  });

  test('was tried a few times when the server failed in a way it did not foresee, always with its id', async () => {
    outbox.submit('lobby', saying('a'));
    for (let failure = 0; failure <= 3; failure++) {
      nth(failure).answer.reject(new ChatError(4500, 'internal_error', 'Failed.'));
      await clock.advance(10_000);
    }
    expect(tries.map((each) => each.id)).toEqual(Array(4).fill('uuid-1'));
    expect(states()).toEqual(['a refused']);
  });

  test('gets another id when its own was taken', async () => {
    await refused(4203);
    outbox.retry('uuid-1');
    expect(nth(1).id).toBe('uuid-2');
  });

  test('can be discarded', async () => {
    await refused(4103);
    outbox.discard('uuid-1');
    expect(outbox.all()).toEqual([]);
  });
});

test('a pending message can not be discarded: it may be in the log already', () => {
  outbox.submit('lobby', saying('a'));
  outbox.discard('uuid-1');
  expect(states()).toEqual(['a pending']);
});

describe('an acknowledged message', () => {
  test('stays until the timeline has come to it', async () => {
    outbox.submit('lobby', saying('a'));
    nth(0).answer.resolve(ack(7, 'uuid-1'));
    await settle();
    expect(outbox.confirm('lobby', new Set(), 'e1', 6)).toBe(false);
    expect(outbox.confirm('lobby', new Set(), 'e1', 7)).toBe(true);
    expect(outbox.all()).toEqual([]);
  });

  test('of an epoch that is gone leaves with it', async () => {
    outbox.submit('lobby', saying('a'));
    nth(0).answer.resolve(ack(7, 'uuid-1'));
    await settle();
    outbox.roomReset('lobby', 'e2');
    expect(outbox.all()).toEqual([]);
  });
});

describe('a change of a message', () => {
  const [edit, remove, react] = [
    { kind: 'edit', target: 3, text: 'b' },
    { kind: 'delete', target: 3 },
    { kind: 'react', target: 3, emoji: '👍' },
  ] as const;

  test('is made again with the same id, in its order', async () => {
    outbox.submit('lobby', edit);
    outbox.submit('lobby', react);
    nth(0).answer.reject(new TransportError('lost'));
    await clock.advance(1000);
    nth(1).answer.resolve(ack(4, 'uuid-1'));
    await settle();
    expect(tries.map((each) => `${each.kind} ${each.id}`)).toEqual([
      'edit uuid-1',
      'edit uuid-1',
      'react uuid-2',
    ]);
  });

  test('that is refused is taken back with a word; the words of an edit stay', async () => {
    for (const write of [remove, react, edit]) {
      outbox.submit('lobby', write);
      nth(tries.length - 1).answer.reject(new ChatError(4205, 'message_deleted', 'It was deleted.'));
      await settle();
    }
    expect(states()).toEqual(['b refused']);
    expect(takenBack).toHaveLength(2);
  });

  test('that would change nothing is no trouble', async () => {
    outbox.submit('lobby', react);
    nth(0).answer.reject(new ChatError(4207, 'no_change', 'Already there.'));
    await settle();
    expect(outbox.all()).toEqual([]);
    expect(takenBack).toEqual([]);
  });

  test('of a lost session is dropped, but for an edit', () => {
    for (const write of [edit, remove, react]) outbox.submit('lobby', write);
    outbox.sessionEnded();
    expect(states()).toEqual(['b refused']);
  });
});

test('after a restore from a backup nothing is written about a message that may be another one now', async () => {
  ready = false;
  outbox.submit('lobby', saying('a'), 'e1');
  outbox.submit('lobby', { kind: 'message', text: 'answer', replyTo: 3, thread: 3 }, 'e1');
  outbox.submit('lobby', { kind: 'edit', target: 3, text: 'b' }, 'e1');
  outbox.submit('lobby', { kind: 'delete', target: 3 }, 'e1');
  outbox.submit('lobby', { kind: 'delete', target: 3 }, 'e2');
  outbox.roomReset('lobby', 'e2');
  ready = true;
  outbox.flush('lobby');
  nth(0).answer.resolve(ack(1, 'uuid-1'));
  await settle();
  expect(tries.map((each) => each.id)).toEqual(['uuid-1', 'uuid-5']);
  expect(states()).toEqual(['a sent', 'answer refused', 'b refused', 'delete pending']);
  outbox.retry('uuid-2');
  outbox.retry('uuid-3');
  expect(states()).toEqual(['a sent', 'answer refused', 'b refused', 'delete pending']);
});

test('messages of a lost session stay as refused and are sent anew, under a new id, only on request', async () => {
  outbox.submit('lobby', saying('a'));
  outbox.sessionEnded();
  nth(0).answer.reject(new TransportError('closed'));
  await clock.advance(60_000);
  expect(states()).toEqual(['a refused']);
  expect(tries).toHaveLength(1);
  outbox.retry('uuid-1');
  expect(nth(1).id).toBe('uuid-2');
});

test('messages of an earlier load of the page go on with their ids', () => {
  const before = outbox.submit('lobby', saying('a'));
  const after = new Outbox({
    send: (item) => {
      tries.push({ ...item, answer: new Answer<Ack>() });
      return new Answer<Ack>().promise;
    },
    ready: () => true,
    changed: () => undefined,
    acked: () => undefined,
    takenBack: (error) => void takenBack.push(error),
    later: clock.later,
    uuid: () => 'other',
    now: () => new Date(clock.now),
  });
  after.restore([before]);
  after.flush('lobby');
  expect(nth(1).id).toBe('uuid-1');
});
