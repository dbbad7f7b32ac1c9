import { added, removed, type Message } from './message';
import type { ReactionCount, User } from './protocol';
import type { Outgoing } from './writes';

/** A change of the reader's own that isn't confirmed: how a message shows it. */
export type Change = {
  readonly id: string;
  readonly kind: 'edit' | 'delete';
  readonly state: 'pending' | 'refused';
  readonly text: string;
  readonly reason: Outgoing['reason'];
};

export type ShownReaction = ReactionCount & { readonly pending: boolean };

/** A message as its reader sees it: with their own changes, which are only on their way. */
export type Shown = Omit<Message, 'reactions'> & {
  readonly reactions: readonly ShownReaction[];
  readonly change: Change | null;
};

/**
 * Applies the reader's own writes to a message, in their order. A refused edit is shown beside what stands, also
 * beside a tombstone: its words are its author's.
 */
export function shown(message: Message, writes: readonly Outgoing[], me: User): Shown {
  let { text, reactions } = message;
  let change: Change | null = null;
  const pending = new Set<string>();
  for (const item of writes) {
    if (item.kind === 'message' || item.kind === 'topic' || item.target !== message.seq) continue;
    if (message.deleted !== null && item.state !== 'refused') continue;
    const { id, reason } = item;
    switch (item.kind) {
      case 'edit':
        if (item.state !== 'refused') text = item.text;
        change = { id, kind: 'edit', state: refusedOr(item), text: item.text, reason };
        break;
      case 'delete':
        change = { id, kind: 'delete', state: refusedOr(item), text: text ?? '', reason };
        break;
      default: {
        const there = reactions.some((each) => each.emoji === item.emoji && each.mine);
        if (there === (item.kind === 'react')) break;
        const apply = item.kind === 'react' ? added : removed;
        reactions = apply(reactions, item.emoji, me, me.id);
        pending.add(item.emoji);
      }
    }
  }
  return {
    ...message,
    text,
    reactions: reactions.map((each) => ({ ...each, pending: pending.has(each.emoji) })),
    change,
  };
}

function refusedOr(item: Outgoing): Change['state'] {
  return item.state === 'refused' ? 'refused' : 'pending';
}
