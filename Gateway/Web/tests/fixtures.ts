import type { Ack, HistoryPage, RoomEvent, User } from '../src/protocol';
import type { Later } from '../src/timers';
import type { Outgoing, Write } from '../src/writes';

export const ann: User = { id: 'user-ann', name: 'ann' };
export const bob: User = { id: 'user-bob', name: 'bob' };
const start = Date.UTC(2026, 0, 15, 12);

export function event(seq: number, change: Partial<RoomEvent> = {}): RoomEvent {
  const at = new Date(start + seq * 1000).toISOString();
  return {
    room: 'lobby',
    seq,
    kind: 'message',
    at,
    actor: bob,
    id: `id-${seq}`,
    text: `text ${seq}`,
    ...change,
  };
}

export function eventsOf(from: number, to: number): RoomEvent[] {
  return Array.from({ length: to - from + 1 }, (_, index) => event(from + index));
}

export function page(from: number, to: number, change: Partial<HistoryPage> = {}): HistoryPage {
  return {
    room: 'lobby',
    epoch: 'e1',
    head: to,
    events: eventsOf(from, to),
    more: from > 1,
    details: [],
    ...change,
  };
}

export function ack(seq: number, id: string): Ack {
  return { room: 'lobby', epoch: 'e1', seq, at: event(seq).at, id };
}

/** A plain message, as the outbox takes it. */
export const saying = (text: string): Write => ({ kind: 'message', text, replyTo: null, thread: null });

/** A write that waits for its answer. */
export const waiting = (id: string, write: Write, change: Partial<Outgoing> = {}): Outgoing =>
  ({
    ...write,
    room: 'lobby',
    id,
    at: new Date(start).toISOString(),
    state: 'pending',
    ack: null,
    reason: null,
    epoch: 'e1',
    ...change,
  }) as Outgoing;

/** Time that only a test moves. */
export class Clock {
  now = start;
  private timers: { at: number; run: () => void }[] = [];

  readonly later: Later = (ms, run) => {
    const timer = { at: this.now + ms, run };
    this.timers.push(timer);
    return () => (this.timers = this.timers.filter((other) => other !== timer));
  };

  get pauses(): number[] {
    return this.timers.map((timer) => timer.at - this.now);
  }

  async advance(ms: number): Promise<void> {
    const end = this.now + ms;
    for (;;) {
      await settle();
      const next = this.timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.timers = this.timers.filter((other) => other !== next);
      this.now = next.at;
      next.run();
    }
    this.now = end;
  }
}

/** Lets everything run that waits for nothing but its turn. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

/** An answer the test gives when it likes. */
export class Answer<T> {
  resolve!: (value: T) => void;
  reject!: (error: Error) => void;
  readonly promise = new Promise<T>((resolve, reject) => {
    this.resolve = resolve;
    this.reject = reject;
  });
}
