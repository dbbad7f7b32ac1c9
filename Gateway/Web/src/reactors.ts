import type { PagePorts } from './pages';
import type { Reaction, RoomEvent } from './protocol';

/** Who reacted to a message, where the page names only the first few: asked for when somebody wants to know. */
export class Reactors {
  private lists: ReadonlyMap<number, readonly Reaction[]> = new Map();
  private readonly asked = new Set<number>();

  constructor(
    private readonly room: string,
    private readonly ports: PagePorts,
  ) {}

  get all(): ReadonlyMap<number, readonly Reaction[]> {
    return this.lists;
  }

  async load(seq: number): Promise<void> {
    if (this.asked.has(seq) || this.lists.has(seq) || !this.ports.open()) return;
    this.asked.add(seq);
    try {
      const list = await this.ports.hub.reactions(this.room, seq);
      // A reaction that was taken in meanwhile isn't on the list: it will be asked for anew.
      const { messages, last } = this.ports.timeline;
      if (this.asked.has(seq) && (list.head >= last || (messages.get(seq)?.asOf ?? 0) <= list.head)) {
        this.lists = new Map([...this.lists, [seq, list.reactions]]);
        this.ports.changed();
      }
    } catch {
      // The first names are there already.
    }
    this.asked.delete(seq);
  }

  /** The next events of the room: lists that they change are out of date. */
  receive(fresh: readonly RoomEvent[]): void {
    const changed = fresh.filter((event) => event.target !== undefined && this.lists.has(event.target));
    if (changed.length === 0) return;
    const targets = new Set(changed.map((event) => event.target));
    this.lists = new Map([...this.lists].filter(([seq]) => !targets.has(seq)));
  }

  forget(): void {
    this.asked.clear();
    this.lists = new Map();
  }
}
