import type { User } from './protocol';

/**
 * Direct rooms: each pair of people has one. Its name is `@`, the smaller id, `.` and the larger one, without dashes, so
 * that whoever knows a person's id knows the room. Nobody joins or leaves it; its first message makes it.
 */

const sign = '@';
const wellFormed = /^@[0-9a-f]{32}\.[0-9a-f]{32}$/;

export type Direct = { readonly room: string; readonly with: User };

export function isDirect(room: string): boolean {
  return room.startsWith(sign);
}

/** Whether it can be one's name: what an address says may be anything. */
export function isDirectName(room: string): boolean {
  return wellFormed.test(room);
}

export function directName(one: string, other: string): string {
  const [a, b] = [bare(one), bare(other)];
  return a < b ? `${sign}${a}.${b}` : `${sign}${b}.${a}`;
}

/** Whether it is this person's room, with whomever. */
export function isDirectOf(room: string, me: string): boolean {
  return isDirect(room) && room.slice(1).split('.').includes(bare(me));
}

/** What people call a room: a direct one by the other's name. */
export function nameOf(room: string, directs: readonly Direct[]): string {
  if (!isDirect(room)) return room;
  return directs.find((each) => each.room === room)?.with.name ?? 'Direct message';
}

/** The same where it stands among other words. */
export function titleOf(room: string, directs: readonly Direct[]): string {
  return isDirect(room) ? nameOf(room, directs) : `#${room}`;
}

function bare(id: string): string {
  return id.replaceAll('-', '').toLowerCase();
}
