import { changed, messageOf, type Message } from './message';
import type { HistoryPage, RoomEvent } from './protocol';

/**
 * The messages that this client knows of one room, by seq, each in its present state: wherever a message is shown
 * — in the list, in a thread, as a quote — it is this one.
 */
export class Messages {
  private readonly bySeq = new Map<number, Message>();
  private snapshot: ReadonlyMap<number, Message> | null = null;

  constructor(private readonly me: string) {}

  /** As of now; a later change doesn't touch it. */
  get all(): ReadonlyMap<number, Message> {
    return (this.snapshot ??= new Map(this.bySeq));
  }

  get(seq: number): Message | undefined {
    return this.bySeq.get(seq);
  }

  /** The next event of the room. */
  apply(event: RoomEvent): void {
    // A page may have brought the message ahead of its event, and in a later state.
    if (event.kind === 'message' && !this.bySeq.has(event.seq)) this.set(messageOf(event));
    const about = event.target ?? event.thread;
    const message = about === undefined ? undefined : this.bySeq.get(about);
    if (message) this.set(changed(message, event, this.me));
  }

  /** A page's messages. `later`: all events behind the page's head that were applied already. */
  take(page: HistoryPage, later: readonly RoomEvent[]): void {
    const details = new Map(page.details.map((each) => [each.seq, each]));
    const changes = later.filter((event) => event.seq > page.head);
    for (const event of page.events) {
      if (event.kind !== 'message') continue;
      const read = messageOf(event, page.head, details.get(event.seq));
      const message = changes.reduce((before, next) => changed(before, next, this.me), read);
      const known = this.bySeq.get(event.seq);
      if (!known || known.asOf <= message.asOf) this.set(message);
    }
  }

  /** Forgets all but these. */
  keep(seqs: ReadonlySet<number>): void {
    for (const seq of this.bySeq.keys()) if (!seqs.has(seq)) this.bySeq.delete(seq);
    this.snapshot = null;
  }

  clear(): void {
    this.keep(new Set());
  }

  private set(message: Message): void {
    this.bySeq.set(message.seq, message);
    this.snapshot = null;
  }
}
