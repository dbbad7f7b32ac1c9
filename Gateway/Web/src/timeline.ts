import type { Epoch, HistoryPage, Position, RoomEvent } from './protocol';

/** Out-of-order events kept while a gap is open. More than this, and the server is asked again anyway. */
const mostHeld = 2000;

/**
 * What this client knows of one room: an unbroken run of events, ascending, each once. An event is shown
 * only when all before it are; later ones are held. So nothing is ever out of order or doubled, however
 * live events, replayed ones and pages mix.
 */
export class Timeline {
  private run: readonly RoomEvent[] = [];
  private readonly held = new Map<number, RoomEvent>();
  private known: { epoch: Epoch } | null = null;
  private lastSeq = 0;
  private highest = 0;
  private older = false;

  get events(): readonly RoomEvent[] {
    return this.run;
  }

  get epoch(): Epoch | null {
    return this.known?.epoch ?? null;
  }

  /** The last number of the unbroken run. */
  get last(): number {
    return this.lastSeq;
  }

  /** The first number of the run; events before it may exist and aren't loaded. */
  get first(): number {
    return this.run[0]?.seq ?? this.lastSeq + 1;
  }

  get more(): boolean {
    return this.older;
  }

  /** Null until the first page: then a Join begins anew. */
  get position(): Position | null {
    return this.known ? `${this.known.epoch}:${this.lastSeq}` : null;
  }

  /** The room has events that we ought to have by now. */
  get behind(): boolean {
    return this.known !== null && this.lastSeq < this.highest;
  }

  /** An event came, but not the one before it. */
  get gap(): boolean {
    return this.known !== null && this.held.size > 0;
  }

  /** Begins (again) from a page. Held events that follow it stay: they came while the page was on its way. */
  reset(page: HistoryPage): void {
    const otherEpoch = this.known !== null && this.known.epoch !== page.epoch;
    if (otherEpoch) this.held.clear();
    this.known = { epoch: page.epoch };
    this.run = ascending(page.events);
    this.older = page.more;
    this.lastSeq = this.run.at(-1)?.seq ?? page.head;
    this.highest = Math.max(this.lastSeq, ...this.held.keys());
    this.drain();
  }

  /** A number that is known to exist: from an ack, a Join or a page. */
  saw(seq: number): void {
    this.highest = Math.max(this.highest, seq);
  }

  /** Takes a batch; returns the events that are now part of the run. */
  add(batch: readonly RoomEvent[]): readonly RoomEvent[] {
    for (const event of batch) {
      if (this.known !== null && event.seq <= this.lastSeq) continue;
      if (this.held.size < mostHeld) this.held.set(event.seq, event);
      this.saw(event.seq);
    }
    return this.drain();
  }

  /** Puts a page before the run. A page that was asked for another first event is too late: ignored. */
  prepend(page: HistoryPage, before: number): boolean {
    if (this.known?.epoch !== page.epoch || before !== this.first) return false;
    const events = ascending(page.events).filter((event) => event.seq < before);
    this.run = [...events, ...this.run];
    this.older = page.more && events.length > 0;
    this.saw(page.head);
    return true;
  }

  /** Forgets all but the newest events, so that a tab open for weeks stays light. They can be loaded again. */
  trim(keep: number): void {
    if (this.run.length <= keep) return;
    this.run = this.run.slice(-keep);
    this.older = true;
  }

  /** Events of a lost connection; a Join with our position brings them again. */
  dropHeld(): void {
    this.held.clear();
    this.highest = this.lastSeq;
  }

  private drain(): readonly RoomEvent[] {
    if (this.known === null) return [];
    const fresh: RoomEvent[] = [];
    for (;;) {
      const next = this.held.get(this.lastSeq + 1);
      if (next === undefined) break;
      this.held.delete(next.seq);
      this.lastSeq = next.seq;
      fresh.push(next);
    }
    for (const seq of this.held.keys()) if (seq <= this.lastSeq) this.held.delete(seq);
    if (fresh.length > 0) this.run = [...this.run, ...fresh];
    return fresh;
  }
}

function ascending(events: readonly RoomEvent[]): readonly RoomEvent[] {
  const bySeq = new Map(events.map((event) => [event.seq, event]));
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}
