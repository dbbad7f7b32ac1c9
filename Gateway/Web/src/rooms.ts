import { ChatError, Code } from './errors';
import type { Hub, RoomEvent, User } from './protocol';
import { Room } from './room';
import type { Memory } from './storage';
import type { Store } from './store';
import type { Later } from './timers';
import { viewOf, type RoomView } from './view';
import type { Outgoing } from './writes';

/** What of the page's state is about rooms. */
export type RoomsState = {
  readonly rooms: readonly string[];
  readonly current: string | null;
  readonly views: Readonly<Record<string, RoomView>>;
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
  readonly failed: (error: unknown) => void;
};

/** The rooms a person is in: opened, kept open over connections, shown, left. */
export class Rooms {
  private readonly open = new Map<string, Room>();

  constructor(private readonly ports: RoomsPorts) {}

  get(name: string): Room | undefined {
    return this.open.get(name);
  }

  /** Opens a room, unless it is open already. */
  enter(name: string): void {
    const me = this.ports.me();
    if (!me || this.open.has(name)) return;
    const room = new Room(name, me.id, {
      hub: this.ports.hub,
      connected: this.ports.connected,
      later: this.ports.later,
      changed: (room) => this.publish(room),
      opened: (room, reset) => this.opened(room, reset),
      failed: this.ports.failed,
    });
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
    this.ports.closed(name);
    const { current, rooms, views } = this.ports.get();
    const left = rooms.filter((other) => other !== name);
    this.keepNames(left);
    this.ports.set({ views: Object.fromEntries(Object.entries(views).filter(([other]) => other !== name)) });
    if (current !== name) return;
    this.ports.set({ current: left[0] ?? null });
    if (left[0] !== undefined) this.enter(left[0]);
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
    for (const [name, events] of byRoom) this.open.get(name)?.receive(events);
  }

  /** Where the reader is: at the end of the room or not, and whether the page is before their eyes. */
  reading(name: string, atEnd: boolean, seen: boolean): void {
    const room = this.open.get(name);
    if (!room) return;
    room.atEnd = atEnd;
    if (!atEnd || !seen || room.readSeq === room.timeline.last) return;
    room.readSeq = room.timeline.last;
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
  }

  private opened(room: Room, reset: boolean): void {
    const { rooms } = this.ports.get();
    if (!rooms.includes(room.name)) this.keepNames([...rooms, room.name]);
    this.ports.opened(room, reset);
  }

  private keepNames(rooms: string[]): void {
    this.ports.set({ rooms });
    this.ports.names.write(rooms);
  }
}
