import type { Outgoing } from './outbox';
import type { RoomEvent, User } from './protocol';

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
  readonly text: string;
  /** Begins a group: shows author and time. */
  readonly first: boolean;
  readonly reason: string | null;
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
      readonly at: string;
    };

/** Messages of one author belong together while they are at most this far apart. */
const groupGap = 5 * 60_000;
const notices: Readonly<Record<string, string>> = { join: 'joined', leave: 'left' };

/** What the list shows, top to bottom: the room's events, then the reader's own unconfirmed messages. */
export function buildRows(events: readonly RoomEvent[], outgoing: readonly Outgoing[], me: User): Row[] {
  const rows: Row[] = [];
  const ownIds = new Set<string>();
  let day = '';
  let last: MessageRow | null = null;

  const newDay = (at: string, below: string) => {
    const date = new Date(at).toDateString();
    if (date === day) return;
    day = date;
    last = null;
    rows.push({ kind: 'day', key: `day above ${below}`, at });
  };
  const push = (message: Omit<MessageRow, 'kind' | 'first'>) => {
    newDay(message.at, message.key);
    const follows = last?.author.id === message.author.id && near(last.at, message.at);
    last = { ...message, kind: 'message', first: !follows };
    rows.push(last);
  };

  for (const event of events) {
    const { seq, id, at, actor, kind } = event;
    const what = notices[kind];
    if (kind === 'message') {
      const mine = actor.id === me.id;
      // An own message keeps its element from pending to numbered; others are known by their number.
      const key = mine && !ownIds.has(id) ? `own ${id}` : `seq ${seq}`;
      if (mine) ownIds.add(id);
      push({ key, seq, id, state: 'sent', author: actor, mine, at, text: event.text ?? '', reason: null });
    } else if (what !== undefined) {
      newDay(at, `seq ${seq}`);
      last = null;
      rows.push({ kind: 'notice', key: `seq ${seq}`, seq, actor, what, at });
    }
    // Other kinds keep their number in the timeline; this client has nothing to show for them.
  }

  for (const { id, state, text, ack, reason, at } of outgoing) {
    if (ownIds.has(id)) continue;
    const row = { key: `own ${id}`, seq: ack?.seq ?? null, id, state, author: me, mine: true, text };
    push({ ...row, at: ack?.at ?? notBefore(at, rows.at(-1)?.at), reason: reason?.sentence ?? null });
  }
  return rows;
}

/** A clock that runs behind the server's must not put a new message under an older day. */
function notBefore(at: string, other: string | undefined): string {
  return other !== undefined && Date.parse(other) > Date.parse(at) ? other : at;
}

function near(earlier: string, later: string): boolean {
  return Math.abs(Date.parse(later) - Date.parse(earlier)) <= groupGap;
}
