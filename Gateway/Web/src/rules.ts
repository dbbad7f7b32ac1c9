/** The server's limits, checked here only to tell people early. The server decides. */

export const maxTextBytes = 8192;
export const maxNameLength = 32;
export const maxTopicLength = 250;
const roomName = /^[\p{L}\p{Nd}][\p{L}\p{M}\p{Nd}_.-]{0,63}$/u;
const encoder = new TextEncoder();

export const defaultRoom = 'lobby';

export function isRoomName(name: string): boolean {
  return roomName.test(name);
}

/** What a person meant by what they typed: `#lobby ` is the room lobby, and é is one character. */
export function typedRoom(input: string): string {
  return input.trim().replace(/^#/, '').normalize('NFC');
}

export function roomProblem(name: string): string | null {
  if (name === '') return 'Enter the name of a room.';
  if (Array.from(name).length > 64) return 'A room name has at most 64 characters.';
  if (isRoomName(name)) return null;
  return 'A room name has letters, digits, “-”, “_” and “.”, and begins with a letter or digit.';
}

export function nameProblem(name: string): string | null {
  if (name === '') return 'Enter your name.';
  return Array.from(name).length > maxNameLength ? `A name has at most ${maxNameLength} characters.` : null;
}

export function topicProblem(topic: string): string | null {
  if (/[\n\r\u2028\u2029]/.test(topic)) return 'A topic is one line.';
  return Array.from(topic).length > maxTopicLength
    ? `A topic has at most ${maxTopicLength} characters.`
    : null;
}

export function utf8Length(text: string): number {
  return encoder.encode(text).length;
}
