import type { Message } from './message';
import type { RoomEvent, User } from './protocol';
import { shown, type Change, type ShownReaction } from './shown';
import type { Outgoing } from './writes';

/** What a message answers. `message`: null while it isn't loaded. */
export type Quote = { readonly seq: number; readonly message: Message | null };

export type MessageRow = {
  readonly kind: 'message';
  readonly key: string;
  /** Null until the server numbered it. */
  readonly seq: number | null;
  readonly id: string;
  readonly state: Outgoing['state'];
  readonly author: User;
  readonly mine: boolean;
  readonly at: string;
  /** Null when it was deleted. */
  readonly text: string | null;
  readonly edited: boolean;
  /** The reader's own change of it that isn't confirmed. */
  readonly change: Change | null;
  readonly quote: Quote | null;
  readonly thread: number | null;
  readonly replies: number;
  readonly reactions: readonly ShownReaction[];
  /** Begins a group: shows author and time. */
  readonly first: boolean;
  readonly reason: Outgoing['reason'];
};

export type Row =
  | MessageRow
  | { readonly kind: 'day'; readonly key: string; readonly at: string }
  | {
      readonly kind: 'notice';
      readonly key: string;
      readonly seq: number;
      readonly actor: User;
      readonly what: string;
      /** What somebody else wrote, or their new name: shown apart from our words. */
      readonly named: string | null;
      readonly at: string;
    };

export type RowSource = {
  readonly events: readonly RoomEvent[];
  readonly messages: ReadonlyMap<number, Message>;
  /** All of the reader's unconfirmed writes: changes are shown on their messages, messages where `below` says. */
  readonly outgoing: readonly Outgoing[];
  readonly me: User;
  /** Which unconfirmed messages stand below the events. */
  readonly below: (item: Outgoing) => boolean;
};

/** Messages of one author belong together while they are at most this far apart. */
const groupGap = 5 * 60_000;

/** What happened besides messages, in words. */
function noticeOf({ kind, text }: RoomEvent): { what: string; named: string | null } | null {
  switch (kind) {
    case 'join':
      return { what: 'joined', named: null };
    case 'leave':
      return { what: 'left', named: null };
    case 'rename':
      return { what: 'is now known as', named: text };
    case 'topic':
      return text === null
        ? { what: 'removed the topic', named: null }
        : { what: 'set the topic:', named: text };
    default:
      return null;
  }
}

/** What a list shows, top to bottom: events, then the reader's own unconfirmed messages. */
export function buildRows({ events, messages, outgoing, me, below }: RowSource): Row[] {
  const rows: Row[] = [];
  const ownIds = new Set<string>();
  const changes = outgoing.filter((item) => item.kind !== 'message');
  const quote = (seq: number | null): Quote | null =>
    seq === null ? null : { seq, message: messages.get(seq) ?? null };
  let day = '';
  let last: MessageRow | null = null;

  const newDay = (at: string, under: string) => {
    const date = new Date(at).toDateString();
    if (date === day) return;
    day = date;
    last = null;
    rows.push({ kind: 'day', key: `day above ${under}`, at });
  };
  const push = (message: Omit<MessageRow, 'kind' | 'first'>) => {
    newDay(message.at, message.key);
    const follows =
      last?.author.id === message.author.id && near(last.at, message.at) && message.quote === null;
    last = { ...message, kind: 'message', first: !follows };
    rows.push(last);
  };

  for (const event of events) {
    const { seq, id, at, actor, kind } = event;
    const notice = noticeOf(event);
    const message = kind === 'message' ? messages.get(seq) : undefined;
    if (message) {
      const mine = actor.id === me.id;
      // An own message keeps its element from pending to numbered; others are known by their number.
      const key = mine && !ownIds.has(id) ? `own ${id}` : `seq ${seq}`;
      if (mine) ownIds.add(id);
      const { text, edited, change, thread, replies, reactions, replyTo } = shown(message, changes, me);
      const state = { state: 'sent', reason: null, text, change, edited: edited !== null } as const;
      push({
        key,
        seq,
        id,
        author: actor,
        mine,
        at,
        ...state,
        quote: quote(replyTo),
        thread,
        replies,
        reactions,
      });
    } else if (notice) {
      newDay(at, `seq ${seq}`);
      last = null;
      rows.push({ kind: 'notice', key: `seq ${seq}`, seq, actor, ...notice, at });
    }
    // Other kinds keep their number in the timeline: they are shown on the message that they are about.
  }

  for (const item of outgoing) {
    if (item.kind !== 'message' || ownIds.has(item.id) || !below(item)) continue;
    const { id, state, text, ack, reason, thread } = item;
    const at = ack?.at ?? notBefore(item.at, rows.at(-1)?.at);
    const none = { edited: false, change: null, replies: 0, reactions: [] };
    const common = {
      key: `own ${id}`,
      seq: ack?.seq ?? null,
      id,
      state,
      author: me,
      mine: true,
      text,
      at,
      reason,
    };
    push({ ...common, ...none, quote: quote(item.replyTo), thread });
  }
  return rows;
}

/** What its thread can be used for. */
export function threadName({ replies, thread }: MessageRow): string {
  return replies > 0 || thread !== null ? 'Open thread' : 'Reply in thread';
}

/** A clock that runs behind the server's must not put a new message under an older day. */
function notBefore(at: string, other: string | undefined): string {
  return other !== undefined && Date.parse(other) > Date.parse(at) ? other : at;
}

function near(earlier: string, later: string): boolean {
  return Math.abs(Date.parse(later) - Date.parse(earlier)) <= groupGap;
}
