import {
  DefaultHttpClient,
  HttpError,
  HubConnectionBuilder,
  HubConnectionState,
  LogLevel,
  NullLogger,
  type HttpRequest,
  type HttpResponse,
} from '@microsoft/signalr';
import type { Link, LinkEvents } from './connection';
import { ChatError, Code, parseHubError, sentenceOf, TransportError } from './errors';
import type { Notice, RoomEvent } from './protocol';

const notices: readonly Notice['kind'][] = ['direct', 'announcement', 'presence', 'renamed'];

/** SignalR turns a refused negotiation into a sentence; the status code is only seen here. */
class StatusWatcher extends DefaultHttpClient {
  unauthorized = false;

  override async send(request: HttpRequest): Promise<HttpResponse> {
    try {
      return await super.send(request);
    } catch (error) {
      if (error instanceof HttpError && error.statusCode === 401) this.unauthorized = true;
      throw error;
    }
  }
}

/**
 * One SignalR connection as a Link. SignalR's own automatic reconnect isn't used: it can't be hurried on,
 * shows no countdown and gives up when the first connection fails.
 */
export function dialSignalR(url: string, token: () => string, to: LinkEvents): Link {
  const http = new StatusWatcher(NullLogger.instance);
  const hub = new HubConnectionBuilder()
    .withUrl(url, { accessTokenFactory: token, httpClient: http, timeout: 15_000 })
    .withKeepAliveInterval(10_000)
    .withServerTimeout(25_000)
    .configureLogging(LogLevel.None)
    .build();
  hub.on('events', (batch: RoomEvent[]) => to.events(batch));
  for (const kind of notices) hub.on(kind, (said: object) => to.notice({ ...said, kind } as Notice));
  // Before it closes on purpose the server says why, in SignalR's own close message.
  hub.onclose((error) => to.closed(error ? parseHubError(error.message) : null));

  return {
    async start() {
      try {
        await hub.start();
      } catch (error) {
        if (http.unauthorized)
          throw new ChatError(Code.unauthorized, 'unauthorized', 'The token is not accepted.');
        throw parseHubError(sentenceOf(error)) ?? error;
      }
    },
    stop: () => void hub.stop().catch(() => undefined),
    async invoke(method, ...args) {
      try {
        return await hub.invoke<unknown>(method, ...args);
      } catch (error) {
        throw toAnswer(sentenceOf(error), hub.state === HubConnectionState.Connected);
      }
    },
  };
}

/**
 * What a failed call means. On a connection that ended, the error is the connection's own, even when it bears a
 * code: the reason of a close is no answer to the call. On one that lives, an error without a code is the
 * server's: it failed in a way it didn't foresee.
 */
function toAnswer(message: string, alive: boolean): Error {
  const coded = parseHubError(message);
  if (!alive) return new TransportError(coded?.message ?? message);
  return coded ?? new ChatError(Code.internalError, 'internal_error', 'The server could not do this.');
}
