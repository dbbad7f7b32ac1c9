import { Announcements, type AnnouncementsState } from './announcements';
import { isDirect } from './direct';
import { Directs, type DirectsState } from './directs';
import { Here, type HereState } from './here';
import { Marks, type StoredMarks } from './marks';
import type { Hub, Notice, RoomEvent, User } from './protocol';
import type { Rooms, RoomsState } from './rooms';
import { Speaking } from './speaking';
import type { Memory } from './storage';
import type { Store } from './store';
import type { Later } from './timers';
import type { Writing } from './writing';

/** What of the page's state is about people. */
export type CompanyState = DirectsState & HereState & AnnouncementsState;

export type CompanyPorts = {
  readonly hub: Hub;
  readonly set: Store<RoomsState & CompanyState>['set'];
  readonly get: () => RoomsState & CompanyState;
  readonly subscribe: (changed: () => void) => void;
  readonly me: () => User | null;
  readonly rooms: () => Rooms;
  readonly writing: Writing;
  readonly connected: () => boolean;
  readonly visible: () => boolean;
  readonly marks: Memory<StoredMarks>;
  readonly later: Later;
  readonly show: (room: string) => void;
  /** The reader has this name now. */
  readonly renamed: (user: User) => void;
  readonly failed: (error: unknown) => void;
  /** What had failed worked. */
  readonly settled: () => void;
};

/** The others, and one's own name among them: conversations of two, who is here, what the server says to all. */
export class Company {
  readonly directs: Directs;
  readonly here: Here;
  readonly speaking: Speaking;
  readonly announcements: Announcements;

  private recalls = 0;

  constructor(private readonly ports: CompanyPorts) {
    const marks = new Marks(ports.marks, () => ports.me()?.id);
    this.directs = new Directs({ ...ports, marks, recall: () => void this.recall() });
    this.here = new Here({ ...ports, lost: () => void this.recall() });
    this.speaking = new Speaking({
      ...ports,
      directs: this.directs,
      rename: (name) => this.tryRename(name),
    });
    this.announcements = new Announcements(ports);
    ports.subscribe(() => this.here.follow());
  }

  /** Takes another name; rejects with the reason why not. */
  async rename(name: string): Promise<void> {
    this.ports.renamed(await this.ports.hub.rename(name));
  }

  /** The same, with the reason shown to the person. Says whether it worked. */
  async tryRename(name: string): Promise<boolean> {
    try {
      await this.rename(name);
      return true;
    } catch (error) {
      this.ports.failed(error);
      return false;
    }
  }

  /** Takes the name that was offered for one that is taken. */
  async take(name: string): Promise<void> {
    if (await this.tryRename(name)) this.ports.settled();
  }

  /** Asks for the rooms one belongs to: conversations that began while nobody listened, and names as they are now. */
  async recall(): Promise<void> {
    const { hub, me, rooms } = this.ports;
    const [asker, number] = [me()?.id, ++this.recalls];
    rooms().asking();
    try {
      const belongings = await hub.mine();
      // Of two answers under way only the later one knows what happened between them.
      if (asker !== me()?.id || number !== this.recalls) return;
      rooms().learn(belongings);
      this.directs.learn(belongings);
    } catch {
      // The next connection asks again.
    }
  }

  receive(batch: readonly RoomEvent[]): void {
    this.directs.rename(batch);
    this.here.receive(batch);
  }

  heard(notice: Notice): void {
    switch (notice.kind) {
      case 'direct':
        this.directs.hear({ room: notice.room, with: notice.with });
        break;
      case 'announcement':
        this.announcements.add(notice);
        break;
      case 'presence':
        this.directs.called(notice.user);
        this.here.met(notice);
        break;
      case 'renamed':
        this.ports.renamed(notice.user);
        break;
    }
  }

  /** The session is over; `forget`: for good, so that nothing is left in this browser. */
  sessionEnded(forget: boolean): void {
    const { set, get, marks } = this.ports;
    if (forget) marks.write(null);
    this.here.stop();
    const { current, rooms } = get();
    // A conversation of two is theirs alone: whoever comes next begins in a room.
    const next = current !== null && isDirect(current) ? (rooms[0] ?? null) : current;
    set({ directs: [], announcements: [], current: next });
  }
}
