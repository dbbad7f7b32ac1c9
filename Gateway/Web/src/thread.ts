import { pageSize, type Loading, type PagePorts } from './pages';
import type { HistoryPage, RoomEvent } from './protocol';

/** A page may be too old by the time it comes, but not again and again. */
const mostTries = 3;

/** An open thread: its first message, and its replies from some point on to the newest. */
export class Thread {
  phase: 'loading' | 'open' | 'failed' = 'loading';
  older: Loading = 'idle';
  more = false;
  /** The message of the thread that the reader is about to answer; null: the thread as such. */
  replyTo: number | null = null;

  private first: RoomEvent | null = null;
  private replies: readonly RoomEvent[] = [];

  constructor(
    private readonly room: string,
    readonly root: number,
    private readonly ports: PagePorts,
  ) {}

  /** The first message and the loaded replies, ascending. */
  get events(): readonly RoomEvent[] {
    return this.first ? [this.first, ...this.replies] : this.replies;
  }

  get head(): RoomEvent | null {
    return this.first;
  }

  /** Loads the thread, also anew: what was shown stays until then. */
  async load(): Promise<void> {
    this.enter('loading');
    try {
      for (let tries = 0; tries < mostTries; tries++) {
        const [first, page] = await Promise.all([
          this.find(),
          this.ports.hub.page(this.room, { thread: this.root, limit: pageSize }),
        ]);
        if (first && this.begin(first, page)) return;
      }
      this.enter('failed');
    } catch {
      this.enter('failed');
    }
  }

  async loadOlder(): Promise<void> {
    const before = this.replies[0]?.seq;
    if (before === undefined || !this.more || this.older === 'loading' || !this.ports.open()) return;
    this.setOlder('loading');
    try {
      const page = await this.ports.hub.page(this.room, { thread: this.root, before, limit: pageSize });
      if (before === this.replies[0]?.seq && this.ports.timeline.learn(page)) {
        this.replies = merged(page.events, this.replies);
        this.more = page.more;
      }
      this.setOlder('idle');
    } catch {
      this.setOlder('failed');
    }
  }

  /** The next events of the room. */
  receive(fresh: readonly RoomEvent[]): void {
    const replies = fresh.filter((event) => event.thread === this.root);
    if (this.phase === 'open' && replies.length > 0) this.replies = merged(this.replies, replies);
  }

  /** The message that the reader's next words answer: a deleted one can't be answered, but the one before it can. */
  get answered(): number {
    const { messages } = this.ports.timeline;
    const alive = (seq: number) => messages.get(seq)?.deleted === null;
    if (this.replyTo !== null && alive(this.replyTo)) return this.replyTo;
    if (alive(this.root)) return this.root;
    return this.replies.findLast((event) => alive(event.seq))?.seq ?? this.root;
  }

  private begin(first: RoomEvent, page: HistoryPage): boolean {
    const { timeline } = this.ports;
    if (!timeline.learn(page)) return false;
    this.first = first;
    // What came while the page was on its way has passed by already.
    const since = timeline.events.filter((event) => event.thread === this.root && event.seq > page.head);
    this.replies = merged(page.events, since);
    this.more = page.more;
    this.enter('open');
    this.ports.saw(page.epoch, page.head);
    return true;
  }

  private async find(): Promise<RoomEvent | null> {
    const { timeline } = this.ports;
    const loaded = [...timeline.events, ...(timeline.aside ?? [])].find((event) => event.seq === this.root);
    if (loaded && timeline.messages.get(this.root)) return loaded;
    const page = await this.ports.hub.page(this.room, { around: this.root, limit: 1 });
    return timeline.learn(page) ? (page.events.find((event) => event.seq === this.root) ?? null) : null;
  }

  private enter(phase: Thread['phase']): void {
    this.phase = phase;
    this.ports.changed();
  }

  private setOlder(older: Loading): void {
    this.older = older;
    this.ports.changed();
  }
}

function merged(some: readonly RoomEvent[], others: readonly RoomEvent[]): readonly RoomEvent[] {
  const bySeq = new Map([...some, ...others].map((event) => [event.seq, event]));
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}
