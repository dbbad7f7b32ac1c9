/** The numbered codes this client acts upon. The server has more; their sentence is shown as it is. */
export const Code = {
  unauthorized: 4001,
  sessionExpired: 4002,
  slowConsumer: 4009,
  goingAway: 4010,
  epochChanged: 4012,
  textTooLong: 4102,
  noSuchRoom: 4201,
  notAMember: 4202,
  idReused: 4203,
  noChange: 4207,
  noSuchUser: 4208,
  rateLimited: 4301,
  internalError: 4500,
  unavailable: 4501,
  outcomeUnknown: 4502,
  busy: 4503,
} as const;

const retryable: ReadonlySet<number> = new Set([
  Code.rateLimited,
  Code.unavailable,
  Code.outcomeUnknown,
  Code.busy,
]);

/** The server answered, and the answer is no. */
export class ChatError extends Error {
  override readonly name = 'ChatError';

  constructor(
    readonly code: number,
    readonly error: string,
    sentence: string,
    /** Milliseconds the server asks us to wait, or null. */
    readonly retryAfter: number | null = null,
    /** What would be accepted instead, where the server has a suggestion. */
    readonly suggestion: string | null = null,
  ) {
    super(sentence);
  }
}

/** There was no answer: the outcome is unknown, and only the same id may be tried again. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
}

/** A failure the server didn't foresee may pass; when it came this often, it won't. */
const mostServerFailures = 3;

/** Whether the same call, with the same id, can succeed when made again. `failures`: how often it was already. */
export function canRetry(error: unknown, failures: number): boolean {
  if (!(error instanceof ChatError)) return true;
  return error.code === Code.internalError ? failures < mostServerFailures : retryable.has(error.code);
}

export function endsSession(code: number): boolean {
  return code === Code.unauthorized || code === Code.sessionExpired;
}

/** The connection was closed for nobody's fault: the next one goes on where it ended. */
export function isPassing(code: number): boolean {
  return code === Code.goingAway || code === Code.slowConsumer;
}

// A name that is suggested may hold any bracket: the last one before a colon ends it.
const hubError = /\b(4\d{3}) ([a-z_]+)(?: \[retry after (\d+) ms\]| \[try (.+)\])?: (.*)/s;

/** Reads `CODE NAME [retry after N ms]: sentence`, or `[try NAME]`, out of a hub error, whatever SignalR put before it. */
export function parseHubError(message: string): ChatError | null {
  const [, code, name, wait, suggestion, sentence] = hubError.exec(message) ?? [];
  if (code === undefined || name === undefined || sentence === undefined) return null;
  const retryAfter = wait === undefined ? null : Number(wait);
  return new ChatError(Number(code), name, sentence, retryAfter, suggestion ?? null);
}

/** Reads an application/problem+json body. Anything else still becomes an error with a sentence. */
export function parseProblem(status: number, body: unknown): ChatError {
  const problem = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const sentence = [problem['detail'], problem['title']].find((s) => typeof s === 'string' && s !== '');
  return new ChatError(
    typeof problem['code'] === 'number' ? problem['code'] : status,
    typeof problem['error'] === 'string' ? problem['error'] : 'http_error',
    typeof sentence === 'string' ? sentence : `The server answered with status ${status}.`,
    null,
    typeof problem['suggestion'] === 'string' ? problem['suggestion'] : null,
  );
}

/** A free name that the server offers for one that is taken. */
export function suggestionOf(error: unknown): string | null {
  return error instanceof ChatError ? error.suggestion : null;
}

export function sentenceOf(error: unknown): string {
  return error instanceof Error && error.message !== '' ? error.message : 'Something went wrong.';
}
