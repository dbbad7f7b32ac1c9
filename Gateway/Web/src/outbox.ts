import { backoff } from './backoff';
import { canRetry, ChatError, Code, sentenceOf } from './errors';
import type { Ack, Epoch } from './protocol';
import type { Later } from './timers';
import { hasWords, targetOf, type Outgoing, type Progress, type Write } from './writes';

export type OutboxPorts = {
  readonly send: (item: Outgoing) => Promise<Ack>;
  /** Whether the room is joined on a live connection. */
  readonly ready: (room: string) => boolean;
  readonly changed: (room: string) => void;
  readonly acked: (ack: Ack) => void;
  /** A write without words was refused: it is gone, and its author has to know why. */
  readonly takenBack: (error: unknown) => void;
  readonly later: Later;
  readonly uuid: () => string;
  readonly now: () => Date;
};

/** Milliseconds of a pause that its author should be told the reason of. */
const worthAWord = 500;

/** One room's turn to send: a try under way, or a pause before the next (`wake` cancels it). */
type Lane = { sending: boolean; attempt: number; wake: (() => void) | null };

/**
 * Submitted writes, until the server acknowledged or refused them. A try without an answer is made again
 * with the SAME id, so the server can tell it from a second one (G3). One write per room is under
 * way at a time: the next waits for the answer, so the order is the author's.
 */
export class Outbox {
  private items: readonly Outgoing[] = [];
  private readonly lanes = new Map<string, Lane>();

  constructor(private readonly ports: OutboxPorts) {}

  all(): readonly Outgoing[] {
    return this.items;
  }

  of(room: string): readonly Outgoing[] {
    return this.items.filter((item) => item.room === room);
  }

  submit(room: string, write: Write, epoch: Epoch | null = null): Outgoing {
    const at = this.ports.now().toISOString();
    const progress: Progress = { id: this.ports.uuid(), at, state: 'pending', ack: null, reason: null };
    const item: Outgoing = { ...write, ...progress, room, epoch };
    this.items = [...this.items, item];
    this.ports.changed(room);
    void this.pump(room);
    return item;
  }

  /** Takes over what an earlier load of the page left behind. */
  restore(items: readonly Outgoing[]): void {
    const known = new Set(this.items.map((item) => item.id));
    this.items = [...this.items, ...items.filter((item) => !known.has(item.id))];
    for (const room of new Set(items.map((item) => item.room))) this.ports.changed(room);
  }

  /** The room is joined again: goes on at once, whatever pause was being kept. */
  flush(room: string): void {
    const lane = this.lane(room);
    lane.wake?.();
    lane.wake = null;
    lane.attempt = 0;
    void this.pump(room);
  }

  /** Tries a refused message again, as the last. The same id: if it did get through after all, it stays one. */
  retry(id: string): void {
    const item = this.items.find((other) => other.id === id && other.state === 'refused');
    if (!item || !canTryAgain(item)) return;
    const freshId = item.reason?.code === Code.idReused || item.reason?.code === Code.sessionExpired;
    const again: Outgoing = {
      ...item,
      id: freshId ? this.ports.uuid() : item.id,
      at: this.ports.now().toISOString(),
      state: 'pending',
      reason: null,
    };
    this.items = [...this.items.filter((other) => other.id !== id), again];
    this.ports.changed(item.room);
    void this.pump(item.room);
  }

  discard(id: string): void {
    this.remove((item) => item.id === id && item.state === 'refused');
  }

  drop(room: string): void {
    this.remove((item) => item.room === room);
  }

  /**
   * The author's own event is here, or one after it: the timeline shows the message from now on. Says
   * whether anything left. The one change that isn't announced: its caller is about to show the room.
   */
  confirm(room: string, ids: ReadonlySet<string>, epoch: Epoch | null, last: number): boolean {
    const before = this.items.length;
    this.items = this.items.filter((item) => {
      if (item.room !== room) return true;
      return !(ids.has(item.id) || (item.ack !== null && item.ack.epoch === epoch && item.ack.seq <= last));
    });
    return this.items.length < before;
  }

  /**
   * The room began anew: an ack of another epoch names an event that a restored database may not have, and a
   * message that was seen in another epoch may be another one by now.
   */
  roomReset(room: string, epoch: Epoch | null): void {
    this.remove((item) => item.room === room && item.ack !== null && item.ack.epoch !== epoch);
    const isLost = (item: Outgoing) =>
      item.room === room && item.state !== 'sent' && targetOf(item) !== null && item.epoch !== epoch;
    this.remove((item) => isLost(item) && !hasWords(item));
    for (const item of this.items.filter(isLost))
      this.update(item.id, { state: 'refused', reason: epochLost });
  }

  /** The author's session is over. Nobody else may send in their name, but their words aren't thrown away. */
  sessionEnded(): void {
    const sentence = 'Your session ended before this was confirmed.';
    const rooms = new Set(this.items.map((item) => item.room));
    this.items = this.items
      .filter((item) => item.state !== 'sent' && hasWords(item))
      .map((item) => ({ ...item, state: 'refused', reason: { code: Code.sessionExpired, sentence } }));
    for (const room of rooms) this.ports.changed(room);
  }

  private async pump(room: string): Promise<void> {
    const lane = this.lane(room);
    if (lane.sending || lane.wake || !this.ports.ready(room)) return;
    const item = this.items.find((other) => other.room === room && other.state === 'pending');
    if (!item) return;
    lane.sending = true;
    try {
      const ack = await this.ports.send(item);
      lane.attempt = 0;
      this.update(item.id, { state: 'sent', ack, reason: null });
      this.ports.acked(ack);
    } catch (error) {
      if (canRetry(error, lane.attempt)) this.pause(item, lane, error);
      else {
        lane.attempt = 0;
        this.refuse(item, error);
      }
    }
    lane.sending = false;
    void this.pump(room);
  }

  private pause({ id, room }: Outgoing, lane: Lane, error: unknown): void {
    const asked = error instanceof ChatError ? error.retryAfter : null;
    const wait = asked ?? backoff(lane.attempt++);
    if (error instanceof ChatError && wait >= worthAWord) this.update(id, { reason: reasonOf(error) });
    const cancel = this.ports.later(wait, () => {
      lane.wake = null;
      void this.pump(room);
    });
    lane.wake = cancel;
  }

  private lane(room: string): Lane {
    const lane = this.lanes.get(room) ?? { sending: false, attempt: 0, wake: null };
    this.lanes.set(room, lane);
    return lane;
  }

  private refuse(item: Outgoing, error: unknown): void {
    if (hasWords(item)) {
      this.update(item.id, { state: 'refused', reason: reasonOf(error) });
      return;
    }
    this.remove((other) => other.id === item.id);
    // The reaction is as its author wanted it already.
    if (!(error instanceof ChatError && error.code === Code.noChange)) this.ports.takenBack(error);
  }

  private update(id: string, change: Partial<Progress>): void {
    const room = this.items.find((item) => item.id === id)?.room;
    if (room === undefined) return;
    this.items = this.items.map((item) => (item.id === id ? { ...item, ...change } : item));
    this.ports.changed(room);
  }

  private remove(matches: (item: Outgoing) => boolean): void {
    const rooms = new Set(this.items.filter(matches).map((item) => item.room));
    this.items = this.items.filter((item) => !matches(item));
    for (const room of rooms) this.ports.changed(room);
  }
}

/** Why a write that is about a message of a lost epoch can't be made any more. */
const epochLost = {
  code: Code.epochChanged,
  sentence: 'The server was restored from a backup before this was confirmed.',
};

/** Whether trying a refused write again can be of use. An answer to a lost message could answer a wrong one. */
export function canTryAgain(item: Pick<Progress, 'reason'>): boolean {
  return item.reason?.code !== Code.epochChanged;
}

function reasonOf(error: unknown): Outgoing['reason'] {
  return { code: error instanceof ChatError ? error.code : 0, sentence: sentenceOf(error) };
}
