import { backoff } from './backoff';
import { isDirectOf } from './direct';
import { canRetry, ChatError, Code, sentenceOf } from './errors';
import { Pages, type PagePorts } from './pages';
import type { Epoch, Hub, Joined, Role, RoomEvent } from './protocol';
import { Quotes } from './quotes';
import { Reactors } from './reactors';
import { Thread } from './thread';
import { Timeline } from './timeline';
import type { Later } from './timers';

/** `empty`: a direct room that isn't there yet; the first message makes it. */
export type RoomPhase = 'joining' | 'open' | 'empty' | 'failed' | 'left';

export type RoomPorts = {
  readonly hub: Pick<Hub, 'join' | 'page' | 'reactions'>;
  readonly connected: () => boolean;
  readonly later: Later;
  readonly changed: (room: Room) => void;
  readonly opened: (room: Room, reset: boolean) => void;
  readonly failed: (error: unknown) => void;
};

/** Milliseconds an event that must exist may take to arrive before the room is joined again. */
const patience = 2000;
const most = 1000;
const kept = 500;

/** One open room: keeps its timeline true through joins, gaps and lost connections. */
export class Room {
  readonly timeline: Timeline;
  readonly pages: Pages;
  readonly quotes: Quotes;
  readonly reactors: Reactors;
  thread: Thread | null = null;
  phase: RoomPhase = 'joining';
  role: Role = 'member';
  error: string | null = null;
  /** The message that the reader's next words answer, and the one whose text they are changing. */
  replyTo: number | null = null;
  editing: { readonly seq: number; readonly inThread: boolean } | null = null;
  /** The last event its reader has seen. */
  readSeq = 0;
  /** The reader is at the end: what lies far above may be forgotten. */
  atEnd = true;

  private joinNumber = 0;
  private joining = false;
  private joinedHead = 0;
  private attempt = 0;
  private cancelTimer: (() => void) | null = null;
  /** The running timer closes a certain gap. */
  private urgent = false;
  private readonly pagePorts: PagePorts;

  constructor(
    readonly name: string,
    private readonly me: string,
    private readonly ports: RoomPorts,
    /** At the first sight of the room, events behind this one are news already; null: none is. */
    private readonly newsAfter: number | null = null,
  ) {
    this.timeline = new Timeline(me);
    this.pagePorts = {
      hub: ports.hub,
      timeline: this.timeline,
      open: () => this.phase === 'open',
      changed: () => ports.changed(this),
      saw: (epoch, head) => this.saw(epoch, head),
      failed: ports.failed,
    };
    this.pages = new Pages(name, this.pagePorts);
    this.quotes = new Quotes(name, this.pagePorts);
    this.reactors = new Reactors(name, this.pagePorts);
  }

  /** Joins, or joins again from where we stand. Called for each new connection, and to close a gap. */
  async join(): Promise<void> {
    if (this.joining || !this.ports.connected()) return;
    const number = ++this.joinNumber;
    this.joining = true;
    this.stopTimer();
    if (this.phase !== 'open' && this.phase !== 'empty') this.enter('joining');
    try {
      const joined = await this.ports.hub.join(this.name, this.timeline.position);
      if (number !== this.joinNumber) return;
      this.joining = false;
      const began = this.timeline.position === null;
      if (joined.page) this.beginAnew(joined.page);
      this.timeline.saw(joined.head);
      this.role = joined.role;
      this.joinedHead = joined.head;
      // A page at the first sight of a room is not news; a page after a reset is.
      const read = began ? (this.newsAfter ?? this.timeline.last) : this.readSeq;
      this.readSeq = Math.min(read, this.timeline.last);
      this.enter('open');
      if (this.thread && (joined.page || this.thread.phase === 'failed')) void this.thread.load();
      this.ports.opened(this, joined.page !== null);
      this.watch();
    } catch (error) {
      if (number !== this.joinNumber) return;
      this.joining = false;
      this.refused(error);
    }
  }

  receive(batch: readonly RoomEvent[]): void {
    const fresh = this.timeline.add(batch);
    if (fresh.length > 0) this.attempt = 0;
    this.thread?.receive(fresh);
    this.reactors.receive(fresh);
    this.noticeOwnLeave(fresh);
    if (this.atEnd && this.timeline.events.length > most) this.trim();
    this.ports.changed(this);
    if (this.phase === 'empty') void this.join();
    // Without progress a running timer goes on: in a busy room it would never end otherwise.
    if (fresh.length > 0 || !this.cancelTimer || (this.certain && !this.urgent)) this.watch();
  }

  /** The connection is gone. What was held comes again when the next one joins. */
  disconnected(): void {
    this.joinNumber++;
    this.joining = false;
    this.stopTimer();
    this.timeline.dropHeld();
    this.pages.forget();
    this.quotes.forget();
    if (this.phase === 'open' || this.phase === 'empty') this.enter('joining');
  }

  /** An answer says that the room is at least at `seq`, or that it isn't the room we knew. */
  saw(epoch: Epoch, seq: number): void {
    if (this.phase !== 'open' && this.phase !== 'empty') return;
    // An empty room has no epoch: now it is there.
    if (epoch !== this.timeline.epoch) {
      void this.join();
      return;
    }
    this.timeline.saw(seq);
    if (!this.cancelTimer) this.watch();
  }

  openThread(root: number): void {
    if (this.thread?.root === root) return;
    this.thread = new Thread(this.name, root, this.pagePorts);
    void this.thread.load();
  }

  closeThread(): void {
    this.thread = null;
    if (this.editing?.inThread === true) this.editing = null;
    this.ports.changed(this);
  }

  /** The reader is about to answer a message, or no longer. */
  answer(seq: number | null, inThread: boolean): void {
    if (!inThread) this.replyTo = seq;
    else if (this.thread) this.thread.replyTo = seq;
    this.ports.changed(this);
  }

  /** The reader is about to change one of their messages, or no longer. */
  edit(editing: Room['editing']): void {
    this.editing = editing;
    this.ports.changed(this);
  }

  /**
   * Looks whether something is missing. A gap is certain, so it is closed at once (and, should the server
   * answer with the same gap, ever more slowly); an event that is only late gets a moment to arrive.
   */
  private watch(): void {
    this.stopTimer();
    if (this.joining || this.phase !== 'open' || !this.timeline.behind) return;
    this.urgent = this.certain;
    const wait = this.urgent ? (this.attempt === 0 ? 0 : backoff(this.attempt)) : patience;
    this.cancelTimer = this.ports.later(wait, () => {
      this.cancelTimer = null;
      this.attempt++;
      void this.join();
    });
  }

  /** While the missed events of a resume are still coming, live ones in front of them are no gap. */
  private get certain(): boolean {
    return this.timeline.gap && this.timeline.last >= this.joinedHead;
  }

  /** The same person left the room in another window: this one shows it, instead of waiting for ever. */
  private noticeOwnLeave(fresh: readonly RoomEvent[]): void {
    if (this.phase !== 'open') return;
    const own = fresh.filter((event) => event.seq > this.joinedHead && event.actor.id === this.me);
    const last = own.findLast((event) => event.kind === 'join' || event.kind === 'leave');
    if (last?.kind === 'leave') this.enter('left');
  }

  private refused(error: unknown): void {
    const absent = error instanceof ChatError && error.code === Code.noSuchRoom;
    if (absent && isDirectOf(this.name, this.me)) {
      this.enter('empty');
      this.ports.opened(this, false);
      return;
    }
    if (!canRetry(error, this.attempt)) {
      this.error = sentenceOf(error);
      this.enter('failed');
      return;
    }
    const asked = error instanceof ChatError ? error.retryAfter : null;
    this.stopTimer();
    this.cancelTimer = this.ports.later(asked ?? backoff(this.attempt++), () => void this.join());
  }

  /** Positions within another epoch's log mean nothing in this one. */
  private beginAnew(page: NonNullable<Joined['page']>): void {
    if (this.timeline.epoch !== null && this.timeline.epoch !== page.epoch) {
      this.thread = null;
      this.replyTo = null;
      this.editing = null;
    }
    this.timeline.reset(page);
    this.pages.toLatest();
    this.pages.forget();
    this.quotes.forget();
    this.reactors.forget();
  }

  private trim(): void {
    this.timeline.trim(kept);
    const { events, aside } = this.timeline;
    const needed = [...events, ...(aside ?? []), ...(this.thread?.events ?? [])];
    const seqs = needed.flatMap(({ seq, replyTo }) => (replyTo === undefined ? [seq] : [seq, replyTo]));
    if (this.replyTo !== null) seqs.push(this.replyTo);
    this.timeline.messages.keep(new Set(seqs));
  }

  private enter(phase: RoomPhase): void {
    this.phase = phase;
    if (phase !== 'failed') this.error = null;
    this.ports.changed(this);
  }

  private stopTimer(): void {
    this.cancelTimer?.();
    this.cancelTimer = null;
  }
}
