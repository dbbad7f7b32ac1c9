import { isDirect, type Direct } from './direct';
import { ChatError, Code } from './errors';
import type { Belonging, Hub, RoomEvent, User } from './protocol';
import { Room } from './room';
import type { Memory } from './storage';
import type { Store } from './store';
import type { Later } from './timers';
import { viewOf, type RoomView } from './view';
import type { Outgoing } from './writes';

/** What of the page's state is about rooms. */
export type RoomsState = {
  /** Ordinary ones; direct ones have a list of their own. */
  readonly rooms: readonly string[];
  readonly current: string | null;
  readonly views: Readonly<Record<string, RoomView>>;
  readonly directs: readonly Direct[];
};

export type RoomsPorts = {
  readonly hub: Hub;
  readonly me: () => User | null;
  readonly connected: () => boolean;
  readonly later: Later;
  readonly names: Memory<string[]>;
  readonly set: Store<RoomsState>['set'];
  readonly get: () => RoomsState;
  /** A room's timeline is about to be shown: what it confirms leaves the outbox. Returns what is left. */
  readonly confirm: (room: Room) => readonly Outgoing[];
  readonly opened: (room: Room, reset: boolean) => void;
  readonly closed: (name: string) => void;
  /** Up to where a room that is opened now was read before; null: all that is there is old. */
  readonly readUpTo: (name: string) => number | null;
  readonly read: (room: Room) => void;
  /** Events came of a direct room that isn't open: nobody has to join those to hear them. */
  readonly unopened: (name: string, events: readonly RoomEvent[]) => void;
  readonly failed: (error: unknown) => void;
};

/** The rooms a person is in: opened, kept open over connections, shown, left. */
export class Rooms {
  private readonly open = new Map<string, Room>();
  /** Closed since the server was last asked for the list: its answer may not know it yet. */
  private readonly closed = new Set<string>();

  constructor(private readonly ports: RoomsPorts) {}

  get(name: string): Room | undefined {
    return this.open.get(name);
  }

  /** Opens a room, unless it is open already. */
  enter(name: string): void {
    const me = this.ports.me();
    if (!me || this.open.has(name)) return;
    const ports = {
      hub: this.ports.hub,
      connected: this.ports.connected,
      later: this.ports.later,
      changed: (room: Room) => this.publish(room),
      opened: (room: Room, reset: boolean) => this.opened(room, reset),
      failed: this.ports.failed,
    };
    const room = new Room(name, me.id, ports, this.ports.readUpTo(name));
    this.open.set(name, room);
    this.publish(room);
    void room.join();
  }

  /** Ends the membership. */
  async leave(name: string): Promise<void> {
    try {
      await this.ports.hub.leave(name);
    } catch (error) {
      if (!(error instanceof ChatError && error.code === Code.notAMember)) {
        this.ports.failed(error);
        return;
      }
    }
    this.close(name);
  }

  /** Takes a room off the list without a word to the server: for one that was left, or never opened. */
  close(name: string): void {
    this.open.get(name)?.disconnected();
    this.open.delete(name);
    this.closed.add(name);
    this.ports.closed(name);
    const { current, rooms, views, directs } = this.ports.get();
    const left = rooms.filter((other) => other !== name);
    if (left.length < rooms.length) this.keepNames(left);
    this.ports.set({ views: Object.fromEntries(Object.entries(views).filter(([other]) => other !== name)) });
    if (current !== name) return;
    const next = left[0] ?? directs.find((direct) => direct.room !== name)?.room;
    this.ports.set({ current: next ?? null });
    if (next !== undefined) this.enter(next);
  }

  /** The list of all rooms that one belongs to is asked for. */
  asking(): void {
    this.closed.clear();
  }

  /** The list: what this browser doesn't know of goes behind what it does. */
  learn(belongings: readonly Belonging[]): void {
    const { rooms } = this.ports.get();
    const missing = belongings
      .map((each) => each.room)
      .filter((name) => !isDirect(name) && !rooms.includes(name) && !this.closed.has(name));
    if (missing.length > 0) this.keepNames([...rooms, ...missing]);
  }

  rejoin(name: string): void {
    void this.open.get(name)?.join();
  }

  /** A new connection: every open room goes on from its position, the visible one first. */
  joinAll(): void {
    const first = this.open.get(this.ports.get().current ?? '');
    const rooms = [...this.open.values()].filter((room) => room.phase === 'joining');
    for (const room of rooms.sort((a, b) => Number(b === first) - Number(a === first))) void room.join();
  }

  disconnected(): void {
    for (const room of this.open.values()) room.disconnected();
  }

  receive(batch: readonly RoomEvent[]): void {
    const byRoom = new Map<string, RoomEvent[]>();
    for (const event of batch) byRoom.set(event.room, [...(byRoom.get(event.room) ?? []), event]);
    for (const [name, events] of byRoom) {
      const room = this.open.get(name);
      if (room) room.receive(events);
      else if (isDirect(name)) this.ports.unopened(name, events);
    }
  }

  /** Where the reader is: at the end of the room or not, and whether the page is before their eyes. */
  reading(name: string, atEnd: boolean, seen: boolean): void {
    const room = this.open.get(name);
    if (!room) return;
    room.atEnd = atEnd;
    if (!atEnd || !seen || room.readSeq === room.timeline.last) return;
    room.readSeq = room.timeline.last;
    this.ports.read(room);
    this.publish(room);
  }

  /** A room's timeline or phase changed, or what is on its way to it: all is shown at once. */
  publish(room: Room): void {
    if (this.open.get(room.name) !== room) return;
    const outgoing = this.ports.confirm(room);
    const view = viewOf(room, outgoing, this.ports.me()?.id);
    this.ports.set({ views: { ...this.ports.get().views, [room.name]: view } });
    room.quotes.want([...view.events, ...(view.thread?.events ?? [])]);
  }

  clear(): void {
    this.open.clear();
    this.closed.clear();
  }

  private opened(room: Room, reset: boolean): void {
    const { rooms } = this.ports.get();
    if (!isDirect(room.name) && !rooms.includes(room.name)) this.keepNames([...rooms, room.name]);
    // Another epoch may have fewer events than were read of the old one.
    if (reset) this.ports.read(room);
    this.ports.opened(room, reset);
  }

  private keepNames(rooms: string[]): void {
    this.ports.set({ rooms });
    this.ports.names.write(rooms);
  }
}
