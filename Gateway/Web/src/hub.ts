import type { Hub } from './protocol';

type Call = (method: string, ...args: unknown[]) => Promise<unknown>;

/** Names the hub's methods once. What they answer is the server's word: it is trusted to have these shapes. */
export function hubOver(call: Call): Hub {
  const as = <T = void>(method: string, ...args: unknown[]) => call(method, ...args) as Promise<T>;
  return {
    join: (room, after) => as('Join', room, after),
    leave: (room) => as('Leave', room),
    send: (room, id, text) => as('Send', room, id, text),
    reply: (room, id, replyTo, text) => as('Reply', room, id, replyTo, text),
    edit: (room, id, target, text) => as('Edit', room, id, target, text),
    remove: (room, id, target) => as('Delete', room, id, target),
    react: (room, id, target, emoji) => as('React', room, id, target, emoji),
    unreact: (room, id, target, emoji) => as('Unreact', room, id, target, emoji),
    topic: (room, id, topic) => as('Topic', room, id, topic),
    rename: (name) => as('Rename', name),
    page: (room, query) => as('Page', room, query),
    reactions: (room, seq) => as('Reactions', room, seq),
    room: (room) => as('Room', room),
    members: (room, after, limit) => as('Members', room, after, limit),
    online: (room, after, limit) => as('Online', room, after, limit),
    mine: () => as('Mine'),
    user: (name) => as('User', name),
  };
}
