import { isDirectName } from './direct';
import { isRoomName } from './rules';

/** The room in the URL's hash, so that a link opens a room. Null: none. Undefined: not a room name. */
export function roomOfHash(hash: string): string | null | undefined {
  if (hash === '' || hash === '#') return null;
  try {
    const name = decodeURIComponent(hash.slice(1));
    return isRoomName(name) || isDirectName(name) ? name : undefined;
  } catch {
    return undefined; // a broken % sequence
  }
}

export function hashOfRoom(room: string): string {
  return `#${encodeURIComponent(room)}`;
}
