import { isDirect, type Direct } from './direct';
import { ChatError, Code } from './errors';
import type { Hub, MemberInfo, Notice, RoomEvent, User, UserInfo } from './protocol';
import type { Store } from './store';
import type { Later } from './timers';
import type { RoomView } from './view';

/** The room that is shown: what it is about, and who is in it. */
export type HereView = {
  readonly room: string;
  readonly topic: string | null;
  /** How many members it has, and how many of them are online; null until that is known. */
  readonly size: number | null;
  readonly online: number | null;
  /** Those who are online first, then by name. Empty until somebody looks at the list. */
  readonly people: readonly MemberInfo[];
  /** The list is as of now, as far as it goes. */
  readonly listed: boolean;
  /** Of a direct room, the other one. */
  readonly peer: UserInfo | null;
};

export type HereState = { readonly here: HereView | null };

export type HerePorts = {
  readonly hub: Pick<Hub, 'room' | 'members' | 'online' | 'user'>;
  readonly get: () => {
    readonly current: string | null;
    readonly views: Readonly<Record<string, RoomView>>;
    readonly directs: readonly Direct[];
    readonly here: HereView | null;
  };
  readonly set: Store<HereState>['set'];
  readonly connected: () => boolean;
  /** Whether somebody can see the page. */
  readonly visible: () => boolean;
  /** The other one of a direct room isn't found under the name that we know. */
  readonly lost: () => void;
  readonly later: Later;
};

/** Milliseconds from one look to the next, and after an event that says that somebody came or went. */
const interval = 15_000;
const soon = 2_000;
const pageSize = 200;
/** No further members are listed than fit on so many pages. */
const mostPages = 5;

/** Looks who is in the room that is shown, again and again while somebody can see it. */
export class Here {
  private room: string | null = null;
  private listing = false;
  private asking = false;
  private again = false;
  private topicSeq = 0;
  /** Answers to questions about another room are of no use. */
  private generation = 0;
  private cancelTimer: (() => void) | null = null;

  constructor(private readonly ports: HerePorts) {}

  /** Another room may be shown, or be ready, or the page be visible again. Cheap: called at each change. */
  follow(): void {
    const { current } = this.ports.get();
    if (current !== this.room) {
      this.room = current;
      this.forget();
      this.ports.set({ here: current === null ? null : nothingKnown(current) });
    }
    if (!this.ready) this.stopTimer();
    else if (!this.cancelTimer && !this.asking) void this.ask();
  }

  /** Whether the list of people is open. */
  list(open: boolean): void {
    this.listing = open;
    if (open) this.hurry(0);
  }

  receive(batch: readonly RoomEvent[]): void {
    for (const { room, kind, seq, text } of batch) {
      if (room !== this.room) continue;
      if (kind === 'topic' && seq > this.topicSeq) {
        this.topicSeq = seq;
        this.change({ topic: text });
      }
      if (kind === 'join' || kind === 'leave' || kind === 'rename') this.hurry(soon);
    }
  }

  /** Somebody came online or went: shown at once; the next look counts anew. */
  met({ user, online, at }: Extract<Notice, { kind: 'presence' }>): void {
    const view = this.ports.get().here;
    if (view?.peer?.user.id === user.id)
      this.change({ peer: { user, online, lastSeen: online ? null : at } });
    const known = view?.people.find((each) => each.user.id === user.id);
    if (!view || !known || known.online === online) return;
    const people = view.people.map((each) => (each === known ? { ...each, user, online } : each));
    const count = view.online === null ? null : Math.max(0, view.online + (online ? 1 : -1));
    this.change({ people: onlineFirst(people), online: count });
  }

  /** The session is over. */
  stop(): void {
    this.room = null;
    this.forget();
    this.ports.set({ here: null });
  }

  private get ready(): boolean {
    const phase = this.room === null ? undefined : this.ports.get().views[this.room]?.phase;
    return (phase === 'open' || phase === 'empty') && this.ports.connected() && this.ports.visible();
  }

  private async ask(): Promise<void> {
    const { room, generation } = this;
    if (room === null) return;
    this.asking = true;
    this.again = false;
    try {
      const change = await (isDirect(room) ? this.askPeer(room) : this.askRoom(room));
      if (generation === this.generation) this.change(change);
    } catch {
      // What is shown gets old; the next look may tell more.
    }
    if (generation !== this.generation) return;
    this.asking = false;
    this.start(this.pause());
  }

  /** Milliseconds until the next look. A list that was opened meanwhile isn't waited for. */
  private pause(): number {
    if (this.listing && !isDirect(this.room ?? '') && this.ports.get().here?.listed === false && this.again)
      return 0;
    return this.again ? soon : interval;
  }

  private async askRoom(room: string): Promise<Partial<HereView>> {
    const { topicSeq, listing } = this;
    const { hub } = this.ports;
    const [info, online, members] = await Promise.all([
      hub.room(room),
      hub.online(room, null, listing ? pageSize : 1),
      listing ? this.members(room) : null,
    ]);
    const counts = { size: info.members, online: online.total };
    // A topic that was given meanwhile is newer than the answer.
    const topic = topicSeq === this.topicSeq ? { topic: info.topic } : {};
    const people = members && { people: merged(members, online.users), listed: true };
    return { ...counts, ...topic, ...people };
  }

  private async members(room: string): Promise<readonly MemberInfo[]> {
    const members: MemberInfo[] = [];
    for (let pages = 0; pages < mostPages; pages++) {
      const page = await this.ports.hub.members(room, members.at(-1)?.user.name ?? null, pageSize);
      members.push(...page.members);
      if (!page.more) break;
    }
    return members;
  }

  private async askPeer(room: string): Promise<Partial<HereView>> {
    const other = this.ports.get().directs.find((each) => each.room === room)?.with;
    if (!other) return {};
    const peer = await this.ports.hub.user(other.name).catch((error: unknown) => {
      if (error instanceof ChatError && error.code === Code.noSuchUser) return null;
      throw error;
    });
    if (peer?.user.id === other.id) return { peer };
    // They have another name now, and maybe somebody else has this one.
    this.ports.lost();
    return { peer: null };
  }

  /** Asks within so many milliseconds. */
  private hurry(ms: number): void {
    if (this.asking) this.again = true;
    else if (this.ready) this.start(ms);
  }

  private start(ms: number): void {
    this.stopTimer();
    this.cancelTimer = this.ports.later(ms, () => {
      this.cancelTimer = null;
      this.follow();
    });
  }

  private change(change: Partial<HereView>): void {
    const { here } = this.ports.get();
    if (here && here.room === this.room) this.ports.set({ here: { ...here, ...change } });
  }

  private forget(): void {
    this.generation++;
    this.asking = false;
    this.topicSeq = 0;
    this.stopTimer();
  }

  private stopTimer(): void {
    this.cancelTimer?.();
    this.cancelTimer = null;
  }
}

function nothingKnown(room: string): HereView {
  return { room, topic: null, size: null, online: null, people: [], listed: false, peer: null };
}

/** Two answers, of two moments: whoever is online in either is. */
function merged(members: readonly MemberInfo[], online: readonly User[]): readonly MemberInfo[] {
  const byId = new Map(members.map((each) => [each.user.id, each]));
  for (const user of online)
    byId.set(user.id, { role: byId.get(user.id)?.role ?? 'member', user, online: true });
  return onlineFirst([...byId.values()]);
}

function onlineFirst(people: readonly MemberInfo[]): readonly MemberInfo[] {
  return [...people].sort((a, b) => Number(b.online) - Number(a.online) || compare(a.user.name, b.user.name));
}

function compare(one: string, other: string): number {
  return one.localeCompare(other);
}
