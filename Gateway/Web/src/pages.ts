import type { Epoch, Hub, HistoryPage, PageQuery } from './protocol';
import type { Timeline } from './timeline';

export type Loading = 'idle' | 'loading' | 'failed';

/** What a room lends to whoever loads pages for it. */
export type PagePorts = {
  readonly hub: Pick<Hub, 'page' | 'reactions'>;
  readonly timeline: Timeline;
  /** The room is joined on a live connection. */
  readonly open: () => boolean;
  readonly changed: () => void;
  /** What an answer says of the room's head. */
  readonly saw: (epoch: Epoch, head: number) => void;
  /** Something that a person asked for could not be done. */
  readonly failed: (error: unknown) => void;
};

export const pageSize = 50;

/** The reader's way through a room: older pages, a place far above, and on from there to the latest. */
export class Pages {
  older: Loading = 'idle';
  newer: Loading = 'idle';
  /** The message to be brought into sight; `number` grows with each wish, so that the same place can be wished twice. */
  place: { readonly seq: number; readonly number: number } | null = null;

  private wishes = 0;
  /** Answers to questions of an earlier generation are of no use. */
  private generation = 0;

  constructor(
    private readonly room: string,
    private readonly ports: PagePorts,
  ) {}

  /** Events before the first one shown. */
  async loadOlder(): Promise<void> {
    const { timeline } = this.ports;
    const first = timeline.aside?.[0]?.seq;
    const more = timeline.aside ? first !== undefined && first > 1 : timeline.more;
    if (!more || this.older === 'loading' || !this.ports.open()) return;
    const before = first ?? timeline.first;
    await this.load('older', { before, limit: pageSize }, (page) =>
      first === undefined ? timeline.prepend(page, before) : timeline.extend(page, { before }),
    );
  }

  /** Events behind the last one shown, where the latest aren't. */
  async loadNewer(): Promise<void> {
    const { timeline } = this.ports;
    const after = timeline.aside?.at(-1)?.seq;
    if (after === undefined || this.newer === 'loading' || !this.ports.open()) return;
    await this.load('newer', { after, limit: pageSize }, (page) => {
      if (!timeline.extend(page, { after })) return;
      // The server has nothing behind it, but the run doesn't begin there: only the latest page helps.
      if (page.events.length === 0) timeline.dropAside();
    });
  }

  /** Brings a message into sight, with a page around it when it isn't loaded. */
  async goTo(seq: number): Promise<void> {
    const { timeline } = this.ports;
    const has = (events: typeof timeline.aside) => events?.some((event) => event.seq === seq) ?? false;
    if (has(timeline.events)) timeline.dropAside();
    else if (!has(timeline.aside) && !(await this.turnTo(seq))) return;
    this.place = { seq, number: ++this.wishes };
    this.ports.changed();
  }

  toLatest(): void {
    this.place = null;
    if (!this.ports.timeline.aside) return;
    this.forget();
    this.ports.timeline.dropAside();
    this.ports.changed();
  }

  /** The room began anew, or its connection ended. */
  forget(): void {
    this.generation++;
    this.older = 'idle';
    this.newer = 'idle';
  }

  private async turnTo(seq: number): Promise<boolean> {
    this.forget();
    const { generation } = this;
    try {
      const page = await this.ports.hub.page(this.room, { around: seq, limit: pageSize });
      if (generation !== this.generation) return false;
      const turned = this.ports.timeline.setAside(page);
      this.ports.saw(page.epoch, page.head);
      return turned;
    } catch (error) {
      if (generation === this.generation) this.ports.failed(error);
      return false;
    }
  }

  private async load(
    which: 'older' | 'newer',
    query: PageQuery,
    take: (page: HistoryPage) => unknown,
  ): Promise<void> {
    const { generation } = this;
    this.set(which, 'loading');
    try {
      const page = await this.ports.hub.page(this.room, query);
      if (generation !== this.generation) return;
      take(page);
      this.set(which, 'idle');
      this.ports.saw(page.epoch, page.head);
    } catch {
      if (generation === this.generation) this.set(which, 'failed');
    }
  }

  private set(which: 'older' | 'newer', loading: Loading): void {
    this[which] = loading;
    this.ports.changed();
  }
}
