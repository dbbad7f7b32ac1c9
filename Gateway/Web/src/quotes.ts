import type { PagePorts } from './pages';
import type { RoomEvent } from './protocol';

/** Messages that others answer and that aren't loaded: looked up one after another, so that they can be quoted. */
export class Quotes {
  private readonly asked = new Set<number>();
  private readonly queue: number[] = [];
  private busy = false;

  constructor(
    private readonly room: string,
    private readonly ports: PagePorts,
  ) {}

  /** Looks up what these events answer, as far as it isn't known. */
  want(events: readonly RoomEvent[]): void {
    if (!this.ports.open()) return;
    for (const { replyTo } of events) {
      if (replyTo === undefined || this.asked.has(replyTo) || this.ports.timeline.messages.get(replyTo))
        continue;
      this.asked.add(replyTo);
      this.queue.push(replyTo);
    }
    void this.work();
  }

  /** The connection ended or the room began anew: what is still wanted will be asked for again. */
  forget(): void {
    this.asked.clear();
    this.queue.length = 0;
  }

  private async work(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    for (let seq = this.queue.pop(); seq !== undefined; seq = this.queue.pop()) {
      try {
        const page = await this.ports.hub.page(this.room, { around: seq, limit: 1 });
        if (this.ports.timeline.learn(page)) this.ports.changed();
      } catch {
        // The quote stays without words; a click on it still leads to the message.
      }
    }
    this.busy = false;
  }
}
