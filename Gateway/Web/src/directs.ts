import { directName, isDirect, type Direct } from './direct';
import type { Marks } from './marks';
import type { Belonging, RoomEvent, User } from './protocol';
import type { Room } from './room';
import type { Rooms } from './rooms';
import type { Store } from './store';

/** Of the page's state: the conversations of two that are on the list, the newest first. */
export type DirectsState = { readonly directs: readonly Direct[] };

export type DirectsPorts = {
  readonly me: () => User | null;
  readonly marks: Marks;
  readonly rooms: () => Rooms;
  readonly set: Store<DirectsState>['set'];
  readonly get: () => DirectsState;
  /** Asks the server who the others are. */
  readonly recall: () => void;
};

/** Rooms with news are opened at once, so that their unread messages can be counted: at most so many of them. */
const mostOpened = 30;

/** A person's conversations with one other: which there are, with whom, and how far they are read. */
export class Directs {
  /** With whom a conversation is that is off the list, and the time of its last event, as far as we were told. */
  private readonly others = new Map<string, User>();
  private readonly lastAt = new Map<string, string>();

  constructor(private readonly ports: DirectsPorts) {}

  /** Puts the conversation with somebody on the list; returns its room. The name may be one of former times. */
  begin(user: User): string {
    const room = directName(this.ports.me()?.id ?? '', user.id);
    if (!this.listed(room)) this.list({ room, with: user });
    return room;
  }

  /** The server says that we hear this room from now on: its events follow. They may be ones that we know already. */
  hear(direct: Direct): void {
    this.others.set(direct.room, direct.with);
    if (this.ports.marks.get(direct.room)?.closed != null) return;
    this.list(direct);
    this.ports.rooms().enter(direct.room);
  }

  /** Events of a direct room that isn't open: it was closed, or never shown. */
  heard(room: string, events: readonly RoomEvent[]): void {
    const closed = this.ports.marks.get(room)?.closed ?? null;
    if (closed !== null && !events.some((event) => event.at > closed)) return;
    const other =
      this.others.get(room) ?? events.findLast((event) => event.actor.id !== this.ports.me()?.id)?.actor;
    if (other && !this.listed(room)) this.list({ room, with: other });
    this.shown(room);
    this.ports.rooms().enter(room);
    this.ports.rooms().get(room)?.receive(events);
  }

  /** A room that is shown belongs on the list, with whomever it is. */
  shown(room: string): void {
    if (!isDirect(room) || this.listed(room)) return;
    this.ports.marks.set(room, { closed: null });
    this.ports.recall();
  }

  /** Takes in the list of all rooms that one belongs to. */
  learn(belongings: readonly Belonging[]): void {
    const { marks } = this.ports;
    const found = belongings
      .filter((each) => isDirect(each.room))
      .sort((a, b) => ((a.lastAt ?? '') < (b.lastAt ?? '') ? 1 : -1));
    const direct = ({ room, with: other }: Belonging): Direct | null => other && { room, with: other };
    // In a browser that is new to this person, all that was said before is old.
    if (!marks.known) for (const { room, head } of found) marks.set(room, { read: head });
    marks.begin();
    for (const { room, lastAt } of found) this.lastAt.set(room, lastAt ?? '');
    const isClosed = ({ room, lastAt }: Belonging) => {
      const closed = marks.get(room)?.closed ?? null;
      return closed !== null && (lastAt ?? '') <= closed;
    };
    const open = found.filter((each) => !isClosed(each));
    for (const { room } of open) if (marks.get(room)?.closed != null) marks.set(room, { closed: null });
    const news = open.filter(({ room, head }) => head > (marks.get(room)?.read ?? 0));
    const listed = open.map(direct).filter((each) => each !== null);
    const rooms = new Set(listed.map((each) => each.room));
    const begun = this.ports.get().directs.filter((each) => !rooms.has(each.room));
    this.ports.set({ directs: [...begun, ...listed] });
    for (const { room } of news.slice(0, mostOpened)) this.ports.rooms().enter(room);
  }

  /** Only renames tell names: other events may be old ones, of a resume, under the name of their time. */
  rename(events: readonly RoomEvent[]): void {
    for (const { kind, actor, text } of events)
      if (kind === 'rename' && text !== null) this.called({ ...actor, name: text });
  }

  /** Somebody's name as it is now. */
  called(user: User): void {
    const { directs } = this.ports.get();
    if (!directs.some((each) => each.with.id === user.id && each.with.name !== user.name)) return;
    const after = directs.map((each) => (each.with.id === user.id ? { ...each, with: user } : each));
    this.ports.set({ directs: after });
  }

  /** Takes a conversation off the list, until there is something new in it. Nobody leaves a direct room. */
  close(room: string): void {
    const last = this.ports.rooms().get(room)?.timeline.events.at(-1);
    const read = Math.max(last?.seq ?? 0, this.ports.marks.get(room)?.read ?? 0);
    this.ports.marks.set(room, { read, closed: last?.at ?? this.lastAt.get(room) ?? '' });
    this.ports.set({ directs: this.ports.get().directs.filter((each) => each.room !== room) });
    this.ports.rooms().close(room);
  }

  /** Events behind this one are news. */
  readUpTo(room: string): number | null {
    return isDirect(room) ? (this.ports.marks.get(room)?.read ?? 0) : null;
  }

  read({ name, readSeq }: Room): void {
    if (isDirect(name)) this.ports.marks.set(name, { read: readSeq });
  }

  private listed(room: string): boolean {
    return this.ports.get().directs.some((each) => each.room === room);
  }

  private list(direct: Direct): void {
    this.ports.marks.set(direct.room, { closed: null });
    if (this.listed(direct.room)) this.called(direct.with);
    else this.ports.set({ directs: [direct, ...this.ports.get().directs] });
  }
}
