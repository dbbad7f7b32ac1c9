import { parseProblem, TransportError } from './errors';
import type { User } from './protocol';
import { isObject, Stored } from './storage';

export type Session = { readonly token: string; readonly user: User; readonly expiresAt: string };

function isSession(value: unknown): value is Session {
  if (!isObject(value) || !isObject(value['user'])) return false;
  const { id, name } = value['user'];
  return typeof value['token'] === 'string' && typeof id === 'string' && typeof name === 'string';
}

/** Shared by the tabs of a browser: one guest, however many windows. */
export const storedSession = new Stored('orleanschat.session', () => localStorage, isSession);

/** Asks for a guest session. Throws ChatError (a bad name, a limit) or TransportError. */
export async function createSession(name: string): Promise<Session> {
  const request = {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
    body: JSON.stringify({ name }),
  };
  const response = await fetch('/api/v1/session', request).catch(() => {
    throw new TransportError('The server could not be reached. Check your connection and try again.');
  });
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw parseProblem(response.status, body);
  if (!isSession(body)) throw new TransportError('The server gave an answer this page does not understand.');
  return body;
}

/** Ends a session for good, also while the page is being closed. Whether it worked isn't known. */
export function revokeSession({ token }: Session): void {
  const headers = { Authorization: `Bearer ${token}` };
  void fetch('/api/v1/session', { method: 'DELETE', headers, keepalive: true }).catch(() => undefined);
}
