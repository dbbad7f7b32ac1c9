import { describe, expect, test } from 'vitest';
import {
  canRetry,
  ChatError,
  parseHubError,
  parseProblem,
  suggestionOf,
  TransportError,
} from '../src/errors';

describe('a hub error', () => {
  test('is read behind the text SignalR puts before it', () => {
    const error = parseHubError(
      "An unexpected error occurred invoking 'Send' on the server. HubException: 4202 not_a_member: You are not in this room.",
    );
    expect(error).toMatchObject({ code: 4202, error: 'not_a_member', message: 'You are not in this room.' });
    expect(error?.retryAfter).toBeNull();
  });

  test('is read out of the reason of a close', () => {
    const error = parseHubError(
      'Server returned an error on close: 4010 going_away: The server is shutting down.',
    );
    expect(error).toMatchObject({ code: 4010, message: 'The server is shutting down.' });
  });

  test('tells how long to wait', () => {
    const error = parseHubError('4301 rate_limited [retry after 1200 ms]: Slow down: 10 per second.');
    expect(error).toMatchObject({ code: 4301, retryAfter: 1200, message: 'Slow down: 10 per second.' });
  });

  test.each(['ann2', 'a]b', 'x]: y', 'Ann Smith 2'])('suggests another name: %s', (name) => {
    const error = parseHubError(`HubException: 4110 name_taken [try ${name}]: This name is taken.`);
    expect(error).toMatchObject({ code: 4110, suggestion: name, message: 'This name is taken.' });
    expect(error?.retryAfter).toBeNull();
  });

  test('keeps a sentence of several lines whole', () => {
    expect(parseHubError('4103 bad_text: One.\nTwo.')?.message).toBe('One.\nTwo.');
  });

  test('without a code is no coded error', () => {
    expect(parseHubError('Invocation canceled due to the underlying connection being closed.')).toBeNull();
    expect(parseHubError('Server timeout elapsed after 25000 ms')).toBeNull();
  });
});

describe('a problem of REST', () => {
  test('becomes the same numbered error', () => {
    const body = { title: 'Bad name', status: 400, detail: 'Choose another.', code: 4105, error: 'bad_name' };
    expect(parseProblem(400, body)).toMatchObject({
      code: 4105,
      error: 'bad_name',
      message: 'Choose another.',
    });
  });

  test('brings a suggestion with it', () => {
    const body = { detail: 'Taken.', code: 4110, error: 'name_taken', suggestion: 'ann2' };
    expect(suggestionOf(parseProblem(409, body))).toBe('ann2');
    expect(suggestionOf(parseProblem(409, { ...body, suggestion: 7 }))).toBeNull();
    expect(suggestionOf(new TransportError('no answer'))).toBeNull();
  });

  test.each([null, 'oops', [], { detail: 7 }])('of another shape still has a sentence: %j', (body) => {
    expect(parseProblem(502, body)).toMatchObject({
      code: 502,
      message: 'The server answered with status 502.',
    });
  });
});

test.each([
  [4301, true],
  [4501, true],
  [4502, true],
  [4503, true],
  [4500, true],
  [4101, false],
  [4202, false],
  [4203, false],
])('error %i can be retried: %s', (code, expected) => {
  expect(canRetry(new ChatError(code, 'name', 'Sentence.'), 0)).toBe(expected);
});

test('a failure of the server can be retried a few times', () => {
  const failure = new ChatError(4500, 'internal_error', 'Failed.');
  expect([0, 1, 2, 3, 4].map((failures) => canRetry(failure, failures))).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});

test('no answer at all can be retried', () => {
  expect(canRetry(new TransportError('timeout'), 99)).toBe(true);
});
