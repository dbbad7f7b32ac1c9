import { Messages } from './messages';
import type { Epoch, HistoryPage, Position, RoomEvent } from './protocol';

/** Out-of-order events kept while a gap is open. More than this, and the server is asked again anyway. */
const mostHeld = 2000;

/**
 * What this client knows of one room: an unbroken run of events up to the newest, ascending, each once. An event is
 * taken in only when all before it are; later ones are held. So nothing is ever out of order or doubled, and no
 * change of a message is missed, however live events, replayed ones and pages mix.
 *
 * Besides the run there may be a second stretch of events, far above it: where the reader has jumped to. It changes
 * with the live events too, and becomes part of the run when pages close the distance.
 */
export class Timeline {
  readonly messages: Messages;
  private run: readonly RoomEvent[] = [];
  private apart: readonly RoomEvent[] | null = null;
  private readonly held = new Map<number, RoomEvent>();
  private known: { epoch: Epoch } | null = null;
  private lastSeq = 0;
  private highest = 0;
  private older = false;

  constructor(me: string) {
    this.messages = new Messages(me);
  }

  get events(): readonly RoomEvent[] {
    return this.run;
  }

  /** The stretch above the run; null when there is none. */
  get aside(): readonly RoomEvent[] | null {
    return this.apart;
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
    this.apart = null;
    this.older = page.more;
    this.lastSeq = this.run.at(-1)?.seq ?? page.head;
    this.highest = Math.max(this.lastSeq, ...this.held.keys());
    this.messages.clear();
    this.messages.take(page, []);
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

  /**
   * Learns a page's messages, in their present state. False when the page is of no use: of another epoch, or so old
   * that changes made since then aren't known any more.
   */
  learn(page: HistoryPage): boolean {
    if (this.known?.epoch !== page.epoch) return false;
    if (page.events.length > 0 && page.head < this.lastSeq && this.first > page.head + 1) return false;
    this.messages.take(page, this.run);
    return true;
  }

  /** Puts a page before the run. A page that was asked for another first event is too late: ignored. */
  prepend(page: HistoryPage, before: number): boolean {
    if (before !== this.first || !this.learn(page)) return false;
    const events = ascending(page.events).filter((event) => event.seq < before);
    this.run = [...events, ...this.run];
    this.older = page.more && events.length > 0;
    this.saw(page.head);
    return true;
  }

  /** Begins a stretch of its own with a page, or adds the page to the run where it reaches that far. */
  setAside(page: HistoryPage): boolean {
    if (!this.learn(page)) return false;
    this.apart = ascending(page.events);
    this.joinUp();
    return true;
  }

  /** Lengthens the stretch at the end that the page was read from. */
  extend(page: HistoryPage, from: { before: number } | { after: number }): boolean {
    const apart = this.apart;
    const fits = 'before' in from ? apart?.[0]?.seq === from.before : apart?.at(-1)?.seq === from.after;
    if (!apart || !fits || !this.learn(page)) return false;
    this.apart = ascending([...apart, ...page.events]);
    this.joinUp();
    return true;
  }

  dropAside(): void {
    this.apart = null;
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

  private joinUp(): void {
    const [top, bottom] = [this.apart?.[0], this.apart?.at(-1)];
    if (!this.apart || !top || !bottom || bottom.seq < this.first - 1) return;
    if (top.seq < this.first) {
      const { first } = this;
      this.run = [...this.apart.filter((event) => event.seq < first), ...this.run];
      this.older = top.seq > 1;
    }
    this.apart = null;
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
    for (const event of fresh) this.messages.apply(event);
    for (const event of fresh) if (event.kind === 'delete') this.wipe(event.target);
    return fresh;
  }

  /** A deleted text is kept nowhere, also not in the events that once brought it. */
  private wipe(target: number | undefined): void {
    const wiped = (event: RoomEvent) =>
      event.text !== null && (event.seq === target || (event.kind === 'edit' && event.target === target))
        ? { ...event, text: null }
        : event;
    this.run = this.run.map(wiped);
    this.apart = this.apart?.map(wiped) ?? null;
  }
}

function ascending(events: readonly RoomEvent[]): readonly RoomEvent[] {
  const bySeq = new Map(events.map((event) => [event.seq, event]));
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}
