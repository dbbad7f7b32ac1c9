import { beforeEach, describe, expect, test } from 'vitest';
import { ChatError, TransportError } from '../src/errors';
import { Outbox } from '../src/outbox';
import type { Ack } from '../src/protocol';
import { ack, Answer, Clock, settle } from './fixtures';

type Try = { room: string; id: string; text: string; answer: Answer<Ack> };

let clock: Clock;
let tries: Try[];
let ready: boolean;
let outbox: Outbox;

beforeEach(() => {
  clock = new Clock();
  tries = [];
  ready = true;
  let ids = 0;
  outbox = new Outbox({
    send: (room, id, text) => {
      const answer = new Answer<Ack>();
      tries.push({ room, id, text, answer });
      return answer.promise;
    },
    ready: () => ready,
    changed: () => undefined,
    acked: () => undefined,
    later: clock.later,
    uuid: () => `uuid-${++ids}`,
    now: () => new Date(clock.now),
  });
});

const states = () => outbox.of('lobby').map((item) => `${item.text} ${item.state}`);
const nth = (index: number): Try => {
  const found = tries[index];
  if (!found) throw new Error(`There was no try ${index}.`);
  return found;
};

describe('G3: a try without an answer', () => {
  test('is made again with the same id', async () => {
    outbox.submit('lobby', 'a');
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
    outbox.submit('lobby', 'a');
    ready = false;
    nth(0).answer.reject(new TransportError('closed'));
    await clock.advance(60_000);
    expect(tries).toHaveLength(1);
    ready = true;
    outbox.flush('lobby');
    expect(tries.map((each) => each.id)).toEqual(['uuid-1', 'uuid-1']);
  });

  test('is not made again when the event came instead of the answer', async () => {
    outbox.submit('lobby', 'a');
    expect(outbox.confirm('lobby', new Set(['uuid-1']), 'e1', 7)).toBe(true);
    nth(0).answer.reject(new TransportError('closed'));
    await clock.advance(60_000);
    expect(tries).toHaveLength(1);
    expect(outbox.all()).toEqual([]);
  });
});

describe('G1: the order of one author', () => {
  test('is kept: the next message waits for the answer to the one before', async () => {
    outbox.submit('lobby', 'a');
    outbox.submit('lobby', 'b');
    outbox.submit('other', 'c');
    expect(tries.map((each) => each.text)).toEqual(['a', 'c']);
    nth(0).answer.reject(new TransportError('lost'));
    await clock.advance(1000);
    expect(tries.map((each) => each.text)).toEqual(['a', 'c', 'a']);
    nth(2).answer.resolve(ack(1, 'uuid-1'));
    await settle();
    expect(tries.map((each) => each.text)).toEqual(['a', 'c', 'a', 'b']);
  });

  test('is not held up by a refused one', async () => {
    outbox.submit('lobby', 'a');
    outbox.submit('lobby', 'b');
    nth(0).answer.reject(new ChatError(4103, 'bad_text', 'Not allowed.'));
    await settle();
    nth(1).answer.resolve(ack(1, 'uuid-2'));
    await settle();
    expect(states()).toEqual(['a refused', 'b sent']);
  });
});

test('the server says how long to wait', async () => {
  outbox.submit('lobby', 'a');
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
    outbox.submit('lobby', 'a');
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
    outbox.submit('lobby', 'a');
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
  outbox.submit('lobby', 'a');
  outbox.discard('uuid-1');
  expect(states()).toEqual(['a pending']);
});

describe('an acknowledged message', () => {
  test('stays until the timeline has come to it', async () => {
    outbox.submit('lobby', 'a');
    nth(0).answer.resolve(ack(7, 'uuid-1'));
    await settle();
    expect(outbox.confirm('lobby', new Set(), 'e1', 6)).toBe(false);
    expect(outbox.confirm('lobby', new Set(), 'e1', 7)).toBe(true);
    expect(outbox.all()).toEqual([]);
  });

  test('of an epoch that is gone leaves with it', async () => {
    outbox.submit('lobby', 'a');
    nth(0).answer.resolve(ack(7, 'uuid-1'));
    await settle();
    outbox.roomReset('lobby', 'e2');
    expect(outbox.all()).toEqual([]);
  });
});

test('messages of a lost session stay as refused and are sent anew, under a new id, only on request', async () => {
  outbox.submit('lobby', 'a');
  outbox.sessionEnded();
  nth(0).answer.reject(new TransportError('closed'));
  await clock.advance(60_000);
  expect(states()).toEqual(['a refused']);
  expect(tries).toHaveLength(1);
  outbox.retry('uuid-1');
  expect(nth(1).id).toBe('uuid-2');
});

test('messages of an earlier load of the page go on with their ids', () => {
  const before = outbox.submit('lobby', 'a');
  const after = new Outbox({
    send: (room, id, text) => {
      tries.push({ room, id, text, answer: new Answer<Ack>() });
      return new Answer<Ack>().promise;
    },
    ready: () => true,
    changed: () => undefined,
    acked: () => undefined,
    later: clock.later,
    uuid: () => 'other',
    now: () => new Date(clock.now),
  });
  after.restore([before]);
  after.flush('lobby');
  expect(nth(1).id).toBe('uuid-1');
});
